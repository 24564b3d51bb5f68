//! The terminal: entering, leaving, reading keys, writing frames; and the loop that joins both halves.

mod event_loop;
mod farewell;
mod input;
mod output;
mod parse;
mod paste;
mod sequence;
mod signals;
mod terminal;
mod turn;
mod wake;

#[cfg(test)]
mod tests;

pub use event_loop::run;
pub(crate) use parse::Parser;
pub use wake::Wake;

use rustix::process::Signal;
use std::io;

/// Why the console ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Quit,
    /// The system asked us to leave, with this signal.
    Signal(Signal),
    /// The terminal went away.
    TerminalClosed,
}

impl Ended {
    /// The exit code of the process: 0, or what shells show for a program ended by that signal.
    pub fn exit_code(self) -> u8 {
        let signal = match self {
            Self::Quit => return 0,
            Self::Signal(signal) => signal,
            Self::TerminalClosed => Signal::HUP,
        };
        u8::try_from(128 + signal.as_raw()).unwrap_or(u8::MAX)
    }
}

/// Why there was no console.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Standard input or output is no terminal; nothing was started.
    #[error("the console needs a terminal at standard input and output")]
    NoTerminal,
    /// The system refused something that the console needs.
    #[error("the console cannot {what}: {error}")]
    System {
        /// What was refused.
        what: &'static str,
        /// What the system says.
        error: io::Error,
    },
}
