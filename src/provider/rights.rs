//! What a login may do with a secret, as far as its store tells before anything is tried.

use super::{Ability, Result};
use crate::domain::SecretPath;
use async_trait::async_trait;

/// Something that a login may or may not be allowed to do with one secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read its values.
    Read,
    /// Write its first version.
    Create,
    /// Write a further version.
    Update,
    /// Change one field without reading the others.
    Patch,
    /// Delete its newest version.
    Delete,
    /// Bring versions back.
    Undelete,
    /// Destroy the content of versions.
    Destroy,
    /// Remove it with all its versions.
    Erase,
    /// See its versions.
    History,
    /// Replace its labels.
    Labels,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Create,
        Self::Update,
        Self::Patch,
        Self::Delete,
        Self::Undelete,
        Self::Destroy,
        Self::Erase,
        Self::History,
        Self::Labels,
    ];

    /// What the store itself must be able to do for it.
    pub fn needs(self) -> &'static [Ability] {
        match self {
            Self::Read => &[],
            Self::History => &[Ability::Versions],
            Self::Undelete | Self::Destroy => &[Ability::Write, Ability::Versions],
            Self::Create | Self::Update | Self::Patch | Self::Delete | Self::Erase | Self::Labels => {
                &[Ability::Write]
            }
        }
    }

    /// What is said when it is missing.
    pub fn refusal(self) -> &'static str {
        match self {
            Self::Read => "the login may not read this secret",
            Self::Create => "the login may not add a secret of this name",
            Self::Update | Self::Patch => "the login may not write here",
            Self::Delete => "the login may not delete here",
            Self::Undelete => "the login may not undelete here",
            Self::Destroy => "the login may not destroy versions here",
            Self::Erase => "the login may not remove secrets for good here",
            Self::History => "the login may not see the history here",
            Self::Labels => "the login may not change labels here",
        }
    }
}

/// The rights in one secret. At first nothing is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// One bit for each right that is refused, in the order of [`Right::ALL`].
    refused: u16,
}

impl Rights {
    /// The same without one of them.
    #[must_use]
    pub fn without(self, right: Right) -> Self {
        Self { refused: self.refused | 1 << right as u16 }
    }

    /// The same without one of them, unless this holds.
    #[must_use]
    pub fn only_if(self, is_allowed: bool, right: Right) -> Self {
        if is_allowed { self } else { self.without(right) }
    }

    /// What is refused by neither.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { refused: self.refused | other.refused }
    }

    /// Whether nothing stands against it.
    pub fn may(self, right: Right) -> bool {
        self.refused & (1 << right as u16) == 0
    }
}

/// The ability to tell what the login may do, before it is tried.
#[async_trait]
pub trait Permitting: Send + Sync {
    /// The rights in these secrets, one for each in their order; nothing where the store cannot tell. What must be
    /// approved by others counts as allowed. A verb that is tried all the same is refused by the store itself.
    async fn rights(&self, paths: &[SecretPath]) -> Result<Vec<Option<Rights>>>;
}

/// What is known of a secret before anything is done with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// What cannot be done in its place although the store can do it elsewhere.
    pub missing: &'static [Ability],
    /// What the login may do; nothing where that cannot be told.
    pub rights: Option<Rights>,
}
