//! The ability to set a team up in a server: a place of its own, rules, and people with tokens.

use super::Result;
use crate::domain::{PersonId, SecretValue, TeamId, Timestamp};
use async_trait::async_trait;

/// What a team is to have in a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamPlan {
    /// The team.
    pub team: TeamId,
    /// The name of its place, such as a mount.
    pub mount: String,
}

/// A person of a team. Everybody in it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the person is called there.
    pub name: PersonId,
    /// Whether the person asks for changes.
    pub is_operator: bool,
    /// Whether the person decides on what others ask for.
    pub is_approver: bool,
}

/// A right that the credentials lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRight {
    /// Where.
    pub path: String,
    /// What is missing there, in the server's own words.
    pub lacks: Vec<&'static str>,
    /// What it is needed for.
    pub purpose: &'static str,
}

/// One thing that was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is: `mount team-pay`.
    pub what: String,
    /// How it was found.
    pub standing: Standing,
}

/// How a piece was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was not there and was made.
    Made,
    /// It was different and was changed.
    Changed,
    /// It was there already, as it should be.
    Unchanged,
}

impl Standing {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// Takes the pieces as they stand.
pub type Pieces<'a> = &'a mut (dyn FnMut(Piece) + Send);

/// A token for one person, wrapped: it can be opened once, and whoever opens it late learns that somebody did.
#[derive(Debug)]
pub struct Invitation {
    /// The person.
    pub person: Person,
    /// The wrapping token.
    pub token: SecretValue,
    /// When it can no longer be opened.
    pub until: Timestamp,
}

/// Whether a change really waits for approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// The server holds changes back; a probe has shown it.
    Enforced,
    /// It does not, for this reason.
    Advisory(String),
}

/// The ability to set a team up. Every method may be called again: what is there already stays.
#[async_trait]
pub trait TeamSetup: Send + Sync {
    /// The rights that are missing for the plan. Nothing is changed.
    async fn missing_rights(&self, plan: &TeamPlan) -> Result<Vec<MissingRight>>;

    /// Makes what is missing, in order, and tells each piece as it stands. Stops at the first that fails.
    async fn set_up(&self, plan: &TeamPlan, pieces: Pieces<'_>) -> Result<()>;

    /// Makes a token for one person, with the rules and the membership that go with what the person does.
    async fn invite(&self, plan: &TeamPlan, person: &Person) -> Result<Invitation>;

    /// Tries whether a change of an operator is held back. Leaves nothing behind.
    async fn prove_gate(&self, plan: &TeamPlan) -> Result<Gate>;
}
