//! Verbs on the selection: which secrets they mean, the question before them, and what stays selected after.

use super::State;
use crate::domain::{SecretPath, TeamId};
use crate::message::{Deed, Many, Names, Outbox, Overlay, Shared, Tally, Target, TransferStart};
use crate::panes::Cx;
use crate::provider::{Ability, Right};

/// What can be brought back: deleted secrets of one team, whichever team is the active one.
#[derive(Debug)]
pub(super) struct Undo {
    /// Their team.
    pub team: TeamId,
    /// Which ones; never none.
    pub paths: Vec<SecretPath>,
}

impl Undo {
    /// Why it cannot be done now.
    pub(super) fn why_not(&self, shared: &Shared) -> Option<String> {
        match &self.paths[..] {
            [path] => {
                let at = Target { team: self.team.clone(), path: path.clone() };
                shared.why_not_to(&at, Right::Undelete)
            }
            _ => shared.why_not_in(&self.team, Ability::Write),
        }
    }

    /// Whether it is only this secret.
    pub(super) fn is_only(&self, at: &Target) -> bool {
        self.team == at.team && self.paths == [at.path.clone()]
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

/// What a verb on several means: the selection, else everything below the folder under the cursor; nothing when a
/// single secret is meant.
pub(super) fn meant(state: &State, names: Option<&Names>) -> Option<Vec<Box<str>>> {
    if !state.picked.is_empty() {
        return Some(state.picked.paths().to_vec());
    }
    names.filter(|_| state.is_on_folder(names)).map(|names| paths_of(state, state.cursor.0, names))
}

/// Why a verb that needs all these rights cannot be used on what is meant: the reason of the single secret, or that of
/// the first of several when each of them is known to refuse it.
pub(super) fn why_none(state: &State, rights: &[Right], shared: &Shared) -> Option<String> {
    let reason = |at: &Target| rights.iter().find_map(|right| shared.why_not_to(at, *right));
    let target = |path: &str| Some(Target { team: shared.team.clone(), path: SecretPath::new(path).ok()? });
    if state.picked.is_empty() && !state.is_on_folder(shared.names.as_deref()) {
        return shared.selected.as_ref().and_then(reason);
    }
    let needs_write = shared.why_not(Ability::Write);
    let mut reasons = state.picked.paths().iter().map(|path| reason(&target(path)?));
    needs_write.or_else(|| {
        let first = reasons.next()??;
        reasons.all(|reason| reason.is_some()).then_some(first)
    })
}

/// Asks before something is done to several.
pub(super) fn ask(deed: Deed, meant: &[Box<str>], state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    state.picked.end_range();
    let paths: Vec<_> = meant.iter().filter_map(|path| SecretPath::new(path).ok()).collect();
    let target = |path: &SecretPath| Target { team: cx.shared.team.clone(), path: path.clone() };
    let keeps = |path: &SecretPath| cx.shared.can_with(&target(path)).why_not(Ability::Versions).is_none();
    let can_undo = deed == Deed::Delete && paths.iter().all(keeps);
    let typed = (!can_undo).then(|| shown_name(meant, cx));
    let many = Many { deed, team: cx.shared.team.clone(), paths, to: None, can_undo };
    if let Some(confirm) = many.question(typed) {
        out.open(Overlay::Confirm(confirm));
    }
}

/// What must be typed: the name of the team or folder when all of it is selected, else the number.
fn shown_name(paths: &[Box<str>], cx: &Cx<'_>) -> String {
    let count = paths.len();
    let names = cx.shared.names.as_deref();
    let is_all_of = |folder: &str| names.is_some_and(|names| names.below(folder).len() == count);
    let folder = common_folder(paths);
    match folder.trim_end_matches('/').rsplit('/').next() {
        _ if !is_all_of(folder) => count.to_string(),
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => cx.shared.team.to_string(),
    }
}

/// The folder with its slash that all these sorted paths are in; nothing for the top.
fn common_folder(paths: &[Box<str>]) -> &str {
    let (first, last) = (paths.first().map_or("", |path| path), paths.last().map_or("", |path| path));
    folder_of_both(first, last)
}

/// The folder with its slash that two sorted paths and all between them are in; nothing for the top.
pub(super) fn folder_of_both<'p>(first: &'p str, last: &str) -> &'p str {
    // They are sorted, so what the first and the last have in common, all of them have.
    let same = first.bytes().zip(last.bytes()).take_while(|(one, other)| one == other).count();
    first[..first.floor_char_boundary(same)].rfind('/').map_or("", |slash| &first[..=slash])
}

/// Asks where the selection, the folder or the secret is to go.
pub(super) fn transfer(is_move: bool, state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    state.picked.end_range();
    let team = cx.shared.team.clone();
    let start = match (meant(state, cx.shared.names.as_deref()), &cx.shared.selected) {
        (Some(meant), _) => {
            let is_selection = !state.picked.is_empty();
            let folder = state.path_at(state.cursor.0, cx.shared.names.as_deref()).filter(|_| !is_selection);
            let before = folder.unwrap_or_else(|| common_folder(&meant).to_owned());
            let paths = meant.iter().filter_map(|path| SecretPath::new(path).ok()).collect();
            TransferStart { is_move, team, paths, before }
        }
        (None, Some(at)) => {
            TransferStart { is_move, team, paths: vec![at.path.clone()], before: at.path.to_string() }
        }
        (None, None) => return,
    };
    if !start.paths.is_empty() {
        out.open(Overlay::Transfer(start));
    }
}

/// Something was done to several secrets: what it was done to or asked for is no longer
/// selected, the rest stays so.
pub(super) fn tallied(state: &mut State, tally: &Tally, cx: &Cx<'_>) {
    if tally.team == cx.shared.team {
        state.picked.drop_paths(|path| tally.has_settled(path));
        // What was begun without a selection leaves one: the rest can be tried again by the same key.
        if tally.deed != Deed::Restore {
            state.picked.add(tally.remaining().map(|path| path.as_str().into()));
        }
    }
    match tally.deed {
        Deed::Delete if tally.can_undo && !tally.done.is_empty() => {
            state.undo.push(Undo { team: tally.team.clone(), paths: tally.done.clone() });
        }
        Deed::Restore => {
            for undo in state.undo.iter_mut().filter(|undo| undo.team == tally.team) {
                undo.paths.retain(|path| !tally.has_done(path.as_str()));
            }
            state.undo.retain(|undo| !undo.paths.is_empty());
        }
        Deed::Delete | Deed::Erase | Deed::Copy | Deed::Move => {}
    }
}

/// Brings back what was deleted last.
pub(super) fn undo(undo: &Undo) -> Many {
    let (team, paths) = (undo.team.clone(), undo.paths.clone());
    Many { deed: Deed::Restore, team, paths, to: None, can_undo: false }
}
