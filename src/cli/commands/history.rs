//! `strongroom history`: the versions of a secret, newest first, without values.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::domain::{SecretPath, VersionInfo};
use crate::ops;

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
    fingerprint: Option<String>,
    author: Option<String>,
    provider: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<String>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let path = SecretPath::new(&args.path)?;
    let place = cx.place_to_read(None).await?;
    let versions = ops::history::versions(&cx.session, &place, &path).await?;
    if cx.out.is_json() {
        let row = |info: VersionInfo| Row {
            version: info.number.0,
            state: info.state.as_str(),
            created: info.created.to_string(),
            fingerprint: info.fingerprint.map(|fingerprint| fingerprint.hex()),
            author: info.author,
            provider: place.provider_id.to_string(),
            stages: info.stages,
        };
        cx.out.json(&versions.into_iter().map(row).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let row = |info: &VersionInfo| {
        vec![
            format!("v{}", info.number),
            info.state.as_str().to_owned(),
            info.created.to_string(),
            info.fingerprint.map(|fingerprint| fingerprint.to_string()).unwrap_or_default(),
            info.author.clone().unwrap_or_default(),
            info.stages.join(" "),
        ]
    };
    cx.out.table(&versions.iter().map(row).collect::<Vec<_>>())?;
    Ok(Exit::Done)
}
