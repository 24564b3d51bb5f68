//! `strongroom find`: names over all teams.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::cli::output;
use crate::ops;

/// Arguments of `strongroom find`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Parts of the name, all of which must occur
    #[arg(required = true)]
    pattern: Vec<String>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    cx.open().await?;
    let finds = ops::find::names(&cx.session, &args.pattern.join(" "), cx.global.team.as_ref()).await?;
    if cx.out.is_json() {
        let row = |found: &ops::find::Found| {
            serde_json::json!({
                "team": found.team.as_str(),
                "path": found.secret.path.as_str(),
                "kind": found.secret.kind.map(crate::domain::SecretKind::as_str),
                "version": found.secret.version.map(|version| version.0),
            })
        };
        cx.out.json(&finds.found.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |found: &ops::find::Found| vec![found.team.to_string(), found.secret.path.to_string()];
        cx.out.table(&finds.found.iter().map(row).collect::<Vec<_>>())?;
    }
    for (team, folder, error) in &finds.unread {
        let place = if folder.is_root() { team.to_string() } else { format!("{team}: {folder}") };
        output::note(&format!("strongroom: not looked into: {place}: {error}"));
    }
    Ok(match (finds.found.is_empty(), finds.unread.is_empty()) {
        (_, false) => Exit::Partly,
        (true, true) => {
            output::note("strongroom: no name matches");
            Exit::No
        }
        (false, true) => Exit::Done,
    })
}
