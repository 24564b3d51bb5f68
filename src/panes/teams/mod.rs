//! The pane of teams: the active one is marked; Enter makes another one active; make, set up and remove one.

mod view;

use super::moving::{point, with_moving};
use super::{Binding, Changed, Column, Cx, Pane, Place, ViewCx};
use crate::domain::{ProviderId, TeamId};
use crate::message::{
    Action, Confirm, Key, KeyCode, Mouse, Outbox, Overlay, ProviderFacts, Request, SetUpStart, Shared,
    TeamFacts, TeamStart,
};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Block;

/// See the module.
pub(super) struct Teams;

/// Which row the cursor is on.
#[derive(Debug, Default)]
pub(super) struct State {
    cursor: Cursor,
    /// The team under the cursor: it keeps the cursor whatever comes before it in the list or goes.
    on: Option<TeamId>,
    /// The provider that was registered last: a new team is probably meant for it.
    registered: Option<ProviderId>,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Make the team under the cursor the active one.
    Switch,
    /// Make a team.
    Add,
    /// Set a team up in its provider.
    SetUp,
    /// Take the team under the cursor out of the configuration.
    Remove,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Teams {
    const ID: &'static str = "teams";
    const TITLE: &'static str = "Teams";
    const PLACE: Option<Place> =
        Some(Place { column: Column::Left, keys: &[Key::char('2')], verb: "pane.teams", help: "to Teams" });
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("teams", Msg::Move;
        verb(
            &[Key::plain(KeyCode::Enter), Key::char('l'), Key::plain(KeyCode::Right)],
            "teams.switch",
            "work in this team",
            Msg::Switch,
        ),
        verb(&[Key::char('a')], "teams.add", "make a team", Msg::Add),
        verb(&[Key::char('s')], "teams.set-up", "set a team up", Msg::SetUp),
        verb(&[Key::char('d')], "teams.remove", "remove", Msg::Remove),
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match (msg, cx.shared.teams.get(state.cursor.0)) {
            (Msg::Move(step), _) => {
                state.cursor.step(step, cx.shared.teams.len(), cx.page());
                state.stand(cx.shared);
            }
            (Msg::Switch, Some(team)) => {
                out.act(Action::Switch(team.id.clone()));
                out.act(Action::Focus("secrets"));
            }
            (Msg::Add, _) => out.open(Overlay::Team(state.start(cx.shared))),
            (Msg::SetUp, _) => {
                if let Some(start) = state.setup(cx.shared) {
                    out.open(Overlay::SetUp(start));
                }
            }
            (Msg::Remove, Some(team)) => out.open(Overlay::Confirm(removal(team))),
            (Msg::Switch | Msg::Remove, None) => {}
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let team = shared.teams.get(state.cursor.0);
        match (msg, team) {
            (Msg::Move(_), _) => None,
            (Msg::Add, _) => shared.providers.is_empty().then(|| "no provider is known yet".into()),
            (Msg::SetUp, _) => why_no_setup(shared),
            (_, None) => Some("no team is selected".into()),
            (Msg::Switch, Some(team)) => team.broken.clone(),
            (Msg::Remove, Some(team)) if team.id == TeamId::personal() => {
                Some("the team personal is built in and stays".into())
            }
            (Msg::Remove, Some(_)) => None,
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, _out: &mut Outbox) {
        match change {
            Changed::Team => state.on = Some(cx.shared.team.clone()),
            Changed::MadeTeam(id) => state.on = Some(id.clone()),
            Changed::Places => {}
            Changed::Provider(id) => {
                state.registered = Some(id.clone());
                return;
            }
            _ => return,
        }
        let row = cx.shared.teams.iter().position(|team| Some(&team.id) == state.on.as_ref());
        state.cursor = row.map_or(state.cursor, Cursor);
        state.cursor.clamp(cx.shared.teams.len());
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        let inner = Block::bordered().inner(cx.area);
        let (list, _) = view::parts(state, cx.shared, inner);
        point(&mut state.cursor, mouse, cx.shared.teams.len(), list);
        state.stand(cx.shared);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

impl State {
    /// The cursor was moved here.
    fn stand(&mut self, shared: &Shared) {
        self.on = shared.teams.get(self.cursor.0).map(|team| team.id.clone());
    }

    /// What the form for setting a team up starts from: the team under the cursor, where it is in a provider in which
    /// that can be done, else a new one.
    fn setup(&self, shared: &Shared) -> Option<SetUpStart> {
        let able = |id: &ProviderId| {
            shared.providers.iter().any(|provider| provider.id == *id && provider.can.sets_teams_up())
        };
        let team =
            shared.teams.get(self.cursor.0).filter(|team| team.broken.is_none() && able(&team.provider));
        let chosen = team.map(|team| &team.provider).or(self.registered.as_ref());
        SetUpStart::on(shared, chosen, team.map(|team| (team.id.clone(), team.root.clone())))
    }

    /// What the form of a new team starts from: the provider that was registered last, as long as no team is on it.
    fn start(&self, shared: &Shared) -> TeamStart {
        let is_free = |id: &&ProviderId| {
            let is_known = shared.providers.iter().any(|provider| provider.id == **id);
            is_known && shared.teams.iter().all(|team| team.provider != **id)
        };
        let first = shared.providers.first().map_or_else(ProviderId::local, |provider| provider.id.clone());
        TeamStart {
            providers: shared.providers.iter().map(|it| (it.id.clone(), it.kind.clone())).collect(),
            chosen: self.registered.as_ref().filter(is_free).cloned().unwrap_or(first),
        }
    }
}

/// Why no team can be set up anywhere now.
fn why_no_setup(shared: &Shared) -> Option<String> {
    let able: Vec<_> = shared.providers.iter().filter(|provider| provider.can.sets_teams_up()).collect();
    if able.is_empty() {
        return Some("none of the providers has anything to set up for a team".into());
    }
    let reasons: Option<Vec<String>> = able.into_iter().map(ProviderFacts::why_no_setup).collect();
    reasons.and_then(|reasons| reasons.into_iter().next())
}

fn removal(team: &TeamFacts) -> Confirm {
    let stay = match team.broken {
        Some(_) => "Secrets stay where they are.".to_owned(),
        None => format!("Its secrets stay on {}; a team on the same root shows them again.", team.provider),
    };
    Confirm {
        question: format!("Take the team {} out of the configuration?", team.id),
        detail: stay,
        typed: None,
        then: Request::RemoveTeam(team.id.clone()),
        done: format!("removed the team {}; its secrets stay", team.id),
        can_undo: false,
        at: None,
    }
}
