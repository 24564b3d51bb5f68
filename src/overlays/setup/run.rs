//! A run: each stage as it comes, the tokens until they are handed out, and how it has ended.

use crate::message::SetUp;
use crate::provider::{Alteration, Error, Gate, Invitation, SetupEnd, Stage, Standing, TeamEntry, TextLine};
use crate::theme::Role;

/// What is known of the run under way, or of the last one.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// How far it is.
    pub(super) phase: Phase,
    /// What was told, in the order in which it came.
    pub(super) entries: Vec<Entry>,
    /// Whether changes wait for approval.
    pub(super) gate: Option<Gate>,
    /// The tokens that were made and not handed out.
    pub(super) invitations: Vec<Invitation>,
    /// Why there are not more tokens.
    pub(super) trouble: Option<String>,
    /// The first row that is seen; nothing follows the end.
    pub(super) top: Option<usize>,
    /// Whether the team was written into the configuration.
    pub(super) has_entered: bool,
    /// What was asked about.
    pub(super) altering: Vec<Alteration>,
    /// Pieces made, changed and left as they were.
    counts: [usize; 3],
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// There was none.
    #[default]
    NotYet,
    /// It is under way.
    UnderWay,
    /// It is told to stop.
    Stopping,
    /// It has done all it was to do.
    Done,
    /// A right is missing; nothing was changed.
    Refused,
    /// It waits for a yes, since others are touched; nothing was changed.
    Asking,
    /// It has ended before that.
    BrokenOff,
}

/// One row that was told.
#[derive(Debug)]
pub(super) struct Entry {
    /// The sign before it, and the colour of the sign.
    pub(super) sign: (&'static str, Role),
    /// How it stands, in a word.
    pub(super) word: &'static str,
    /// What it is.
    pub(super) text: String,
}

impl Entry {
    fn new(sign: (&'static str, Role), word: &'static str, text: impl Into<String>) -> Self {
        Self { sign, word, text: text.into() }
    }
}

const FINE: (&str, Role) = ("●", Role::Good);
const SAME: (&str, Role) = ("●", Role::Dim);
const MENDED: (&str, Role) = ("●", Role::Warning);
const HEED: (&str, Role) = ("!", Role::Warning);
const WRONG: (&str, Role) = ("✗", Role::Bad);

/// The rows of a question: what would be altered, then the lines of it that go and come.
fn would_be(one: &Alteration) -> Vec<Entry> {
    let line = |line: &TextLine| match line {
        TextLine::Stays(text) => Entry::new((" ", Role::Dim), "", text),
        TextLine::Goes(text) => Entry::new(("-", Role::Bad), "goes", text),
        TextLine::Comes(text) => Entry::new(("+", Role::Good), "comes", text),
    };
    let headline = Entry::new(HEED, "would be", one.headline());
    std::iter::once(headline).chain(one.lines().iter().map(line)).collect()
}

impl Run {
    /// Whether something was changed by it.
    pub(super) fn has_changed(&self) -> bool {
        self.has_entered || self.counts[0] + self.counts[1] > 0
    }

    /// A new one is under way.
    pub(super) fn begin(&mut self) {
        *self = Self { phase: Phase::UnderWay, ..Self::default() };
    }

    /// Whether it is under way.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::UnderWay | Phase::Stopping)
    }

    /// Takes what was told of it.
    pub(super) fn take(&mut self, stage: Stage, wanted: &SetUp) {
        let team = &wanted.plan.team;
        let entry = match stage {
            Stage::Allowed => Entry::new(FINE, "rights", "the login has all that are needed"),
            Stage::Piece(piece) => {
                let (sign, count) = match piece.standing {
                    Standing::Made => (FINE, 0),
                    Standing::Changed => (MENDED, 1),
                    Standing::Unchanged => (SAME, 2),
                };
                self.counts[count] += 1;
                Entry::new(sign, piece.standing.as_str(), piece.what)
            }
            Stage::Gate(gate) => {
                let sign = if gate == Gate::Enforced { FINE } else { HEED };
                let text = gate.to_string();
                self.gate = Some(gate);
                Entry::new(sign, "gate", text)
            }
            Stage::Entry(TeamEntry::Made) => {
                self.has_entered = true;
                Entry::new(FINE, "made", format!("team {team} in your configuration"))
            }
            Stage::Entry(TeamEntry::Unchanged) => {
                Entry::new(SAME, "unchanged", format!("team {team} in your configuration"))
            }
            Stage::Entry(TeamEntry::Elsewhere(provider, root)) => {
                let text = format!("your team {team} is at {root} on {provider}; it was left alone");
                Entry::new(HEED, "kept", text)
            }
            Stage::Invited(invitation) => {
                let accessor = invitation.accessor.as_ref();
                let by = accessor.map(|accessor| format!(", accessor {accessor}")).unwrap_or_default();
                let text = format!("token for {} ({}){by}", invitation.person.name, invitation.person.role());
                self.invitations.push(invitation);
                Entry::new(FINE, "made", text)
            }
        };
        self.entries.push(entry);
    }

    /// It has ended so; answers with what there is to say, when it has not done all.
    pub(super) fn end(&mut self, end: SetupEnd, wanted: &SetUp) -> Option<String> {
        self.phase = Phase::BrokenOff;
        match end {
            SetupEnd::Done => {
                self.phase = Phase::Done;
                None
            }
            SetupEnd::Lacking(missing) => {
                self.phase = Phase::Refused;
                // The first one is read first.
                self.top = Some(0);
                let lacks = |right: crate::provider::MissingRight| {
                    let text = format!("{}: {}, {}", right.path, right.lacks.join(", "), right.purpose);
                    Entry::new(WRONG, "missing", text)
                };
                self.entries = missing.into_iter().map(lacks).collect();
                let provider = &wanted.provider;
                Some(format!("Log in to {provider} with a token that has these rights."))
            }
            SetupEnd::Altering(altering) => {
                self.phase = Phase::Asking;
                self.top = Some(0);
                self.entries = altering.iter().flat_map(would_be).collect();
                self.altering = altering;
                Some("This stands already. {setup.agree} changes it for all who use it.".into())
            }
            SetupEnd::Broken(error) => {
                self.fail(&error);
                Some(format!("not finished: {error}; {{setup.save}} tries again"))
            }
            SetupEnd::Uninvited(person, error) => {
                let text = format!("token for {}: {error}", person.name);
                self.entries.push(Entry::new(WRONG, "failed", text));
                let trouble = format!("no token for {}: {error}", person.name);
                self.trouble = Some(trouble.clone());
                Some(format!("{trouble}; {{setup.save}} makes those that are missing"))
            }
            SetupEnd::Stopped => {
                self.entries.push(Entry::new(HEED, "stopped", "before the next step"));
                self.trouble = Some("it was stopped before everybody had one".into());
                Some("stopped; what was made stays, and {setup.save} goes on".into())
            }
        }
    }

    /// It has ended with this error, in whatever it was doing.
    pub(super) fn fail(&mut self, error: &Error) {
        self.phase = Phase::BrokenOff;
        self.entries.push(Entry::new(WRONG, "failed", error.to_string()));
    }

    /// Shows a page of earlier or later rows, of so many.
    pub(super) fn scroll(&mut self, is_later: bool, rows: usize, page: usize) {
        let last = rows.saturating_sub(page);
        let now = self.top.map_or(last, |top| top.min(last));
        let next = if is_later { now + page } else { now.saturating_sub(page) };
        self.top = (next < last).then_some(next);
    }

    /// How it stands, in a few words.
    pub(super) fn summary(&self) -> (String, Role) {
        let [made, changed, unchanged] = self.counts;
        match self.phase {
            Phase::NotYet => ("nothing is changed while a right is missing".into(), Role::Dim),
            Phase::UnderWay => ("under way …".into(), Role::Warning),
            Phase::Stopping => ("stops after what is under way …".into(), Role::Warning),
            Phase::Done if made + changed == 0 => ("nothing had to be changed".into(), Role::Good),
            Phase::Done => (format!("{made} made, {changed} changed, {unchanged} unchanged"), Role::Good),
            Phase::Refused => ("rights are missing; nothing was changed".into(), Role::Bad),
            Phase::Asking => ("a question; nothing was changed".into(), Role::Warning),
            Phase::BrokenOff => (format!("not finished: {made} made, {changed} changed"), Role::Bad),
        }
    }
}
