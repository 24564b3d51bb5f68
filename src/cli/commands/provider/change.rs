//! `strongroom provider change`: other settings for a provider that is registered; tried first, kept when that went well.

use super::ask::{self, Asked};
use super::register::refuse_foreign;
use super::settings::Given;
use super::steps::{self, Steps, Verdict};
use crate::cli::context::Context;
use crate::cli::exit::{Failure, Result};
use crate::cli::prompt::Terminal;
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::provider::{Error, Kind, SettingKind};
use std::collections::BTreeMap;

/// Arguments of `strongroom provider change`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is not named stays as it is; `-` as a text takes a setting away, as in --namespace -."
)]
pub(super) struct Args {
    /// Its name
    name: ProviderId,
    /// Take the credentials from standard input, as one JSON object
    #[arg(long)]
    credentials_stdin: bool,
    /// Do not try it
    #[arg(long)]
    no_check: bool,
    /// Do not ask, and change it although the check fails
    #[arg(short = 'y', long)]
    yes: bool,
    #[command(flatten)]
    given: Given,
}

/// Runs it.
pub(super) async fn run(cx: &mut Context, args: Args) -> Result {
    let result = change(cx, args).await;
    if result.is_err() {
        // What the check has begun is not to be kept.
        ops::leave_check(&cx.session).await;
    }
    result
}

async fn change(cx: &mut Context, args: Args) -> Result {
    let name = args.name;
    let config = ops::known(&cx.session, &name)?;
    let kind = cx.session.kind(&config.kind).filter(|kind| kind.is_registrable);
    let fixed = || Error::Unsupported { what: format!("the provider {name} has no settings to change") };
    let kind = kind.ok_or_else(fixed)?;
    if args.given.0.is_empty() && !args.credentials_stdin {
        return Err(Failure::usage("nothing to change is named", options(kind)));
    }
    refuse_foreign(kind, &args.given.0)?;
    cx.open().await?;
    let mut registration = ops::registration(&cx.session, &name).await?;
    let before = registration.settings.clone();
    apply(kind, &mut registration.settings, args.given.0)?;
    ask::refuse_unsound(kind, &registration.settings)?;
    let kept = std::mem::take(&mut registration.kept);
    let terminal = Terminal::open();
    let (mut from_stdin, mut is_again) = (args.credentials_stdin, false);
    loop {
        if is_again {
            ask::settings(kind, &mut registration.settings, terminal.as_ref(), Asked::All)?;
        }
        // What is kept goes to no other address than the one it was typed for.
        let is_elsewhere = addresses(kind, &before) != addresses(kind, &registration.settings);
        let is_other_login = before.get("auth") != registration.settings.get("auth");
        let is_wanted = is_again || is_other_login || is_elsewhere && !kept.is_empty();
        if from_stdin || (is_wanted && terminal.is_some()) {
            let typed = std::mem::take(&mut registration.credentials);
            registration.credentials =
                ask::credentials(kind, &registration.settings, terminal.as_ref(), from_stdin, typed)?;
        }
        registration.kept = if is_elsewhere { Vec::new() } else { kept.clone() };
        if is_elsewhere && !kept.is_empty() && registration.credentials.is_empty() {
            let what = "nothing was changed: what is kept to log in was typed for the address before, and goes to no other";
            return Err(Failure::usage(
                what,
                "give the credentials again, with --credentials-stdin or at a terminal",
            ));
        }
        registration.check(kind)?;
        if args.no_check {
            break;
        }
        let mut steps = Steps::new(&mut cx.out, Some(kind));
        ops::check(&cx.session, &registration, true, &mut |step, finding| steps.take(step, finding)).await?;
        match steps::accept(kind, steps.end()?, args.yes, "Change it all the same?")? {
            Verdict::Keep { .. } => break,
            Verdict::Mend => (from_stdin, is_again) = (false, true),
        }
    }
    ops::change(&cx.session, registration).await?;
    cx.done(name.as_str(), &format!("{name}: changed"))
}

/// Puts what was given into the settings.
fn apply(
    kind: &Kind,
    settings: &mut BTreeMap<String, String>,
    given: BTreeMap<String, String>,
) -> Result<()> {
    for (key, text) in given {
        if text != ask::NONE {
            settings.insert(key, text);
            continue;
        }
        if let Some(setting) = kind.setting(&key).filter(|setting| setting.is_required) {
            return Err(Failure::usage(
                format!("{} cannot be taken away", setting.title),
                "give another one",
            ));
        }
        settings.remove(&key);
    }
    Ok(())
}

/// The addresses in these settings, as they take effect.
fn addresses(kind: &Kind, settings: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let effective = kind.effective(settings);
    kind.addresses(&effective).map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

/// What can be named.
fn options(kind: &Kind) -> String {
    let settings = kind.settings.iter().filter(|setting| setting.kind != SettingKind::Credential);
    let names: Vec<String> = settings.map(|setting| format!("--{}", setting.key.replace('_', "-"))).collect();
    format!("name at least one: {}", names.join(", "))
}
