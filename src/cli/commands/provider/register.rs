//! `strongroom provider register`: asks for what is not given, tries it, and keeps it when it went well.

use super::ask::{self, Asked};
use super::open_if_there;
use super::settings::Given;
use super::steps::{self, Steps, Verdict};
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
    let result = register(cx, args).await;
    if result.is_err() {
        // What the check has begun is not to be kept.
        ops::leave_check(&cx.session).await;
    }
    result
}

async fn register(cx: &mut Context, args: Args) -> Result {
    let terminal = Terminal::open();
    let is_guided = args.kind.is_none() && args.from_file.is_none();
    let (kind, mut registration) = match &args.from_file {
        Some(file) => from_file(file, &args)?,
        None => asked(cx, &args, terminal.as_ref())?,
    };
    registration.enabled &= !args.disabled;
    registration.read_only |= args.read_only;
    let id = registration.id.clone();
    if ops::known(&cx.session, &id).is_ok() {
        let exists = Failure::from(Error::Exists { what: format!("the provider {id}") });
        return Err(exists.with_next(
            "`strongroom provider change` changes its settings, `provider login` gives it new credentials",
        ));
    }
    ask::refuse_unsound(kind, &registration.settings)?;
    let mut asked = if is_guided { Asked::Ungiven } else { Asked::Missing };
    let (facts, is_confirmed) = loop {
        ask::settings(kind, &mut registration.settings, terminal.as_ref(), asked)?;
        let from_stdin = args.credentials_stdin && asked != Asked::All;
        let before = std::mem::take(&mut registration.credentials);
        registration.credentials =
            ask::credentials(kind, &registration.settings, terminal.as_ref(), from_stdin, before)?;
        registration.check(kind)?;
        // Before the check, so that a wrong passphrase costs nobody a wait; credentials need a store to be kept in.
        if registration.credentials.is_empty() {
            open_if_there(cx).await?;
        } else {
            cx.open().await?;
        }
        match tried(cx, kind, &registration, &args).await? {
            Verdict::Keep { facts, is_confirmed } => break (facts, is_confirmed),
            Verdict::Mend => asked = Asked::All,
        }
    };
    if is_guided
        && !is_confirmed
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
) -> Result<Verdict> {
    if args.no_check {
        return Ok(Verdict::Keep { facts: Vec::new(), is_confirmed: false });
    }
    let mut steps = Steps::new(&mut cx.out, Some(kind));
    ops::check(&cx.session, registration, true, &mut |step, finding| steps.take(step, finding)).await?;
    steps::accept(kind, steps.end()?, args.yes, "Register it all the same?")
}

/// Name and kind from the arguments, or asked for.
fn asked(cx: &Context, args: &Args, terminal: Option<&Terminal>) -> Result<(&'static Kind, Registration)> {
    let registrable = || KINDS.iter().copied().filter(|kind| kind.is_registrable);
    let is_offered = |kind: &&Kind| cx.global.demo || !kind.is_for_trying;
    let offered = registrable().filter(is_offered).map(|kind| kind.name).collect::<Vec<_>>();
    let names = offered.join(", ");
    let id = match (&args.name, terminal) {
        (Some(id), _) => id.clone(),
        (None, Some(terminal)) => ask::until(terminal, "Name of the provider", |text| {
            let id = ProviderId::new(text).map_err(|invalid| invalid.0)?;
            let is_taken = ops::known(&cx.session, &id).is_ok();
            if is_taken { Err("a provider of this name is there already".to_owned()) } else { Ok(id) }
        })?,
        (None, None) => return Err(Failure::usage("the name is missing", "give a name and --kind")),
    };
    // One for trying things out is not offered, and taken from who names it.
    let kind_named = |text: &str| registrable().find(|kind| kind.name.eq_ignore_ascii_case(text));
    let kind = match (&args.kind, terminal) {
        (Some(name), _) => kind_named(name)
            .ok_or_else(|| Failure::usage("there is no such kind", format!("allowed: {names}")))?,
        (None, Some(terminal)) => {
            let usual = offered.first().copied().unwrap_or_default();
            let others = if offered.len() > 1 { format!("{names}; ") } else { String::new() };
            ask::until(terminal, &format!("Kind ({others}Enter: {usual})"), |text| {
                let name = if text.is_empty() { usual } else { text };
                kind_named(name).ok_or_else(|| format!("must be one of {names}"))
            })?
        }
        (None, None) => return Err(Failure::usage("the kind is missing", format!("give --kind: {names}"))),
    };
    let settings = args.given.0.clone();
    refuse_foreign(kind, &settings)?;
    Ok((kind, registration(id, kind.name, settings)))
}

/// A setting that the kind does not have is a mistake, not a wish to be dropped.
pub(super) fn refuse_foreign(kind: &Kind, settings: &BTreeMap<String, String>) -> Result<()> {
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
    let mut found = config.providers;
    found.retain(|provider| provider.id != ProviderId::local());
    let names = found.iter().map(|provider| provider.id.as_str()).collect::<Vec<_>>().join(", ");
    let at = match &args.name {
        Some(id) => found.iter().position(|provider| provider.id == *id),
        None => (found.len() == 1).then_some(0),
    };
    let Some(provider) = at.map(|at| found.swap_remove(at)) else {
        let (what, next) = match (&args.name, found.len()) {
            (_, 0) => ("it has no section [providers.NAME]".into(), "describe the provider in one"),
            (Some(id), _) => (format!("it has no section [providers.{id}]"), "name one that it has"),
            (None, _) => ("it has several providers".into(), "name one of them"),
        };
        let next = if names.is_empty() { next.to_owned() } else { format!("{next}: {names}") };
        return Err(Failure::usage(format!("{name}: {what}"), next));
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
