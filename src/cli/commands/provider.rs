//! `strongroom provider`: list, show, check, switch and remove providers.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output;
use crate::cli::prompt::Terminal;
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::ops::{ProviderInfo, Session};
use crate::provider::{Finding, Lock};

/// Arguments of `strongroom provider`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the providers as configured; nothing is asked of them
    List,
    /// Show a provider with its settings and teams; nothing is asked of it
    Show {
        /// Its name
        name: ProviderId,
    },
    /// Try a provider, step by step
    Test {
        /// Its name
        name: ProviderId,
    },
    /// Switch a provider on
    Enable {
        /// Its name
        name: ProviderId,
    },
    /// Switch a provider off; it stays in the configuration
    Disable {
        /// Its name
        name: ProviderId,
    },
    /// Take a provider out of the configuration, and forget its credentials
    Remove {
        /// Its name
        name: ProviderId,
        /// Do not ask
        #[arg(short = 'y', long)]
        yes: bool,
    },
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    match args.verb {
        Verb::List => list(cx),
        Verb::Show { name } => show(cx, &name),
        Verb::Test { name } => test(cx, &name).await,
        Verb::Enable { name } => {
            ops::set_enabled(&cx.session, &name, true).await?;
            cx.done(name.as_str(), &format!("{name}: enabled"))
        }
        Verb::Disable { name } => {
            ops::set_enabled(&cx.session, &name, false).await?;
            let teams = ops::teams(&cx.session, &name);
            if !teams.is_empty() {
                output::note(&format!("warning: until it is enabled these teams rest: {}", teams.join(", ")));
            }
            cx.done(name.as_str(), &format!("{name}: disabled"))
        }
        Verb::Remove { name, yes } => {
            ops::known(&cx.session, &name)?;
            if !yes {
                let question = format!("Take the provider {name} out of the configuration?");
                if !Terminal::required("-y removes without asking")?.confirm(&question)? {
                    return Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None });
                }
            }
            open_if_there(cx).await?;
            ops::remove(&cx.session, &name).await?;
            cx.done(name.as_str(), &format!("{name}: taken out of the configuration"))
        }
    }
}

/// Opens the store for the credentials in it; where there is no store there are none.
async fn open_if_there(cx: &Context) -> Result<()> {
    if cx.session.lock_state()? == Lock::Missing { Ok(()) } else { cx.open().await }
}

fn list(cx: &mut Context) -> Result {
    let providers = cx.session.providers();
    if cx.out.is_json() {
        cx.out.json(&providers.iter().map(as_json).collect::<Vec<_>>())?;
    } else {
        let row =
            |provider: &ProviderInfo| vec![provider.id.to_string(), provider.kind.clone(), state(provider)];
        cx.out.table(&providers.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(Exit::Done)
}

fn as_json(provider: &ProviderInfo) -> serde_json::Value {
    serde_json::json!({
        "provider": provider.id.as_str(),
        "kind": provider.kind,
        "enabled": provider.enabled,
        "read_only": provider.read_only,
        "broken": provider.broken.as_ref().map(ToString::to_string),
    })
}

fn state(provider: &ProviderInfo) -> String {
    let mut state = if provider.enabled { "enabled" } else { "disabled" }.to_owned();
    if provider.read_only {
        state.push_str(", read-only");
    }
    match &provider.broken {
        Some(error) => format!("broken: {error}"),
        None => state,
    }
}

fn show(cx: &mut Context, name: &ProviderId) -> Result {
    let config = ops::known(&cx.session, name)?;
    let teams = ops::teams(&cx.session, name);
    let Some(info) = info(&cx.session, name) else { return Ok(Exit::Done) };
    if cx.out.is_json() {
        let mut facts = as_json(&info);
        facts["settings"] = serde_json::json!(config.settings);
        facts["teams"] = serde_json::json!(teams);
        cx.out.json(&facts)?;
        return Ok(Exit::Done);
    }
    let row = |name: &str, text: String| vec![name.to_owned(), text];
    let mut rows =
        vec![row("provider", name.to_string()), row("kind", info.kind.clone()), row("state", state(&info))];
    rows.extend(config.settings.into_iter().map(|(key, text)| row(&key, text)));
    rows.push(row("teams", if teams.is_empty() { "none".into() } else { teams.join(", ") }));
    rows.extend(info.caution.map(|caution| row("know that", caution.into())));
    cx.out.table(&rows)?;
    Ok(Exit::Done)
}

fn info(session: &Session, name: &ProviderId) -> Option<ProviderInfo> {
    session.providers().into_iter().find(|provider| provider.id == *name)
}

async fn test(cx: &mut Context, name: &ProviderId) -> Result {
    ops::known(&cx.session, name)?;
    open_if_there(cx).await?;
    let mut found = Vec::new();
    let mut report = |step: &'static str, finding: Finding| match finding {
        Finding::Waiting => {}
        finding => found.push((step, finding)),
    };
    ops::test(&cx.session, name, &mut report).await?;
    if found.is_empty() {
        found.push(("answers", Finding::Fine(String::new())));
    }
    let (mut rows, mut facts, mut exit) = (Vec::new(), Vec::new(), Exit::Done);
    for (step, finding) in found {
        let (word, text) = match &finding {
            Finding::Fine(text) => ("ok", text.clone()),
            Finding::Warning(text) => ("weak", text.clone()),
            Finding::Failed(error) => {
                exit = if exit == Exit::Done { Exit::from(error) } else { exit };
                ("failed", error.to_string())
            }
            Finding::Waiting => continue,
        };
        facts.push(serde_json::json!({ "step": step, "result": word, "text": text }));
        rows.push(vec![word.to_owned(), step.to_owned(), text]);
    }
    if cx.out.is_json() {
        cx.out.json(&facts)?;
    } else {
        cx.out.table(&rows)?;
    }
    Ok(exit)
}
