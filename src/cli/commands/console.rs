//! `strongroom` without a verb: the console.

use crate::app::{self, Start, Understood};
use crate::cli::args::Global;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::{context, open};
use crate::console;
use crate::message::{Known, Mistake, Origin, Shared, Timing};
use crate::ops::Session;
use crate::provider::Lock;
use crate::runtime::{self, Clock, Runtime};
use crate::theme::fitting;
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
    let fallback = fitting(|name| std::env::var(name).ok());
    let Understood { keymap, themes, mistakes: wrong } =
        app::understood(runtime::settings(&session), fallback)?;
    let mistakes = mistakes(&session, wrong);
    let facts = Shared { keymap, mistakes, ..facts(&session, global.demo)? };
    let notice = app::notice(&facts);
    let clock = context::demo_time().filter(|_| global.demo).map(Clock::standing_at);
    let ended = console::run(
        |size| Start { size, shared: facts, themes, notice },
        move |wake| {
            let runtime = Runtime::start(session, move || wake())?;
            Ok(match clock {
                Some(clock) => runtime.on_clock(clock),
                None => runtime,
            })
        },
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
        known: Known::default(),
        timing: Timing { lock: if is_demo { Duration::ZERO } else { timing.lock }, ..timing },
        person: session.person().to_owned(),
        is_demo,
        keymap: Default::default(),
        is_presenting: false,
        mistakes: Vec::new(),
        presses: 0,
        deleting: Vec::new(),
        kinds: session.kinds(),
    })
}

/// What deserves a look: mistakes in the configuration, in `keys.toml` and in themes, a folder that others can read.
fn mistakes(session: &Session, of_settings: Vec<Mistake>) -> Vec<Mistake> {
    let configured = session.config().broken.into_iter().map(|broken| Mistake {
        origin: Origin::Configuration,
        text: broken.reason,
        is_wrong: broken.is_mistake,
    });
    let of_start = session.keeper().warnings().into_iter();
    let of_start = of_start.map(|text| Mistake { origin: Origin::Start, text, is_wrong: true });
    configured.chain(of_settings).chain(of_start).collect()
}
