//! The names of a team: held once, sorted, compact, shared by reference.

use crate::domain::{Folder, Secret, SecretKind, TeamId, Timestamp, VersionNumber};
use crate::provider::Error;
use std::sync::Arc;

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
    /// Whether the listing told more than names.
    tells: bool,
    /// Folders that could not be looked into.
    pub unreadable: Vec<(Folder, Error)>,
}

impl Names {
    /// Sorts these entries.
    pub fn new(mut entries: Vec<Entry>, unreadable: Vec<(Folder, Error)>) -> Self {
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let tells = entries.iter().any(|entry| entry.version.is_some());
        Self { entries, tells, unreadable }
    }

    /// Whether the listing told versions beside the names.
    pub fn tells(&self) -> bool {
        self.tells
    }

    /// The same with these paths too, of which nothing else is known.
    pub fn with(self: Arc<Self>, paths: &[Box<str>]) -> Arc<Self> {
        let bare = |path: &str| Entry { path: path.into(), kind: None, version: None, updated: None };
        let new = paths.iter().filter(|path| self.entry(path).is_none()).map(|path| bare(path));
        let new: Vec<Entry> = new.collect();
        if new.is_empty() {
            return self;
        }
        let entries = self.entries.iter().cloned().chain(new).collect();
        Arc::new(Self { tells: self.tells, ..Self::new(entries, self.unreadable.clone()) })
    }

    /// The same without this path.
    pub fn without(&self, path: &str) -> Arc<Self> {
        let entries = self.entries.iter().filter(|entry| *entry.path != *path).cloned();
        Arc::new(Self { entries: entries.collect(), tells: self.tells, unreadable: self.unreadable.clone() })
    }

    /// The same with what is known now of a secret among them; nothing where that is what they say already, or where
    /// they say no more than names.
    pub fn knowing(&self, told: &Entry) -> Option<Arc<Self>> {
        let index = self.entries.binary_search_by(|entry| entry.path.cmp(&told.path)).ok()?;
        if !self.tells || self.entries[index] == *told {
            return None;
        }
        let mut entries = self.entries.clone();
        entries[index] = told.clone();
        Some(Arc::new(Self { entries, tells: true, unreadable: self.unreadable.clone() }))
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

/// The names of a team that match what was typed, best first, as places in the names they were found in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Matches {
    names: Arc<Names>,
    /// Only names that start with this text were looked at.
    below: String,
    /// What was typed.
    pattern: String,
    places: Vec<u32>,
    /// Which characters of the best ones matched, counted from 0.
    lit: Vec<Vec<u32>>,
}

impl Matches {
    /// What was found in these names: places, best first, and the characters that matched in the first of them.
    pub fn new(
        names: Arc<Names>,
        below: String,
        pattern: String,
        places: Vec<u32>,
        lit: Vec<Vec<u32>>,
    ) -> Self {
        Self { names, below, pattern, places, lit }
    }

    /// The names that were looked at, and what they start with.
    pub fn looked_at(&self) -> (&Arc<Names>, &str) {
        (&self.names, &self.below)
    }

    /// What was typed.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The places of what matches among the names, best first.
    pub fn places(&self) -> &[u32] {
        &self.places
    }

    /// How many match.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether none matches.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The path in this row.
    pub fn path(&self, row: usize) -> Option<&str> {
        let place = usize::try_from(*self.places.get(row)?).ok()?;
        Some(&self.names.entries().get(place)?.path)
    }

    /// All paths, best first.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|row| self.path(row))
    }

    /// Which characters of the path in this row matched, counted from 0; nothing far down the list.
    pub fn lit(&self, row: usize) -> &[u32] {
        self.lit.get(row).map(Vec::as_slice).unwrap_or_default()
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
