//! Stands where an overlay will be as soon as a question is answered: keys pressed meanwhile go nowhere else.

use super::keys::draw_hints;
use crate::message::{Action, Key, KeyCode, Outbox, Paste};
use crate::panes::{Binding, Changed, Cx, Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{below, popup, prose};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// It is to be seen after this long, so that an answer that comes at once makes nothing flash.
pub(crate) const UNSEEN: Duration = Duration::from_millis(150);

/// See the module.
pub(super) struct Opening;

/// What is waited for, and what was typed too early.
#[derive(Debug)]
pub(super) struct State {
    /// What will open, for the title.
    what: String,
    /// Since when it is waited for.
    since: Duration,
    /// Whether something was typed that nothing has taken.
    has_typed: bool,
    /// Whether what was waited for has opened; nothing while it is still waited for.
    came: Option<bool>,
}

impl State {
    pub(super) fn new(what: String) -> Self {
        Self { what, since: Duration::ZERO, has_typed: false, came: None }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Give up, or go on once it is decided.
    Leave,
}

const KEYS: &[Key] = &[Key::plain(KeyCode::Esc), Key::ctrl('c')];

impl Pane for Opening {
    const ID: &'static str = "opening";
    const TITLE: &'static str = "Opening";
    const BINDINGS: &'static [Binding<Msg>] = &[Binding {
        keys: KEYS,
        verb: "opening.leave",
        help: "do not wait for it",
        is_hinted: true,
        msg: Msg::Leave,
    }];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, _cx: &Cx<'_>, out: &mut Outbox) {
        match (msg, state.came) {
            (Msg::Leave, None) => out.act(Action::GiveUp),
            (Msg::Leave, Some(_)) => out.act(Action::Close),
        }
    }

    fn is_typed(key: Key) -> bool {
        !key.ctrl && !key.alt && matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab)
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        // Keys with ctrl type nothing; some of them work everywhere.
        if key.ctrl || key.alt || cx.shared.keymap.keys("opening.leave", KEYS).contains(&key) {
            return false;
        }
        state.has_typed = true;
        true
    }

    fn paste(state: &mut State, _paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        state.has_typed = true;
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        match change {
            Changed::Opened => state.since = cx.now.clock,
            // Somebody types blindly: the rest of it would land in what has opened, or in the pane below.
            Changed::Came(is_there) if state.has_typed => state.came = Some(*is_there),
            Changed::Came(_) => out.act(Action::Close),
            _ => {}
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if !state.has_typed && cx.now.clock < state.since + UNSEEN {
            return None;
        }
        let inner = popup(&state.what, (60, 6), cx.theme, area, buf);
        let (text, role, help) = match (state.came, state.has_typed) {
            (None, false) => ("Reading …", Role::Dim, "give up"),
            (None, true) => {
                ("Reading … What is typed before it opens goes nowhere.", Role::Warning, "give up")
            }
            (Some(true), _) => {
                ("It is open now. What was typed before went nowhere.", Role::Warning, "go on")
            }
            (Some(false), _) => ("It does not open. What was typed went nowhere.", Role::Warning, "go on"),
        };
        prose(text, cx.style(role), Rect { height: inner.height.min(2), ..inner }, buf);
        draw_hints::<Self>(
            state,
            &[("opening.leave", help)],
            cx,
            below(inner, inner.height.saturating_sub(1)),
            buf,
        );
        None
    }
}
