//! `strongroom audit`: prints the audit log, or verifies it.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::prompt::Terminal;
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
    Verify {
        /// Accept what was found: set the damaged log aside and begin a new one, whose first line tells of the loss
        #[arg(long)]
        accept_loss: bool,
        /// Do not ask
        #[arg(short = 'y', long, requires = "accept_loss")]
        yes: bool,
    },
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
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    cx.open().await?;
    match args.verb {
        Some(Verb::Verify { accept_loss: true, yes }) => return accept_loss(cx, yes).await,
        Some(Verb::Verify { .. }) => return verify(cx).await,
        None => {}
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
                note: entry.note.as_deref(),
            })
            .unwrap_or_default()
        };
        cx.out.json(&entries.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |entry: &Entry| {
            let place = match (&entry.team, &entry.path) {
                (Some(team), Some(path)) => format!("{team}: {path}"),
                (Some(team), None) => team.clone(),
                _ => entry.provider.clone().or_else(|| entry.note.clone()).unwrap_or_default(),
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
        next: Some(
            "keep the file as it is and find out who could write to it; `strongroom audit verify --accept-loss` then \
             begins a new one"
                .into(),
        ),
    })
}

async fn accept_loss(cx: &mut Context, yes: bool) -> Result {
    let verdict = audit::verify(&cx.session).await?;
    if !verdict.is_sound() && !yes {
        let question = format!("The audit log is damaged: {}. Begin a new one?", verdict.summary());
        if !Terminal::required("-y begins a new log without asking")?.confirm(&question)? {
            return Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None });
        }
    }
    let (verdict, aside) = audit::accept_loss(&cx.session).await?;
    let told = match aside {
        _ if verdict.is_sound() => format!("nothing is lost; {}", verdict.summary()),
        Some(aside) => {
            format!("a new log begins; its first line tells of the loss; the old one is {}", aside.display())
        }
        None => "a new log begins; its first line tells of the loss".into(),
    };
    cx.done("audit.log", &told)
}
