//! `strongroom history`: the versions of a secret, newest first, without values.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::domain::{SecretPath, Timestamp, VersionInfo};
use crate::ops;
use std::time::SystemTime;

/// Arguments of `strongroom history`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret
    path: String,
}

#[derive(serde::Serialize)]
struct Row {
    version: u64,
    state: &'static str,
    created: String,
    /// When the store will delete it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends: Option<String>,
    fingerprint: Option<String>,
    author: Option<String>,
    provider: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<String>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let path = SecretPath::written(&args.path)?;
    let place = cx.place_to_read(None).await?;
    let versions = ops::history::versions(&cx.session, &place, &path).await?;
    if cx.out.is_json() {
        let row = |info: VersionInfo| Row {
            version: info.number.0,
            state: info.state.as_str(),
            created: info.created.to_string(),
            ends: info.ends.map(|at| at.to_string()),
            fingerprint: info.fingerprint.map(|fingerprint| fingerprint.hex()),
            author: info.author,
            provider: place.provider_id.to_string(),
            stages: info.stages,
        };
        cx.out.json(&versions.into_iter().map(row).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let now = Timestamp::from(SystemTime::now());
    let has_end = versions.iter().any(|info| info.ends.is_some());
    let row = |info: &VersionInfo| {
        let mut row =
            vec![format!("v{}", info.number), info.state.as_str().to_owned(), info.created.to_string()];
        // Most stores never delete by themselves, and need no column for it.
        if has_end {
            row.push(info.time_left(now).unwrap_or_default());
        }
        row.extend([
            info.fingerprint.map(|fingerprint| fingerprint.to_string()).unwrap_or_default(),
            info.author.clone().unwrap_or_default(),
            info.stages.join(" "),
        ]);
        row
    };
    cx.out.table(&versions.iter().map(row).collect::<Vec<_>>())?;
    Ok(Exit::Done)
}
