//! A question before a change; what cannot be undone asks for the name to be typed.

use super::input::Input;
use super::keys::draw_hints;
use crate::message::{Action, Confirm, Key, KeyCode, Level, Outbox, Paste, Request};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{below, line, popup, popup_room, prose, prose_rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the box with its frame.
const WIDE: u16 = 60;
/// Rows that the frame takes.
const FRAME: u16 = 2;
/// What is said of a yes that was typed before the question was to be seen.
pub(super) const TOO_EARLY: &str = "that key came before the question was to be seen; answer it now";
/// Rows of the question at most: a name can be long.
const LONGEST: u16 = 4;

/// See the module.
pub(super) struct Asking;

/// The question and how far its answer is.
#[derive(Debug)]
pub(super) struct State {
    /// The question; nothing once it is answered with yes.
    confirm: Option<Confirm>,
    /// The name that must be typed, and what is typed.
    typed: Option<(String, Input)>,
    error: Option<String>,
}

impl State {
    pub(super) fn new(confirm: Confirm) -> Self {
        Self {
            typed: confirm.typed.clone().map(|name| (name, Input::clear())),
            confirm: Some(confirm),
            error: None,
        }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Pane for Asking {
    const ID: &'static str = "confirm";
    const TITLE: &'static str = "Confirm";
    const BINDINGS: &'static [Binding<Msg>] = &[
        Binding {
            keys: &[Key::plain(KeyCode::Enter), Key::char('y')],
            verb: "confirm.yes",
            help: "yes",
            is_hinted: true,
            msg: Msg::Yes,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::char('n'), Key::ctrl('c')],
            verb: "confirm.no",
            help: "no",
            is_hinted: true,
            msg: Msg::No,
        },
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::No => out.act(Action::Close),
            Msg::Yes if !cx.is_seen => out.say(Level::Info, TOO_EARLY),
            Msg::Yes => {
                if let Some((name, input)) = &state.typed
                    && input.text() != name
                {
                    state.error = Some(format!("type {name} to go on"));
                    return;
                }
                if let Some(confirm) = state.confirm.take() {
                    let Confirm { then, done, at, can_undo, .. } = confirm;
                    out.act(Action::Close);
                    out.act(match then {
                        Request::Many(many) => Action::Many(many),
                        then => Action::Commit { then: Box::new(then), done, at, can_undo },
                    });
                }
            }
        }
    }

    fn is_typed(key: Key) -> bool {
        Input::is_typed(key)
    }

    fn capture(state: &mut State, key: Key, _cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        match &mut state.typed {
            Some((_, input)) => {
                state.error = None;
                input.press(key)
            }
            None => false,
        }
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, out: &mut Outbox) {
        if let Some((_, input)) = &mut state.typed
            && let Err(wrong) = input.paste(&paste)
        {
            out.say(Level::Error, wrong);
        }
    }

    fn asks(state: &State) -> bool {
        state.confirm.is_some()
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let confirm = state.confirm.as_ref()?;
        // The box grows with its text; the line to type into and the keys are never pushed out of it.
        let wide = popup_room((WIDE, u16::MAX), area).width;
        let rows = |text: &str| u16::try_from(prose_rows(text, wide)).unwrap_or(u16::MAX);
        let (question, detail) = (rows(&confirm.question).min(LONGEST), rows(&confirm.detail));
        let below_text = if state.typed.is_some() { 3 } else { 1 };
        let wanted = question.saturating_add(detail).saturating_add(1 + below_text + FRAME);
        let inner = popup("Confirm", (WIDE, wanted.max(7)), cx.theme, area, buf);
        let text = Rect { height: inner.height.saturating_sub(below_text), ..inner };
        let place = Rect { height: text.height.min(LONGEST), ..text };
        let (rows, _) = prose(&confirm.question, cx.style(Role::Title), place, buf);
        let (rows_of_detail, _) = prose(&confirm.detail, cx.style(Role::Dim), below(text, rows), buf);
        let used = (rows + rows_of_detail + 1).min(text.height);
        let mut left = below(inner, used);
        let mut cursor = None;
        if let Some((name, input)) = &state.typed {
            let prompt = format!("type {name}: ");
            let x = line([(prompt.into(), cx.style(Role::Warning))], left, buf);
            let value = Rect { x, width: left.right().saturating_sub(x), height: left.height.min(1), ..left };
            buf.set_style(value, cx.style(Role::Input));
            let (seen, column) = input.seen(usize::from(value.width));
            line([(seen.as_str().into(), cx.style(Role::Input))], value, buf);
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            cursor = Some(Position { x: value.x.saturating_add(column), y: value.y });
            left = below(left, 2);
        }
        match &state.error {
            Some(error) => {
                line([(error.as_str().into(), cx.style(Role::Bad))], left, buf);
            }
            None => {
                draw_hints::<Self>(state, &[("confirm.yes", "yes"), ("confirm.no", "no")], cx, left, buf);
            }
        }
        cursor
    }
}
