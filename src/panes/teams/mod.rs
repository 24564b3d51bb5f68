//! The pane of teams: the active one is marked; Enter makes another one active.

use super::moving::{point, with_moving};
use super::{Binding, Changed, Column, Cx, Pane, Place, ViewCx};
use crate::message::{Action, Key, KeyCode, Mouse, Outbox, ProviderFacts, ProviderState, Shared};
use crate::provider::Ability;
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, frame, noted, padded, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Block;

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
    const PLACE: Option<Place> =
        Some(Place { column: Column::Left, keys: &[Key::char('2')], verb: "pane.teams", help: "to Teams" });
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
        let inner = Block::bordered().inner(cx.area);
        let (list, _) = parts(state, cx.shared, inner);
        point(&mut state.cursor, mouse, cx.shared.teams.len(), list);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let teams = &cx.shared.teams;
        let inner = frame("2 Teams", "", cx.is_focused, cx.theme, area, buf);
        let (list, reason) = parts(state, cx.shared, inner);
        let under = below(inner, list.height);
        prose(&reason.unwrap_or_default(), cx.style(Role::Dim), under, buf);
        let column = teams.iter().map(|team| width(team.id.as_str())).max().unwrap_or(0);
        rows(teams.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
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

/// Rows for what the team under the cursor lacks.
const REASON: u16 = 4;

/// The place of the list, and what is told below it of the team under the cursor.
fn parts(state: &State, shared: &Shared, inner: Rect) -> (Rect, Option<String>) {
    let team = shared.teams.get(state.cursor.0);
    let provider = team.and_then(|team| shared.providers.iter().find(|it| it.id == team.provider));
    let reason = provider.and_then(reason).filter(|_| inner.height > 2 * REASON);
    let told = if reason.is_some() { REASON } else { 0 };
    (Rect { height: inner.height - told, ..inner }, reason)
}

/// What cannot be done in a team on this provider, and why; nothing when everything can.
fn reason(provider: &ProviderFacts) -> Option<String> {
    let lacks = || {
        let abilities = [Ability::Write, Ability::Versions, Ability::Bin];
        abilities.into_iter().find_map(|ability| provider.can.why_not(ability))
    };
    provider.why_unusable().or_else(|| lacks().map(str::to_owned))
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
