//! The facts that every pane may see. They hold no value and can be printed.

use super::{Keymap, Known, Mistake, Names, Target, Ticket};
use crate::domain::{Folder, ProviderId, SecretPath, TeamId, Timing};
use crate::provider::{Ability, Capabilities, Error, Health, Kind, Lock, Right};
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

impl ProviderFacts {
    /// Why no team can be set up in it now; nothing when one can.
    pub fn why_no_setup(&self) -> Option<String> {
        let unusable = self.why_unusable();
        let never =
            || (!self.can.sets_teams_up()).then(|| format!("{} has nothing to set up for a team", self.id));
        let is_fixed = self.is_switched_read_only;
        unusable.or_else(never).or_else(|| is_fixed.then(|| format!("{} is switched to read-only", self.id)))
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
    /// What the login may do, as far as it is known.
    pub known: Known,
    /// The secret under the cursor.
    pub selected: Option<Target>,
    /// How often a key or the mouse was pressed outside of overlays: who has gone on since does not wait any more.
    pub presses: u64,
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

    /// Whether a secret of the active team may be there although these names do not tell it: it may lie where the
    /// login may read and not list.
    pub fn may_be_unlisted(&self, names: &Names, path: &SecretPath) -> bool {
        // A server that tells rights may also leave names out of its answers because of them.
        self.can().tells_rights() || self.is_unread(names, path)
    }

    /// Whether these names of the active team are without those of this secret's folder.
    pub fn is_unread(&self, names: &Names, path: &SecretPath) -> bool {
        let full = self.root().join(path);
        names.unreadable.iter().any(|(folder, _)| folder.contains(&full))
    }

    /// The root of the active team.
    pub fn root(&self) -> Folder {
        let team = self.teams.iter().find(|team| team.id == self.team);
        team.and_then(|team| Folder::new(&team.root).ok()).unwrap_or_default()
    }

    /// What the provider of the active team can do; nothing while it is unknown.
    pub fn can(&self) -> Capabilities {
        self.can_in(&self.team)
    }

    fn can_in(&self, team: &TeamId) -> Capabilities {
        let can = self.provider_of(team).map(|provider| provider.can).unwrap_or_default();
        can.without(self.known.missing_in(team).unwrap_or_default())
    }

    /// Why something cannot be done in the active team now; nothing when it can.
    pub fn why_not(&self, ability: Ability) -> Option<String> {
        self.why_not_in(&self.team, ability)
    }

    /// Why something cannot be done with a secret now; nothing when it can, or while that is not known. Switches and
    /// the state of the provider come first, then its place, then the rights of the login.
    pub fn why_not_to(&self, at: &Target, right: Right) -> Option<String> {
        let mut needs = right.needs().iter();
        if let Some(reason) = needs.find_map(|ability| self.why_not_in(&at.team, *ability)) {
            return Some(reason);
        }
        let can = self.can_with(at);
        if let Some(reason) = right.needs().iter().find_map(|ability| can.why_not(*ability)) {
            return Some(reason.into());
        }
        let rights = self.known.of(at).and_then(|grant| grant.rights)?;
        (!rights.may(right)).then(|| right.refusal().into())
    }

    /// What can be done in the place of a secret, as far as it is known.
    pub fn can_with(&self, at: &Target) -> Capabilities {
        self.can_in(&at.team).without(self.known.of(at).map(|grant| grant.missing).unwrap_or_default())
    }

    /// Why something cannot be done in this team now; nothing when it can.
    pub fn why_not_in(&self, team: &TeamId, ability: Ability) -> Option<String> {
        let provider = self.provider_of(team);
        let known = self.teams.iter().find(|known| known.id == *team);
        let broken = known.and_then(|team| team.broken.clone());
        let unusable = broken.or_else(|| provider.and_then(ProviderFacts::why_unusable));
        unusable.or_else(|| self.can_in(team).why_not(ability).map(str::to_owned))
    }
}
