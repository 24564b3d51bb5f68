//! What is wrong in `config.toml`, `keys.toml`, themes and folders, whole: it is read here and mended in an editor.

use super::keys::{draw_hints, keyed};
use crate::message::{Action, Key, KeyCode, Mistake, Mouse, MouseKind, Outbox};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, line, popup, popup_room, prose, prose_from, prose_rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Mistakes;

/// How far it is scrolled: the first row that is shown.
#[derive(Debug, Default)]
pub(super) struct State {
    top: Cursor,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Scroll.
    Move(Step),
    /// Read the files again.
    Again,
    /// Close.
    Close,
}

/// Rows below the list: a free one, two for what counts when, one for the keys; on a low terminal only the keys.
fn foot(inner: Rect) -> u16 {
    if inner.height < 12 { 1 } else { 4 }
}

/// Columns of the sign before each.
const SIGN: u16 = 2;

/// The size of the overlay in this room.
fn size(area: Rect) -> (u16, u16) {
    (100, area.height.saturating_sub(2))
}

/// Where its list lies.
fn list(area: Rect) -> Rect {
    let inner = popup_room(size(area), area);
    Rect { height: inner.height.saturating_sub(foot(inner)), ..inner }
}

/// Rows that one takes in this room.
fn high(mistake: &Mistake, room: Rect) -> usize {
    prose_rows(&mistake.text, room.width.saturating_sub(SIGN)).max(1)
}

impl State {
    fn scroll(&mut self, step: Step, cx: &Cx<'_>) {
        let list = list(cx.area);
        let page = usize::from(list.height).max(1);
        let all: usize = cx.shared.mistakes.iter().map(|mistake| high(mistake, list)).sum();
        self.top.step(step, all.saturating_sub(page) + 1, page);
    }
}

impl Pane for Mistakes {
    const ID: &'static str = "mistakes";
    const TITLE: &'static str = "Mistakes";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("mistakes", Msg::Move;
        Binding {
            keys: &[Key::char('R')],
            verb: "mistakes.again",
            help: "read the files again",
            is_hinted: true,
            msg: Msg::Again,
        },
        Binding {
            keys: &[
                Key::plain(KeyCode::Esc),
                Key::char('q'),
                Key::char('!'),
                Key::plain(KeyCode::Enter),
                Key::ctrl('c'),
            ],
            verb: "mistakes.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Move(step) => state.scroll(step, cx),
            Msg::Again => {
                state.top = Cursor::default();
                out.act(Action::Refresh);
            }
            Msg::Close => out.act(Action::Close),
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        match mouse.kind {
            MouseKind::WheelUp => state.scroll(Step::Up, cx),
            MouseKind::WheelDown => state.scroll(Step::Down, cx),
            MouseKind::Press => {}
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let inner = popup("Mistakes", size(area), cx.theme, area, buf);
        draw_list(state, cx, list(area), buf);
        let foot = below(inner, inner.height.saturating_sub(foot(inner) - 1));
        let text =
            "{mistakes.again} reads config.toml, keys.toml and themes again: what was mended counts at once.";
        let told = Rect { height: foot.height.saturating_sub(1), ..foot };
        prose(&keyed::<Self>(text, cx), cx.style(Role::Dim), told, buf);
        let verbs = [
            ("mistakes.down mistakes.up", "scroll"),
            ("mistakes.again", "read again"),
            ("mistakes.close", "close"),
        ];
        draw_hints::<Self>(state, &verbs, cx, below(inner, inner.height.saturating_sub(1)), buf);
        None
    }
}

fn draw_list(state: &State, cx: &ViewCx<'_>, list: Rect, buf: &mut Buffer) {
    let mistakes = &cx.shared.mistakes;
    if mistakes.is_empty() {
        prose("Nothing is wrong any more.", cx.style(Role::Dim), list, buf);
    }
    // What is scrolled away is skipped row by row: one of them may be higher than the room.
    let (mut skipped, mut left) = (state.top.0, list);
    for mistake in mistakes {
        let high = high(mistake, list);
        if skipped >= high {
            skipped -= high;
            continue;
        }
        let (sign, role) = if mistake.is_wrong { ("✗", Role::Bad) } else { ("·", Role::Dim) };
        if skipped == 0 {
            line([(sign.into(), cx.style(role))], left, buf);
        }
        let text = Rect { x: left.x + SIGN, width: left.width.saturating_sub(SIGN), ..left };
        let role = if mistake.is_wrong { Role::Text } else { Role::Dim };
        let rows = prose_from(&mistake.text, skipped, cx.style(role), text, buf);
        left = below(left, rows);
        skipped = 0;
    }
}
