//! The contract of panes and overlays: what each must say of itself, and nothing of the whole.

use super::Trace;
use crate::domain::{Fingerprint, ProviderId, TeamId, VersionInfo, VersionNumber};
use crate::message::{Answer, Given, Key, Keymap, Mouse, Now, Outbox, Paste, Shared, Tally, Target, Tasks};
use crate::theme::{Role, Theme};
use crate::widgets::Hint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::borrow::Cow;
use std::fmt::Debug;
use std::time::Duration;

/// One verb of a pane: the single source of keys, hints and help.
#[derive(Debug)]
pub struct Binding<M: 'static> {
    /// The keys that call it.
    pub keys: &'static [Key],
    /// Its name everywhere: `pane.verb`.
    pub verb: &'static str,
    /// What it does, in a few words.
    pub help: &'static str,
    /// Whether the hint line shows it.
    pub is_hinted: bool,
    /// What it tells the pane.
    pub msg: M,
}

/// What a pane may see while it handles a message.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    /// The time of the event.
    pub now: Now,
    /// The shared facts.
    pub shared: &'a Shared,
    /// What is under way and what has ended.
    pub tasks: &'a Tasks,
    /// The pane's place on screen, as last laid out; empty when it is not shown.
    pub area: Rect,
    /// Whether the question that the pane asks has been on the screen: keys that came before are no answer to it.
    pub is_seen: bool,
}

impl Cx<'_> {
    /// Rows inside the frame: what a page is.
    pub fn page(&self) -> usize {
        usize::from(self.area.height.saturating_sub(2)).max(1)
    }
}

/// What a pane may see while it draws.
#[derive(Clone, Copy)]
pub struct ViewCx<'a> {
    /// The time of the frame.
    pub now: Now,
    /// The shared facts.
    pub shared: &'a Shared,
    /// What is under way and what has ended.
    pub tasks: &'a Tasks,
    /// Colours by role.
    pub theme: &'a Theme,
    /// Whether the pane has the keys.
    pub is_focused: bool,
    /// Purposes of its questions and changes that are under way.
    pub waiting: &'a [&'static str],
}

impl ViewCx<'_> {
    /// How things of this role look.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The name of a key as the theme can write it.
    pub fn spell<'t>(&self, keys: &'t str) -> Cow<'t, str> {
        self.theme.spell(keys)
    }

    /// A key and what it does, for a line of [`hints`](fn@crate::widgets::hints); the way out is always kept.
    pub fn hint<'t>(&self, key: &'t str, help: &'t str) -> Hint<'t> {
        let (key_style, help_style) = (self.style(Role::Key), self.style(Role::Dim));
        Hint { key: self.spell(key), help, key_style, help_style, is_kept: key == "esc" }
    }

    /// Whether an answer to this is under way.
    pub fn is_waiting(&self, purpose: &str) -> bool {
        self.waiting.contains(&purpose)
    }
}

/// A change of the shared facts that a pane may care about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The cursor stands on another secret.
    Selection,
    /// Another team is active.
    Team,
    /// There are new names.
    Names,
    /// More is known of what the login may do, or less.
    Rights,
    /// There is no such secret, although nothing that was listed says so.
    Missing(Target),
    /// This provider was registered or changed: show it.
    Provider(ProviderId),
    /// This team was made: show it.
    MadeTeam(TeamId),
    /// Teams or providers have come, gone or changed.
    Places,
    /// The provider of the active team answers again after it could not be reached.
    Recovered,
    /// Something was written to this secret; true when the person waited for it, so that the cursor may go there. With
    /// its versions afterwards, where the change has looked.
    Wrote(Target, bool, Option<Vec<VersionInfo>>),
    /// These fingerprints of versions of a secret have become known.
    Prints(Target, Vec<(VersionNumber, Fingerprint)>),
    /// This secret was deleted, or versions of it were; true when it can be brought back. With its versions afterwards,
    /// where the change has looked.
    Deleted(Target, bool, Option<Vec<VersionInfo>>),
    /// Something was done to several secrets.
    Many(Box<Tally>),
    /// The person asks for everything again.
    Refresh,
    /// It was opened just now; only an overlay learns this.
    Opened,
    /// What the keys waited for is there (true) or will not come; only what stood in its place learns this.
    Came(bool),
    /// Reveal or hide the main field of the selected secret.
    Reveal,
    /// Copy the main field of the selected secret.
    Copy,
    /// Open the copy menu for the selected secret.
    CopyMenu,
    /// Edit the selected secret.
    Edit,
    /// Log in to the provider under the cursor; only the pane that has the keys learns this.
    LogIn,
    /// Show this secret of the active team, or this folder with its slash.
    Go(String),
    /// The person stood on the secret or folder of this trace before the lock.
    Back(Trace),
}

/// A column of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Where everything is kept.
    Left,
    /// The names.
    Middle,
    /// What is known of one of them.
    Right,
}

/// Where a pane stands, and the verb that gives it the keys.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its column; panes of one column stand over each other in the order of [`super::all`].
    pub column: Column,
    /// The keys that lead to it: its digit first.
    pub keys: &'static [Key],
    /// The verb, `pane.` and its name.
    pub verb: &'static str,
    /// What the verb does, in a few words.
    pub help: &'static str,
}

/// A part of the console with its own state. Panes never see each other.
pub trait Pane: 'static {
    /// Its name in slots, verbs and files.
    const ID: &'static str;
    /// Its name on screen.
    const TITLE: &'static str;
    /// Where it stands; nothing for what opens over the panes.
    const PLACE: Option<Place> = None;
    /// Its verbs.
    const BINDINGS: &'static [Binding<Self::Msg>];
    /// What it remembers.
    type State: Debug;
    /// Its own words.
    type Msg: Clone + Debug;

    /// Handles one of its verbs.
    fn update(state: &mut Self::State, msg: Self::Msg, cx: &Cx<'_>, out: &mut Outbox);

    /// Draws it; answers with the place of the text cursor when it has one.
    fn view(state: &Self::State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position>;

    /// The keys that count while text is typed, instead of those of the verbs; nothing while none is.
    fn typing(_state: &Self::State) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Takes a key before the verbs do, for typing text; true when it took it.
    fn capture(_state: &mut Self::State, _key: Key, _cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        false
    }

    /// Whether a key is text in it, or edits text, so that none of its verbs can have it.
    fn is_typed(_key: Key) -> bool {
        false
    }

    /// Takes pasted text.
    fn paste(_state: &mut Self::State, _paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {}

    /// Takes a press or a turn of the wheel inside its area.
    fn mouse(_state: &mut Self::State, _mouse: Mouse, _cx: &Cx<'_>, _out: &mut Outbox) {}

    /// Takes the answer to what it asked.
    fn reply(
        _state: &mut Self::State,
        _purpose: &'static str,
        _answer: Answer,
        _cx: &Cx<'_>,
        _out: &mut Outbox,
    ) {
    }

    /// What this question was to open is not wanted any more.
    fn give_up(_state: &mut Self::State, purpose: &'static str, out: &mut Outbox) {
        out.drop_question(purpose);
    }

    /// Takes what the overlay above it gave when it closed.
    fn given(_state: &mut Self::State, _given: Given, _cx: &Cx<'_>, _out: &mut Outbox) {}

    /// Learns that shared facts have changed.
    fn changed(_state: &mut Self::State, _change: &Changed, _cx: &Cx<'_>, _out: &mut Outbox) {}

    /// Why a verb cannot be used now.
    fn why_not(_state: &Self::State, _msg: &Self::Msg, _shared: &Shared) -> Option<String> {
        None
    }

    /// When its countdown ends, on the clock of [`Now`]; nothing while nothing counts down.
    fn deadline(_state: &Self::State) -> Option<Duration> {
        None
    }

    /// Its countdown is over.
    fn expire(_state: &mut Self::State, _cx: &Cx<'_>, _out: &mut Outbox) {}

    /// Drops every value it shows, and questions for values.
    fn hide(_state: &mut Self::State, _out: &mut Outbox) {}

    /// Whether something typed would be lost if the console ended now.
    fn would_lose(_state: &Self::State) -> bool {
        false
    }

    /// Whether it asks a question whose answer takes something away or changes something: it must be seen first.
    fn asks(_state: &Self::State) -> bool {
        false
    }

    /// A trace of the secret under its cursor, or of the folder with its slash; [`Changed::Back`] brings it again after
    /// a lock.
    fn stands_on(_state: &Self::State, _shared: &Shared) -> Option<Trace> {
        None
    }

    /// Whether a value is to be seen in it.
    fn shows_value(_state: &Self::State) -> bool {
        false
    }

    /// Whether a value is on its way to the screen.
    fn awaits_value(_state: &Self::State) -> bool {
        false
    }
}

/// A verb as help, hints and documentation show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verb {
    /// Its name.
    pub verb: &'static str,
    /// Its keys, as the person has chosen them.
    pub keys: Vec<Key>,
    /// What it does.
    pub help: &'static str,
    /// Whether the hint line shows it.
    pub is_hinted: bool,
    /// Why it cannot be used now.
    pub why_not: Option<String>,
}

impl Verb {
    /// The verb of a binding.
    pub fn of<M>(binding: &Binding<M>, keymap: &Keymap, why_not: Option<String>) -> Self {
        let Binding { keys, verb, help, is_hinted, .. } = binding;
        Self { verb, keys: keymap.keys(verb, keys).to_vec(), help, is_hinted: *is_hinted, why_not }
    }

    /// Its keys as one text.
    pub fn keys_text(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(ToString::to_string).collect();
        keys.join(" ")
    }
}

/// The verbs of one pane or overlay, as its table has them.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of the pane in verbs.
    pub id: &'static str,
    /// The name of the pane on screen.
    pub title: &'static str,
    /// Its verbs with their own keys.
    pub verbs: Vec<Verb>,
    /// See [`Pane::is_typed`].
    pub is_typed: fn(Key) -> bool,
}

impl Table {
    /// The table of a pane.
    pub fn of<P: Pane>() -> Self {
        let own = Keymap::default();
        let verbs = P::BINDINGS.iter().map(|binding| Verb::of(binding, &own, None)).collect();
        Self { id: P::ID, title: P::TITLE, verbs, is_typed: P::is_typed }
    }

    /// Its verbs with the keys that the person has chosen.
    pub fn chosen(self, keymap: &Keymap) -> Vec<Verb> {
        let chosen = |verb: Verb| Verb { keys: keymap.keys(verb.verb, &verb.keys).to_vec(), ..verb };
        self.verbs.into_iter().map(chosen).collect()
    }
}
