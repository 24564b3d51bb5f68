//! Hands tokens out, one person after the other: masked, shown as a lease or copied, and gone when it is left.

mod view;

use super::leaving::Leaving;
use crate::domain::TeamId;
use crate::message::{
    Action, Answer, CopyAs, HandOut, Key, KeyCode, Level, Mouse, Outbox, Outcome, Request, Shared,
};
use crate::panes::{Binding, Cx, Pane, ViewCx, point, with_moving};
use crate::provider::{Gate, Invitation};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// See the module.
pub(super) struct Invitations;

/// The tokens, and who has been given one.
#[derive(Debug)]
pub(super) struct State {
    team: TeamId,
    gate: Option<Gate>,
    /// Why there are not more of them.
    trouble: Option<String>,
    rows: Vec<Row>,
    /// The row that has the keys.
    cursor: Cursor,
    /// When the token of that row is masked again; activity does not move it.
    shown_until: Option<Duration>,
    /// The row that is being copied.
    copying: Option<usize>,
    /// Whether it is left although tokens would be lost.
    leaving: Leaving,
}

/// A token, and what became of it.
#[derive(Debug)]
struct Row {
    invitation: Invitation,
    was_shown: bool,
    was_copied: bool,
}

impl Row {
    fn is_handed_out(&self) -> bool {
        self.was_shown || self.was_copied
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Show or mask the token.
    Reveal,
    /// Copy it without showing it.
    Copy,
    /// Leave.
    Leave,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Invitations {
    const ID: &'static str = "invitations";
    const TITLE: &'static str = "Tokens for people";
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("invitations", Msg::Move;
        verb(&[Key::char('r'), Key::char('x'), Key::ctrl('r')], "invitations.reveal", "reveal or hide", Msg::Reveal),
        verb(&[Key::char('y')], "invitations.copy", "copy", Msg::Copy),
        verb(&[Key::plain(KeyCode::Esc), Key::char('q'), Key::ctrl('c')], "invitations.leave", "leave", Msg::Leave),
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Move(step) => {
                let before = state.cursor;
                state.cursor.step(step, state.rows.len(), cx.page());
                if state.cursor != before {
                    state.shown_until = None;
                }
            }
            Msg::Reveal if state.shown_until.is_some() => state.shown_until = None,
            Msg::Reveal => {
                if let Some(row) = state.rows.get_mut(state.cursor.0) {
                    row.was_shown = true;
                    state.shown_until = Some(cx.now.clock + cx.shared.timing.reveal);
                }
            }
            Msg::Copy => {
                if let Some(row) = state.rows.get(state.cursor.0) {
                    state.copying = Some(state.cursor.0);
                    let token = row.invitation.token.duplicate();
                    out.ask("copy", Request::CopyThis(token, cx.shared.timing.clipboard));
                }
            }
            Msg::Leave => state.leaving.leave(Self::would_lose(state), out),
        }
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        state.leaving.takes::<Self>(key, cx, out)
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        match msg {
            Msg::Reveal if state.shown_until.is_none() => shared.why_masked(),
            Msg::Copy => shared.why_masked(),
            Msg::Move(_) | Msg::Reveal | Msg::Leave => None,
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        let before = state.cursor;
        let list = view::list(state, cx.area);
        // One press more reveals nothing: it might be a stray one.
        point(&mut state.cursor, mouse, state.rows.len(), list);
        if state.cursor != before {
            state.shown_until = None;
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        match answer {
            Answer::End(Ok(Outcome::Copied { by })) => {
                let copied = state.copying.take();
                let Some(row) = copied.and_then(|index| state.rows.get_mut(index)) else { return };
                row.was_copied = true;
                out.act(Action::Copied(CopyAs::Value));
                out.say(Level::Done, format!("copied the token for {} ({by})", row.invitation.person.name));
            }
            Answer::End(Err(error)) => {
                state.copying = None;
                out.fail(&error);
            }
            _ => {}
        }
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

    fn asks(state: &State) -> bool {
        state.leaving.is_asked()
    }

    fn would_lose(state: &State) -> bool {
        state.rows.iter().any(|row| !row.is_handed_out())
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
    pub(super) fn new(hand_out: HandOut) -> Self {
        let HandOut { team, gate, trouble, invitations } = hand_out;
        let row = |invitation| Row { invitation, was_shown: false, was_copied: false };
        Self {
            team,
            gate,
            trouble,
            rows: invitations.into_iter().map(row).collect(),
            cursor: Cursor::default(),
            shown_until: None,
            copying: None,
            leaving: Leaving::default(),
        }
    }

    /// The names of those whose token was neither shown nor copied.
    fn waiting(&self) -> Vec<&str> {
        let waiting = self.rows.iter().filter(|row| !row.is_handed_out());
        waiting.map(|row| row.invitation.person.name.as_str()).collect()
    }
}
