//! What a folder holds: folders first, then secrets, as indices into the shared names.

use super::State;
use crate::domain::SecretPath;
use crate::message::{Action, Names, Outbox, Target};
use crate::panes::{Cx, Trace};

/// One row: a range of names below a folder, or one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// The names from the first index up to the second lie in one folder.
    Folder(usize, usize),
    /// One name.
    Secret(usize),
}

impl Row {
    /// Its name below the folder shown; folders end with a slash.
    pub(super) fn name<'n>(&self, folder: &str, names: &'n Names) -> &'n str {
        let (Self::Folder(index, _) | Self::Secret(index)) = self;
        let Some(entry) = names.entries().get(*index) else { return "" };
        let rest = entry.path.get(folder.len()..).unwrap_or_default();
        match self {
            Self::Folder(..) => rest.find('/').map_or(rest, |slash| &rest[..=slash]),
            Self::Secret(_) => rest,
        }
    }
}

/// The rows of a folder. Skips over what lies deeper by binary search.
pub(super) fn rows(names: &Names, folder: &str) -> Vec<Row> {
    let below = names.below(folder);
    let start = names.entries().partition_point(|entry| &*entry.path < folder);
    let (mut folders, mut secrets) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(entry) = below.get(at) {
        let rest = &entry.path[folder.len()..];
        if let Some(slash) = rest.find('/') {
            let prefix = &entry.path[..=folder.len() + slash];
            let count = below[at..].partition_point(|entry| entry.path.starts_with(prefix));
            folders.push(Row::Folder(start + at, start + at + count));
            at += count;
        } else {
            secrets.push(Row::Secret(start + at));
            at += 1;
        }
    }
    folders.append(&mut secrets);
    folders
}

/// Whether a secret, or a folder given with its slash, is among the names; the root always is.
pub(super) fn has(names: &Names, path: &str) -> bool {
    let is_folder = path.ends_with('/');
    path.is_empty() || if is_folder { !names.below(path).is_empty() } else { names.entry(path).is_some() }
}

/// The secret, or the folder with its slash, of which this is a trace.
pub(super) fn of_trace(names: &Names, trace: &Trace) -> Option<String> {
    let mut before = "";
    for entry in names.entries() {
        // They are sorted: a folder begins where it is not in the name before.
        let slashes = entry.path.match_indices('/').map(|(at, _)| &entry.path[..=at]);
        let mut new = slashes.filter(|folder| !before.starts_with(folder));
        if let Some(folder) = new.find(|folder| trace.is_of(folder)) {
            return Some(folder.to_owned());
        }
        if trace.is_of(&entry.path) {
            return Some(entry.path.to_string());
        }
        before = &entry.path;
    }
    None
}

impl State {
    /// Rows that can be moved over.
    pub(super) fn count(&self) -> usize {
        let matches = self.filter.as_ref().and_then(|filter| filter.matches.as_ref());
        matches.map_or(self.rows.len(), |matches| matches.len())
    }

    /// The row under the cursor; nothing while matches of a filter are shown, which are secrets all.
    pub(super) fn row(&self) -> Option<Row> {
        let is_filtered = self.filter.as_ref().is_some_and(|filter| filter.matches.is_some());
        self.rows.get(self.cursor.0).copied().filter(|_| !is_filtered)
    }

    /// Whether the cursor stands on a folder.
    pub(super) fn is_on_folder(&self, names: Option<&Names>) -> bool {
        self.path_at(self.cursor.0, names).is_some_and(|path| path.ends_with('/'))
    }

    /// The path under the cursor: a secret's, or a folder's with its slash.
    pub(super) fn path_at(&self, row: usize, names: Option<&Names>) -> Option<String> {
        if let Some(matches) = self.filter.as_ref().and_then(|filter| filter.matches.as_ref()) {
            return matches.path(row).map(str::to_owned);
        }
        let name = self.rows.get(row)?.name(&self.folder, names?);
        Some(format!("{}{name}", self.folder))
    }

    /// Tells the whole which secret the cursor stands on.
    pub(super) fn select(&mut self, cx: &Cx<'_>, out: &mut Outbox) {
        self.cursor.clamp(self.count());
        let path = self.path_at(self.cursor.0, cx.shared.names.as_deref());
        let target = path
            .filter(|path| !path.ends_with('/'))
            .and_then(|path| SecretPath::new(&path).ok())
            .map(|path| Target { team: cx.shared.team.clone(), path });
        if target != cx.shared.selected {
            out.act(Action::Select(target));
        }
    }

    /// Shows a folder with the cursor where it was when the folder was left, or on this name.
    pub(super) fn enter(&mut self, folder: String, on: Option<&str>, cx: &Cx<'_>, out: &mut Outbox) {
        self.picked.end_range();
        let names = cx.shared.names.clone().unwrap_or_default();
        self.rows = rows(&names, &folder);
        let on = on.map(str::to_owned).or_else(|| self.memory.get(&folder).cloned());
        self.cursor.0 =
            on.and_then(|on| self.rows.iter().position(|row| row.name(&folder, &names) == on)).unwrap_or(0);
        self.folder = folder;
        self.select(cx, out);
    }

    /// Remembers where the cursor stands in the folder shown.
    pub(super) fn remember(&mut self, names: Option<&Names>) {
        if let (Some(row), Some(names)) = (self.rows.get(self.cursor.0), names) {
            self.memory.insert(self.folder.clone(), row.name(&self.folder, names).to_owned());
        }
    }

    /// Goes to a secret, or into a folder given with its slash, if it is among the names; true when it is.
    pub(super) fn go_to(&mut self, path: &str, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        self.show(path, path.rfind('/').map_or(0, |slash| slash + 1), cx, out)
    }

    /// The same without opening a folder: the cursor stands on it.
    pub(super) fn stand_on(&mut self, path: &str, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        self.show(path, path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1), cx, out)
    }

    /// Shows the folder before this place in the path, with the cursor on what comes after it.
    fn show(&mut self, path: &str, split: usize, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        let Some(names) = &cx.shared.names else { return false };
        let is_there = has(names, path);
        if is_there {
            let on = Some(&path[split..]).filter(|on| !on.is_empty());
            self.filter = None;
            self.remember(Some(names));
            self.enter(path[..split].to_owned(), on, cx, out);
        }
        is_there
    }
}
