//! The history of a secret: numbered versions, their state and where they came from.

use super::{Fingerprint, Timestamp};
use std::fmt;

/// The number of a version, from 1. Providers without numbers of their own count by creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct VersionNumber(pub u64);

impl VersionNumber {
    /// The first version of a secret.
    pub const FIRST: Self = Self(1);

    /// The version after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What has become of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// The newest version, and readable.
    Current,
    /// Readable, but a newer one exists.
    Superseded,
    /// Hidden; `undelete` brings it back.
    Deleted,
    /// Its content is gone for good.
    Destroyed,
}

impl VersionState {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Deleted => "deleted",
            Self::Destroyed => "destroyed",
        }
    }

    /// Whether its content can be read.
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Current | Self::Superseded)
    }
}

/// Which version is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Which {
    /// The newest one.
    #[default]
    Latest,
    /// The one of this number.
    Number(VersionNumber),
}

/// One line of a secret's history. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionInfo {
    /// Its number.
    pub number: VersionNumber,
    /// What has become of it.
    pub state: VersionState,
    /// When it was written.
    pub created: Timestamp,
    /// When it was soft-deleted, if it was and the store knows.
    pub deleted: Option<Timestamp>,
    /// When the store will delete it by itself, where that is settled already. A point that has passed since is told
    /// as it was.
    pub ends: Option<Timestamp>,
    /// Keyed hash of kind and fields, where the store keeps one.
    pub fingerprint: Option<Fingerprint>,
    /// Who wrote it, where the store knows.
    pub author: Option<String>,
    /// Names the store gives to it besides the number, such as AWS stages.
    pub stages: Vec<String>,
}

impl VersionInfo {
    /// How long it has left where its end is settled: `ends 5h`, or `ended` once that point has passed.
    pub fn time_left(&self, now: Timestamp) -> Option<String> {
        self.ends.map(|at| ends_in(at, now))
    }

    /// What follows "is back": nothing, or the point at which the store deletes it again.
    pub fn until(&self) -> String {
        self.ends.map(|at| format!(", until {at}: it ends by itself then")).unwrap_or_default()
    }
}

/// How long it is to an end that is settled: `ends 5h`, or `ended`.
pub fn ends_in(at: Timestamp, now: Timestamp) -> String {
    match at.left(now) {
        left if left.is_empty() => "ended".into(),
        left => format!("ends {left}"),
    }
}
