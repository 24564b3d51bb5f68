//! The pane of providers: how each is, and why one cannot be used.

mod view;

use super::moving::{follow, with_moving};
use super::{Binding, Changed, Cx, Pane, ViewCx};
use crate::message::{Action, Answer, Key, KeyCode, Mouse, Outbox, Outcome, Request};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Providers;

/// Which row the cursor is on.
#[derive(Debug, Default)]
pub(super) struct State {
    cursor: Cursor,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Go on to the teams.
    Enter,
}

impl Pane for Providers {
    const ID: &'static str = "providers";
    const TITLE: &'static str = "Providers";
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("providers", Msg::Move;
        Binding {
            keys: &[Key::plain(KeyCode::Enter), Key::char('l'), Key::plain(KeyCode::Right)],
            verb: "providers.enter",
            help: "to the teams",
            is_hinted: true,
            msg: Msg::Enter,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Move(step) => state.cursor.step(step, cx.shared.providers.len(), cx.page()),
            Msg::Enter => out.act(Action::Focus("teams")),
        }
    }

    fn changed(_state: &mut State, change: &Changed, _cx: &Cx<'_>, out: &mut Outbox) {
        if *change == Changed::Refresh {
            out.ask("survey", Request::Survey);
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        match answer {
            Answer::Part(Outcome::Places(teams, providers)) => {
                state.cursor.clamp(providers.len());
                out.act(Action::Places(teams, providers));
            }
            Answer::Part(Outcome::Provider(facts)) => out.act(Action::Provider(facts)),
            Answer::End(Err(error)) => out.fail(&error),
            _ => state.cursor.clamp(cx.shared.providers.len()),
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        follow(&mut state.cursor, mouse, cx.shared.providers.len(), cx);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}
