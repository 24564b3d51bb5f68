//! `strongroom provider login` and `logout`: the credentials of a provider that is registered.

use super::ask;
use super::steps::{self, Steps, Verdict};
use crate::cli::context::Context;
use crate::cli::exit::{Failure, Result};
use crate::cli::prompt::Terminal;
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::provider::{Error, Revoked};

/// Arguments of `strongroom provider login`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its name
    name: ProviderId,
    /// Take the credentials from standard input, as one JSON object
    #[arg(long)]
    credentials_stdin: bool,
    /// Do not try them
    #[arg(long)]
    no_check: bool,
    /// Do not ask, and keep them although the check fails
    #[arg(short = 'y', long)]
    yes: bool,
}

/// Runs `login`.
pub(super) async fn run(cx: &mut Context, args: Args) -> Result {
    let result = log_in(cx, args).await;
    if result.is_err() {
        ops::leave_check(&cx.session).await;
    }
    result
}

async fn log_in(cx: &mut Context, args: Args) -> Result {
    let name = args.name;
    let config = ops::known(&cx.session, &name)?;
    let kind = cx.session.kind(&config.kind).filter(|kind| kind.credentials().next().is_some());
    let none = || Error::Unsupported { what: format!("the provider {name} takes no credentials") };
    let kind = kind.ok_or_else(none)?;
    cx.open().await?;
    let mut registration = ops::registration(&cx.session, &name).await?;
    let terminal = Terminal::open();
    registration.kept.clear();
    let mut from_stdin = args.credentials_stdin;
    loop {
        let before = std::mem::take(&mut registration.credentials);
        registration.credentials =
            ask::credentials(kind, &registration.settings, terminal.as_ref(), from_stdin, before)?;
        if registration.credentials.is_empty() {
            return Err(Failure::usage(
                "no credentials were given; nothing was changed",
                "give at least one",
            ));
        }
        registration.check(kind)?;
        if args.no_check {
            break;
        }
        let mut steps = Steps::new(&mut cx.out, Some(kind));
        ops::check(&cx.session, &registration, true, &mut |step, finding| steps.take(step, finding)).await?;
        match steps::accept(kind, steps.end()?, args.yes, "Keep them all the same?")? {
            Verdict::Keep { .. } => break,
            Verdict::Mend => from_stdin = false,
        }
    }
    ops::log_in(&cx.session, registration).await?;
    cx.done(name.as_str(), &format!("{name}: logged in"))
}

/// Runs `logout`.
pub(super) async fn out(cx: &mut Context, name: &ProviderId, revokes: bool) -> Result {
    ops::known(&cx.session, name)?;
    cx.open().await?;
    let out = ops::log_out(&cx.session, name, revokes).await.map_err(|error| {
        let failure = Failure::from(error);
        if !revokes {
            return failure;
        }
        let what = format!("not logged out: {}", failure.what);
        Failure { what, ..failure }.with_next("without --revoke the credentials are forgotten all the same")
    })?;
    let said = match (out.had_some, out.revoked) {
        (false, _) => "no credentials were kept",
        (true, Some(Revoked::Done)) => "its token is revoked and its credentials are forgotten",
        (true, Some(Revoked::HadEnded)) => "its token had ended already; its credentials are forgotten",
        (true, Some(Revoked::NotLoggedIn)) => "no token was in use; its credentials are forgotten",
        (true, None) => "its credentials are forgotten",
    };
    cx.done(name.as_str(), &format!("{name}: {said}"))
}
