//! The pane of teams: the active one is marked; Enter makes another one active; make, set up and remove one.

mod view;

use super::moving::{point, with_moving};
use super::{Binding, Changed, Column, Cx, Filter, Pane, Place, Sieve, Typed, ViewCx};
use crate::domain::{ProviderId, TeamId};
use crate::message::{
    Action, Answer, Confirm, Key, KeyCode, Mouse, Outbox, Outcome, Overlay, Paste, ProviderFacts, Request,
    SetUpStart, Shared, TeamFacts, TeamStart,
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
    /// What is typed to see fewer of them.
    sieve: Sieve,
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
    /// Start typing a filter.
    Filter,
    /// Drop the filter.
    Clear,
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
        verb(&[Key::char('/')], "teams.filter", "filter", Msg::Filter),
        Binding { is_hinted: false, ..verb(&[Key::plain(KeyCode::Esc)], "teams.clear", "drop the filter", Msg::Clear) },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match (msg, state.team(cx.shared)) {
            (Msg::Move(step), _) => state.step(step, cx),
            (Msg::Filter, _) => state.sieve.begin(),
            (Msg::Clear, _) => state.clear(cx.shared, out),
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
        match (msg, state.team(shared)) {
            (Msg::Move(_) | Msg::Filter | Msg::Clear, _) => None,
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

    fn typing(state: &State) -> &'static [(&'static str, &'static str)] {
        Filter::typing(state.sieve.filter())
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        let Some(typed) = state.sieve.press(key) else { return false };
        match typed {
            Typed::Keep => {}
            Typed::Drop => state.clear(cx.shared, out),
            Typed::Text => state.ask(cx.shared, out),
            Typed::Move(step) => state.step(step, cx),
        }
        true
    }

    fn paste(state: &mut State, paste: Paste, cx: &Cx<'_>, out: &mut Outbox) {
        if state.sieve.paste(&paste, out) {
            state.ask(cx.shared, out);
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, cx: &Cx<'_>, _out: &mut Outbox) {
        if let Answer::Part(Outcome::Matches(matches)) | Answer::End(Ok(Outcome::Matches(matches))) = answer {
            if state.sieve.found(matches) {
                state.cursor = Cursor(0);
                state.stand(cx.shared);
            } else {
                state.find(cx.shared);
            }
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        match change {
            Changed::Team => state.on = Some(cx.shared.team.clone()),
            Changed::MadeTeam(id) => {
                // It would not be among those that were found.
                state.sieve.clear(out);
                state.on = Some(id.clone());
            }
            Changed::Places => state.ask(cx.shared, out),
            Changed::Provider(id) => {
                state.registered = Some(id.clone());
                return;
            }
            _ => return,
        }
        state.find(cx.shared);
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        let inner = Block::bordered().inner(cx.area);
        let (list, _) = view::parts(state, cx.shared, inner);
        let count = state.shown(cx.shared).len();
        point(&mut state.cursor, mouse, count, list);
        state.stand(cx.shared);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}

impl State {
    /// The cursor was moved here.
    fn stand(&mut self, shared: &Shared) {
        self.on = self.team(shared).map(|team| team.id.clone()).or(self.on.take());
    }

    /// The teams that are shown.
    fn shown<'s>(&self, shared: &'s Shared) -> Vec<&'s TeamFacts> {
        let all = shared.teams.iter().map(|team| team.id.as_str());
        self.sieve.shown(all).into_iter().filter_map(|place| shared.teams.get(place)).collect()
    }

    /// The team under the cursor.
    fn team<'s>(&self, shared: &'s Shared) -> Option<&'s TeamFacts> {
        self.shown(shared).get(self.cursor.0).copied()
    }

    fn step(&mut self, step: Step, cx: &Cx<'_>) {
        self.cursor.step(step, self.shown(cx.shared).len(), cx.page());
        self.stand(cx.shared);
    }

    /// Puts the cursor on its team, where that is shown.
    fn find(&mut self, shared: &Shared) {
        let shown = self.shown(shared);
        let row = shown.iter().position(|team| Some(&team.id) == self.on.as_ref());
        self.cursor = row.map_or(self.cursor, Cursor);
        self.cursor.clamp(shown.len());
    }

    fn ask(&mut self, shared: &Shared, out: &mut Outbox) {
        self.sieve.ask(shared.teams.iter().map(|team| team.id.as_str()), out);
        self.find(shared);
    }

    /// Shows all of them again, with the cursor on the same one.
    fn clear(&mut self, shared: &Shared, out: &mut Outbox) {
        if self.sieve.clear(out) {
            self.find(shared);
        }
    }

    /// What the form for setting a team up starts from: the team under the cursor, where it is in a provider in which
    /// that can be done, else a new one.
    fn setup(&self, shared: &Shared) -> Option<SetUpStart> {
        let able = |id: &ProviderId| {
            shared.providers.iter().any(|provider| provider.id == *id && provider.can.sets_teams_up())
        };
        let team = self.team(shared).filter(|team| team.broken.is_none() && able(&team.provider));
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
