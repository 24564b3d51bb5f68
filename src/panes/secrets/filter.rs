//! The live filter: what is typed after `/` is matched on the runtime, the newest question wins.

use super::State;
use crate::message::{Key, KeyCode, Level, Matches, Outbox, Paste, Request};
use crate::panes::Cx;
use crate::widgets::{Cursor, Step};
use std::sync::Arc;

/// What is typed, and what it found.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// The text.
    pub text: String,
    /// Whether keys go into the text.
    pub is_typing: bool,
    /// What matches, best first; nothing until the first answer.
    pub matches: Option<Arc<Matches>>,
    /// Whether these are all that match, and not the best of the first ones looked at.
    pub is_all: bool,
}

impl Filter {
    /// Whether more is still looked at.
    pub(super) fn is_partial(&self) -> bool {
        self.matches.is_some() && !self.is_all
    }
}

/// Takes keys while a filter is typed.
pub(super) fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
    let Some(filter) = state.filter.as_mut().filter(|filter| filter.is_typing) else { return false };
    let step = match key {
        Key { code: KeyCode::Enter, .. } => {
            filter.is_typing = false;
            if filter.text.is_empty() {
                clear(state, cx, out);
            }
            return true;
        }
        Key { code: KeyCode::Esc, .. } => {
            clear(state, cx, out);
            return true;
        }
        Key { code: KeyCode::Backspace, .. } if filter.text.is_empty() => {
            clear(state, cx, out);
            return true;
        }
        Key { code: KeyCode::Backspace, .. } => {
            filter.text.pop();
            None
        }
        Key { code: KeyCode::Char('u'), ctrl: true, .. } => {
            filter.text.clear();
            None
        }
        Key { code: KeyCode::Char('n'), ctrl: true, .. } | Key { code: KeyCode::Down, .. } => {
            Some(Step::Down)
        }
        Key { code: KeyCode::Char('p'), ctrl: true, .. } | Key { code: KeyCode::Up, .. } => Some(Step::Up),
        Key { code: KeyCode::Char(c), ctrl: false, alt: false, .. } => {
            filter.text.push(c);
            None
        }
        // Other keys keep their meaning: leaving the pane, locking, help.
        _ => return false,
    };
    match step {
        Some(step) => {
            let count = state.count();
            state.cursor.step(step, count, cx.page());
            super::update::stretch(state, cx);
            state.select(cx, out);
        }
        None => ask(state, cx, out),
    }
    true
}

/// What keys do while it is typed; its letters are no verbs then.
pub(super) fn typing(state: &State) -> &'static [(&'static str, &'static str)] {
    match &state.filter {
        Some(filter) if filter.is_typing => {
            &[("⏎", "keep filter"), ("↑ ↓", "move"), ("ctrl-u", "empty"), ("esc", "drop filter")]
        }
        _ => &[],
    }
}

/// Takes pasted text into the filter; a paste is text, and elsewhere in this pane it is nothing.
pub(super) fn paste(state: &mut State, paste: &Paste, cx: &Cx<'_>, out: &mut Outbox) {
    let Some(filter) = state.filter.as_mut().filter(|filter| filter.is_typing) else { return };
    if paste.is_too_large {
        out.say(Level::Info, "the pasted text is too long for a filter");
    }
    paste
        .text
        .expose_text(|text| filter.text.extend(text.lines().next().unwrap_or_default().chars().take(200)));
    ask(state, cx, out);
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
