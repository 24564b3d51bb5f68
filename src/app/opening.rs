//! An overlay that opens late: the keys are kept from everything else until it is there.

use super::state::App;
use crate::message::{Action, Effect, Now, Overlay, Slot};
use crate::overlays::UNSEEN;
use crate::panes::Changed;
use std::time::Duration;

/// The name of what stands where the overlay will be.
const ID: &str = "opening";

/// What will open.
#[derive(Debug)]
pub(super) struct Opening {
    /// The question whose answer opens it.
    slot: Slot,
    /// Since when it is waited for.
    since: Duration,
}

impl App {
    /// The keys wait for what the answer to this question opens.
    pub(super) fn wait_for(&mut self, slot: Slot, what: String, now: Now, effects: &mut Vec<Effect>) {
        self.opening = Some(Opening { slot, since: now.clock });
        self.act(Action::Open(Box::new(Overlay::Opening(what))), now, effects);
    }

    /// The person does not wait any longer.
    pub(super) fn give_up(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(Opening { slot, .. }) = self.opening.take() else { return };
        self.overlays.retain(|overlay| overlay.id() != ID);
        self.all_do(now, effects, |part, _, out| {
            if part.id() == slot.owner {
                part.give_up(slot.purpose, out);
            }
        });
    }

    /// Ends the waiting as soon as its question is no longer open, whatever became of it.
    pub(super) fn end_waiting(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.opening.as_ref().is_none_or(|opening| self.slots.is_open(opening.slot)) {
            return;
        }
        self.opening = None;
        let Some(index) = self.overlays.iter().position(|overlay| overlay.id() == ID) else { return };
        let waiting = self.overlays.remove(index);
        let is_there = index < self.overlays.len();
        // It lies over what has opened until it is sure that nobody types blindly.
        self.overlays.push(waiting);
        self.focused_does(now, effects, |part, cx, out| part.changed(&Changed::Came(is_there), cx, out));
    }

    /// When what is waited for is to be seen.
    pub(super) fn waiting_seen_at(&self) -> Option<Duration> {
        self.opening.as_ref().map(|opening| opening.since + UNSEEN)
    }
}
