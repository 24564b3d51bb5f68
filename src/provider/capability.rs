//! What a store can do, read off its abilities, with the reason for what it cannot.

use super::Provider;

/// Something a store may or may not be able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ability {
    /// Create, change and delete.
    Write,
    /// Keep a history of versions.
    Versions,
    /// Keep deleted secrets for a while.
    Bin,
    /// Keep kind and labels beside the fields.
    Labels,
}

/// The abilities of one provider. A plain fact that panes can hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    can_write: bool,
    has_versions: bool,
    has_bin: bool,
    has_labels: bool,
    tells_rights: bool,
    sets_teams_up: bool,
    is_read_only: bool,
    /// Whether what is missing is there in other places of the store.
    is_of_place: bool,
}

impl Capabilities {
    /// Reads the abilities off a provider; `is_read_only` is the person's own switch.
    pub fn of(provider: &dyn Provider, is_read_only: bool) -> Self {
        Self {
            can_write: provider.writing().is_some(),
            has_versions: provider.versioning().is_some(),
            has_bin: provider.bin().is_some(),
            // Only a place may lack them.
            has_labels: true,
            tells_rights: provider.permitting().is_some(),
            sets_teams_up: provider.team_setup().is_some(),
            is_read_only,
            is_of_place: false,
        }
    }

    /// The same without those that are missing in one place.
    #[must_use]
    pub fn without(mut self, missing: &[Ability]) -> Self {
        self.is_of_place |= !missing.is_empty();
        for ability in missing {
            match ability {
                Ability::Write => self.can_write = false,
                Ability::Versions => self.has_versions = false,
                Ability::Bin => self.has_bin = false,
                Ability::Labels => self.has_labels = false,
            }
        }
        self
    }

    /// Why something cannot be done here, or `None` when it can.
    pub fn why_not(self, ability: Ability) -> Option<&'static str> {
        match ability {
            Ability::Write if self.is_read_only => Some("the provider is switched to read-only"),
            Ability::Write if !self.can_write => Some("this kind of provider cannot be written to"),
            Ability::Versions if !self.has_versions && self.is_of_place => {
                Some("this place keeps no versions")
            }
            Ability::Versions if !self.has_versions => Some("this provider keeps no versions"),
            Ability::Bin if !self.has_bin && self.is_of_place => Some("this place keeps no bin"),
            Ability::Bin if !self.has_bin => Some("this provider keeps no bin"),
            Ability::Labels if !self.has_labels => Some("this place keeps no kind and no labels"),
            _ => None,
        }
    }

    /// Whether the provider tells what the login may do in a secret, and which places lack abilities.
    pub fn tells_rights(self) -> bool {
        self.tells_rights
    }

    /// Whether teams can be set up in the provider.
    pub fn sets_teams_up(self) -> bool {
        self.sets_teams_up
    }

    /// Whether nothing can be written, for whatever reason.
    pub fn is_read_only(self) -> bool {
        self.why_not(Ability::Write).is_some()
    }
}
