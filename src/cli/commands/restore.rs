//! `strongroom restore`: puts a copy made by `backup` in the place of the store.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::prompt::Terminal;
use crate::cli::{open, output};
use crate::provider::{Error, Lock};
use std::path::PathBuf;

/// Arguments of `strongroom restore`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The copy
    file: PathBuf,
    /// Do not ask
    #[arg(short = 'y', long)]
    yes: bool,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    // A damaged store is what a copy is restored for.
    let is_there = !matches!(cx.session.lock_state(), Ok(Lock::Missing));
    if is_there && !args.yes {
        let question = "Put this copy in the place of the store? The store of now is kept beside it.";
        if !Terminal::required("-y restores without asking")?.confirm(question)? {
            return Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None });
        }
    }
    let passphrase = match open::given_passphrase(cx.global.passphrase_fd)? {
        Some(passphrase) => passphrase,
        None => Terminal::required("")
            .map_err(|_| Failure::from(Error::Locked { what: "the copy".into() }))?
            .hidden("Passphrase of the copy")?,
    };
    let file = args.file.display().to_string();
    cx.session.restore(&args.file, passphrase).await.map_err(|error| match error {
        Error::WrongPassphrase => Failure {
            what: format!("{file} does not open with this passphrase; nothing was changed"),
            ..Failure::from(error)
        }
        .with_next("it wants the one of the day on which the copy was made"),
        Error::Invalid { reason } if reason.contains("is not a store of Strongroom") => Failure::usage(
            format!("{file} is not a store of Strongroom, nor a copy of one; nothing was changed"),
            "name a file that `strongroom backup` has written",
        ),
        error => error.into(),
    })?;
    cx.done(&file, &format!("restored from {file}"))?;
    if !cx.out.is_json() {
        output::note("the passphrase is that of the copy now");
        if is_there {
            output::note("the store of before lies beside it, as store-before-restore-….db");
        }
    }
    Ok(Exit::Done)
}
