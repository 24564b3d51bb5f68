//! Where a verb works: a team with its connected provider.

use crate::domain::{Folder, ProviderId, SecretPath, TeamId};
use crate::provider::{Ability, Capabilities, Error, Provider, Result};
use std::sync::Arc;

/// A team with its connected provider: where a verb works.
#[derive(Clone)]
pub struct Place {
    /// The team.
    pub team: TeamId,
    /// The name of its provider.
    pub provider_id: ProviderId,
    /// The team's place in the provider.
    pub root: Folder,
    /// The provider.
    pub provider: Arc<dyn Provider>,
    /// What it can do.
    pub can: Capabilities,
}

impl Place {
    /// The path in the provider of a path below the team's root.
    pub fn full(&self, path: &SecretPath) -> SecretPath {
        self.root.join(path)
    }

    /// The same place for work on many secrets; it must go with that work, see [`Provider::for_many`].
    pub fn for_many(&self) -> Self {
        match self.provider.for_many() {
            Some(provider) => Self { provider, ..self.clone() },
            None => self.clone(),
        }
    }

    /// The same place for one action on one secret; it must go with that action, see [`Provider::for_one`].
    pub(super) fn for_one(&self) -> Self {
        match self.provider.for_one() {
            Some(provider) => Self { provider, ..self.clone() },
            None => self.clone(),
        }
    }

    /// Fails with the reason when something cannot be done here.
    pub fn require(&self, ability: Ability) -> Result<()> {
        match self.can.why_not(ability) {
            None => Ok(()),
            Some(reason) if ability == Ability::Write => Err(Error::Denied { reason: reason.into() }),
            Some(reason) => Err(Error::Unsupported { what: reason.into() }),
        }
    }
}
