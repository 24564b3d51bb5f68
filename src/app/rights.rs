//! What the login may do: learned from the stores, from what they refuse, and forgotten when it may have changed.

use super::state::App;
use crate::message::{Answer, Effect, Grants, Now, Target, Ticket};
use crate::panes::Changed;
use crate::provider::{Error, Right};

impl App {
    /// A store has told what the login may do with some secrets.
    pub(super) fn learn(&mut self, grants: Grants, now: Now, effects: &mut Vec<Effect>) {
        self.shared.known.learn(grants);
        self.everyone(&Changed::Rights, now, effects);
    }

    /// The right that this answer says is missing, where the store is what refuses, and no switch of ours.
    pub(super) fn refused(&self, ticket: Ticket, answer: &Answer) -> Option<(Target, Right)> {
        if !matches!(answer, Answer::End(Err(Error::Denied { .. }))) {
            return None;
        }
        let (at, right) = self.slots.at_stake(ticket)?;
        let provider = self.shared.provider_of(&at.team)?;
        let mut needs = right.needs().iter();
        let is_of_store = provider.can.tells_rights()
            && provider.why_unusable().is_none()
            && needs.all(|ability| self.shared.why_not_in(&at.team, *ability).is_none());
        is_of_store.then_some((at, right))
    }

    /// A store has refused this: it is not offered again before something may have changed.
    pub(super) fn learn_refusal(&mut self, refused: (Target, Right), now: Now, effects: &mut Vec<Effect>) {
        self.shared.known.refuse(refused.0, refused.1);
        self.everyone(&Changed::Rights, now, effects);
    }
}
