//! The live filter: what is typed after `/` is matched on the runtime, the newest question wins.

use super::State;
use crate::message::{Key, Matches, Outbox, Paste, Request};
use crate::panes::{Cx, Typed};
use crate::widgets::Cursor;
use std::sync::Arc;

/// Takes keys while a filter is typed.
pub(super) fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
    let Some(typed) = state.filter.as_mut().and_then(|filter| filter.press(key)) else { return false };
    match typed {
        Typed::Keep => {}
        Typed::Drop => clear(state, cx, out),
        Typed::Text => ask(state, cx, out),
        Typed::Move(step) => {
            let count = state.count();
            state.cursor.step(step, count, cx.page());
            super::update::stretch(state, cx);
            state.select(cx, out);
        }
    }
    true
}

/// Takes pasted text into the filter; a paste is text, and elsewhere in this pane it is nothing.
pub(super) fn paste(state: &mut State, paste: &Paste, cx: &Cx<'_>, out: &mut Outbox) {
    if state.filter.as_mut().is_some_and(|filter| filter.paste(paste, out)) {
        ask(state, cx, out);
    }
}

/// Asks for what matches now.
pub(super) fn ask(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    let (Some(filter), Some(names)) = (&mut state.filter, &cx.shared.names) else { return };
    if filter.text.is_empty() {
        filter.matches = None;
        state.picked.end_range();
        out.drop_question("filter");
        state.select(cx, out);
        return;
    }
    let request = Request::Filter {
        names: names.clone(),
        below: state.folder.clone(),
        pattern: filter.text.clone(),
        known: filter.matches.clone().filter(|_| filter.is_all),
    };
    out.ask("filter", request);
}

/// Shows what matches. What comes in parts, or anew because the names came anew, keeps the cursor on the name that the
/// person stands on.
pub(super) fn found(state: &mut State, matches: Arc<Matches>, is_all: bool, cx: &Cx<'_>, out: &mut Outbox) {
    let row = state.cursor.0;
    let Some(filter) = &mut state.filter else { return };
    let part = filter.matches.take().filter(|before| {
        // On the first of some of them nobody has gone anywhere yet.
        before.pattern() == matches.pattern() && (row > 0 || filter.is_all)
    });
    let on = part.as_ref().and_then(|part| part.path(row));
    let place = on.and_then(|on| matches.paths().position(|path| path == on));
    filter.matches = Some(matches);
    filter.is_all = is_all;
    state.picked.end_range();
    state.cursor = Cursor(place.unwrap_or(0));
    state.select(cx, out);
}

/// Drops the filter and stays on the secret that it found.
pub(super) fn clear(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    out.drop_question("filter");
    let found = state.filter.take().and_then(|filter| {
        let matches = filter.matches?;
        Some(matches.path(state.cursor.0)?.to_owned())
    });
    match found {
        Some(path) => {
            state.go_to(&path, cx, out);
        }
        None => state.select(cx, out),
    }
}
