//! The theme picker: moving changes the colours at once, Enter keeps them, Esc brings the old ones back.

use super::keys::draw_hints;
use crate::domain::MASK;
use crate::message::{Action, Key, KeyCode, Mouse, Outbox, ThemeFacts};
use crate::panes::{Binding, Cx, Pane, Pressed, ViewCx, point, with_moving};
use crate::theme::Role;
use crate::widgets::{Cursor, Piece, Step, below, line, padded, popup, popup_room, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Picker;

/// The themes, and which one was shown before.
#[derive(Debug)]
pub(super) struct State {
    all: Vec<ThemeFacts>,
    before: usize,
    cursor: Cursor,
}

impl State {
    pub(super) fn new(all: Vec<ThemeFacts>, shown: usize) -> Self {
        Self { all, before: shown, cursor: Cursor(shown) }
    }

    fn name(&self, index: usize) -> Option<String> {
        self.all.get(index).map(|theme| theme.name.clone())
    }

    fn show(&self, index: usize, out: &mut Outbox) {
        if let Some(name) = self.name(index) {
            out.act(Action::ShowTheme(name));
        }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Show another one.
    Move(Step),
    /// Keep the one that is shown.
    Keep,
    /// Back to the one before.
    Leave,
}

impl Pane for Picker {
    const ID: &'static str = "themes";
    const TITLE: &'static str = "Themes";
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("themes", Msg::Move;
        Binding {
            keys: &[Key::plain(KeyCode::Enter)],
            verb: "themes.keep",
            help: "keep",
            is_hinted: true,
            msg: Msg::Keep,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::char('q'), Key::char('T'), Key::ctrl('c')],
            verb: "themes.leave",
            help: "as before",
            is_hinted: true,
            msg: Msg::Leave,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Move(step) => {
                state.cursor.step(step, state.all.len(), cx.page());
                state.show(state.cursor.0, out);
            }
            Msg::Keep => {
                out.act(Action::Close);
                if let Some(name) = state.name(state.cursor.0) {
                    out.act(Action::KeepTheme(name));
                }
            }
            Msg::Leave => {
                out.act(Action::Close);
                state.show(state.before, out);
            }
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let place = place(state, cx.area);
        let inner = popup_room((place.width, place.height), cx.area);
        let list = Rect { height: room(state, place), ..inner };
        match point(&mut state.cursor, mouse, state.all.len(), list) {
            Pressed::Again => Self::update(state, Msg::Keep, cx, out),
            Pressed::Chosen | Pressed::Nothing => state.show(state.cursor.0, out),
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let place = place(state, area);
        let inner = popup("Themes", (place.width, place.height), cx.theme, area, buf);
        let list = Rect { height: room(state, place), ..inner };
        let names = state.all.iter().map(|theme| width(&theme.name)).max().unwrap_or(0);
        let unseen = rows(state.all.len(), state.cursor, true, cx.theme, list, buf, |index, row, buf| {
            let Some(theme) = state.all.get(index) else { return };
            let sign = if index == state.before { "▸ " } else { "  " };
            let own = if theme.is_own { "  yours" } else { "" };
            let pieces = [
                (sign.into(), cx.style(Role::Accent)),
                (padded(&theme.name, names).into(), cx.style(Role::Text)),
                (own.into(), cx.style(Role::Dim)),
            ];
            line(pieces, row, buf);
        });
        unseen.draw(cx.theme, inner, buf);
        let mut left = below(inner, list.height + 1);
        if let Some(theme) = state.all.get(state.cursor.0) {
            prose(&theme.about, cx.style(Role::Dim), Rect { height: left.height.min(2), ..left }, buf);
        }
        left = below(left, 3);
        for sample in samples(cx) {
            line(sample, left, buf);
            left = below(left, 1);
        }
        let verbs = [("themes.keep", "keep"), ("themes.leave", "as before")];
        draw_hints::<Self>(state, &verbs, cx, below(left, 1), buf);
        None
    }
}

/// Rows below the list: a line about the theme, samples, keys, and what sets them apart.
const BELOW: u16 = 8;

/// Where the picker lies: as high as it needs, within what there is.
fn place(state: &State, area: Rect) -> Rect {
    let rows = u16::try_from(state.all.len()).unwrap_or(u16::MAX);
    let height = rows.saturating_add(BELOW + 2).min(area.height);
    let width = 46.min(area.width);
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Rows of the list itself.
fn room(state: &State, place: Rect) -> u16 {
    let rows = u16::try_from(state.all.len()).unwrap_or(u16::MAX);
    rows.min(place.height.saturating_sub(BELOW + 2)).max(1)
}

/// What matters most, in its colours.
fn samples<'a>(cx: &ViewCx<'_>) -> [Vec<Piece<'a>>; 2] {
    let piece = |text: &'static str, role| (text.into(), cx.style(role));
    [
        vec![
            piece("password  ", Role::FieldName),
            piece(MASK, Role::Mask),
            piece("  shown", Role::Revealed),
            piece(" 8s", Role::Countdown),
        ],
        vec![
            piece("done  ", Role::Good),
            piece("look  ", Role::Warning),
            piece("failed  ", Role::Bad),
            piece("match", Role::Lit),
            piece("  not now", Role::Disabled),
        ],
    ]
}
