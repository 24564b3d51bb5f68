//! `strongroom provider list`: the providers as configured.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::ops::ProviderInfo;

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
}

/// Runs it.
pub(in crate::cli) fn run(cx: &mut Context, args: &Args) -> Result {
    let Verb::List = args.verb;
    let providers = cx.session.providers();
    if cx.out.is_json() {
        let row = |provider: &ProviderInfo| {
            serde_json::json!({
                "provider": provider.id.as_str(),
                "kind": provider.kind,
                "enabled": provider.enabled,
                "read_only": provider.read_only,
                "broken": provider.broken.as_ref().map(ToString::to_string),
            })
        };
        cx.out.json(&providers.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |provider: &ProviderInfo| {
            let mut state = if provider.enabled { "enabled" } else { "disabled" }.to_owned();
            if provider.read_only {
                state.push_str(", read-only");
            }
            if let Some(error) = &provider.broken {
                state = format!("broken: {error}");
            }
            vec![provider.id.to_string(), provider.kind.clone(), state]
        };
        cx.out.table(&providers.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(Exit::Done)
}
