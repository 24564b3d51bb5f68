//! The facts that every pane may see. They hold no value and can be printed.

use super::{Keymap, Mistake, Names, Target, Ticket};
use crate::domain::{ProviderId, TeamId, Timing};
use crate::provider::{Ability, Capabilities, Error, Health, Kind, Lock};
use std::sync::Arc;

/// What is known of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderFacts {
    /// Its name.
    pub id: ProviderId,
    /// The name of its kind, for people.
    pub kind: String,
    /// How it is.
    pub state: ProviderState,
    /// What it can do; nothing while that is unknown.
    pub can: Capabilities,
    /// Whether the person has switched writing off.
    pub is_switched_read_only: bool,
    /// What everybody who uses it must know.
    pub caution: Option<&'static str>,
}

impl ProviderFacts {
    /// Why it cannot be used at all now.
    pub fn why_unusable(&self) -> Option<String> {
        match &self.state {
            ProviderState::Disabled => Some(format!("the provider {} is switched off", self.id)),
            ProviderState::Failed(error) => Some(format!("{error}")),
            ProviderState::Ready(health) if health.is_sealed => Some(format!("{} is sealed", self.id)),
            ProviderState::Asking if self.can == Capabilities::default() => {
                Some(format!("{} has not answered yet", self.id))
            }
            ProviderState::Asking | ProviderState::Ready(_) => None,
        }
    }
}

/// How a provider is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderState {
    /// Asked; no answer yet.
    Asking,
    /// It answered.
    Ready(Health),
    /// It cannot be used, for this reason.
    Failed(Error),
    /// Switched off in the configuration.
    Disabled,
}

/// What is known of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamFacts {
    /// Its name.
    pub id: TeamId,
    /// The provider of its secrets.
    pub provider: ProviderId,
    /// Its root there.
    pub root: String,
    /// Why it cannot be used: the mistake in its section of the configuration.
    pub broken: Option<String>,
}

/// The facts that every pane may see.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The embedded store's state.
    pub lock: Lock,
    /// The teams, in the order of the configuration.
    pub teams: Vec<TeamFacts>,
    /// The active team.
    pub team: TeamId,
    /// The providers.
    pub providers: Vec<ProviderFacts>,
    /// The names of the active team, as far as they are known.
    pub names: Option<Arc<Names>>,
    /// The secret under the cursor.
    pub selected: Option<Target>,
    /// Deletes under way that can be undone afterwards.
    pub deleting: Vec<Ticket>,
    /// How long things last.
    pub timing: Timing,
    /// Who the person is.
    pub person: String,
    /// Whether this is the demo.
    pub is_demo: bool,
    /// The keys that the person has chosen.
    pub keymap: Keymap,
    /// Presentation mode: while it is on, no value can be revealed, copied or shown in a form.
    pub is_presenting: bool,
    /// What is wrong in the person's files.
    pub mistakes: Vec<Mistake>,
    /// The kinds of providers.
    pub kinds: &'static [&'static Kind],
}

impl Shared {
    /// The provider of the active team.
    pub fn active_provider(&self) -> Option<&ProviderFacts> {
        self.provider_of(&self.team)
    }

    /// The provider of a team.
    pub fn provider_of(&self, team: &TeamId) -> Option<&ProviderFacts> {
        let team = self.teams.iter().find(|known| known.id == *team)?;
        self.providers.iter().find(|provider| provider.id == team.provider)
    }

    /// Why no value may be seen or copied now.
    pub fn why_masked(&self) -> Option<String> {
        self.is_presenting.then(|| "presentation mode is on".into())
    }

    /// What the provider of the active team can do; nothing while it is unknown.
    pub fn can(&self) -> Capabilities {
        self.active_provider().map(|provider| provider.can).unwrap_or_default()
    }

    /// Why something cannot be done in the active team now; nothing when it can.
    pub fn why_not(&self, ability: Ability) -> Option<String> {
        self.why_not_in(&self.team, ability)
    }

    /// Why something cannot be done in this team now; nothing when it can.
    pub fn why_not_in(&self, team: &TeamId, ability: Ability) -> Option<String> {
        let provider = self.provider_of(team);
        let can = provider.map(|provider| provider.can).unwrap_or_default();
        let known = self.teams.iter().find(|known| known.id == *team);
        let broken = known.and_then(|team| team.broken.clone());
        let unusable = broken.or_else(|| provider.and_then(ProviderFacts::why_unusable));
        unusable.or_else(|| can.why_not(ability).map(str::to_owned))
    }
}
