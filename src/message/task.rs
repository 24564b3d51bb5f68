//! What is under way and what has ended: requests as the person sees them.

use super::{Nature, Now, Outcome, Progress, Request, Slot, Target, Ticket};
use crate::domain::TeamId;
use crate::provider::{Error, Result, Right, SetupEnd};
use std::collections::VecDeque;
use std::time::Duration;

/// A question that is answered within this time is not worth a row.
const MOMENT: Duration = Duration::from_secs(1);
/// Ended tasks that are remembered.
const REMEMBERED: usize = 50;

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which one.
    pub ticket: Ticket,
    /// Who asked, and for what.
    pub slot: Slot,
    /// Whether it may be overtaken.
    pub nature: Nature,
    /// What it is in a few words; nothing for what is no matter of the person's.
    pub what: Option<String>,
    /// When it was asked.
    pub since: Now,
    /// How far it is, where that is told.
    pub progress: Option<Progress>,
    /// Whether it is a change of several steps that can stop between two of them.
    pub has_steps: bool,
    /// Whether it was told to stop after the step under way.
    pub is_stopping: bool,
    /// The right in a secret that is missing when this is denied.
    pub at_stake: Option<(Target, Right)>,
    /// The teams whose stores are asked.
    pub teams: Vec<TeamId>,
}

impl Task {
    /// What it is, when it is to be shown: every change, and a question that takes longer than a moment.
    pub fn shown(&self, now: Now) -> Option<&str> {
        let is_old = now.clock.saturating_sub(self.since.clock) >= MOMENT;
        self.what.as_deref().filter(|_| is_old || self.nature == Nature::Change)
    }

    /// Why it cannot be stopped, or nothing when it can.
    pub fn why_not_stop(&self) -> Option<&'static str> {
        match self.nature {
            Nature::Change if !self.has_steps => Some("a change is never stopped in its middle"),
            Nature::Change if self.is_stopping => Some("it stops after what is under way"),
            Nature::Question | Nature::Change => None,
        }
    }
}

/// A request that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Which one it was.
    pub ticket: Ticket,
    /// Who asked.
    pub slot: Slot,
    /// What it was.
    pub what: String,
    /// How long it took.
    pub took: Duration,
    /// How it ended.
    pub end: Ending,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It worked; the text is what there is to tell.
    Done(String),
    /// All that did not work waits for approval.
    Pending(String),
    /// It did not, or only in part.
    Failed(String),
    /// The person stopped it.
    Stopped(String),
}

impl Ending {
    fn of(result: &Result<Outcome>) -> Self {
        match result {
            Ok(Outcome::Many(tally)) if !tally.failed.is_empty() => Self::Failed(tally.summary()),
            Ok(Outcome::Many(tally)) if !tally.left.is_empty() => Self::Stopped(tally.summary()),
            Ok(Outcome::Many(tally)) if !tally.pending.is_empty() => Self::Pending(tally.summary()),
            Ok(Outcome::Many(tally)) => Self::Done(tally.summary()),
            Ok(Outcome::SetUp(end)) => Self::of_setup(end),
            Ok(_) => Self::Done(String::new()),
            Err(Error::Cancelled) => Self::Stopped(String::new()),
            Err(error @ Error::Pending { .. }) => Self::Pending(error.to_string()),
            Err(error) => Self::Failed(error.to_string()),
        }
    }

    fn of_setup(end: &SetupEnd) -> Self {
        match end {
            SetupEnd::Done => Self::Done(String::new()),
            SetupEnd::Stopped => Self::Stopped(String::new()),
            SetupEnd::Lacking(_) => Self::Failed("rights are missing; nothing was changed".into()),
            SetupEnd::Altering(_) => Self::Stopped("nothing was changed yet".into()),
            SetupEnd::Broken(error) => Self::Failed(error.to_string()),
            SetupEnd::Uninvited(person, error) => {
                Self::Failed(format!("no token for {}: {error}", person.name))
            }
        }
    }

    /// What there is to tell of it.
    pub fn text(&self) -> &str {
        let (Self::Done(text) | Self::Pending(text) | Self::Failed(text) | Self::Stopped(text)) = self;
        text
    }
}

/// What is under way, the oldest first, and what has ended, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Under way.
    pub open: Vec<Task>,
    /// Ended in this session.
    pub finished: VecDeque<Finished>,
}

impl Tasks {
    /// Keeps in mind how a task ended, if it was worth a row.
    pub fn remember(&mut self, task: &Task, result: &Result<Outcome>, now: Now) {
        let Some(what) = task.shown(now) else { return };
        self.finished.push_front(Finished {
            ticket: task.ticket,
            slot: task.slot,
            what: what.to_owned(),
            took: now.clock.saturating_sub(task.since.clock),
            end: Ending::of(result),
        });
        self.finished.truncate(REMEMBERED);
    }
}

/// What a request is in a few words; nothing for what is no matter of the person's.
pub fn title(request: &Request) -> Option<String> {
    let of = |at: &Target| format!("{} in {}", at.path, at.team);
    Some(match request {
        Request::Create(_)
        | Request::Unlock(_)
        | Request::Lock
        | Request::ClearClipboard
        | Request::Filter { .. }
        | Request::Find { .. }
        | Request::Marks
        | Request::Mark(_)
        | Request::Forget(_)
        | Request::Generate(_)
        | Request::KeepTheme(_)
        | Request::Recheck(_)
        | Request::Renew(_)
        | Request::Rights(..)
        | Request::Switch(_) => return None,
        Request::Survey => "ask every provider how it is".into(),
        Request::List(team) => format!("list the names of {team}"),
        Request::ListAll => "list the names of every team".into(),
        Request::Outline(at, _) => format!("look at {}", of(at)),
        Request::History(at) => format!("list the versions of {}", of(at)),
        Request::Compare { at, from, to } => format!("compare versions {from} and {to} of {}", of(at)),
        Request::Bin(team) => format!("look into the bin of {team}"),
        Request::Read { at, .. } => format!("read {}", of(at)),
        Request::Copy { at, .. } => format!("copy {}", of(at)),
        Request::CopyThis(..) => "copy a token".into(),
        Request::SetUp(wanted) => format!("set up the team {} on {}", wanted.plan.team, wanted.provider),
        Request::Save(save) => format!("save {}", of(&save.at)),
        Request::Delete(at, _) => format!("delete {}", of(at)),
        Request::Erase(at) => format!("remove for good: {}", of(at)),
        Request::Undelete(at, _) => format!("restore {}", of(at)),
        Request::Destroy(at, version) => format!("destroy version {version} of {}", of(at)),
        Request::Rollback { at, to, .. } => format!("write version {to} again: {}", of(at)),
        Request::Many(many) => many.title(),
        Request::Plan(many) => format!("plan to {}", many.title()),
        Request::Registration(id) => format!("read the registration of {id}"),
        Request::Check(_) | Request::CheckAgain(_) => "try a provider before it is registered".into(),
        Request::LeaveCheck => "end what a check has begun".into(),
        Request::Register(_) => "register a provider".into(),
        Request::Reregister(_) => "change the registration of a provider".into(),
        Request::Enable(id, true) => format!("switch {id} on"),
        Request::Enable(id, false) => format!("switch {id} off"),
        Request::ReadOnly(id, true) => format!("make {id} read-only"),
        Request::ReadOnly(id, false) => format!("make {id} writable"),
        Request::CreateTeam(new) => format!("make the team {}", new.id),
        Request::RemoveTeam(id) => format!("remove the team {id}"),
        Request::LogOut(id, _) => format!("log out of {id}"),
        Request::Unregister(id) => format!("remove the provider {id}"),
    })
}
