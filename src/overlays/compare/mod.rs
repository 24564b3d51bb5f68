//! Two versions beside each other: which fields differ, without values; a reveal shows one field of both.

mod view;

use crate::domain::{Diff, Fate, Which};
use crate::message::{
    Action, Answer, Compare, Key, KeyCode, Level, Mouse, MouseKind, Outbox, Outcome, Purpose, Request, Shared,
};
use crate::panes::{Binding, Changed, Cx, Pane, Reveal, ViewCx};
use crate::provider::Error;
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// See the module.
pub(super) struct Comparing;

/// What is compared, and at most one field of both sides.
#[derive(Debug)]
pub(super) struct State {
    start: Compare,
    diff: Option<Box<Diff>>,
    error: Option<Error>,
    /// The field under the cursor.
    cursor: Cursor,
    older: Reveal<String>,
    newer: Reveal<String>,
}

impl State {
    pub(super) fn new(start: Compare) -> Self {
        Self {
            start,
            diff: None,
            error: None,
            cursor: Cursor::default(),
            older: Reveal::called("older"),
            newer: Reveal::called("newer"),
        }
    }

    fn fields(&self) -> &[(String, Fate)] {
        self.diff.as_ref().map_or(&[], |diff| &diff.fields)
    }

    fn shows(&self) -> bool {
        self.older.shown().is_some() || self.newer.shown().is_some()
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Reveal the field of both versions, or hide it again.
    Reveal,
    /// Close.
    Close,
}

impl Pane for Comparing {
    const ID: &'static str = "compare";
    const TITLE: &'static str = "Compare";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("compare", Msg::Move;
        Binding {
            keys: &[Key::char('r'), Key::char('x')],
            verb: "compare.reveal",
            help: "reveal both or hide",
            is_hinted: true,
            msg: Msg::Reveal,
        },
        Binding {
            keys: &[
                Key::plain(KeyCode::Esc), Key::char('q'), Key::char('='), Key::char('h'),
                Key::plain(KeyCode::Left), Key::ctrl('c'),
            ],
            verb: "compare.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Close => out.act(Action::Close),
            Msg::Move(step) => move_to(state, step, cx, out),
            Msg::Reveal => {
                let is_shown = state.shows() || state.older.is_asked() || state.newer.is_asked();
                let field = state.fields().get(state.cursor.0).cloned();
                Self::hide(state, out);
                if let (false, Some((name, fate))) = (is_shown, field) {
                    reveal(state, &name, fate, out);
                }
            }
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        match msg {
            Msg::Reveal if state.error.is_some() => state.error.as_ref().map(ToString::to_string),
            Msg::Reveal if state.fields().is_empty() => Some("there is no field yet".into()),
            Msg::Reveal => shared.why_masked(),
            Msg::Move(_) | Msg::Close => None,
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        match mouse.kind {
            MouseKind::WheelUp => move_to(state, Step::Up, cx, out),
            MouseKind::WheelDown => move_to(state, Step::Down, cx, out),
            MouseKind::Press => {}
        }
    }

    fn changed(state: &mut State, change: &Changed, _cx: &Cx<'_>, out: &mut Outbox) {
        if matches!(change, Changed::Opened | Changed::Refresh) {
            let Compare { at, older, newer } = &state.start;
            out.ask("diff", Request::Compare { at: at.clone(), from: older.number, to: newer.number });
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        let Answer::End(result) = answer else { return };
        match (purpose, result) {
            ("diff", Ok(Outcome::Compared(diff))) => {
                state.cursor.clamp(diff.fields.len());
                // The first field that differs is what is looked for.
                let differs = diff.fields.iter().position(|(_, fate)| *fate != Fate::Same);
                state.cursor.0 = differs.unwrap_or(state.cursor.0);
                let prints = vec![(diff.from, diff.prints.0), (diff.to, diff.prints.1)];
                out.act(Action::Prints(state.start.at.clone(), prints));
                state.diff = Some(diff);
                state.error = None;
            }
            ("diff", Err(error)) => state.error = Some(error),
            ("older", Ok(Outcome::Values(content))) => state.older.show(*content, cx),
            ("newer", Ok(Outcome::Values(content))) => state.newer.show(*content, cx),
            (_, Err(error)) => {
                // Half a comparison would mislead.
                state.older.fail();
                state.newer.fail();
                Self::hide(state, out);
                out.fail(&error);
            }
            _ => out.say(Level::Error, "the answer is not what was asked for"),
        }
    }

    fn deadline(state: &State) -> Option<Duration> {
        // Both go together: one side alone would tell less than it seems to.
        state.older.until().into_iter().chain(state.newer.until()).min()
    }

    fn expire(state: &mut State, _cx: &Cx<'_>, out: &mut Outbox) {
        Self::hide(state, out);
    }

    fn hide(state: &mut State, out: &mut Outbox) {
        state.older.hide(out);
        state.newer.hide(out);
    }

    fn shows_value(state: &State) -> bool {
        state.shows()
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

fn move_to(state: &mut State, step: Step, cx: &Cx<'_>, out: &mut Outbox) {
    let (before, count) = (state.cursor, state.fields().len());
    state.cursor.step(step, count, cx.page());
    if state.cursor != before {
        Comparing::hide(state, out);
    }
}

/// Asks for a field of each version that has it.
fn reveal(state: &mut State, name: &str, fate: Fate, out: &mut Outbox) {
    let Compare { at, older, newer } = &state.start;
    let request = |number| Request::Read {
        at: at.clone(),
        which: Which::Number(number),
        field: Some(name.to_owned()),
        purpose: Purpose::Reveal,
    };
    if fate != Fate::Added {
        state.older.ask(name.to_owned(), request(older.number), out);
    }
    if fate != Fate::Removed {
        state.newer.ask(name.to_owned(), request(newer.number), out);
    }
}
