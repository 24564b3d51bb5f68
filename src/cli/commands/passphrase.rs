//! `strongroom passphrase`: changes the passphrase of the store.

use crate::cli::context::Context;
use crate::cli::exit::{Failure, Result};
use crate::cli::open;
use crate::cli::prompt::Terminal;
use crate::domain::check_passphrase;
use crate::provider::{Error, Lock};
use std::path::PathBuf;

/// Arguments of `strongroom passphrase`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Read the new passphrase from this file instead of asking twice
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    if cx.session.lock_state()? == Lock::Missing {
        let missing = Failure::from(Error::not_found("the store"));
        return Err(missing.with_next("there is none yet; the first `strongroom set` makes one"));
    }
    let no_terminal = |_| Failure::from(Error::Locked { what: "the store".into() });
    // Checked before the new one is asked for: nobody likes to type that in vain.
    let old = match open::given_passphrase(cx.global.passphrase_fd)? {
        Some(old) => {
            cx.session.unlock(old.duplicate()).await?;
            old
        }
        None => open::unlock_at(&cx.session, &Terminal::required("").map_err(no_terminal)?).await?,
    };
    let new = match &args.new_passphrase_file {
        Some(file) => {
            let new = open::from_file(file, "--new-passphrase-file")?;
            new.expose(check_passphrase)?;
            new
        }
        None => {
            let instead = "--new-passphrase-file gives the new passphrase to a script";
            open::new_passphrase(&Terminal::required(instead)?)?
        }
    };
    cx.session.change_passphrase(old, new).await?;
    cx.done("changed", "the passphrase is changed; keys kept by `strongroom unlock` are void")
}
