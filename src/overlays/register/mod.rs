//! The form of a provider: its lines come from the kind; a check runs while it is filled and keeps nothing.

mod check;
mod refused;
mod row;
mod save;
mod state;
mod steps;
mod view;

use super::leaving::Leaving;
use crate::domain::ProviderId;
use crate::message::{Action, Answer, Key, KeyCode, Level, Outbox, Outcome, Paste, Shared};
use crate::panes::{Binding, Changed, Cx, Pane, ViewCx};
use crate::provider::{Error, Kind};
use check::Check;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use row::{Row, What};

/// See the module.
pub(super) struct Register;

/// What is typed, and what its check has found.
#[derive(Debug)]
pub(super) struct State {
    /// The kinds that can be chosen.
    kinds: Vec<&'static Kind>,
    /// The provider that is changed; nothing for a new one.
    changes: Option<ProviderId>,
    /// Keys of credentials that are kept already, for the addresses that were registered.
    kept: Vec<String>,
    /// The addresses that were registered: key and text.
    addresses: Vec<(&'static str, Option<String>)>,
    /// All lines, from top to bottom; those that do not count now are not shown and keep their text.
    rows: Vec<Row>,
    /// The line that has the keys.
    at: usize,
    /// What the check has found.
    check: Check,
    /// What is wrong.
    error: Option<String>,
    /// How far saving is.
    saving: Saving,
    /// Whether something was typed since the start.
    is_dirty: bool,
    /// Whether it is left although something would be lost.
    leaving: Leaving,
}

/// How far saving is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saving {
    /// Nobody has asked for it.
    No,
    /// It was asked for; the check decides.
    AfterCheck,
    /// The check has failed; asking once more saves all the same.
    DespiteCheck,
    /// It is under way.
    UnderWay,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// To the next line; saves on the last.
    Enter,
    /// To the next line.
    Next,
    /// To the line before.
    Back,
    /// Save.
    Save,
    /// Show or hide what is typed in this line.
    Show,
    /// Check again.
    Check,
    /// Show earlier steps of the check.
    Up,
    /// Show later steps of the check.
    Down,
    /// Forget the credential of this line.
    Forget,
    /// Leave.
    Leave,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

/// When the form closes, nothing of its check is kept.
fn leave(state: &State, out: &mut Outbox) {
    if out.actions.iter().any(|action| matches!(action, Action::Close)) {
        check::leave(state, out);
    }
}

impl Pane for Register {
    const ID: &'static str = "register";
    const TITLE: &'static str = "Provider";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::ctrl('s')], "register.save", "save", Msg::Save),
        verb(&[Key::plain(KeyCode::Enter)], "register.enter", "next line, save on the last", Msg::Enter),
        verb(&[Key::plain(KeyCode::Tab), Key::plain(KeyCode::Down)], "register.next", "next line", Msg::Next),
        verb(
            &[Key::plain(KeyCode::BackTab), Key::plain(KeyCode::Up)],
            "register.back",
            "line before",
            Msg::Back,
        ),
        verb(&[Key::ctrl('r')], "register.show", "show what is typed", Msg::Show),
        verb(&[Key::ctrl('t')], "register.check", "check again", Msg::Check),
        verb(&[Key::plain(KeyCode::PageUp)], "register.up", "earlier steps", Msg::Up),
        verb(&[Key::plain(KeyCode::PageDown)], "register.down", "later steps", Msg::Down),
        verb(&[Key::ctrl('x')], "register.forget", "forget the credential", Msg::Forget),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "register.leave", "leave", Msg::Leave),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Up | Msg::Down => view::turn(state, matches!(msg, Msg::Down), cx.area),
            Msg::Leave if state.saving == Saving::UnderWay => {
                state.error = Some("it is being saved; wait a moment".into());
            }
            Msg::Leave => {
                state.leaving.leave(state.is_dirty, out);
                leave(state, out);
            }
            Msg::Back => state.go(false, out),
            Msg::Enter if state.is_last() => save::ask(state, out),
            Msg::Next | Msg::Enter => state.go(true, out),
            Msg::Save => save::ask(state, out),
            Msg::Show => {
                let row = &mut state.rows[state.at];
                row.input.is_shown = !row.input.is_shown;
            }
            Msg::Check => check::start_again(state, out),
            Msg::Forget => state.forget(),
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let is_credential = state.rows[state.at].is_credential();
        match msg {
            Msg::Show if !state.rows[state.at].input.is_secret() => {
                Some("nothing is masked in this line".into())
            }
            Msg::Show => shared.why_masked(),
            Msg::Forget if !is_credential => Some("only a credential can be forgotten".into()),
            Msg::Check | Msg::Forget if state.saving == Saving::UnderWay => Some("it is being saved".into()),
            _ => None,
        }
    }

    fn is_typed(key: Key) -> bool {
        super::input::Input::is_typed(key)
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if state.leaving.takes::<Self>(key, cx, out) {
            leave(state, out);
            return true;
        }
        if state.saving == Saving::UnderWay {
            // What is typed now would be neither saved nor kept.
            return matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace) && !key.ctrl;
        }
        let took = state.press(key);
        let is_move = matches!(key.code, KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End);
        if took && (!is_move || state.rows[state.at].is_choice()) {
            state.touched();
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        let row = &mut state.rows[state.at];
        if state.saving == Saving::UnderWay || row.is_choice() || row.is_fixed {
            return;
        }
        if let Some(packed) = row.packed(&paste) {
            row.input.set(&packed);
            state.touched();
            return;
        }
        match row.input.paste(&paste) {
            Ok(()) => state.touched(),
            Err(wrong) => state.error = Some(wrong),
        }
    }

    fn changed(state: &mut State, change: &Changed, _cx: &Cx<'_>, out: &mut Outbox) {
        if *change == Changed::Opened && state.changes.is_some() {
            check::start(state, out);
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        match (purpose, answer) {
            ("check", Answer::Part(Outcome::Step(step, finding))) => state.check.found(step, finding),
            ("check", Answer::End(result)) => {
                if state.check.ended(result.err()) {
                    check::start(state, out);
                }
                save::checked(state, out);
            }
            ("save", Answer::End(Ok(_))) => {
                let id = state.name().unwrap_or_default();
                let (otherwise, done) = (state.check.otherwise(), state.verb_done());
                out.act(Action::Close);
                if let Ok(id) = ProviderId::new(&id) {
                    out.act(Action::ShowProvider(id));
                }
                out.act(Action::Refresh);
                match otherwise {
                    Some(otherwise) => out.say(Level::Info, format!("{done} {id}; for now {otherwise}")),
                    None if state.changes.is_none() => {
                        let (to, add) = ([Key::char('2')], [Key::char('a')]);
                        let keymap = &cx.shared.keymap;
                        let keys = (keymap.keys("pane.teams", &to), keymap.keys("teams.add", &add));
                        let next = match (keys.0.first(), keys.1.first()) {
                            (Some(to), Some(add)) => format!("; {to} {add} puts a team on it"),
                            _ => String::new(),
                        };
                        out.say(Level::Done, format!("{done} {id}{next}"));
                    }
                    None => out.say(Level::Done, format!("{done} {id}")),
                }
            }
            ("save", Answer::End(Err(error))) => {
                state.saving = Saving::No;
                state.error = Some(match error {
                    Error::Exists { .. } => {
                        state.at = 0;
                        "a provider of this name is there already; choose another name".into()
                    }
                    error => {
                        let hint =
                            error.hint_in_console().map(|hint| format!("; {hint}")).unwrap_or_default();
                        format!("not saved: {error}{hint}")
                    }
                });
            }
            _ => {}
        }
    }

    fn hide(state: &mut State, _out: &mut Outbox) {
        for row in &mut state.rows {
            row.input.is_shown = false;
        }
    }

    fn asks(state: &State) -> bool {
        state.leaving.is_asked()
    }

    fn would_lose(state: &State) -> bool {
        state.is_dirty
    }

    fn shows_value(state: &State) -> bool {
        state.rows.iter().any(|row| row.input.shows_value())
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}
