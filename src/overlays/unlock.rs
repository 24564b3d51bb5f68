//! The gate: makes the embedded store on the first run, opens it later. Nothing else is seen meanwhile.

use super::input::Input;
use crate::domain::{check_passphrase, passphrase_strength};
use crate::message::{Action, Answer, Key, KeyCode, Outbox, Paste, Request};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::provider::Lock;
use crate::theme::Role;
use crate::widgets::{below, line, popup, prose};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Unlock;

/// What is typed.
#[derive(Debug)]
pub(super) struct State {
    passphrase: Input,
    again: Input,
    /// Whether the keys go to the repetition.
    is_again: bool,
    /// Whether the key is being derived.
    is_busy: bool,
    error: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            passphrase: Input::secret(),
            again: Input::secret(),
            is_again: false,
            is_busy: false,
            error: None,
        }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Go on to the repetition, or try the passphrase.
    Enter,
    /// To the other line.
    Other,
    /// Leave the program.
    Leave,
}

impl Pane for Unlock {
    const ID: &'static str = "unlock";
    const TITLE: &'static str = "Strongroom";
    const BINDINGS: &'static [Binding<Msg>] = &[
        Binding {
            keys: &[Key::plain(KeyCode::Enter)],
            verb: "unlock.open",
            help: "open",
            is_hinted: true,
            msg: Msg::Enter,
        },
        Binding {
            keys: &[
                Key::plain(KeyCode::Tab),
                Key::plain(KeyCode::BackTab),
                Key::plain(KeyCode::Up),
                Key::plain(KeyCode::Down),
            ],
            verb: "unlock.other",
            help: "to the other line",
            is_hinted: false,
            msg: Msg::Other,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::ctrl('c'), Key::ctrl('q')],
            verb: "unlock.leave",
            help: "quit",
            is_hinted: true,
            msg: Msg::Leave,
        },
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Leave => out.act(Action::Quit),
            Msg::Other => state.is_again = !state.is_again && cx.shared.lock == Lock::Missing,
            Msg::Enter if state.is_busy => {}
            Msg::Enter if cx.shared.lock == Lock::Missing => create(state, out),
            Msg::Enter => {
                if state.passphrase.text().is_empty() {
                    state.error = Some("type the passphrase".into());
                } else {
                    state.is_busy = true;
                    state.error = None;
                    out.change("open", Request::Unlock(state.passphrase.value()));
                    state.passphrase.empty();
                }
            }
        }
    }

    fn capture(state: &mut State, key: Key, _cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        if state.is_busy && key.code != KeyCode::Esc {
            // The derivation takes a moment; what is typed meanwhile belongs nowhere.
            return !key.ctrl;
        }
        let input = if state.is_again { &mut state.again } else { &mut state.passphrase };
        let took = input.press(key);
        if took {
            state.error = None;
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        let input = if state.is_again { &mut state.again } else { &mut state.passphrase };
        state.error = input.paste(&paste).err();
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        let Answer::End(result) = answer else { return };
        state.is_busy = false;
        match result {
            Ok(_) => {
                *state = State::default();
                out.act(Action::Opened);
            }
            Err(error) => {
                let hint = if cx.shared.lock == Lock::Missing { None } else { error.hint_in_console() };
                state.error = Some(hint.map_or(error.to_string(), |hint| format!("{error}: {hint}")));
            }
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        draw(state, cx, area, buf)
    }
}

fn create(state: &mut State, out: &mut Outbox) {
    if let Err(wrong) = check_passphrase(state.passphrase.text().as_bytes()) {
        state.error = Some(wrong.to_string());
        state.is_again = false;
    } else if !state.is_again && state.again.text().is_empty() {
        state.is_again = true;
    } else if state.passphrase.text() == state.again.text() {
        state.is_busy = true;
        state.error = None;
        out.change("open", Request::Create(state.passphrase.value()));
    } else {
        state.error = Some("the two are not the same; type the second again".into());
        state.is_again = true;
        state.again.empty();
    }
}

fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let is_new = cx.shared.lock == Lock::Missing;
    let (title, height) = if is_new { ("Welcome to Strongroom", 13) } else { ("Strongroom is locked", 8) };
    let mut left = popup(title, (64, height), cx.theme, area, buf);
    let text = if is_new {
        "Your secrets will be kept in an encrypted store on this machine. \
         Choose the passphrase that opens it. It cannot be recovered: \
         whoever loses it loses the secrets."
    } else {
        "Type the passphrase of the embedded store."
    };
    let (rows, _) = prose(text, cx.style(Role::Text), left, buf);
    left = below(left, rows + 1);
    let mut cursor = None;
    let lines = [("passphrase", &state.passphrase, !state.is_again), ("again", &state.again, state.is_again)];
    for (name, input, is_active) in &lines[..if is_new { 2 } else { 1 }] {
        line([((*name).into(), cx.style(Role::FieldName))], Rect { width: 12.min(left.width), ..left }, buf);
        let value = Rect {
            x: left.x + 12.min(left.width),
            width: left.width.saturating_sub(12),
            height: left.height.min(1),
            ..left
        };
        let (seen, column) = input.seen(usize::from(value.width));
        buf.set_style(value, cx.style(if *is_active { Role::Input } else { Role::Mask }));
        line([(seen.as_str().into(), cx.style(Role::Mask))], value, buf);
        if *is_active && !state.is_busy && value.height > 0 {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            cursor =
                Some(Position { x: (value.x + column).min(value.right().saturating_sub(1)), y: value.y });
        }
        left = below(left, 1);
    }
    if is_new {
        let strength = passphrase_strength(state.passphrase.text());
        let (word, role) = match strength {
            0 => ("", Role::Dim),
            1 => ("too short", Role::Bad),
            2 => ("weak", Role::Warning),
            3 => ("fair", Role::Text),
            _ => ("good", Role::Good),
        };
        let bar = format!(
            "{}{}",
            "━".repeat(usize::from(strength) * 3),
            "·".repeat(12 - usize::from(strength) * 3)
        );
        let pieces = [
            ("            ".into(), cx.style(Role::Dim)),
            (bar.into(), cx.style(role)),
            (format!(" {word}").into(), cx.style(role)),
        ];
        line(pieces, left, buf);
        left = below(left, 1);
    }
    left = below(left, 1);
    if state.is_busy {
        let text = if is_new { "making the store …" } else { "opening …" };
        line([(text.into(), cx.style(Role::Dim))], left, buf);
    } else if let Some(error) = &state.error {
        prose(error, cx.style(Role::Bad), left, buf);
    } else {
        let keys = [
            (cx.spell("⏎"), cx.style(Role::Key)),
            (if is_new { " make the store  " } else { " open  " }.into(), cx.style(Role::Dim)),
            ("esc".into(), cx.style(Role::Key)),
            (" quit".into(), cx.style(Role::Dim)),
        ];
        line(keys, left, buf);
    }
    cursor
}
