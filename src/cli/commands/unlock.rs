//! `strongroom unlock`: keeps the key in the kernel's keyring for a while.

use crate::cli::context::Context;
use crate::cli::exit::{Failure, Result};
use crate::cli::open;
use crate::cli::prompt::Terminal;
use crate::provider::{Error, Lock};
use std::time::Duration;

/// Arguments of `strongroom unlock`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How long: 15m, 2h
    #[arg(long = "for", value_name = "DURATION", default_value = "15m", value_parser = duration)]
    keep: Duration,
}

fn duration(text: &str) -> std::result::Result<Duration, String> {
    let wrong = || "a duration between 1s and 24h, such as 15m or 2h".to_owned();
    let duration = humantime::parse_duration(text).map_err(|_| wrong())?;
    let allowed = Duration::from_secs(1)..=Duration::from_secs(24 * 60 * 60);
    if allowed.contains(&duration) { Ok(duration) } else { Err(wrong()) }
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let session = &cx.session;
    if session.lock_state()? == Lock::Locked {
        // The passphrase is asked for even when a key is still kept: prolonging is a decision of its own.
        match open::given_passphrase(cx.global.passphrase_fd)? {
            Some(passphrase) => session.unlock(passphrase).await?,
            None => {
                let terminal = Terminal::open();
                let locked = || Failure::from(Error::Locked { what: "the store".into() });
                open::unlock_at(session, &terminal.ok_or_else(locked)?).await?;
            }
        }
    } else {
        cx.open().await?;
    }
    cx.session.remember(args.keep).await?;
    cx.done("unlocked", &format!("unlocked for {}", humantime::format_duration(args.keep)))
}
