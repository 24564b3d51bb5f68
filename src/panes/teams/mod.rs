//! The pane of teams: the active one is marked; Enter makes another one active.

use super::moving::{follow, with_moving};
use super::{Binding, Changed, Cx, Pane, ViewCx};
use crate::message::{Action, Key, KeyCode, Mouse, Outbox, ProviderFacts, ProviderState};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, frame, noted, padded, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Teams;

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
    /// Make the team under the cursor the active one.
    Switch,
}

impl Pane for Teams {
    const ID: &'static str = "teams";
    const TITLE: &'static str = "Teams";
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("teams", Msg::Move;
        Binding {
            keys: &[Key::plain(KeyCode::Enter), Key::char('l'), Key::plain(KeyCode::Right)],
            verb: "teams.switch",
            help: "work in this team",
            is_hinted: true,
            msg: Msg::Switch,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Move(step) => state.cursor.step(step, cx.shared.teams.len(), cx.page()),
            Msg::Switch => {
                if let Some(team) = cx.shared.teams.get(state.cursor.0) {
                    out.act(Action::Switch(team.id.clone()));
                    out.act(Action::Focus("secrets"));
                }
            }
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, _out: &mut Outbox) {
        if *change == Changed::Team {
            let active = cx.shared.teams.iter().position(|team| team.id == cx.shared.team);
            state.cursor = Cursor(active.unwrap_or_default());
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        follow(&mut state.cursor, mouse, cx.shared.teams.len(), cx);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let teams = &cx.shared.teams;
        let inner = frame("2 Teams", "", cx.is_focused, cx.theme, area, buf);
        let column = teams.iter().map(|team| width(team.id.as_str())).max().unwrap_or(0);
        rows(teams.len(), state.cursor, cx.is_focused, cx.theme, inner, buf, |index, row, buf| {
            let team = &teams[index];
            let is_active = team.id == cx.shared.team;
            let (sign, role) = if is_active { ("▸ ", Role::Accent) } else { ("  ", Role::Text) };
            let provider = cx.shared.providers.iter().find(|provider| provider.id == team.provider);
            let place = format!("  {}", team.provider);
            let pieces = [
                (sign.into(), cx.style(role)),
                (padded(team.id.as_str(), column).into(), cx.style(role)),
                (place.into(), cx.style(Role::Dim)),
            ];
            let (note, role) = provider.map_or(("", Role::Dim), note);
            noted(pieces, (note.into(), cx.style(role)), row, buf);
        });
        None
    }
}

/// How the provider of a team is, in a word; nothing when it is well.
fn note(provider: &ProviderFacts) -> (&'static str, Role) {
    match &provider.state {
        ProviderState::Disabled => ("off", Role::Disabled),
        ProviderState::Failed(_) => ("✗", Role::Bad),
        ProviderState::Ready(health) if health.is_sealed => ("sealed", Role::Bad),
        ProviderState::Asking => ("…", Role::Warning),
        ProviderState::Ready(_) if provider.can.is_read_only() => ("RO", Role::Warning),
        ProviderState::Ready(_) => ("", Role::Dim),
    }
}
