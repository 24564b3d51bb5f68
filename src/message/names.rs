//! The names of a team: held once, sorted, compact, shared by reference.

use crate::domain::{Folder, Secret, SecretKind, TeamId, Timestamp, VersionNumber};
use crate::provider::Error;

/// One name of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path below the team's root.
    pub path: Box<str>,
    /// Its kind, where the listing tells.
    pub kind: Option<SecretKind>,
    /// Its newest version, where the listing tells.
    pub version: Option<VersionNumber>,
    /// When that was written, where the listing tells.
    pub updated: Option<Timestamp>,
}

impl Entry {
    /// The entry of a secret below a root; `None` when it lies elsewhere.
    pub fn of(root: &Folder, secret: &Secret) -> Option<Self> {
        let path = root.relative(secret.path.as_str())?.into();
        Some(Self { path, kind: secret.kind, version: secret.version, updated: secret.updated })
    }
}

/// All names of a team, sorted by path, with what could not be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Names {
    entries: Vec<Entry>,
    /// Folders that could not be looked into.
    pub unreadable: Vec<(Folder, Error)>,
}

impl Names {
    /// Sorts these entries.
    pub fn new(mut entries: Vec<Entry>, unreadable: Vec<(Folder, Error)>) -> Self {
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self { entries, unreadable }
    }

    /// All entries, sorted by path.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries whose path starts with this text.
    pub fn below(&self, prefix: &str) -> &[Entry] {
        let start = self.entries.partition_point(|entry| &*entry.path < prefix);
        let rest = &self.entries[start..];
        let count = rest.partition_point(|entry| entry.path.starts_with(prefix));
        &rest[..count]
    }

    /// The entry of this path.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let index = self.entries.binary_search_by(|entry| (*entry.path).cmp(path)).ok()?;
        self.entries.get(index)
    }
}

/// A name that matches what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The path below the team's root.
    pub path: Box<str>,
    /// Which of its characters matched, counted from 0.
    pub lit: Vec<u32>,
}

/// A name of some team that matches what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its team.
    pub team: TeamId,
    /// The name.
    pub name: Match,
}
