//! The questions and changes that panes send to the working half, and its answers.

use super::{
    CopyAs, Found, Grants, Many, Matches, Mistake, Names, NewTeam, Planned, Progress, ProviderFacts, SetUp,
    Settings, Tally, TeamFacts, Ticket,
};
use crate::domain::{
    Diff, Fields, Labels, ProviderId, Recipe, SecretKind, SecretPath, SecretValue, TeamId, VersionInfo,
    VersionNumber, Which,
};
use crate::provider::{
    Base, Binned, Content, Error, Finding, Lifetime, Lock, Outline, Registration, Result, SetupEnd, Stage,
};
use std::sync::Arc;
use std::time::Duration;

/// A secret as the console names it: a team and the path below the team's root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The team.
    pub team: TeamId,
    /// The path below its root.
    pub path: SecretPath,
}

/// What a value is read for; the audit log tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To show it for a few seconds.
    Reveal,
    /// To change it.
    Edit,
}

/// A new version as a form asks for it.
#[derive(Debug)]
pub struct Save {
    /// Which secret.
    pub at: Target,
    /// Its kind.
    pub kind: SecretKind,
    /// All its fields.
    pub fields: Fields,
    /// All its labels.
    pub labels: Labels,
    /// What the form was filled from.
    pub base: Base,
}

/// A letter that leads to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The letter.
    pub letter: char,
    /// The team.
    pub team: TeamId,
    /// The path below its root; a folder's ends with a slash.
    pub path: String,
}

/// Work for the runtime.
#[derive(Debug)]
pub enum Request {
    /// Make the embedded store under this passphrase.
    Create(SecretValue),
    /// Open the embedded store.
    Unlock(SecretValue),
    /// Drop keys and clients.
    Lock,
    /// Connect to every provider and tell of each as it answers.
    Survey,
    /// List the names of a team.
    List(TeamId),
    /// Match names against a pattern, fuzzily, below a folder.
    Filter {
        /// The names.
        names: Arc<Names>,
        /// Only those that start with this text (a folder with its slash, or nothing).
        below: String,
        /// What was typed.
        pattern: String,
        /// All that matched before this was typed, when it is known: often nothing else needs to be looked at.
        known: Option<Arc<Matches>>,
    },
    /// List the names of every team, all at once, and tell of each as it answers.
    ListAll,
    /// Match the names of several teams against a pattern, fuzzily.
    Find {
        /// The teams with their names.
        places: Vec<(TeamId, Arc<Names>)>,
        /// What was typed.
        pattern: String,
    },
    /// Tell fields and labels of a secret without values.
    Outline(Target, Which),
    /// Tell the versions of a secret.
    History(Target),
    /// Tell what the login may do with these secrets of a team.
    Rights(TeamId, Vec<SecretPath>),
    /// Compare two versions of a secret, without values.
    Compare {
        /// Which secret.
        at: Target,
        /// The older version.
        from: VersionNumber,
        /// The newer version.
        to: VersionNumber,
    },
    /// Tell what lies in a team's bin.
    Bin(TeamId),
    /// Read values.
    Read {
        /// Which secret.
        at: Target,
        /// Which version.
        which: Which,
        /// One field. Without a name it is all of them, or the main one when it is to be revealed.
        field: Option<String>,
        /// What for.
        purpose: Purpose,
    },
    /// Put something on the clipboard; values are taken off again after a while.
    Copy {
        /// Which secret.
        at: Target,
        /// Which version.
        which: Which,
        /// Which field; when none is named all of them, or the main one where one value is wanted.
        field: Option<String>,
        /// As what.
        form: CopyAs,
        /// How long it may stay.
        keep: Duration,
    },
    /// Put a value that the console itself holds on the clipboard; it is taken off again after this while.
    CopyThis(SecretValue, Duration),
    /// Take our value off the clipboard now, if it is still there.
    ClearClipboard,
    /// Make up a password.
    Generate(Recipe),
    /// Write a new version.
    Save(Box<Save>),
    /// Delete the newest version, soft where the store can; only when it is the one that was seen, where one was.
    Delete(Target, Option<VersionNumber>),
    /// Remove a secret with all its versions for good.
    Erase(Target),
    /// Bring versions back; none named means the newest.
    Undelete(Target, Option<VersionNumber>),
    /// Destroy one version's content for good.
    Destroy(Target, VersionNumber),
    /// Write an old version's content as a new version, on the newest one that was seen.
    Rollback {
        /// Which secret.
        at: Target,
        /// The version whose content comes back.
        to: VersionNumber,
        /// The newest version that the person saw; with another one nothing is written.
        seen: Option<VersionNumber>,
    },
    /// Do the same to several secrets, one after the other; tells how far it is.
    Many(Many),
    /// Say what would become of several secrets that are to be copied or moved; nothing is written.
    Plan(Many),
    /// Make another team the active one, also for the commands.
    Switch(TeamId),
    /// Ask these providers again how they are.
    Recheck(Vec<ProviderId>),
    /// Do what is due about the end of the logins of these.
    Renew(Vec<ProviderId>),
    /// Forget the credentials of a provider; when asked so, after its login was ended at the server.
    LogOut(ProviderId, bool),
    /// Tell all marks.
    Marks,
    /// Let a letter lead to a place.
    Mark(Mark),
    /// Let a letter lead nowhere any more.
    Forget(char),
    /// Tell how a provider is registered, for a form.
    Registration(ProviderId),
    /// Try a registration without keeping it; tell each step as it comes.
    Check(Box<Registration>),
    /// The same because the person asks for it: also with credentials that were refused before.
    CheckAgain(Box<Registration>),
    /// Nothing of the check is to be kept: end the login that it has made.
    LeaveCheck,
    /// Register a provider.
    Register(Box<Registration>),
    /// Change the settings of a provider.
    Reregister(Box<Registration>),
    /// Switch a provider on or off.
    Enable(ProviderId, bool),
    /// Switch writing to a provider off or on.
    ReadOnly(ProviderId, bool),
    /// Take a provider out of the configuration.
    Unregister(ProviderId),
    /// Make a team.
    CreateTeam(NewTeam),
    /// Take a team out of the configuration; its secrets stay.
    RemoveTeam(TeamId),
    /// Set a team up in a provider; tells each stage as it comes.
    SetUp(Box<SetUp>),
    /// Write the name of the theme into the configuration.
    KeepTheme(String),
}

/// The teams whose stores a request asks.
pub fn teams_of(request: &Request) -> Vec<TeamId> {
    match request {
        Request::Outline(at, _)
        | Request::History(at)
        | Request::Compare { at, .. }
        | Request::Read { at, .. }
        | Request::Copy { at, .. }
        | Request::Delete(at, _)
        | Request::Erase(at)
        | Request::Undelete(at, _)
        | Request::Destroy(at, _)
        | Request::Rollback { at, .. } => vec![at.team.clone()],
        Request::Save(save) => vec![save.at.team.clone()],
        Request::List(team) | Request::Rights(team, _) | Request::Bin(team) => vec![team.clone()],
        Request::Many(many) | Request::Plan(many) => {
            std::iter::once(&many.team).chain(many.to.as_ref().map(|to| &to.team)).cloned().collect()
        }
        _ => Vec::new(),
    }
}

impl Request {
    /// Whether it brings a value to the screen or the clipboard; presentation mode refuses it then.
    pub fn puts_value_in_sight(&self) -> bool {
        match self {
            Self::Copy { form, .. } => form.is_secret(),
            Self::CopyThis(..) => true,
            Self::Read { purpose, .. } => *purpose == Purpose::Reveal,
            _ => false,
        }
    }
}

/// What came of a request. A value lives only in [`Outcome::Values`], [`Outcome::Generated`] and
/// [`Outcome::Stage`].
#[derive(Debug)]
pub enum Outcome {
    /// Done; there is nothing to tell.
    Done,
    /// The embedded store is in this state now.
    Lock(Lock),
    /// The teams and the providers as configured, before any of them has answered.
    Places(Vec<TeamFacts>, Vec<ProviderFacts>),
    /// What is wrong in the configuration as it was read just now.
    Mistakes(Vec<Mistake>),
    /// Timing, keys and themes as they were read just now.
    Settings(Box<Settings>),
    /// One provider has answered.
    Provider(Box<ProviderFacts>),
    /// The names found so far, or all of them.
    Names(Arc<Names>),
    /// The names that match: the best of those looked at so far, or all of them.
    Matches(Arc<Matches>),
    /// The names of one team of several: those found so far, all of them, or why there are none.
    Listed {
        /// The team.
        team: TeamId,
        /// Its names.
        names: Result<Arc<Names>>,
        /// Whether these are all.
        is_all: bool,
    },
    /// The names of several teams that match, best first; of very many only the best.
    Found {
        /// The names.
        found: Vec<Found>,
        /// How many match in all.
        count: usize,
    },
    /// How far a change to several secrets is.
    Progress(Progress),
    /// What came of a change to several secrets.
    Many(Box<Tally>),
    /// What would become of several secrets.
    Planned(Vec<Planned>),
    /// Fields and labels of a secret.
    Outline(Box<Outline>),
    /// The versions of a secret, newest first: asked for, or as a change has left them.
    History(Vec<VersionInfo>),
    /// What the login may do with some secrets.
    Rights(Box<Grants>),
    /// What differs between two versions.
    Compared(Box<Diff>),
    /// What lies in the bin.
    Bin(Vec<Binned>),
    /// All marks, by their letters.
    Marks(Vec<Mark>),
    /// Values.
    Values(Box<Content>),
    /// A password was made up.
    Generated(SecretValue),
    /// A value is on the clipboard, by this way, until the time is over.
    Copied {
        /// How it got there, for the message.
        by: &'static str,
    },
    /// How a provider is registered, without any credential.
    Registration(Box<Registration>),
    /// What a step of a check has found.
    Step(&'static str, Finding),
    /// How far setting a team up is; a token may be in it.
    Stage(Box<Stage>),
    /// How setting a team up has ended.
    SetUp(Box<SetupEnd>),
    /// What came of looking after a login; nothing when it has no end.
    Renewed(ProviderId, Box<Result<Option<Lifetime>>>),
    /// Something beside the asked work went wrong.
    Warning(String),
    /// Labels were written to this version, which stays: its content is the same.
    Relabelled(VersionNumber),
    /// A version was written, or the same content was there already.
    Written {
        /// Its number.
        version: VersionNumber,
        /// False when the same content was there already.
        is_new: bool,
    },
}

impl Outcome {
    /// The versions of a secret as a change has left them, where it has looked.
    pub fn into_versions(self) -> Option<Vec<VersionInfo>> {
        match self {
            Self::History(versions) => Some(versions),
            _ => None,
        }
    }
}

/// An answer, or a part of one.
#[derive(Debug)]
pub enum Answer {
    /// More will come.
    Part(Outcome),
    /// The end of it.
    End(Result<Outcome>),
}

/// An answer with the question it belongs to.
#[derive(Debug)]
pub struct Reply {
    /// The question.
    pub ticket: Ticket,
    /// The answer.
    pub answer: Answer,
}

impl Reply {
    /// The end of a question.
    pub fn end(ticket: Ticket, result: Result<Outcome>) -> Self {
        Self { ticket, answer: Answer::End(result) }
    }

    /// A question that failed.
    pub fn failed(ticket: Ticket, error: Error) -> Self {
        Self::end(ticket, Err(error))
    }
}
