//! The ability to set a team up in a server: a place of its own, rules, and people with tokens.

use super::{Error, Result};
use crate::domain::{Folder, Invalid, PersonId, ProviderId, SecretValue, TeamId, Timestamp};
use async_trait::async_trait;
use std::fmt;
use std::ops::ControlFlow;

/// What a team is to have in a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamPlan {
    /// The team.
    pub team: TeamId,
    /// The name of its place, such as a mount.
    pub mount: String,
}

impl TeamPlan {
    /// The place that a team has when none is named.
    pub fn usual_mount(team: &str) -> String {
        format!("team-{team}")
    }

    /// The plan of a team in this place, or in its usual one.
    pub fn new(team: TeamId, root: Option<&str>) -> std::result::Result<Self, Invalid> {
        let mount = root.map_or_else(|| Self::usual_mount(team.as_str()), str::to_owned);
        let root = Folder::new(&mount)?;
        if root.is_root() {
            return Err(Invalid::because(
                "a team is set up in a place of its own, not in all of the provider",
            ));
        }
        Ok(Self { team, mount: root.as_str().to_owned() })
    }
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

impl Person {
    /// Everybody who is named, once: first those who ask for changes, then those who only decide.
    pub fn all(operators: Vec<PersonId>, approvers: Vec<PersonId>) -> Vec<Self> {
        let mut people: Vec<Self> = Vec::new();
        let operators = operators.into_iter().map(|name| (name, false));
        for (name, approves) in operators.chain(approvers.into_iter().map(|name| (name, true))) {
            let index = people.iter().position(|person| person.name == name).unwrap_or_else(|| {
                people.push(Self { name, is_operator: false, is_approver: false });
                people.len() - 1
            });
            people[index].is_operator |= !approves;
            people[index].is_approver |= approves;
        }
        people
    }

    /// What the person does, in a word or two.
    pub fn role(&self) -> &'static str {
        match (self.is_operator, self.is_approver) {
            (true, true) => "operator, approver",
            (true, false) => "operator",
            (false, true) => "approver",
            (false, false) => "reader",
        }
    }
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

impl fmt::Display for MissingRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {} ({})", self.lacks.join(", "), self.path, self.purpose)
    }
}

/// Something that stands already, and that setting the team up would change for others too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alteration {
    /// What it is: `cas_required of the mount team-pay`.
    pub what: String,
    /// What becomes of it.
    pub change: Altered,
    /// What that means, and for whom.
    pub matters: &'static str,
}

/// How something is altered. All of it can be shown as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Altered {
    /// A setting.
    Setting {
        /// As it is.
        now: String,
        /// As it would be.
        then: String,
    },
    /// A text, by the lines that differ.
    Text(Vec<TextLine>),
}

/// A line of a text that is altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextLine {
    /// It stays, and tells where the ones after it are.
    Stays(String),
    /// It goes.
    Goes(String),
    /// It comes.
    Comes(String),
}

impl TextLine {
    /// The sign before it, and the line.
    pub fn signed(&self) -> (&'static str, &str) {
        match self {
            Self::Stays(line) => (" ", line),
            Self::Goes(line) => ("-", line),
            Self::Comes(line) => ("+", line),
        }
    }
}

impl Alteration {
    /// It in one line, without the lines of a text.
    pub fn headline(&self) -> String {
        match &self.change {
            Altered::Setting { now, then } => format!("{}: {now} → {then}; {}", self.what, self.matters),
            Altered::Text(_) => format!("{}: {}", self.what, self.matters),
        }
    }

    /// The lines of a text that differ; none of a setting.
    pub fn lines(&self) -> &[TextLine] {
        match &self.change {
            Altered::Setting { .. } => &[],
            Altered::Text(lines) => lines,
        }
    }
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
    /// By which name the server revokes the token in it, where it tells one. It opens nothing.
    pub accessor: Option<String>,
}

/// Whether a change really waits for approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// The server holds changes back; a probe has shown it.
    Enforced,
    /// It does not, for this reason.
    Advisory(String),
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enforced => f.write_str("changes wait for approval; a probe was held back by the server"),
            Self::Advisory(reason) => write!(f, "changes do NOT wait for approval: {reason}"),
        }
    }
}

/// How the team stands in the person's own configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamEntry {
    /// It was written.
    Made,
    /// It was there, as it should be.
    Unchanged,
    /// There is a team of this name elsewhere; it was left alone.
    Elsewhere(ProviderId, Folder),
}

/// What is told while a team is set up, in this order.
#[derive(Debug)]
pub enum Stage {
    /// The login has every right that is needed.
    Allowed,
    /// A piece stands.
    Piece(Piece),
    /// What the probe has shown.
    Gate(Gate),
    /// How the team stands in the configuration.
    Entry(TeamEntry),
    /// A person has a token.
    Invited(Invitation),
}

/// Takes the stages as they come; to break means that no further one is begun.
pub type Stages<'a> = &'a mut (dyn FnMut(Stage) -> ControlFlow<()> + Send);

/// How setting a team up has ended, when something of it may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupEnd {
    /// All was done.
    Done,
    /// These rights are missing; nothing was changed.
    Lacking(Vec<MissingRight>),
    /// This would be changed for others too, and nobody has agreed to it; nothing was changed.
    Altering(Vec<Alteration>),
    /// Not every piece stands, for this reason; those that were told do.
    Broken(Error),
    /// There is no token for this person, for this reason, and none for those after.
    Uninvited(Person, Error),
    /// It was stopped.
    Stopped,
}

/// The ability to set a team up. Every method may be called again: what is there already stays.
#[async_trait]
pub trait TeamSetup: Send + Sync {
    /// The rights that are missing for the plan. Nothing is changed.
    async fn missing_rights(&self, plan: &TeamPlan) -> Result<Vec<MissingRight>>;

    /// What would be changed that others may use too. Fails when the place cannot be the team's. Nothing is changed.
    async fn alterations(&self, _plan: &TeamPlan) -> Result<Vec<Alteration>> {
        Ok(Vec::new())
    }

    /// Makes what is missing, in order, and tells each piece as it stands. Of what stands already only what was agreed
    /// to is changed. Stops at the first piece that fails, or that somebody has altered meanwhile.
    async fn set_up(&self, plan: &TeamPlan, agreed: &[Alteration], pieces: Pieces<'_>) -> Result<()>;

    /// Makes a token for one person, with the rules and the membership that go with what the person does.
    async fn invite(&self, plan: &TeamPlan, person: &Person) -> Result<Invitation>;

    /// Tries whether a change of an operator is held back. Leaves nothing behind.
    async fn prove_gate(&self, plan: &TeamPlan) -> Result<Gate>;
}
