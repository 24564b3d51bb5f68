//! The rules of a merge: what only one side changed is taken from there, what both changed is asked.

use crate::domain::{Field, Fields};
use crate::message::{Conflict, Draft, Merge};

/// One field or label that is not the same everywhere.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name.
    pub name: String,
    /// Whether it is a label; labels are no secrets.
    pub is_label: bool,
    /// Whether it was there at the start.
    pub was_there: bool,
    /// What they did with it.
    pub theirs: Change,
    /// What you did with it.
    pub yours: Change,
    /// Whose is kept; nothing while that must be asked.
    pub keep: Option<Side>,
    /// Whether both did the same, so that nothing is to be chosen.
    pub is_agreed: bool,
}

/// What a side did with a field or label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Same,
    Changed,
    Added,
    Removed,
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Theirs,
    Yours,
}

impl Change {
    fn between(was: bool, is: bool, is_same: bool) -> Self {
        match (was, is) {
            (true, false) => Self::Removed,
            (false, true) => Self::Added,
            _ if is_same => Self::Same,
            _ => Self::Changed,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// Every field, then every label, that one side or both changed.
pub(super) fn rows(conflict: &Conflict) -> Vec<Row> {
    let Conflict { base, theirs, yours, .. } = conflict;
    let fields = order([&yours.fields, &theirs.fields, &base.fields]).into_iter().filter_map(|name| {
        let has = |draft: &Draft| draft.fields.field(&name).is_some();
        let same = |a: &Draft, b: &Draft| match (a.fields.field(&name), b.fields.field(&name)) {
            (Some(a), Some(b)) => a.shape == b.shape && a.value.same_as(&b.value),
            (None, None) => true,
            _ => false,
        };
        let alike = [same(base, theirs), same(base, yours), same(theirs, yours)];
        row(&name, false, [has(base), has(theirs), has(yours)], alike)
    });
    let mut rows: Vec<Row> = fields.collect();
    let mut names: Vec<&String> =
        base.labels.keys().chain(theirs.labels.keys()).chain(yours.labels.keys()).collect();
    names.sort_unstable();
    names.dedup();
    rows.extend(names.into_iter().filter_map(|name| {
        let [was, their, your] = [base, theirs, yours].map(|draft| draft.labels.get(name));
        let there = [was.is_some(), their.is_some(), your.is_some()];
        row(name, true, there, [was == their, was == your, their == your])
    }));
    rows
}

/// The row of a name: whether base, theirs and yours have it, and whether theirs and yours are as the base is and
/// both are alike. Nothing when nobody changed it.
fn row(name: &str, is_label: bool, there: [bool; 3], same: [bool; 3]) -> Option<Row> {
    let ([was, their, your], [is_theirs_same, is_yours_same, is_agreed]) = (there, same);
    if is_theirs_same && is_yours_same {
        return None;
    }
    let keep = match (is_theirs_same, is_yours_same) {
        (true, _) => Some(Side::Yours),
        (_, true) => Some(Side::Theirs),
        _ => is_agreed.then_some(Side::Yours),
    };
    Some(Row {
        name: name.to_owned(),
        is_label,
        was_there: was,
        theirs: Change::between(was, their, is_theirs_same),
        yours: Change::between(was, your, is_yours_same),
        keep,
        is_agreed,
    })
}

/// Every name once, those of the first first.
fn order(all: [&Fields; 3]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in all.into_iter().flatten() {
        if !names.contains(&field.name) {
            names.push(field.name.clone());
        }
    }
    names
}

/// Makes one of two. Every row must have been decided; what is not counts as yours.
pub(super) fn merge(conflict: Conflict, rows: &[Row]) -> Merge {
    let Conflict { theirs, mut yours, version, .. } = conflict;
    let is_theirs = |name: &str, is_label: bool| {
        let mut of_name = rows.iter().filter(|row| row.name == name && row.is_label == is_label);
        of_name.any(|row| row.keep == Some(Side::Theirs))
    };
    let mut merged = Draft::default();
    for name in order([&yours.fields, &theirs.fields, &Fields::new()]) {
        let field = if is_theirs(&name, false) {
            let field = theirs.fields.field(&name);
            field.map(|f| Field { name: name.clone(), value: f.value.duplicate(), shape: f.shape })
        } else {
            yours.fields.take(&name)
        };
        if let Some(field) = field {
            merged.fields.put(field);
        }
    }
    for name in yours.labels.keys().chain(theirs.labels.keys()) {
        let side = if is_theirs(name, true) { &theirs } else { &yours };
        if let Some(text) = side.labels.get(name) {
            merged.labels.insert(name.clone(), text.clone());
        }
    }
    Merge { merged, theirs, version }
}
