//! `strongroom rollback`: writes the content of an old version as a new one.

use crate::cli::context::Context;
use crate::cli::exit::Result;
use crate::domain::{SecretPath, VersionNumber};
use crate::ops;

/// Arguments of `strongroom rollback`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret
    path: String,
    /// The version whose content comes back
    #[arg(long, value_name = "N")]
    to: u64,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let path = SecretPath::written(&args.path)?;
    let place = cx.place(None).await?;
    let saved = ops::write::rollback(&cx.session, &place, &path, VersionNumber(args.to), None).await?;
    cx.saved(&place, &path, saved)
}
