//! `strongroom` without a verb: the console.

use crate::cli::args::Global;
use crate::cli::context;
use crate::cli::exit::{Failure, Result};
use std::io::IsTerminal;
use std::process::ExitCode;

/// Runs it.
pub(in crate::cli) fn run(global: &Global) -> Result<ExitCode> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Failure::usage(
            "the console needs a terminal at standard input and output",
            "`strongroom --help` lists the commands for scripts",
        ));
    }
    let _session = context::session(global.demo)?;
    Err(Failure::usage("there is no console in this build yet", "`strongroom --help` lists the commands"))
}
