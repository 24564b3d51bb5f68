//! The end of logins: what renews itself is renewed in time, what has ended is found out, and one key opens the form
//! of the credentials. Until something is due nothing wakes.

use super::state::App;
use crate::domain::ProviderId;
use crate::message::{
    Answer, Ask, Effect, Key, KeyCode, Level, Nature, Now, Outcome, Overlay, ProviderFacts, ProviderState,
    RegisterStart, Request, Shared, Slot,
};
use crate::provider::{Error, Lifetime, Registration};
use std::time::Duration;

/// The slot of the questions.
pub(super) const SLOT: Slot = Slot { owner: "app", purpose: "renewal" };

/// The key that logs in again, from everywhere; a text field takes it for none of its own.
pub(super) const KEYS: &[Key] = &[Key::plain(KeyCode::F(9))];

/// Two rounds are at least this far apart, whatever the providers tell.
const PAUSE: Duration = Duration::from_secs(1);

/// When somebody must look after the login of a provider next, of those that tell.
fn next(provider: &ProviderFacts) -> Option<crate::domain::Timestamp> {
    let ProviderState::Ready(health) = &provider.state else { return None };
    health.renewal?;
    health.lifetime().map(|lifetime| lifetime.next())
}

/// Whether its login has ended.
fn has_ended(provider: &ProviderFacts) -> bool {
    matches!(provider.state, ProviderState::Failed(Error::Expired { .. }))
}

/// Whether one can log in to it.
fn takes_login(provider: &ProviderFacts, shared: &Shared) -> bool {
    let kind = shared.kinds.iter().find(|kind| kind.title == provider.kind);
    kind.is_some_and(|kind| kind.is_registrable && kind.credentials().next().is_some())
}

/// The provider to log in to: one whose login has ended, that of the active team first.
pub(super) fn wanting_login(shared: &Shared) -> Option<&ProviderFacts> {
    let active = shared.active_provider().into_iter();
    let mut all = active.chain(&shared.providers).filter(|provider| takes_login(provider, shared));
    let first = all.clone().find(|provider| has_ended(provider));
    let is_active =
        |provider: &&ProviderFacts| shared.active_provider().is_some_and(|active| active.id == provider.id);
    first.or_else(|| all.find(is_active))
}

impl App {
    fn is_attending(&self) -> bool {
        self.slots.tasks().open.iter().any(|task| task.slot == SLOT)
    }

    /// How long until somebody must look after a login.
    pub(super) fn renewal_in(&self, now: Now) -> Option<Duration> {
        if !self.is_open() || self.is_attending() {
            return None;
        }
        let next = self.shared.providers.iter().filter_map(next).min()?;
        Some(next.since(now.wall).max(self.renewals_from.saturating_sub(now.clock)))
    }

    /// Looks after the logins that want it.
    pub(super) fn attend_logins(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let is_due = |provider: &&ProviderFacts| next(provider).is_some_and(|next| next <= now.wall);
        let due: Vec<ProviderId> =
            self.shared.providers.iter().filter(is_due).map(|provider| provider.id.clone()).collect();
        if due.is_empty() {
            return;
        }
        self.renewals_from = now.clock + PAUSE;
        let ask = Ask { slot: SLOT, nature: Nature::Question, request: Request::Renew(due) };
        // One that is under way already is as good.
        let _ = self.slots.open(ask, now, effects);
    }

    /// What came of it for one of them.
    pub(super) fn attended(&mut self, answer: Answer, now: Now, effects: &mut Vec<Effect>) {
        let Answer::Part(Outcome::Renewed(id, result)) = answer else { return };
        let Some(known) = self.shared.providers.iter().find(|known| known.id == id) else { return };
        let ProviderState::Ready(health) = &known.state else { return };
        let state = match *result {
            Ok(lifetime) => {
                let expires = lifetime.as_ref().map(|lifetime: &Lifetime| lifetime.expires);
                let renewal = lifetime.map(|lifetime| lifetime.renewal);
                ProviderState::Ready(crate::provider::Health { expires, renewal, ..health.clone() })
            }
            Err(error) => ProviderState::Failed(error),
        };
        let facts = ProviderFacts { state, ..known.clone() };
        if has_ended(&facts) {
            let hint = self.login_hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            self.say(Level::Error, format!("the login to {id} has ended{hint}"));
        }
        self.know_provider(facts, now, effects);
    }

    /// Opens the form of the credentials, over whatever is there.
    pub(super) fn ask_login(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.overlays.iter().any(|overlay| overlay.id() == "register") {
            return self.say(Level::Info, "the form of a provider is open already");
        }
        let Some(id) = wanting_login(&self.shared).map(|provider| provider.id.clone()) else { return };
        let slot = Slot { owner: "app", purpose: "login" };
        let ask = Ask { slot, nature: Nature::Question, request: Request::Registration(id) };
        let _ = self.slots.open(ask, now, effects);
    }

    /// The form with its cursor on the first credential.
    pub(super) fn open_login(&mut self, registered: Registration, now: Now, effects: &mut Vec<Effect>) {
        let kinds = self.shared.kinds.iter().copied().filter(|kind| kind.is_registrable).collect();
        let start = RegisterStart { kinds, registered: Some(registered), is_login: true };
        self.act(crate::message::Action::Open(Box::new(Overlay::Register(Box::new(start)))), now, effects);
    }

    /// How to log in again.
    pub(super) fn login_hint(&self) -> Option<String> {
        wanting_login(&self.shared)?;
        let key = self.shared.keymap.keys("login", KEYS).first()?;
        Some(format!("{key} logs in again"))
    }
}
