//! Where secrets are copied or moved to, and what would become of each.

use crate::domain::{Invalid, SecretPath, TeamId};
use crate::provider::Error;

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
