//! `strongroom find`: names over all teams.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::cli::output;
use crate::ops;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// After which time a person is told how far it is, again and again.
const PATIENCE: Duration = Duration::from_secs(3);

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
    // A person sees each name as it comes, a script all of them in order.
    let comes = cx.out.is_terminal() && !cx.out.is_json();
    let width = cx.session.teams().iter().map(|team| team.id.as_str().len()).max().unwrap_or_default();
    let tells = std::io::stderr().is_terminal();
    let (pattern, only, session) = (args.pattern.join(" "), cx.global.team.clone(), Arc::clone(&cx.session));
    let (mut told, mut printed) = (Instant::now(), Ok(()));
    let finds = ops::find::names(&session, &pattern, only.as_ref(), |progress| {
        if comes && printed.is_ok() {
            let lines = progress.found.iter();
            let lines = lines.map(|found| format!("{:width$}  {}", found.team.as_str(), found.secret.path));
            printed = { lines }.try_for_each(|line| cx.out.line(&line)).and_then(|()| cx.out.flush());
        }
        if tells && told.elapsed() >= PATIENCE && progress.answered < progress.of {
            output::note(&format!("{} of {} teams have answered", progress.answered, progress.of));
            told = Instant::now();
        }
    })
    .await?;
    printed?;
    if comes {
        // Told already.
    } else if cx.out.is_json() {
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
            output::note("strongroom: no name has all of these parts");
            Exit::No
        }
        (false, true) => Exit::Done,
    })
}
