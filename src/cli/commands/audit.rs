//! `strongroom audit`: prints the audit log, or verifies it.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::ops::audit::{self, Entry};

/// Arguments of `strongroom audit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Look for edited, cut, doubled and reordered lines; exits 1 when there are some
    Verify,
}

#[derive(serde::Serialize)]
struct Row<'a> {
    number: u64,
    when: String,
    who: &'a str,
    what: &'a str,
    team: Option<&'a str>,
    path: Option<&'a str>,
    version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a str>,
    outcome: &'a str,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    cx.open().await?;
    if args.verb.is_some() {
        return verify(cx).await;
    }
    let entries = audit::entries(&cx.session).await?;
    if cx.out.is_json() {
        let row = |entry: &'_ Entry| -> serde_json::Value {
            serde_json::to_value(Row {
                number: entry.number,
                when: entry.when.to_string(),
                who: &entry.who,
                what: entry.what.as_str(),
                team: entry.team.as_deref(),
                path: entry.path.as_deref(),
                version: entry.version,
                provider: entry.provider.as_deref(),
                outcome: &entry.outcome,
            })
            .unwrap_or_default()
        };
        cx.out.json(&entries.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |entry: &Entry| {
            let place = match (&entry.team, &entry.path) {
                (Some(team), Some(path)) => format!("{team}: {path}"),
                (Some(team), None) => team.clone(),
                _ => entry.provider.clone().unwrap_or_default(),
            };
            let version = entry.version.map(|version| format!("v{version}")).unwrap_or_default();
            vec![
                entry.number.to_string(),
                entry.when.to_string(),
                entry.who.clone(),
                entry.what.as_str().to_owned(),
                entry.outcome.clone(),
                place,
                version,
            ]
        };
        cx.out.table(&entries.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(Exit::Done)
}

async fn verify(cx: &mut Context) -> Result {
    let verdict = audit::verify(&cx.session).await?;
    if cx.out.is_json() {
        let fault = |fault: &audit::Fault| serde_json::json!({ "line": fault.line, "what": fault.what });
        cx.out.json(&serde_json::json!({
            "sound": verdict.is_sound(),
            "lines": verdict.lines,
            "torn": verdict.torn,
            "faults": verdict.faults.iter().map(fault).collect::<Vec<_>>(),
        }))?;
        return Ok(if verdict.is_sound() { Exit::Done } else { Exit::No });
    }
    for number in &verdict.torn {
        cx.out.line(&format!("line {number} was cut off while it was written; it carries nothing"))?;
    }
    if verdict.is_sound() {
        cx.out.line(&format!("sound: {} lines", verdict.lines))?;
        return Ok(Exit::Done);
    }
    cx.out.flush()?;
    let faults: Vec<_> =
        verdict.faults.iter().map(|fault| format!("line {} {}", fault.line, fault.what)).collect();
    Err(Failure {
        exit: Exit::No,
        what: format!("the audit log was tampered with\n{}", faults.join("\n")),
        next: Some("keep the file as it is and find out who could write to it".into()),
    })
}
