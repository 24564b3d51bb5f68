//! `strongroom provider register`: asks for what is not given, tries it, and keeps it when it went well.

use super::settings::Given;
use super::steps::{self, Steps};
use super::{ask, open_if_there};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::prompt::Terminal;
use crate::cli::{input, output};
use crate::config::Config;
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::provider::{Error, Kind, Registration};
use crate::providers::KINDS;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Largest file with a provider, in bytes.
const LARGEST: u64 = 1 << 20;

/// Arguments of `strongroom provider register`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its name
    name: Option<ProviderId>,
    /// Its kind; without one everything is asked
    #[arg(long)]
    kind: Option<String>,
    /// Take the settings from a file with a section [providers.NAME], as in config.toml
    #[arg(long, value_name = "FILE", conflicts_with = "kind")]
    from_file: Option<PathBuf>,
    /// Take the credentials from standard input, as one JSON object
    #[arg(long)]
    credentials_stdin: bool,
    /// Keep it switched off
    #[arg(long)]
    disabled: bool,
    /// Never write to it
    #[arg(long)]
    read_only: bool,
    /// Do not try it
    #[arg(long)]
    no_check: bool,
    /// Do not ask, and register it although the check fails
    #[arg(short = 'y', long)]
    yes: bool,
    #[command(flatten)]
    given: Given,
}

/// Runs it.
pub(super) async fn run(cx: &mut Context, args: Args) -> Result {
    let terminal = Terminal::open();
    let is_guided = args.kind.is_none() && args.from_file.is_none();
    let (kind, mut registration) = match &args.from_file {
        Some(file) => from_file(file, &args)?,
        None => asked(&args, terminal.as_ref())?,
    };
    registration.enabled &= !args.disabled;
    registration.read_only |= args.read_only;
    let id = registration.id.clone();
    if ops::known(&cx.session, &id).is_ok() {
        let exists = Failure::from(Error::Exists { what: format!("the provider {id}") });
        return Err(exists.with_next("`strongroom provider login` gives it new credentials"));
    }
    ask::settings(kind, &mut registration.settings, terminal.as_ref(), is_guided)?;
    registration.credentials =
        ask::credentials(kind, &registration.settings, terminal.as_ref(), args.credentials_stdin)?;
    registration.check(kind)?;
    // Before the check, so that a wrong passphrase costs nobody a wait; credentials need a store to be kept in.
    if registration.credentials.is_empty() {
        open_if_there(cx).await?;
    } else {
        cx.open().await?;
    }
    let facts = tried(cx, kind, &registration, &args).await?;
    if is_guided
        && !args.yes
        && let Some(terminal) = &terminal
        && !terminal.confirm(&format!("Register {id}?"))?
    {
        return Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None });
    }
    ops::add(&cx.session, registration).await?;
    if cx.out.is_json() {
        cx.out.json(&serde_json::json!({ "done": id.as_str(), "check": facts }))?;
    } else {
        cx.out.line(&format!("{id}: registered"))?;
        output::note(&format!("`strongroom team create NAME --provider {id}` gives a team a place in it"));
    }
    Ok(Exit::Done)
}

/// Tries it step by step, unless that is not wanted; fails when a step failed and the person stops there.
async fn tried(
    cx: &mut Context,
    kind: &'static Kind,
    registration: &Registration,
    args: &Args,
) -> Result<Vec<serde_json::Value>> {
    if args.no_check {
        return Ok(Vec::new());
    }
    let mut steps = Steps::new(&mut cx.out, Some(kind));
    ops::check(&cx.session, registration, &mut |step, finding| steps.take(step, finding)).await?;
    steps::accept(kind, steps.end()?, args.yes, "Register it all the same?")
}

/// Name and kind from the arguments, or asked for.
fn asked(args: &Args, terminal: Option<&Terminal>) -> Result<(&'static Kind, Registration)> {
    let registrable = KINDS.iter().copied().filter(|kind| kind.is_registrable).collect::<Vec<_>>();
    let names = registrable.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let id = match (&args.name, terminal) {
        (Some(id), _) => id.clone(),
        (None, Some(terminal)) => ask::until(terminal, "Name of the provider", |text| {
            ProviderId::new(text).map_err(|invalid| invalid.0)
        })?,
        (None, None) => return Err(Failure::usage("the name is missing", "give a name and --kind")),
    };
    let kind_named = |text: &str| registrable.iter().copied().find(|kind| kind.name == text);
    let kind = match (&args.kind, terminal) {
        (Some(name), _) => kind_named(name)
            .ok_or_else(|| Failure::usage("there is no such kind", format!("allowed: {names}")))?,
        (None, Some(terminal)) => ask::until(terminal, &format!("Kind ({names})"), |text| {
            kind_named(text).ok_or_else(|| format!("must be one of {names}"))
        })?,
        (None, None) => return Err(Failure::usage("the kind is missing", format!("give --kind: {names}"))),
    };
    let settings = args.given.0.clone();
    refuse_foreign(kind, &settings)?;
    Ok((kind, registration(id, kind.name, settings)))
}

/// A setting that the kind does not have is a mistake, not a wish to be dropped.
fn refuse_foreign(kind: &Kind, settings: &BTreeMap<String, String>) -> Result<()> {
    match settings.keys().find(|key| kind.setting(key).is_none()) {
        None => Ok(()),
        Some(key) => {
            let option = key.replace('_', "-");
            Err(Failure::usage(format!("a provider of kind {} has no --{option}", kind.name), "leave it out"))
        }
    }
}

/// The provider that a file describes, as `config.toml` would.
fn from_file(file: &Path, args: &Args) -> Result<(&'static Kind, Registration)> {
    let name = file.display().to_string();
    let bytes = input::file(file, LARGEST)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::usage(format!("{name}: not UTF-8"), "give a TOML file"))?;
    let config = Config::parse(&name, text, KINDS);
    let mistakes: Vec<&str> = config.mistakes().map(|broken| broken.reason.as_str()).collect();
    if !mistakes.is_empty() {
        return Err(Failure::usage(mistakes.join("\n"), "mend the file; nothing was changed"));
    }
    let mut found = config.providers.into_iter().filter(|provider| provider.id != ProviderId::local());
    let wanted = match &args.name {
        Some(id) => found.find(|provider| provider.id == *id),
        None => found.next().filter(|_| found.next().is_none()),
    };
    let Some(provider) = wanted else {
        return Err(Failure::usage(
            format!("{name}: there is not one section [providers.NAME] to take"),
            "give the name of the section as an argument",
        ));
    };
    let unknown = || Failure::from(Error::Bug { what: "a kind that was just read".into() });
    let kind = KINDS.iter().copied().find(|kind| kind.name == provider.kind).ok_or_else(unknown)?;
    let mut settings = provider.settings;
    refuse_foreign(kind, &args.given.0)?;
    settings.extend(args.given.0.clone());
    let (enabled, read_only) = (provider.enabled, provider.read_only);
    Ok((kind, Registration { enabled, read_only, ..registration(provider.id, kind.name, settings) }))
}

fn registration(id: ProviderId, kind: &str, settings: BTreeMap<String, String>) -> Registration {
    Registration {
        id,
        kind: kind.to_owned(),
        settings,
        credentials: crate::domain::Fields::new(),
        kept: Vec::new(),
        enabled: true,
        read_only: false,
    }
}
