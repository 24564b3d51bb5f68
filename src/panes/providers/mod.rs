//! The pane of providers: how each is and why one cannot be used; register, change, switch and remove one, and set a
//! team up in it.

mod update;
mod view;

use super::moving::{point, with_moving};
use super::{Binding, Changed, Column, Cx, Filter, Pane, Place, Sieve, Typed, ViewCx};
use crate::domain::ProviderId;
use crate::message::{
    Answer, Key, KeyCode, Level, Mouse, Outbox, Paste, ProviderFacts, ProviderState, Request, Shared,
};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Block;

/// See the module.
pub(super) struct Providers;

/// Which row the cursor is on.
#[derive(Debug, Default)]
pub(super) struct State {
    cursor: Cursor,
    /// What is typed to see fewer of them.
    sieve: Sieve,
    /// The provider to which the cursor goes as soon as it is in the list.
    wanted: Option<ProviderId>,
    /// Whether the form that was asked for is to stand on the credentials.
    is_login: bool,
    /// What to say when the switch under way is done.
    done: Option<String>,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Go on to the teams.
    Enter,
    /// Register a provider.
    Add,
    /// Change its settings.
    Edit,
    /// Switch it on or off.
    Toggle,
    /// Switch writing to it off or on.
    ReadOnly,
    /// Type its credentials anew.
    LogIn,
    /// Forget the credentials, and end the login if that is wanted.
    LogOut,
    /// Set a team up in it.
    SetUp,
    /// Take it out of the configuration.
    Remove,
    /// Start typing a filter.
    Filter,
    /// Drop the filter.
    Clear,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Providers {
    const ID: &'static str = "providers";
    const TITLE: &'static str = "Providers";
    const PLACE: Option<Place> = Some(Place {
        column: Column::Left,
        keys: &[Key::char('1')],
        verb: "pane.providers",
        help: "to Providers",
    });
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("providers", Msg::Move;
        verb(
            &[Key::plain(KeyCode::Enter), Key::char('l'), Key::plain(KeyCode::Right)],
            "providers.enter",
            "to the teams",
            Msg::Enter,
        ),
        verb(&[Key::char('a')], "providers.add", "register", Msg::Add),
        verb(&[Key::char('e')], "providers.edit", "edit", Msg::Edit),
        verb(&[Key::char('o')], "providers.toggle", "on or off", Msg::Toggle),
        verb(&[Key::char('W')], "providers.read-only", "read-only or not", Msg::ReadOnly),
        verb(&[Key::char('s')], "providers.set-up", "set a team up", Msg::SetUp),
        verb(&[Key::char('x')], "providers.logout", "log out", Msg::LogOut),
        verb(&[Key::char('d')], "providers.remove", "remove", Msg::Remove),
        verb(&[Key::char('/')], "providers.filter", "filter", Msg::Filter),
        Binding { is_hinted: false, ..verb(&[Key::plain(KeyCode::Esc)], "providers.clear", "drop the filter", Msg::Clear) },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        update::handle(state, &msg, cx, out);
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        if matches!(msg, Msg::Move(_) | Msg::Enter | Msg::Filter | Msg::Clear) {
            return None;
        }
        if matches!(msg, Msg::Add) {
            let can_any = shared.kinds.iter().any(|kind| kind.is_registrable);
            return (!can_any).then(|| "this version has no kind that can be registered".into());
        }
        let Some(provider) = state.provider(shared) else {
            return Some("no provider is selected".into());
        };
        if matches!(msg, Msg::SetUp) {
            return provider.why_no_setup();
        }
        if provider.id == ProviderId::local() {
            return Some("the provider local is built in and stays as it is".into());
        }
        let teams: Vec<&str> = shared
            .teams
            .iter()
            .filter(|team| team.provider == provider.id)
            .map(|team| team.id.as_str())
            .collect();
        let kind = shared.kinds.iter().find(|kind| kind.title == provider.kind);
        let takes_login = kind.is_some_and(|kind| kind.credentials().next().is_some());
        match (msg, teams.len()) {
            (Msg::LogOut | Msg::LogIn, _) if !takes_login => Some(format!("{} takes no login", provider.id)),
            (Msg::Remove, 0) => None,
            (Msg::Remove, 1) => Some(format!("the team {} uses it", teams[0])),
            (Msg::Remove, _) => Some(format!("the teams {} use it", teams.join(", "))),
            _ => None,
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
            Typed::Move(step) => state.cursor.step(step, state.shown(cx.shared).len(), cx.page()),
        }
        true
    }

    fn paste(state: &mut State, paste: Paste, cx: &Cx<'_>, out: &mut Outbox) {
        if state.sieve.paste(&paste, out) {
            state.ask(cx.shared, out);
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        match change {
            Changed::LogIn => match Self::why_not(state, &Msg::LogIn, cx.shared) {
                Some(reason) => out.say(Level::Info, reason),
                None => update::handle(state, &Msg::LogIn, cx, out),
            },
            Changed::Refresh => out.ask("survey", Request::Survey),
            Changed::Provider(id) => {
                // It would not be among those that were found.
                state.clear(cx.shared, out);
                state.wanted = Some(id.clone());
            }
            Changed::Places => state.sieve.ask(ids(&cx.shared.providers), out),
            _ => {}
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        update::reply(state, purpose, answer, cx, out);
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        let (list, _) = view::parts(state, cx.shared, Block::bordered().inner(cx.area));
        let count = state.shown(cx.shared).len();
        point(&mut state.cursor, mouse, count, list);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}

impl State {
    /// The providers that are shown.
    fn shown<'s>(&self, shared: &'s Shared) -> Vec<&'s ProviderFacts> {
        let places = self.sieve.shown(ids(&shared.providers)).into_iter();
        places.filter_map(|place| shared.providers.get(place)).collect()
    }

    /// The provider under the cursor.
    fn provider<'s>(&self, shared: &'s Shared) -> Option<&'s ProviderFacts> {
        self.shown(shared).get(self.cursor.0).copied()
    }

    fn ask(&mut self, shared: &Shared, out: &mut Outbox) {
        self.sieve.ask(ids(&shared.providers), out);
        self.cursor.clamp(self.shown(shared).len());
    }

    /// Shows all of them again, with the cursor on the same one.
    fn clear(&mut self, shared: &Shared, out: &mut Outbox) {
        let on = self.provider(shared).map(|provider| &provider.id);
        if self.sieve.clear(out) {
            let row = shared.providers.iter().position(|provider| Some(&provider.id) == on);
            self.cursor = row.map_or(self.cursor, Cursor);
        }
    }
}

fn ids(providers: &[ProviderFacts]) -> impl Iterator<Item = &str> {
    providers.iter().map(|provider| provider.id.as_str())
}

/// Whether a provider in this state is switched on.
fn is_enabled(state: &ProviderState) -> bool {
    *state != ProviderState::Disabled
}
