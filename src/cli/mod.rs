//! Arguments, commands, output, exit codes.

pub mod args;
pub mod commands;
mod context;
pub mod exit;
mod input;
mod open;
mod output;
mod pick;
pub(crate) mod prompt;
mod silence;
mod usage;

use args::{Args, Verb};
use clap::Parser;
use context::Context;
use exit::{Exit, Failure, Result};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

/// Seconds after which a person is told that a command still waits.
const SIGN_OF_LIFE_AFTER: usize = 3;

/// Runs the program with these arguments, its own name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => return usage::explain(&error).into(),
    };
    let Some(verb) = args.verb else {
        return commands::console::run(&args.global).unwrap_or_else(|failure| told(&failure).into());
    };
    // Before anything that takes time: what is typed meanwhile may be a passphrase or a value.
    let unseen = if verb.asks_unseen(&args.global) { silence::Unseen::begin() } else { None };
    let mut context = match Context::new(args.global) {
        Ok(context) => context,
        Err(failure) => return told(&failure).into(),
    };
    let result = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(with_a_sign_of_life(dispatch(&mut context, verb))),
        Err(error) => Err(Failure {
            exit: Exit::Unreachable,
            what: format!("the system gives no resources: {error}"),
            next: None,
        }),
    };
    // What was printed before a failure belongs to the reader.
    let result = context.out.flush().and(result);
    for warning in context.session.take_warnings() {
        output::note(&format!("warning: {warning}"));
    }
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if let Some(unseen) = unseen {
                unseen.end_and_drop_what_was_typed();
            }
            told(&failure).into()
        }
    }
}

/// Does the work, and tells a person who waits for it that it still goes on.
async fn with_a_sign_of_life(work: impl Future<Output = Result>) -> Result {
    let mut work = pin!(work);
    // Counted in short steps, so that the time somebody takes to answer a question counts as one of them.
    for _ in 0..SIGN_OF_LIFE_AFTER {
        tokio::select! {
            biased;
            result = &mut work => return result,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
    if std::io::stderr().is_terminal() {
        output::note("strongroom: still waiting for an answer · ctrl-c gives up");
    }
    work.await
}

fn told(failure: &Failure) -> Exit {
    output::fail(failure);
    failure.exit
}

async fn dispatch(cx: &mut Context, verb: Verb) -> Result {
    if !verb.works_with_mistakes() {
        cx.refuse_mistakes()?;
    }
    match verb {
        Verb::List(args) => commands::list::run(cx, args).await,
        Verb::Get(args) => commands::get::run(cx, args).await,
        Verb::Set(args) => commands::set::run(cx, args).await,
        Verb::Delete(args) => commands::delete::run(cx, args).await,
        Verb::Undelete(args) => commands::undelete::run(cx, args).await,
        Verb::History(args) => commands::history::run(cx, args).await,
        Verb::Diff(args) => commands::diff::run(cx, args).await,
        Verb::Rollback(args) => commands::rollback::run(cx, args).await,
        Verb::Find(args) => commands::find::run(cx, args).await,
        Verb::Export(args) => commands::export::run(cx, args).await,
        Verb::Import(args) => commands::import::run(cx, args).await,
        Verb::Team(args) => commands::team::run(cx, args).await,
        Verb::Provider(args) => commands::provider::run(cx, args).await,
        Verb::Approvals(args) => commands::approvals::run(cx, args).await,
        Verb::Vault(args) => commands::vault::run(cx, args).await,
        Verb::Whoami => commands::whoami::run(cx).await,
        Verb::Audit(args) => commands::audit::run(cx, args).await,
        Verb::Unlock(args) => commands::unlock::run(cx, args).await,
        Verb::Lock => commands::lock::run(cx).await,
        Verb::Passphrase(args) => commands::passphrase::run(cx, args).await,
        Verb::Backup(args) => commands::backup::run(cx, args).await,
        Verb::Restore(args) => commands::restore::run(cx, args).await,
        Verb::Doctor => commands::doctor::run(cx).await,
        Verb::Completions(args) => commands::completions::run(cx, &args),
        Verb::Man => commands::man::run(cx),
    }
}
