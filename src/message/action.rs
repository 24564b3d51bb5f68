//! What the person means, when more than one pane cares.

use super::{Request, Target};
use crate::domain::{Labels, SecretKind, TeamId};
use crate::provider::{Base, Content};

/// Something for the whole to do.
#[derive(Debug)]
pub enum Action {
    /// Leave.
    Quit,
    /// Stop the process until the shell wakes it.
    Suspend,
    /// Lock now.
    Lock,
    /// Ask everything again.
    Refresh,
    /// Ask for the names of the active team again.
    RefreshNames,
    /// Give the keys to this pane.
    Focus(&'static str),
    /// The cursor stands on this secret, or on none.
    Select(Option<Target>),
    /// Make this team the active one.
    Switch(TeamId),
    /// Reveal or hide the main field of the selected secret.
    RevealSelected,
    /// Copy the main field of the selected secret.
    CopySelected,
    /// Edit the selected secret.
    EditSelected,
    /// A value is on the clipboard from now on.
    Copied,
    /// A secret was written; show it.
    Wrote(Target),
    /// Show an overlay.
    Open(Box<Overlay>),
    /// Close the topmost overlay.
    Close,
    /// Say something in the footer.
    Say(Notice),
}

/// An overlay with what it starts from.
#[derive(Debug)]
pub enum Overlay {
    /// A form for a secret.
    Form(FormStart),
    /// A question before a change.
    Confirm(Confirm),
    /// The bin of the active team.
    Bin,
    /// All keys.
    Help,
}

/// What a form starts from.
#[derive(Debug)]
pub enum FormStart {
    /// A new secret; the text is what its name begins with.
    New {
        /// The team that gets it.
        team: TeamId,
        /// The folder under the cursor, with its slash.
        folder: String,
    },
    /// A new version of this one.
    Edit {
        /// Which secret.
        at: Target,
        /// Its kind.
        kind: SecretKind,
        /// Its labels.
        labels: Labels,
        /// What was read.
        content: Box<Content>,
        /// The version that was read.
        base: Base,
    },
}

/// A question before a change.
#[derive(Debug)]
pub struct Confirm {
    /// What will happen.
    pub question: String,
    /// What cannot be undone about it, or how it can.
    pub detail: String,
    /// The text that must be typed, for what cannot be undone.
    pub typed: Option<String>,
    /// What to do when the answer is yes.
    pub then: Request,
    /// What to say when it is done.
    pub done: String,
    /// The secret that `u` brings back afterwards.
    pub undo: Option<Target>,
}

/// A message in the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// What it says.
    pub text: String,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It worked.
    Done,
    /// Worth knowing.
    Info,
    /// It did not work.
    Error,
}
