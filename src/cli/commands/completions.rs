//! `strongroom completions`: the completions for a shell.

use crate::cli::args;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use clap::CommandFactory;
use clap_complete::Shell;

/// Arguments of `strongroom completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs it.
pub(in crate::cli) fn run(cx: &mut Context, args: &Args) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "strongroom", &mut script);
    cx.out.bytes(&script)?;
    Ok(Exit::Done)
}
