//! Open questions and changes: the newest question wins, a change is never doubled.

use crate::message::{Ask, Effect, Nature, Slot, Ticket};

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Slots {
    last: u64,
    open: Vec<(Ticket, Slot, Nature)>,
}

/// Why a request was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Busy;

impl Slots {
    /// Opens a request. An older question in its slot is given up; a change under way keeps its slot.
    pub(super) fn open(&mut self, ask: Ask, effects: &mut Vec<Effect>) -> Result<Ticket, Busy> {
        let Ask { slot, nature, request } = ask;
        match self.open.iter().find(|(_, open, _)| *open == slot) {
            Some((_, _, Nature::Change)) => return Err(Busy),
            Some(_) => self.close(slot, effects),
            None => {}
        }
        self.last += 1;
        let ticket = Ticket(self.last);
        self.open.push((ticket, slot, nature));
        effects.push(Effect::Run(ticket, request));
        Ok(ticket)
    }

    /// Gives up the question in a slot; a change stays.
    pub(super) fn close(&mut self, slot: Slot, effects: &mut Vec<Effect>) {
        self.open.retain(|(ticket, open, nature)| {
            let goes = *open == slot && *nature == Nature::Question;
            if goes {
                effects.push(Effect::Cancel(*ticket));
            }
            !goes
        });
    }

    /// Gives up every question of an owner.
    pub(super) fn close_all(&mut self, owner: &str, effects: &mut Vec<Effect>) {
        let slots: Vec<Slot> =
            self.open.iter().map(|(_, slot, _)| *slot).filter(|slot| slot.owner == owner).collect();
        for slot in slots {
            self.close(slot, effects);
        }
    }

    /// Who gets this answer; nothing when nobody waits for it any more.
    pub(super) fn owner(&self, ticket: Ticket) -> Option<Slot> {
        self.open.iter().find(|(open, _, _)| *open == ticket).map(|(_, slot, _)| *slot)
    }

    /// The request has been answered.
    pub(super) fn done(&mut self, ticket: Ticket) {
        self.open.retain(|(open, _, _)| *open != ticket);
    }

    /// Whether nothing is under way.
    pub(super) fn is_quiet(&self) -> bool {
        self.open.is_empty()
    }

    /// How many are under way.
    pub(super) fn count(&self) -> usize {
        self.open.len()
    }

    /// How many changes are under way.
    pub(super) fn changes(&self) -> usize {
        self.open.iter().filter(|(_, _, nature)| *nature == Nature::Change).count()
    }

    /// What this owner waits for.
    pub(super) fn waiting(&self, owner: &str) -> Vec<&'static str> {
        self.open.iter().filter(|(_, slot, _)| slot.owner == owner).map(|(_, slot, _)| slot.purpose).collect()
    }
}
