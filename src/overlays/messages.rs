//! What was said in the footer, newest first, and the message under the cursor whole.

use super::keys::draw_hints;
use crate::message::{Action, Key, KeyCode, Level, Mouse, Notice, Outbox};
use crate::panes::{Binding, Cx, Pane, ViewCx, point};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, line, popup, popup_room, prose, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Messages;

/// The messages, and the one that is shown whole.
#[derive(Debug)]
pub(super) struct State {
    said: Vec<Notice>,
    cursor: Cursor,
}

impl State {
    pub(super) fn new(said: Vec<Notice>) -> Self {
        Self { said, cursor: Cursor::default() }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Close.
    Close,
}

/// The size of the overlay in this room.
fn size(area: Rect) -> (u16, u16) {
    (90, area.height.saturating_sub(2).min(24))
}

/// Where its list lies; the message that is shown whole has most of the room.
fn list(area: Rect, count: usize) -> Rect {
    let inner = popup_room(size(area), area);
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    Rect { height: count.min((inner.height / 3).max(1)).min(inner.height), ..inner }
}

impl Pane for Messages {
    const ID: &'static str = "messages";
    const TITLE: &'static str = "Messages";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("messages", Msg::Move;
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::char('q'), Key::char('E'), Key::ctrl('c')],
            verb: "messages.close",
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
            Msg::Move(step) => {
                let page = usize::from(list(cx.area, state.said.len()).height).max(1);
                state.cursor.step(step, state.said.len(), page);
            }
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        point(&mut state.cursor, mouse, state.said.len(), list(cx.area, state.said.len()));
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let inner = popup("Messages", size(area), cx.theme, area, buf);
        let list = list(area, state.said.len());
        let style = |notice: &Notice| {
            cx.style(match notice.level {
                Level::Done => Role::Good,
                Level::Info => Role::Text,
                Level::Error => Role::Bad,
            })
        };
        let unseen =
            rows(state.said.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
                let notice = &state.said[index];
                line([(notice.text.as_str().into(), style(notice))], row, buf);
            });
        unseen.draw(cx.theme, inner, buf);
        let room = below(inner, list.height + u16::from(list.height > 0));
        let whole = Rect { height: room.height.saturating_sub(1), ..room };
        match state.said.get(state.cursor.0) {
            Some(notice) => prose(&notice.text, style(notice), whole, buf),
            None => prose("Nothing was said yet.", cx.style(Role::Dim), whole, buf),
        };
        let keys = below(inner, inner.height.saturating_sub(1));
        draw_hints::<Self>(state, &[("messages.close", "close")], cx, keys, buf);
        None
    }
}
