//! Paths that were typed and that no listing has told: they may lie where the login may read and not list.

use super::State;
use crate::domain::SecretPath;
use crate::message::{Action, Level, Names, Outbox, Target};
use crate::panes::Cx;
use crate::provider::Error;
use std::sync::Arc;

/// Takes a path among the names although nothing tells that it is there; false when the listing proves that it is
/// not. Reading it shows what is so.
pub(super) fn take(state: &mut State, path: &str, names: &Names, cx: &Cx<'_>) -> bool {
    if !SecretPath::new(path).is_ok_and(|path| cx.shared.may_be_unlisted(names, &path)) {
        return false;
    }
    if state.typed.iter().all(|typed| **typed != *path) {
        state.typed.push(path.into());
    }
    true
}

/// The names with those that were typed.
pub(super) fn with(state: &State, names: Arc<Names>) -> Arc<Names> {
    names.with(&state.typed)
}

/// Goes to a path that no listing has told, if it may be there all the same.
pub(super) fn open(state: &mut State, path: &str, cx: &Cx<'_>, out: &mut Outbox) -> bool {
    let names = cx.shared.names.clone().unwrap_or_default();
    let is_taken = take(state, path, &names, cx);
    if is_taken {
        state.error = None;
        state.wanted = Some(super::Wanted { path: path.to_owned(), is_asked: false, is_overtaken: false });
        out.act(Action::Names(with(state, names)));
    }
    is_taken
}

/// There is no such secret: a name that was only typed goes again.
pub(super) fn missing(state: &mut State, at: &Target, cx: &Cx<'_>, out: &mut Outbox) {
    let Some(names) = cx.shared.names.as_ref().filter(|_| at.team == cx.shared.team) else { return };
    let before = state.typed.len();
    state.typed.retain(|typed| **typed != *at.path.as_str());
    if state.typed.len() < before {
        out.say(Level::Info, format!("there is no {} in {}", at.path, at.team));
        out.act(Action::Names(names.without(at.path.as_str())));
    }
}

/// Whether names that cannot be listed may still be typed.
pub(super) fn may_be_typed(error: &Error) -> bool {
    matches!(error, Error::Denied { .. } | Error::NotFound { .. } | Error::Unsupported { .. })
}
