//! The question how far a logging out goes: what is kept here is forgotten, or its token is revoked at the server too.

use super::keys::draw_hints;
use crate::domain::ProviderId;
use crate::message::{Action, Key, KeyCode, Outbox, Request};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{below, popup, popup_room, prose, prose_rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the box with its frame.
const WIDE: u16 = 66;
/// Rows beside the text: the frame, a blank row, the keys.
const MORE: u16 = 5;

/// What the two answers mean.
const DETAIL: &str = "Forgotten here, the token lives on at the server: right for one that others use too, and for a \
                      server that cannot be asked now. Revoked, it is void for everybody who has it; when the server \
                      cannot be asked, nothing is changed.";

/// See the module.
pub(super) struct LoggingOut;

/// Which login is meant.
#[derive(Debug)]
pub(super) struct State {
    id: ProviderId,
}

impl State {
    pub(super) fn new(id: ProviderId) -> Self {
        Self { id }
    }

    fn question(&self) -> String {
        format!("Log out of {}?", self.id)
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Forget what is kept here.
    Forget,
    /// Revoke the token at the server, then forget what is kept here.
    Revoke,
    /// Leave it as it is.
    No,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for LoggingOut {
    const ID: &'static str = "logout";
    const TITLE: &'static str = "Log out";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::char('f')], "logout.forget", "forget it here", Msg::Forget),
        verb(&[Key::char('r')], "logout.revoke", "revoke it at the server too", Msg::Revoke),
        verb(
            &[Key::plain(KeyCode::Esc), Key::char('n'), Key::char('q'), Key::ctrl('c')],
            "logout.no",
            "no",
            Msg::No,
        ),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, _cx: &Cx<'_>, out: &mut Outbox) {
        out.act(Action::Close);
        let (is_ended, done) = match msg {
            Msg::No => return,
            Msg::Forget => (false, format!("logged out of {}: forgotten here", state.id)),
            Msg::Revoke => (true, format!("logged out of {}, at the server too", state.id)),
        };
        let then = Box::new(Request::LogOut(state.id.clone(), is_ended));
        out.act(Action::Commit { then, done, at: None, can_undo: false });
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let wide = popup_room((WIDE, u16::MAX), area).width;
        let question = state.question();
        let rows = |text: &str| u16::try_from(prose_rows(text, wide)).unwrap_or(u16::MAX);
        let high = rows(&question).saturating_add(rows(DETAIL)).saturating_add(MORE);
        let inner = popup("Log out", (WIDE, high), cx.theme, area, buf);
        let (used, _) = prose(&question, cx.style(Role::Title), inner, buf);
        // The keys are never pushed out of the box.
        let text = below(inner, used);
        let text = Rect { height: text.height.saturating_sub(2), ..text };
        let (more, _) = prose(DETAIL, cx.style(Role::Dim), text, buf);
        let hints = [("logout.forget", "forget here"), ("logout.revoke", "revoke too"), ("logout.no", "no")];
        let keys = below(inner, (used + more + 1).min(inner.height.saturating_sub(1)));
        draw_hints::<Self>(state, &hints, cx, keys, buf);
        None
    }
}
