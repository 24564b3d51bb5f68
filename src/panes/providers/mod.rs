//! The pane of providers: how each is and why one cannot be used; register, change, switch and remove one, and set a
//! team up in it.

mod update;
mod view;

use super::moving::{follow, with_moving};
use super::{Binding, Changed, Column, Cx, Pane, Place, ViewCx};
use crate::domain::ProviderId;
use crate::message::{Answer, Key, KeyCode, Level, Mouse, Outbox, ProviderState, Request, Shared};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Providers;

/// Which row the cursor is on.
#[derive(Debug, Default)]
pub(super) struct State {
    cursor: Cursor,
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
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        update::handle(state, &msg, cx, out);
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        if matches!(msg, Msg::Move(_) | Msg::Enter) {
            return None;
        }
        if matches!(msg, Msg::Add) {
            let can_any = shared.kinds.iter().any(|kind| kind.is_registrable);
            return (!can_any).then(|| "this version has no kind that can be registered".into());
        }
        let Some(provider) = shared.providers.get(state.cursor.0) else {
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

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        match change {
            Changed::LogIn => match Self::why_not(state, &Msg::LogIn, cx.shared) {
                Some(reason) => out.say(Level::Info, reason),
                None => update::handle(state, &Msg::LogIn, cx, out),
            },
            Changed::Refresh => out.ask("survey", Request::Survey),
            Changed::Provider(id) => state.wanted = Some(id.clone()),
            _ => {}
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        update::reply(state, purpose, answer, cx, out);
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        follow(&mut state.cursor, mouse, cx.shared.providers.len(), cx);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

/// Whether a provider in this state is switched on.
fn is_enabled(state: &ProviderState) -> bool {
    *state != ProviderState::Disabled
}
