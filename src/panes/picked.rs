//! The selection of many: names that were picked one by one, by a range, or all.

/// Picked paths, sorted, so that those below a folder are counted by binary search.
#[derive(Debug, Default)]
pub(crate) struct Picked {
    paths: Vec<Box<str>>,
    range: Option<Range>,
}

/// A range under way.
#[derive(Debug)]
struct Range {
    /// The row it was begun on.
    anchor: usize,
    /// What was picked before.
    before: Vec<Box<str>>,
}

impl Picked {
    /// The picked paths, sorted.
    pub(crate) fn paths(&self) -> &[Box<str>] {
        &self.paths
    }

    /// How many are picked.
    pub(crate) fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether none is picked.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether this path is picked.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.paths.binary_search_by(|picked| (**picked).cmp(path)).is_ok()
    }

    /// How many are picked below a folder, written with its slash.
    pub(crate) fn below(&self, folder: &str) -> usize {
        let start = self.paths.partition_point(|path| &**path < folder);
        self.paths[start..].partition_point(|path| path.starts_with(folder))
    }

    /// How many are picked outside a folder, written with its slash, and the first and the last of them.
    pub(crate) fn outside(&self, folder: &str) -> Option<(usize, [&str; 2])> {
        let start = self.paths.partition_point(|path| &**path < folder);
        let end = start + self.below(folder);
        let (before, after) = (&self.paths[..start], &self.paths[end..]);
        let first = before.first().or(after.first())?;
        let last = after.last().or(before.last())?;
        Some((before.len() + after.len(), [first, last]))
    }

    /// Picks these sorted paths, or puts them back when all of them are picked.
    pub(crate) fn toggle(&mut self, paths: Vec<Box<str>>) {
        self.range = None;
        if paths.iter().all(|path| self.has(path)) {
            self.drop_paths(|path| paths.binary_search_by(|back| (**back).cmp(path)).is_ok());
        } else {
            self.add(paths);
        }
    }

    /// Picks these paths too.
    pub(crate) fn add(&mut self, paths: impl IntoIterator<Item = Box<str>>) {
        self.paths.extend(paths);
        self.paths.sort_unstable();
        self.paths.dedup();
    }

    /// Begins a range on this row, or ends the one under way; what it holds stays picked.
    pub(crate) fn range(&mut self, row: usize) {
        self.range = match self.range.take() {
            Some(_) => None,
            None => Some(Range { anchor: row, before: self.paths.clone() }),
        };
    }

    /// Whether a range is under way.
    pub(crate) fn is_ranging(&self) -> bool {
        self.range.is_some()
    }

    /// Takes the range under way up to this row; `paths` tells those of a row.
    pub(crate) fn stretch<P: IntoIterator<Item = Box<str>>>(
        &mut self,
        row: usize,
        paths: impl Fn(usize) -> P,
    ) {
        let Some(range) = &self.range else { return };
        let (first, last) = (range.anchor.min(row), range.anchor.max(row));
        self.paths.clone_from(&range.before);
        self.add((first..=last).flat_map(paths));
    }

    /// Ends the range under way, because the rows it counts are no longer the same; what it holds stays picked.
    pub(crate) fn end_range(&mut self) {
        self.range = None;
    }

    /// Gives up the range under way, else everything picked; false when there was neither.
    pub(crate) fn clear(&mut self) -> bool {
        if let Some(range) = self.range.take() {
            self.paths = range.before;
            return true;
        }
        !std::mem::take(&mut self.paths).is_empty()
    }

    /// Puts back those of which this is true.
    pub(crate) fn drop_paths(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.paths.retain(|path| !is_gone(path));
        if let Some(range) = &mut self.range {
            range.before.retain(|path| !is_gone(path));
        }
    }
}
