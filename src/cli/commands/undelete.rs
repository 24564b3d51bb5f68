//! `strongroom undelete`: brings a soft-deleted version back.

use crate::cli::context::Context;
use crate::cli::exit::Result;
use crate::domain::{SecretPath, VersionInfo, VersionNumber};
use crate::ops;

/// Arguments of `strongroom undelete`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret
    path: String,
    /// Which version; the newest when left out
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let path = SecretPath::written(&args.path)?;
    let place = cx.place(None).await?;
    let wanted = args.version.map(VersionNumber);
    let result = ops::write::undelete(&cx.session, &place, &path, wanted).await;
    let (version, versions) = result.map_err(|error| cx.refused(&path, error))?;
    let back = versions.iter().flatten().find(|info| info.number == version);
    let until = back.map(VersionInfo::until).unwrap_or_default();
    cx.done(path.as_str(), &format!("{path}: version {version} is back{until}"))
}
