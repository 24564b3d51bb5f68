//! What the person means, when more than one pane cares.

use super::{
    Conflict, CopyAs, CopyStart, Given, Grants, HandOut, Many, Mistake, Names, ProviderFacts, Request,
    SetUpStart, Settings, Slot, Target, TeamFacts, TeamStart, Ticket, TransferStart,
};
use crate::domain::{
    Fingerprint, Labels, ProviderId, Recipe, Secret, SecretKind, TeamId, VersionInfo, VersionNumber,
};
use crate::provider::{Base, Content, Kind, Registration};
use std::sync::Arc;

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
    /// These are the teams and providers.
    Places(Vec<TeamFacts>, Vec<ProviderFacts>),
    /// Put the cursor of the providers on this one.
    ShowProvider(ProviderId),
    /// Put the cursor of the teams on this one.
    ShowTeam(TeamId),
    /// This is wrong in the configuration, and nothing else.
    Mistakes(Vec<Mistake>),
    /// Timing, keys and themes were read again.
    Settings(Box<Settings>),
    /// One provider has answered.
    Provider(Box<ProviderFacts>),
    /// This is what the login may do with some secrets.
    Rights(Box<Grants>),
    /// There is no such secret, although nothing that was listed says so.
    Missing(Target),
    /// These are the names of the active team.
    Names(Arc<Names>),
    /// This is how a secret stands, as a look at it has shown.
    Told(Target, Box<Secret>),
    /// The embedded store is open from now on.
    Opened,
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
    /// Open the copy menu for the selected secret.
    CopyMenuSelected,
    /// This is on the clipboard from now on.
    Copied(CopyAs),
    /// A secret was written or brought back.
    Wrote {
        /// Which secret.
        at: Target,
        /// Whether the person waits for it, so that the cursor may go there.
        is_awaited: bool,
        /// Its versions afterwards, where the change has looked.
        versions: Option<Vec<VersionInfo>>,
    },
    /// These fingerprints of versions of a secret have become known.
    Prints(Target, Vec<(VersionNumber, Fingerprint)>),
    /// A secret was deleted, or its history changed; when it can be brought back, `u` does so.
    Deleted {
        /// Which secret.
        at: Target,
        /// Whether it can be brought back.
        can_undo: bool,
        /// Its versions afterwards, where the change has looked.
        versions: Option<Vec<VersionInfo>>,
    },
    /// Make this change, then say that it is done.
    Commit {
        /// The change.
        then: Box<Request>,
        /// What to say afterwards.
        done: String,
        /// The secret it is about, when it is about one.
        at: Option<Target>,
        /// Whether that secret can be brought back afterwards.
        can_undo: bool,
    },
    /// Do the verb of this name: of the pane that has the keys, or one that works everywhere.
    Do(&'static str),
    /// Show this secret of the active team, or this folder with its slash.
    Go(String),
    /// Keep this line for the next time a line is typed.
    Typed(String),
    /// Show everything in the theme of this name for the moment.
    ShowTheme(String),
    /// Show it from now on, also at the next start.
    KeepTheme(String),
    /// Make this change to several secrets, as one task.
    Many(Many),
    /// Stop this task: a question at once, a change of several steps before its next one.
    Stop(Ticket),
    /// Go to this secret, in whichever team it is; with the names of the team where they are known.
    GoTo(Target, Option<Arc<Names>>),
    /// The answer to this question opens an overlay, which is called so: the keys wait for it.
    Await(Slot, String),
    /// What the keys wait for is not wanted any more.
    GiveUp,
    /// Show an overlay.
    Open(Box<Overlay>),
    /// Close the topmost overlay.
    Close,
    /// Close the topmost overlay and give this to the one below it.
    Give(Given),
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
    /// How far the logging out of this provider goes.
    LogOut(ProviderId),
    /// The forms in which a secret can be copied.
    Copy(CopyStart),
    /// Two versions beside each other.
    Compare(Compare),
    /// The form of a provider.
    Register(Box<RegisterStart>),
    /// The form of a team.
    Team(TeamStart),
    /// The form for setting a team up in a provider.
    SetUp(SetUpStart),
    /// Tokens for people.
    Invitations(Box<HandOut>),
    /// What is wrong in the person's files.
    Mistakes,
    /// Makes up a password for the field of this name, at first like this.
    Generator(String, Recipe),
    /// Somebody else wrote meanwhile: what is kept?
    Conflict(Box<Conflict>),
    /// Where secrets are copied or moved to.
    Transfer(TransferStart),
    /// The bin of the active team.
    Bin,
    /// The theme picker: every theme, and the place of the one that is shown.
    Themes(Vec<ThemeFacts>, usize),
    /// All keys.
    Help,
    /// Find a name over all teams.
    Find,
    /// What was said, newest first.
    Messages(Vec<Notice>),
    /// Stands where an overlay of this title will be.
    Opening(String),
    /// What is under way, and what has ended.
    Tasks,
    /// A line for a verb or a path, with what was typed into it before.
    Palette(Line, Vec<String>),
}

/// What is typed into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A verb, `go PATH` or `team NAME`.
    Verb,
    /// A path.
    Path,
}

/// Two versions to compare.
#[derive(Debug)]
pub struct Compare {
    /// Of which secret.
    pub at: Target,
    /// The older version.
    pub older: VersionInfo,
    /// The newer version.
    pub newer: VersionInfo,
}

/// What the picker tells of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFacts {
    /// Its name.
    pub name: String,
    /// One line about it.
    pub about: String,
    /// Whether it comes from the person's own folder.
    pub is_own: bool,
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

/// What the form of a provider starts from.
#[derive(Debug)]
pub struct RegisterStart {
    /// The kinds that can be registered.
    pub kinds: Vec<&'static Kind>,
    /// The provider that is changed; nothing for a new one.
    pub registered: Option<Registration>,
    /// Whether it is opened to log in: the first credential has the keys.
    pub is_login: bool,
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
    /// Whether the secret can be brought back afterwards.
    pub can_undo: bool,
    /// Which secret it is about, when it is about one.
    pub at: Option<Target>,
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
