//! `strongroom` without a verb: the console.

use crate::app::Start;
use crate::cli::args::Global;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::{context, keys, open};
use crate::console;
use crate::message::{Shared, Timing};
use crate::ops::Session;
use crate::provider::Lock;
use crate::runtime::Runtime;
use crate::theme::Theme;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

/// Runs it until the person leaves.
pub(in crate::cli) fn run(global: &Global) -> Result<ExitCode> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(no_terminal());
    }
    let session = context::session(global.demo)?;
    if !global.demo {
        unlock_unasked(&session, global.passphrase_fd)?;
    }
    let (keymap, wrong_keys) = keys::chosen(&session);
    let facts = Shared { keymap, ..facts(&session, global.demo)? };
    let theme = theme()?;
    let notice = notice(&session, wrong_keys);
    let ended = console::run(
        |size| Start { size, shared: facts, theme, notice },
        move |wake| Runtime::start(session, move || wake()),
    );
    match ended {
        Ok(ended) => Ok(ExitCode::from(ended.exit_code())),
        Err(console::Error::NoTerminal) => Err(no_terminal()),
        Err(error) => Err(Failure { exit: Exit::Unreachable, what: error.to_string(), next: None }),
    }
}

fn no_terminal() -> Failure {
    Failure::usage(
        "the console needs a terminal at standard input and output",
        "`strongroom --help` lists the commands for scripts",
    )
}

/// Opens the store where that needs no question: a passphrase was given, or the keyring holds a key. Otherwise the
/// console asks.
fn unlock_unasked(session: &Session, fd: Option<i32>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure {
        exit: Exit::Unreachable,
        what: format!("cannot start: {error}"),
        next: None,
    })?;
    runtime.block_on(async {
        let state = session.lock_state()?;
        match open::given_passphrase(fd)? {
            Some(passphrase) => open::open_with(session, state, passphrase).await,
            None if state == Lock::Locked => {
                // A keyring that cannot be read is no reason not to ask.
                let _ = session.unlock_remembered().await;
                Ok(())
            }
            None => Ok(()),
        }
    })
}

/// What is known before anything was asked.
fn facts(session: &Session, is_demo: bool) -> Result<Shared> {
    let timing = session.config().timing;
    Ok(Shared {
        lock: session.lock_state()?,
        teams: Vec::new(),
        team: session.active_team(),
        providers: Vec::new(),
        names: None,
        selected: None,
        timing: Timing {
            reveal: timing.reveal,
            clipboard: timing.clipboard,
            lock: if is_demo { Duration::ZERO } else { timing.lock },
        },
        person: session.person().to_owned(),
        is_demo,
        keymap: Default::default(),
        is_presenting: false,
        kinds: session.kinds(),
    })
}

/// Colours, unless the person wants none.
fn theme() -> Result<Theme> {
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Ok(Theme::built_in(if is_plain { "mono" } else { "dark" })?)
}

/// What deserves a look: mistakes in the configuration and in `keys.toml`, a folder that others can read.
fn notice(session: &Session, wrong_keys: Vec<String>) -> Option<String> {
    let mut all: Vec<String> = session.config().broken.iter().map(|broken| broken.reason.clone()).collect();
    all.extend(wrong_keys);
    all.extend(session.keeper().warnings());
    let more = all.len().saturating_sub(1);
    let first = all.into_iter().next()?;
    // The first may be longer than the line, so the rest is told before it.
    Some(if more == 0 { first } else { format!("`strongroom doctor` tells {more} more · {first}") })
}
