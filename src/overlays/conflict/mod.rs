//! The three-way view: what both started from, what they wrote and what you typed, with a choice per field.

mod merge;
mod view;

use crate::message::{Action, Conflict, Given, Key, KeyCode, Outbox, Shared};
use crate::panes::{Binding, Cx, Pane, ViewCx, with_moving};
use crate::widgets::{Cursor, Step};
use merge::{Row, Side};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// See the module.
pub(super) struct Resolving;

/// The three states of the secret and what is chosen so far.
#[derive(Debug)]
pub(super) struct State {
    /// The three; nothing once the choice is made.
    conflict: Option<Conflict>,
    /// What differs.
    rows: Vec<Row>,
    /// The row that has the keys.
    cursor: Cursor,
    /// When the values of that row are masked again; activity does not move it.
    shown_until: Option<Duration>,
    /// The first row that is seen of values that are longer than their room.
    top: Cursor,
    /// What still is to be done.
    error: Option<String>,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Keep theirs.
    Theirs,
    /// Keep yours.
    Yours,
    /// The other one.
    Other,
    /// Show the three values of the row, or mask them.
    Reveal,
    /// Take the merge into the form.
    Take,
    /// Back to the form as it is.
    Back,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Resolving {
    const ID: &'static str = "conflict";
    const TITLE: &'static str = "Conflict";
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("conflict", Msg::Move;
        verb(&[Key::plain(KeyCode::Enter)], "conflict.take", "take it into the form", Msg::Take),
        verb(&[Key::plain(KeyCode::Left), Key::char('h')], "conflict.theirs", "keep theirs", Msg::Theirs),
        verb(&[Key::plain(KeyCode::Right), Key::char('l')], "conflict.yours", "keep yours", Msg::Yours),
        verb(&[Key::char(' ')], "conflict.other", "the other one", Msg::Other),
        verb(&[Key::char('r'), Key::char('x'), Key::ctrl('r')], "conflict.reveal", "reveal or hide", Msg::Reveal),
        verb(
            &[Key::plain(KeyCode::Esc), Key::char('q'), Key::ctrl('c')],
            "conflict.back",
            "back to the form",
            Msg::Back
        ),
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        state.error = None;
        match msg {
            // Pages move within long values, as long as they are shown.
            Msg::Move(step @ (Step::HalfUp | Step::HalfDown | Step::PageUp | Step::PageDown))
                if state.shown_until.is_some() && view::is_long(state, cx.area) =>
            {
                let (rows, page) = view::pages(state, cx.area);
                // The last page is full.
                state.top.step(step, (rows + 1).saturating_sub(page), page);
            }
            Msg::Move(step) => {
                let before = state.cursor;
                state.cursor.step(step, state.rows.len(), cx.page());
                if state.cursor != before {
                    state.shown_until = None;
                    state.top = Cursor::default();
                }
            }
            Msg::Theirs => state.choose(|_| Side::Theirs),
            Msg::Yours => state.choose(|_| Side::Yours),
            Msg::Other => state.choose(|now| match now {
                Some(Side::Yours) => Side::Theirs,
                _ => Side::Yours,
            }),
            Msg::Reveal => {
                state.top = Cursor::default();
                state.shown_until = match state.shown_until {
                    Some(_) => None,
                    None => Some(cx.now.clock + cx.shared.timing.reveal),
                }
            }
            Msg::Take => state.take(out),
            Msg::Back => out.act(Action::Close),
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let row = state.rows.get(state.cursor.0);
        let reason = match msg {
            Msg::Theirs | Msg::Yours | Msg::Other | Msg::Reveal if row.is_none() => "nothing differs",
            Msg::Theirs | Msg::Yours | Msg::Other if row.is_some_and(|row| row.is_agreed) => {
                "both did the same"
            }
            Msg::Reveal if row.is_some_and(|row| row.is_label) => "labels are not masked",
            Msg::Reveal if state.shown_until.is_none() => return shared.why_masked(),
            _ => return None,
        };
        Some(reason.into())
    }

    fn deadline(state: &State) -> Option<Duration> {
        state.shown_until
    }

    fn expire(state: &mut State, _cx: &Cx<'_>, _out: &mut Outbox) {
        state.shown_until = None;
    }

    fn hide(state: &mut State, _out: &mut Outbox) {
        state.shown_until = None;
    }

    fn shows_value(state: &State) -> bool {
        state.shown_until.is_some()
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

impl State {
    pub(super) fn new(conflict: Conflict) -> Self {
        let rows = merge::rows(&conflict);
        let cursor = Cursor(rows.iter().position(|row| row.keep.is_none()).unwrap_or(0));
        Self {
            conflict: Some(conflict),
            rows,
            cursor,
            shown_until: None,
            top: Cursor::default(),
            error: None,
        }
    }

    /// Rows whose side must still be chosen.
    fn open(&self) -> usize {
        self.rows.iter().filter(|row| row.keep.is_none()).count()
    }

    fn choose(&mut self, side: impl Fn(Option<Side>) -> Side) {
        if let Some(row) = self.rows.get_mut(self.cursor.0) {
            row.keep = Some(side(row.keep));
        }
    }

    fn take(&mut self, out: &mut Outbox) {
        if let Some(open) = self.rows.iter().position(|row| row.keep.is_none()) {
            if self.cursor.0 != open {
                self.shown_until = None;
                self.cursor = Cursor(open);
            }
            let name = crate::domain::visible(&self.rows[open].name).into_owned();
            self.error = Some(format!(
                "both changed {name}: {{conflict.theirs}} keeps theirs, {{conflict.yours}} keeps yours"
            ));
        } else if let Some(conflict) = self.conflict.take() {
            self.shown_until = None;
            out.act(Action::Give(Given::Merge(Box::new(merge::merge(conflict, &self.rows)))));
        }
    }
}
