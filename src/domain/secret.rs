//! What is known of a secret without its values: safe to list, to log and to compare.

use super::{ProviderId, SecretKind, SecretPath, Timestamp, VersionNumber};
use std::collections::BTreeMap;

/// Non-secret metadata by name: owner, description, rotate_by, …
pub type Labels = BTreeMap<String, String>;

/// Where a secret is: a provider and the full path in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretRef {
    /// The provider that holds it.
    pub provider: ProviderId,
    /// Its path from the provider's root.
    pub path: SecretPath,
}

/// Whether a secret can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// Its newest version is readable.
    #[default]
    Active,
    /// Its newest version is soft-deleted; it lies in the bin.
    Deleted,
}

impl SecretState {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
        }
    }
}

/// The metadata of one secret. Fields that the store does not tell are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its path from the provider's root.
    pub path: SecretPath,
    /// Its kind, fixed at creation; `None` while a listing does not tell.
    pub kind: Option<SecretKind>,
    /// Its labels, as far as the listing tells them.
    pub labels: Labels,
    /// Whether it can be read.
    pub state: SecretState,
    /// Its newest version, or the one that was read.
    pub version: Option<VersionNumber>,
    /// When that version was written, as far as the store tells.
    pub updated: Option<Timestamp>,
}
