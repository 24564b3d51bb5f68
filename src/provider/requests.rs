//! Changes that wait for approval: what is known of them without their values.

use super::Result;
use crate::domain::{Folder, SecretKind, SecretPath, Timestamp, VersionNumber};
use async_trait::async_trait;
use std::collections::BTreeMap;

/// A change that somebody has asked for. Holds names, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRequest {
    /// Its name, in the order of time.
    pub id: String,
    /// How it stands.
    pub state: RequestState,
    /// What it does.
    pub action: RequestAction,
    /// To which secret; a full path in the provider.
    pub path: SecretPath,
    /// The version it is based on; nothing when the secret was not there.
    pub base: Option<VersionNumber>,
    /// The names of the fields it writes.
    pub fields: Vec<String>,
    /// The kind it writes, where it writes one.
    pub kind: Option<SecretKind>,
    /// The labels it changes; nothing for one that is taken off.
    pub labels: BTreeMap<String, Option<String>>,
    /// Whether kind and labels stand there. A server may hold back the content alone: these are then written after it.
    pub is_finished: bool,
    /// Whether what carries it out was taken back, so that it cannot be carried out once more.
    pub is_closed: bool,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub created: Timestamp,
    /// When the server forgets it.
    pub expires: Timestamp,
}

/// How a request stands. Nothing of this is stored: it is read off the server each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// It waits for somebody to decide.
    Pending,
    /// It was approved and can be carried out.
    Approved,
    /// It was approved, and the secret has moved on from its base since: taken for carried out, as no store tells which
    /// request made a version, or took it away.
    Active,
    /// The secret has moved on from its base and nobody approved it in time, so it can never be carried out.
    Void,
    /// Who asked for it took it back.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

impl RequestState {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Active => "active",
            Self::Void => "void",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// What the word stands for, and how far it is known.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Pending => "it waits for somebody to decide",
            Self::Approved => "it was approved and can be carried out",
            Self::Active => {
                "it was approved, and the secret has changed so since; by which request is not recorded"
            }
            Self::Void => "the secret has changed since, so this can no longer be carried out",
            Self::Withdrawn => "who asked for it took it back",
            Self::Expired => "nobody decided in time",
        }
    }

    /// Whether something can still come of it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved)
    }
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestAction {
    /// Write a secret that was not there.
    Create,
    /// Write a new version.
    Update,
    /// Soft-delete versions.
    Delete,
    /// Bring versions back.
    Undelete,
    /// Destroy or remove for good.
    Destroy,
    /// Change labels.
    Labels,
}

impl RequestAction {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Create, Self::Update, Self::Delete, Self::Undelete, Self::Destroy, Self::Labels];

    /// The word shown, printed and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Undelete => "undelete",
            Self::Destroy => "destroy",
            Self::Labels => "labels",
        }
    }
}

/// By which names the server itself knows a request, for its own tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// What an approver names.
    pub accessor: String,
    /// Where its record lies, with the token that carries it out.
    pub record: SecretPath,
    /// The server's own tool.
    pub tool: &'static str,
    /// What tells that tool where the server is; it can stand in a line for a shell as it is.
    pub place: String,
}

/// The ability to keep changes until somebody approves them.
#[async_trait]
pub trait Requests: Send + Sync {
    /// What it takes to decide on a request, and to carry it out.
    async fn deciding(&self, at: &Folder, id: &str) -> Result<Deciding>;

    /// The requests for secrets below a folder, oldest first.
    async fn requests(&self, at: &Folder) -> Result<Vec<ChangeRequest>>;

    /// Takes a request of one's own back. It can never be carried out afterwards.
    async fn withdraw(&self, at: &Folder, id: &str) -> Result<ChangeRequest>;

    /// Writes kind and labels of a request whose content was carried out, as far as they do not stand there. For who asked
    /// it also takes back what could carry it out once more.
    async fn finish(&self, at: &Folder, id: &str) -> Result<ChangeRequest>;
}
