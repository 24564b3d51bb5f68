//! `strongroom lock`: forgets the key that `unlock` kept.

use crate::cli::context::Context;
use crate::cli::exit::Result;

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context) -> Result {
    let had_key = cx.session.forget().await?;
    cx.session.lock();
    cx.done("locked", if had_key { "locked" } else { "was locked already" })
}
