//! `strongroom diff`: which fields differ between two versions, without values.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::domain::{Fate, MASK, SecretPath, VersionNumber};
use crate::ops;
use std::collections::BTreeMap;

/// Arguments of `strongroom diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret
    path: String,
    /// The older version; the one before the newer when left out
    #[arg(value_name = "V1")]
    from: Option<u64>,
    /// The newer version; the newest when left out
    #[arg(value_name = "V2")]
    to: Option<u64>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let path = SecretPath::written(&args.path)?;
    let place = cx.place_to_read(None).await?;
    let (from, to) = (args.from.map(VersionNumber), args.to.map(VersionNumber));
    let diff = ops::history::diff(&cx.session, &place, &path, from, to).await?;
    if cx.out.is_json() {
        let fields: BTreeMap<_, _> =
            diff.fields.iter().map(|(name, fate)| (name.as_str(), fate.as_str())).collect();
        cx.out.json(&serde_json::json!({
            "path": path.as_str(), "from": diff.from.0, "to": diff.to.0, "same": diff.is_empty(), "fields": fields,
        }))?;
    } else {
        let same = if diff.is_empty() { ": same content" } else { "" };
        cx.out.line(&format!("{path}: version {} and version {}{same}", diff.from, diff.to))?;
        let row = |(name, fate): &(String, Fate)| {
            vec![format!("{} {name}", fate.sign()), MASK.to_owned(), fate.as_str().to_owned()]
        };
        cx.out.table(&diff.fields.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(if diff.is_empty() { Exit::Done } else { Exit::No })
}
