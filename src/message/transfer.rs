//! Where secrets are copied or moved to, and what would become of each.

use crate::domain::{Invalid, SecretPath, TeamId};
use crate::provider::{Error, Loss};

/// Where secrets go: into a team, with another beginning of their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The team that gets them.
    pub team: TeamId,
    /// What their paths begin with: a folder with its slash, nothing, or the whole path of a single secret.
    pub before: String,
    /// What their paths begin with there.
    pub after: String,
}

impl Destination {
    /// The path of a secret there.
    pub fn of(&self, path: &SecretPath) -> Result<SecretPath, Invalid> {
        let rest = path.as_str().strip_prefix(&*self.before).unwrap_or(path.as_str());
        SecretPath::new(&format!("{}{rest}", self.after))
    }
}

/// What would become of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// There is none of its name there.
    Create,
    /// The same content is there.
    Same,
    /// Another content is there, and stays.
    Exists,
    /// It cannot go there, for this reason.
    Refused(Error),
}

/// One secret of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Where it is.
    pub from: SecretPath,
    /// What it would be called there.
    pub to: String,
    /// What would become of it.
    pub outlook: Outlook,
    /// What is not kept of it there.
    pub loss: Loss,
}

/// What is not kept of several secrets that go to another place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// How many go there.
    of: usize,
    kinds: usize,
    labels: usize,
    binary: usize,
    has_history: bool,
}

impl Losses {
    /// One more goes there, and loses this.
    pub fn add(&mut self, loss: Loss) {
        self.of += 1;
        self.kinds += usize::from(loss.kind);
        self.labels += usize::from(loss.labels);
        self.binary += usize::from(loss.binary);
        self.has_history |= loss.history;
    }

    /// What is lost, in a few words, with the number of those it concerns unless it is all of them; nothing when all
    /// is kept.
    pub fn words(&self) -> Option<String> {
        let of = |what: &str, count: usize| match count {
            0 => None,
            _ if count == self.of => Some(what.to_owned()),
            _ => Some(format!("{what} (of {count})")),
        };
        let history = self.has_history.then(|| "history".to_owned());
        let lost =
            [of("kind", self.kinds), of("labels", self.labels), of("binary form", self.binary), history];
        let lost: Vec<String> = lost.into_iter().flatten().collect();
        (!lost.is_empty()).then(|| lost.join(", "))
    }
}

/// What the form of a copy or a move starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferStart {
    /// Whether the originals go.
    pub is_move: bool,
    /// Where they are.
    pub team: TeamId,
    /// Which ones; never none.
    pub paths: Vec<SecretPath>,
    /// The folder they are in with its slash, or nothing, or the whole path of a single secret.
    pub before: String,
}
