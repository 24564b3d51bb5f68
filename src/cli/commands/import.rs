//! `strongroom import`: secrets from a JSON export or a dotenv file.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::{input, output};
use crate::domain::{SecretPath, TeamId};
use crate::ops::transfer::{self, Fate, Format};
use crate::provider::Error;
use std::path::{Path, PathBuf};

/// Largest file taken, in bytes.
const LARGEST: u64 = 64 << 20;

/// Arguments of `strongroom import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; `-` reads standard input
    file: PathBuf,
    /// Say what would happen, and write nothing
    #[arg(long)]
    plan: bool,
    /// Write new versions of secrets that are there with another content
    #[arg(long)]
    overwrite: bool,
    /// How the file is written; guessed from its first character when left out
    #[arg(long, value_parser = ["dotenv", "json"])]
    format: Option<String>,
    /// The secret that gets the variables of a dotenv file; the file's name when left out
    #[arg(long, value_name = "PATH")]
    to: Option<String>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let format = args.format.as_deref().map(Format::parse).transpose()?;
    let name = match &args.to {
        Some(path) => Some(SecretPath::written(path)?),
        None => named_after(&args.file),
    };
    let text =
        if args.file.as_os_str() == "-" { input::stdin(LARGEST)? } else { input::file(&args.file, LARGEST)? };
    let incoming = transfer::read(&text, format, name).map_err(|error| {
        let failure = Failure::from(error);
        Failure { what: format!("{}: {}", shown(&args.file), failure.what), ..failure }
    })?;
    drop(text);
    let place = cx.place(None).await?.for_many();
    let steps = transfer::plan(&cx.session, &place, incoming, args.overwrite).await?;
    if args.plan {
        let row = |step: &transfer::Step| (step.incoming.path.to_string(), step.fate.as_str());
        let rows: Vec<_> = steps.iter().map(row).collect();
        if cx.out.is_json() {
            let row = |(path, fate): &(String, &str)| serde_json::json!({ "path": path, "action": fate });
            cx.out.json(&rows.iter().map(row).collect::<Vec<_>>())?;
        } else {
            cx.out
                .table(&rows.into_iter().map(|(path, fate)| vec![fate.into(), path]).collect::<Vec<_>>())?;
        }
        return Ok(Exit::Done);
    }
    let done = transfer::import(&cx.session, &place, steps).await;
    let result = report(cx, &done);
    if place.team != TeamId::personal() {
        output::note(&format!("in the team {}", place.team));
    }
    result
}

fn shown(file: &Path) -> String {
    if file.as_os_str() == "-" { "standard input".into() } else { file.display().to_string() }
}

/// `app/prod.env` gives `prod`, `.env` gives `env`.
fn named_after(file: &Path) -> Option<SecretPath> {
    let stem = file.file_name()?.to_str()?.trim_start_matches('.');
    let stem = stem.strip_suffix(".env").unwrap_or(stem);
    SecretPath::new(stem).ok().filter(|_| file.as_os_str() != "-")
}

fn report(cx: &mut Context, done: &[transfer::Import]) -> Result {
    let (mut failures, mut pending) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for import in done {
        let (word, version) = match &import.result {
            Ok((fate, version)) => (fate.as_str(), *version),
            Err(Error::Exists { .. }) => (Fate::Exists.as_str(), None),
            Err(Error::Pending { .. }) => ("pending", None),
            Err(_) => ("failed", None),
        };
        rows.push((import.path.to_string(), word, version));
        match &import.result {
            Ok(_) => {}
            Err(error @ Error::Pending { .. }) => pending.push((&import.path, error)),
            Err(error) => failures.push((&import.path, error)),
        }
    }
    if cx.out.is_json() {
        let row = |(path, word, version): &(String, &str, Option<crate::domain::VersionNumber>)| serde_json::json!({ "path": path, "action": word, "version": version });
        cx.out.json(&rows.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |(path, word, version): (String, &str, Option<crate::domain::VersionNumber>)| {
            vec![word.to_owned(), path, version.map(|version| format!("v{version}")).unwrap_or_default()]
        };
        cx.out.table(&rows.into_iter().map(row).collect::<Vec<_>>())?;
    }
    let Some((_, first)) = failures.first().or(pending.first()) else { return Ok(Exit::Done) };
    let (failed, waiting) = (failures.len(), pending.len());
    let exit = match failed {
        0 => Exit::Pending,
        _ if failed == done.len() => Exit::from(*first),
        _ => Exit::Partly,
    };
    let mut what = Vec::new();
    if waiting > 0 && done.len() > 1 {
        let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        what.push(format!(
            "{} done, {waiting} wait for approval{failed}",
            done.len() - waiting - failures.len()
        ));
    }
    what.extend(failures.iter().chain(&pending).map(|(path, error)| format!("{path}: {error}")));
    Err(Failure { exit, what: what.join("\n"), next: first.hint().map(str::to_owned) })
}
