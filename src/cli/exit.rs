//! How a command ends: exit codes, and failures as what happened and what to do next.

use crate::domain::{Invalid, visible};
use crate::provider::Error;
use std::process::ExitCode;

/// The exit codes, as the manual lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The answer is no: a check failed, two things differ, nothing was found.
    No = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// Not found.
    NotFound = 3,
    /// Denied, read-only, or not supported there.
    Denied = 4,
    /// Conflict, or it exists already.
    Conflict = 5,
    /// Locked, sealed, or a wrong passphrase.
    Locked = 6,
    /// Unreachable, throttled or not trusted.
    Unreachable = 7,
    /// Waiting for approval.
    Pending = 8,
    /// Partly done.
    Partly = 9,
    /// Store or log damaged.
    Damaged = 10,
    /// A bug.
    Bug = 70,
    /// Interrupted.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<&Error> for Exit {
    fn from(error: &Error) -> Self {
        match error {
            Error::NotFound { .. } => Self::NotFound,
            Error::Denied { .. } | Error::Unsupported { .. } | Error::Expired { .. } => Self::Denied,
            Error::Locked { .. } | Error::WrongPassphrase => Self::Locked,
            Error::Conflict { .. } | Error::Exists { .. } => Self::Conflict,
            Error::Invalid { .. } => Self::Usage,
            Error::Unreachable { .. } | Error::Uncertain { .. } | Error::Throttled => Self::Unreachable,
            Error::Pending { .. } => Self::Pending,
            Error::Partly { .. } => Self::Partly,
            Error::Corrupt { .. } => Self::Damaged,
            Error::Cancelled => Self::Interrupted,
            Error::Bug { .. } => Self::Bug,
        }
    }
}

/// A command that did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What happened.
    pub what: String,
    /// What to do next.
    pub next: Option<String>,
}

/// What a command answers.
pub type Result<T = Exit> = std::result::Result<T, Failure>;

impl Failure {
    /// Wrong usage.
    pub fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, what: what.into(), next: Some(next.into()) }
    }

    /// The same failure with another advice.
    #[must_use]
    pub fn with_next(self, next: impl Into<String>) -> Self {
        Self { next: Some(next.into()), ..self }
    }

    /// The lines for standard error; nothing in them acts on the terminal.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.what.lines().map(|line| visible(line).into_owned()).collect();
        if let Some(first) = lines.first_mut() {
            *first = format!("strongroom: {first}");
        }
        lines.extend(self.next.iter().map(|next| format!("  {}", visible(next))));
        lines
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let next = error.hint().map(str::to_owned);
        Self { exit: Exit::from(&error), what: error.to_string(), next }
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self { exit: Exit::Usage, what: invalid.0, next: None }
    }
}
