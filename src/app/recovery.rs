//! A provider that could not be reached is asked again by itself, ever less often; while all are well nothing wakes.

use super::state::App;
use crate::domain::ProviderId;
use crate::message::{
    Answer, Ask, Effect, Nature, Now, Outcome, ProviderFacts, ProviderState, Request, Slot,
};
use crate::panes::Changed;
use crate::provider::Error;
use std::time::Duration;

/// How long the first wait is.
const FIRST: Duration = Duration::from_secs(5);
/// How long a wait is at most.
const LONGEST: Duration = Duration::from_secs(300);

/// The slot of the questions.
pub(super) const SLOT: Slot = Slot { owner: "app", purpose: "recovery" };

/// When those that could not be reached are asked again.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    /// When; nothing while none fails, or while they are being asked.
    at: Option<Duration>,
    /// How long the last wait was.
    waited: Duration,
    /// Those that are being asked.
    asked: Vec<ProviderId>,
    /// Those that are to be asked as soon as those before have answered.
    next: Vec<ProviderId>,
}

/// Whether it may well answer the next time. A login that was refused is never tried again unasked.
pub(super) fn is_worth_asking(state: &ProviderState) -> bool {
    match state {
        // Somebody opens it sooner or later.
        ProviderState::Failed(error) if error.is_sealed_server() => true,
        ProviderState::Failed(error) => matches!(error, Error::Unreachable { .. } | Error::Throttled),
        ProviderState::Ready(health) => health.is_sealed,
        ProviderState::Asking | ProviderState::Disabled => false,
    }
}

impl App {
    fn unreachable(&self) -> Vec<ProviderId> {
        let failing = self.shared.providers.iter().filter(|provider| is_worth_asking(&provider.state));
        failing.map(|provider| provider.id.clone()).collect()
    }

    /// When the next time is.
    pub(super) fn recovery_at(&self) -> Option<Duration> {
        self.recovery.at.filter(|_| self.is_open())
    }

    /// Forgets how long it has waited: the person asks, or nobody is there.
    pub(super) fn reset_recovery(&mut self) {
        self.recovery = Recovery::default();
    }

    /// Something is known anew of a provider: plans the next time, or none.
    pub(super) fn plan_recovery(&mut self, now: Now) {
        if self.unreachable().is_empty() {
            (self.recovery.at, self.recovery.waited) = (None, Duration::ZERO);
        } else if self.recovery.at.is_none() && self.recovery.asked.is_empty() && self.is_open() {
            self.recovery.waited = (self.recovery.waited * 2).clamp(FIRST, LONGEST);
            self.recovery.at = Some(now.clock + self.recovery.waited);
        }
    }

    /// Asks those that could not be reached.
    pub(super) fn recover(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let failing = self.unreachable();
        self.recovery.at = None;
        self.recheck(failing, now, effects);
    }

    /// Asks these again how they are; while some are being asked, they come after these.
    pub(super) fn recheck(&mut self, ids: Vec<ProviderId>, now: Now, effects: &mut Vec<Effect>) {
        let Recovery { asked, next, .. } = &mut self.recovery;
        if !asked.is_empty() {
            for id in ids {
                if !asked.contains(&id) && !next.contains(&id) {
                    next.push(id);
                }
            }
            return;
        }
        if ids.is_empty() {
            return;
        }
        let ask = Ask { slot: SLOT, nature: Nature::Question, request: Request::Recheck(ids.clone()) };
        if self.slots.open(ask, now, effects).is_ok() {
            self.recovery.asked = ids;
        }
    }

    /// One of them has answered, or all have.
    pub(super) fn recovered(&mut self, answer: Answer, now: Now, effects: &mut Vec<Effect>) {
        match answer {
            Answer::Part(Outcome::Provider(facts)) if self.is_open() => {
                self.know_provider(*facts, now, effects);
            }
            Answer::End(_) => {
                self.recovery.asked.clear();
                self.plan_recovery(now);
                let next = std::mem::take(&mut self.recovery.next);
                self.recheck(next, now, effects);
            }
            Answer::Part(_) => {}
        }
    }

    /// A provider has told how it is.
    pub(super) fn know_provider(&mut self, facts: ProviderFacts, now: Now, effects: &mut Vec<Effect>) {
        let before = self.shared.can();
        let id = facts.id.clone();
        let was_gone =
            self.shared.providers.iter().any(|known| known.id == id && is_worth_asking(&known.state));
        let is_there = matches!(&facts.state, ProviderState::Ready(health) if !health.is_sealed);
        self.put_provider(facts, false);
        self.plan_recovery(now);
        let is_active = self.shared.active_provider().is_some_and(|provider| provider.id == id);
        let is_back = was_gone && is_there && is_active;
        if is_back {
            self.everyone(&Changed::Recovered, now, effects);
        }
        // What the active provider can do decides what may be asked of it.
        if is_back || self.shared.can() != before {
            self.everyone(&Changed::Selection, now, effects);
        }
    }
}
