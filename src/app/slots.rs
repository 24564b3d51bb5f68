//! Open questions and changes: the newest question wins, a change is never doubled.

use crate::message::{
    Ask, Effect, Nature, Now, Outcome, Progress, Request, Slot, Target, Task, Tasks, Ticket, at_stake,
    teams_of, title,
};
use crate::provider::{Error, Result, Right};

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Slots {
    last: u64,
    tasks: Tasks,
}

/// The changes of several steps together.
#[derive(Debug, Default)]
pub(super) struct Long {
    pub(super) count: usize,
    pub(super) progress: Progress,
}

/// Why a request was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Busy;

impl Slots {
    /// Opens a request. An older question in its slot is given up; a change under way keeps its slot.
    pub(super) fn open(
        &mut self,
        ask: Ask,
        now: Now,
        effects: &mut Vec<Effect>,
    ) -> std::result::Result<Ticket, Busy> {
        let Ask { slot, nature, request } = ask;
        match self.tasks.open.iter().find(|task| task.slot == slot) {
            Some(Task { nature: Nature::Change, .. }) => return Err(Busy),
            Some(_) => self.close(slot, effects),
            None => {}
        }
        let steps = match &request {
            Request::Many(many) => Some(many.paths.len()),
            _ => None,
        };
        let has_steps = matches!(request, Request::Many(_) | Request::SetUp(_));
        let (at_stake, teams) = (at_stake(&request), teams_of(&request));
        self.last += 1;
        let ticket = Ticket(self.last);
        self.tasks.open.push(Task {
            ticket,
            slot,
            nature,
            what: title(&request),
            since: now,
            progress: steps.map(|of| Progress { of, ..Progress::default() }),
            has_steps,
            is_stopping: false,
            at_stake,
            teams,
        });
        effects.push(Effect::Run(ticket, request));
        Ok(ticket)
    }

    /// Gives up the question in a slot; a change stays.
    pub(super) fn close(&mut self, slot: Slot, effects: &mut Vec<Effect>) {
        self.tasks.open.retain(|task| {
            let goes = task.slot == slot && task.nature == Nature::Question;
            if goes {
                effects.push(Effect::Cancel(task.ticket));
            }
            !goes
        });
    }

    /// Gives up every question of an owner.
    pub(super) fn close_all(&mut self, owner: &str, effects: &mut Vec<Effect>) {
        let slots: Vec<Slot> =
            self.tasks.open.iter().map(|task| task.slot).filter(|slot| slot.owner == owner).collect();
        for slot in slots {
            self.close(slot, effects);
        }
    }

    /// Stops a task because the person says so. A question ends here, and its slot is told; a change of several
    /// steps is asked to stop and ends by its own answer; any other change goes on.
    pub(super) fn stop(&mut self, ticket: Ticket, now: Now, effects: &mut Vec<Effect>) -> Option<Slot> {
        let task = self.tasks.open.iter_mut().find(|task| task.ticket == ticket)?;
        if task.why_not_stop().is_some() {
            return None;
        }
        if task.nature == Nature::Change {
            task.is_stopping = true;
            effects.push(Effect::Stop(ticket));
            return None;
        }
        let slot = task.slot;
        self.done(ticket, &Err(Error::Cancelled), now);
        effects.push(Effect::Cancel(ticket));
        Some(slot)
    }

    /// Asks every change of several steps to stop, and forgets what has ended: the names in it are no longer to be
    /// seen.
    pub(super) fn lock(&mut self, effects: &mut Vec<Effect>) {
        self.tasks.finished.clear();
        for task in self.tasks.open.iter_mut().filter(|task| task.has_steps && !task.is_stopping) {
            task.is_stopping = true;
            effects.push(Effect::Stop(task.ticket));
        }
    }

    /// Whether this is a question or a change.
    pub(super) fn nature(&self, ticket: Ticket) -> Option<Nature> {
        self.tasks.open.iter().find(|task| task.ticket == ticket).map(|task| task.nature)
    }

    /// Who gets this answer; nothing when nobody waits for it any more.
    pub(super) fn owner(&self, ticket: Ticket) -> Option<Slot> {
        self.tasks.open.iter().find(|task| task.ticket == ticket).map(|task| task.slot)
    }

    /// The request is so far.
    pub(super) fn progress(&mut self, ticket: Ticket, progress: Progress) {
        if let Some(task) = self.tasks.open.iter_mut().find(|task| task.ticket == ticket) {
            task.progress = Some(progress);
        }
    }

    /// The right in a secret that is missing when this request is denied.
    pub(super) fn at_stake(&self, ticket: Ticket) -> Option<(Target, Right)> {
        self.tasks.open.iter().find(|task| task.ticket == ticket)?.at_stake.clone()
    }

    /// The request has been answered.
    pub(super) fn done(&mut self, ticket: Ticket, result: &Result<Outcome>, now: Now) {
        let Some(index) = self.tasks.open.iter().position(|task| task.ticket == ticket) else { return };
        let task = self.tasks.open.remove(index);
        self.tasks.remember(&task, result, now);
    }

    /// Whether nothing is under way.
    pub(super) fn is_quiet(&self) -> bool {
        self.tasks.open.is_empty()
    }

    /// Whether a question or a change of this slot is under way.
    pub(super) fn is_open(&self, slot: Slot) -> bool {
        self.tasks.open.iter().any(|task| task.slot == slot)
    }

    /// How many are under way.
    pub(super) fn count(&self) -> usize {
        self.tasks.open.len()
    }

    /// How many changes are under way.
    pub(super) fn changes(&self) -> usize {
        self.tasks.open.iter().filter(|task| task.nature == Nature::Change).count()
    }

    /// The changes of which it is known how many steps they have, and how far they are together.
    pub(super) fn long(&self) -> Long {
        let mut long = Long::default();
        for progress in self.tasks.open.iter().filter_map(|task| task.progress) {
            long.count += 1;
            long.progress.done += progress.done;
            long.progress.pending += progress.pending;
            long.progress.failed += progress.failed;
            long.progress.of += progress.of;
        }
        long
    }

    /// What this owner waits for.
    pub(super) fn waiting(&self, owner: &str) -> Vec<&'static str> {
        let open = self.tasks.open.iter();
        open.filter(|task| task.slot.owner == owner).map(|task| task.slot.purpose).collect()
    }

    /// What is under way and what has ended, for showing.
    pub(super) fn tasks(&self) -> &Tasks {
        &self.tasks
    }
}
