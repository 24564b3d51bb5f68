//! One change to several secrets: what is done to each, how far it is, and what came of it.

use super::{Confirm, Destination, Losses, Request, Target};
use crate::domain::{SecretPath, TeamId};
use crate::provider::Error;

/// Names that a question or a summary tells before it counts the rest.
const NAMED: usize = 3;
/// The same of those that must be looked at: as many as a task has under way at once are always named.
const NAMED_OPEN: usize = 8;

/// What is done to each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Delete the newest version, soft where the store can.
    Delete,
    /// Remove with all versions for good.
    Erase,
    /// Bring the newest version back.
    Restore,
    /// Write the newest version elsewhere too.
    Copy,
    /// Write the newest version elsewhere and delete it here.
    Move,
}

/// A change to several secrets of one team, as one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many {
    /// What is done to each.
    pub deed: Deed,
    /// The team.
    pub team: TeamId,
    /// The paths below its root.
    pub paths: Vec<SecretPath>,
    /// Where they go, when they are copied or moved.
    pub to: Option<Destination>,
    /// Whether they can be brought back afterwards.
    pub can_undo: bool,
}

impl Many {
    /// What the task is, in a few words.
    pub fn title(&self) -> String {
        let verb = match self.deed {
            Deed::Delete => "delete",
            Deed::Erase => "remove for good",
            Deed::Restore => "restore",
            Deed::Copy => "copy",
            Deed::Move => "move",
        };
        format!("{verb}: {} {}", secrets(self.paths.len()), places(&self.team, self.to.as_ref()))
    }

    /// The question before it; nothing when there is no secret to ask about. `typed` is what must be typed for it.
    pub fn question(self, typed: Option<String>) -> Option<Confirm> {
        if self.paths.is_empty() {
            return None;
        }
        let count = secrets(self.paths.len());
        let (question, after) = match self.deed {
            Deed::Delete if self.can_undo => {
                (format!("Delete {count}?"), "They go to the bin and can be brought back.")
            }
            Deed::Delete => {
                (format!("Delete {count}?"), "This provider keeps no versions: they will be gone for good.")
            }
            Deed::Erase => (
                format!("Remove {count} with all versions?"),
                "Nothing of them remains, and nothing brings them back.",
            ),
            Deed::Restore => (format!("Restore {count}?"), ""),
            Deed::Copy => (format!("Copy {count}?"), ""),
            Deed::Move => (format!("Move {count}?"), ""),
        };
        let names: Vec<_> = self.paths.iter().map(|path| path.as_str().to_owned()).collect();
        Some(Confirm {
            question,
            detail: format!("{}\n{after}", first_of(names.into_iter(), self.paths.len(), ", ")),
            typed,
            can_undo: self.can_undo,
            then: Request::Many(self),
            // The summary says what was done.
            done: String::new(),
            at: None,
        })
    }
}

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Done.
    pub done: usize,
    /// Asked for; they wait for approval.
    pub pending: usize,
    /// Tried in vain.
    pub failed: usize,
    /// All there is to do.
    pub of: usize,
}

impl Progress {
    /// Those that came to an end, whichever.
    pub fn ended(&self) -> usize {
        self.done + self.pending + self.failed
    }
}

/// How far a change to several secrets is, for whoever cannot wait for its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// How many have come to an end.
    pub progress: Progress,
    /// Those under way.
    pub under_way: Vec<SecretPath>,
}

impl Reached {
    /// All of it in one sentence. Those under way may be done or not.
    pub fn words(&self) -> String {
        let Progress { done, pending, failed, of } = self.progress;
        let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        let open = self.under_way.len();
        let names = self.under_way.iter().map(ToString::to_string);
        let told = [
            Some(format!("{done} of {} done", secrets(of))),
            count(pending, "wait for approval"),
            count(failed, "failed"),
            (open > 0).then(|| format!("not known: {}", first(NAMED_OPEN, names, open, ", "))),
            count(of.saturating_sub(self.progress.ended() + open), "not begun"),
        ];
        told.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// What came of a change to several secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What was done to each.
    pub deed: Deed,
    /// The team.
    pub team: TeamId,
    /// Where they went, when they were copied or moved.
    pub to: Option<Destination>,
    /// Those it was done to, sorted.
    pub done: Vec<SecretPath>,
    /// Those it was asked for and that wait for approval, sorted: asking again would ask for the same twice.
    pub pending: Vec<SecretPath>,
    /// Those that failed, with the reason.
    pub failed: Vec<(SecretPath, Error)>,
    /// Those that nothing was done to, because the task was stopped.
    pub left: Vec<SecretPath>,
    /// Why it stopped by itself: the store could not do the next one either. Nothing when it came to its end, or
    /// when the person stopped it.
    pub because: Option<Error>,
    /// Whether those done can be brought back.
    pub can_undo: bool,
    /// What was not kept of those done in the place they went to.
    pub losses: Losses,
}

impl Tally {
    /// Whether all was done that was asked.
    pub fn is_whole(&self) -> bool {
        self.pending.is_empty() && self.failed.is_empty() && self.left.is_empty()
    }

    /// Whether this path is among those it was done to.
    pub fn has_done(&self, path: &str) -> bool {
        self.done.binary_search_by(|done| done.as_str().cmp(path)).is_ok()
    }

    /// Whether it was done to this secret.
    pub fn has_done_to(&self, at: &Target) -> bool {
        self.team == at.team && self.has_done(at.path.as_str())
    }

    /// Whether the names of this team have changed by it.
    pub fn touches(&self, team: &TeamId) -> bool {
        self.team == *team || self.to.as_ref().is_some_and(|to| to.team == *team)
    }

    /// Whether nothing more is to be done to this path: it was done, or waits for approval.
    pub fn has_settled(&self, path: &str) -> bool {
        self.has_done(path) || self.pending.binary_search_by(|pending| pending.as_str().cmp(path)).is_ok()
    }

    /// Those of which it is not known whether it was done to them.
    pub fn open(&self) -> impl Iterator<Item = &SecretPath> {
        self.failed.iter().filter(|(_, error)| error.leaves_open()).map(|(path, _)| path)
    }

    /// Those that it can be tried on again, whatever the reason.
    pub fn remaining(&self) -> impl Iterator<Item = &SecretPath> {
        self.failed.iter().map(|(path, _)| path).chain(&self.left)
    }

    /// All of it in one sentence: how far it got, what waits, what failed and why.
    pub fn summary(&self) -> String {
        let Self { done, pending, failed, left, .. } = self;
        let places = places(&self.team, self.to.as_ref());
        let done_to = match self.deed {
            Deed::Delete => "deleted",
            Deed::Erase => "removed for good",
            Deed::Restore => "restored",
            Deed::Copy => "copied",
            Deed::Move => "moved",
        };
        let of = done.len() + pending.len() + failed.len() + left.len();
        let waiting = match (pending.len(), self.deed) {
            (0, _) => String::new(),
            (count, Deed::Move) => format!(" · {count} wait for approval, the originals stay"),
            (count, _) => format!(" · {count} wait for approval"),
        };
        let lost = self.losses.words().zip(self.to.as_ref());
        let lost = lost.map(|(words, to)| format!(" · not kept in {}: {words}", to.team)).unwrap_or_default();
        if self.is_whole() {
            return format!("{done_to}: {} {places}{lost}", secrets(of));
        }
        let count_open = self.open().count();
        let open = match count_open {
            0 => String::new(),
            _ => {
                let names = self.open().map(ToString::to_string);
                format!(" · not known whether done: {}", first(NAMED_OPEN, names, count_open, ", "))
            }
        };
        let known: Vec<_> = failed.iter().filter(|(_, error)| !error.leaves_open()).collect();
        let head = format!("{done_to}: {} of {} {places}{lost}{waiting}{open}", done.len(), secrets(of));
        if let Some(error) = &self.because {
            let names = known.iter().map(|(path, _)| path).chain(left).map(ToString::to_string);
            let count = known.len() + left.len();
            let remain = first_of(names, count, ", ");
            let remain = if count == 0 { remain } else { format!(" · {count} remain: {remain}") };
            let why = match error {
                Error::Uncertain { what } => format!("{what} did not answer"),
                other => other.to_string(),
            };
            return format!("{head} · stopped, {why}{remain}");
        }
        let stopped = if left.is_empty() { "" } else { "stopped; " };
        let mut summary = format!("{stopped}{head}");
        if !known.is_empty() {
            let reasons = known.iter().map(|(path, error)| format!("{path} ({error})"));
            let reasons = first_of(reasons, known.len(), "; ");
            summary = format!("{summary} · {} failed: {reasons}", known.len());
        }
        if !left.is_empty() {
            summary = format!("{summary} · {} not touched", left.len());
        }
        summary
    }
}

/// `in a`, or `from a to b`.
fn places(team: &TeamId, to: Option<&Destination>) -> String {
    match to {
        Some(to) if to.team != *team => format!("from {team} to {}", to.team),
        _ => format!("in {team}"),
    }
}

/// `1 secret`, `2 secrets`.
fn secrets(count: usize) -> String {
    if count == 1 { "1 secret".into() } else { format!("{count} secrets") }
}

/// The first few, and how many more there are.
fn first_of(texts: impl Iterator<Item = String>, count: usize, between: &str) -> String {
    first(NAMED, texts, count, between)
}

fn first(named: usize, texts: impl Iterator<Item = String>, count: usize, between: &str) -> String {
    let more = count.saturating_sub(named);
    let named = texts.take(named).collect::<Vec<_>>().join(between);
    match more {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
