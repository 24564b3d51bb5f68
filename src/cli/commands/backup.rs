//! `strongroom backup`: an encrypted copy of the store.

use crate::cli::context::Context;
use crate::cli::exit::{Failure, Result};
use std::path::PathBuf;

/// Arguments of `strongroom backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The new file
    file: PathBuf,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let folder = args.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let what = format!("the folder {} is not there", folder.display());
        return Err(Failure::usage(what, "make it, or name another file"));
    }
    cx.open().await?;
    cx.session.backup(&args.file).await.map_err(|error| {
        let is_there = matches!(error, crate::provider::Error::Exists { .. });
        let failure = Failure::from(error);
        if is_there { failure.with_next("choose a name that is free") } else { failure }
    })?;
    let file = args.file.display().to_string();
    cx.done(&file, &format!("{file}: written, encrypted under the passphrase of today"))
}
