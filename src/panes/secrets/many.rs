//! Verbs on the selection: which secrets they mean, the question before them, and what stays selected after.

use super::State;
use crate::domain::SecretPath;
use crate::message::{Deed, Many, Names, Outbox, Overlay, Tally, Target};
use crate::panes::Cx;
use crate::provider::Ability;

/// What can be brought back: deleted secrets of one team.
#[derive(Debug)]
pub(super) struct Undo {
    /// Which ones; never none.
    pub paths: Vec<SecretPath>,
}

impl Undo {
    /// Whether it is only this secret.
    pub(super) fn is_only(&self, at: &Target) -> bool {
        self.paths == [at.path.clone()]
    }
}

/// The paths of a row: one secret, or all names below a folder.
pub(super) fn paths_of(state: &State, row: usize, names: &Names) -> Vec<Box<str>> {
    match state.path_at(row, Some(names)) {
        Some(folder) if folder.ends_with('/') => {
            names.below(&folder).iter().map(|entry| entry.path.clone()).collect()
        }
        Some(path) => vec![path.into()],
        None => Vec::new(),
    }
}

/// Everything shown: all below the folder, or all that the filter found.
pub(super) fn pick_all(state: &mut State, names: &Names) {
    state.picked.end_range();
    match state.filter.as_ref().and_then(|filter| filter.matches.as_ref()) {
        Some(matches) => state.picked.add(matches.paths().map(Into::into)),
        None => state.picked.add(names.below(&state.folder).iter().map(|entry| entry.path.clone())),
    }
}

/// Asks before something is done to the selection.
pub(super) fn ask(deed: Deed, state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    state.picked.end_range();
    let paths: Vec<_> = state.picked.paths().iter().filter_map(|path| SecretPath::new(path).ok()).collect();
    let has_bin = cx.shared.can().why_not(Ability::Versions).is_none();
    let can_undo = deed == Deed::Delete && has_bin;
    let typed = (!can_undo).then(|| shown_name(state, cx));
    let many = Many { deed, team: cx.shared.team.clone(), paths, can_undo };
    if let Some(confirm) = many.question(typed) {
        out.open(Overlay::Confirm(confirm));
    }
}

/// What must be typed: the name of the team or folder when all of it is selected, else the number.
fn shown_name(state: &State, cx: &Cx<'_>) -> String {
    let count = state.picked.len();
    let names = cx.shared.names.as_deref();
    let is_all_of = |folder: &str| names.is_some_and(|names| names.below(folder).len() == count);
    let paths = state.picked.paths();
    let (first, last) = (paths.first().map_or("", |path| path), paths.last().map_or("", |path| path));
    // They are sorted, so what the first and the last have in common, all of them have.
    let same = first.bytes().zip(last.bytes()).take_while(|(one, other)| one == other).count();
    let folder = first[..first.floor_char_boundary(same)].rfind('/').map_or("", |slash| &first[..=slash]);
    match folder.trim_end_matches('/').rsplit('/').next() {
        _ if !is_all_of(folder) => count.to_string(),
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => cx.shared.team.to_string(),
    }
}

/// Something was done to several secrets: what it was done to is no longer selected, the rest stays so.
pub(super) fn tallied(state: &mut State, tally: &Tally) {
    state.picked.drop_paths(|path| tally.has_done(path));
    match tally.deed {
        Deed::Delete if tally.can_undo && !tally.done.is_empty() => {
            state.undo = Some(Undo { paths: tally.done.clone() });
        }
        Deed::Restore => {
            if let Some(undo) = &mut state.undo {
                undo.paths.retain(|path| !tally.has_done(path.as_str()));
            }
            state.undo.take_if(|undo| undo.paths.is_empty());
        }
        Deed::Delete | Deed::Erase => {}
    }
}

/// Brings back what was deleted last.
pub(super) fn undo(undo: &Undo, cx: &Cx<'_>) -> Many {
    Many { deed: Deed::Restore, team: cx.shared.team.clone(), paths: undo.paths.clone(), can_undo: false }
}
