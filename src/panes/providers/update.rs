//! What the verbs of the pane do, and what comes of its questions.

use super::{Msg, State, ids, is_enabled};
use crate::domain::ProviderId;
use crate::message::{
    Action, Answer, Confirm, Level, Outbox, Outcome, Overlay, RegisterStart, Request, SetUpStart, Shared,
};
use crate::panes::Cx;
use crate::provider::{Kind, Registration};
use crate::widgets::Cursor;

pub(super) fn handle(state: &mut State, msg: &Msg, cx: &Cx<'_>, out: &mut Outbox) {
    let selected = state.provider(cx.shared);
    match (msg, selected) {
        (Msg::Move(step), _) => state.cursor.step(*step, state.shown(cx.shared).len(), cx.page()),
        (Msg::Filter, _) => state.sieve.begin(),
        (Msg::Clear, _) => state.clear(cx.shared, out),
        (Msg::Enter, _) => out.act(Action::Focus("teams")),
        (Msg::Add, _) => open(None, false, cx.shared, out),
        (Msg::Edit | Msg::LogIn, Some(provider)) => {
            state.is_login = matches!(msg, Msg::LogIn);
            let what = format!("{} {}", if state.is_login { "Log in to" } else { "Edit" }, provider.id);
            out.ask_to_open("registration", what, Request::Registration(provider.id.clone()));
        }
        // The words belong to the switch under way; a second one waits for its end.
        (Msg::Toggle | Msg::ReadOnly, _) if state.done.is_some() => {
            out.say(Level::Info, "the switch before is still under way");
        }
        (Msg::Toggle, Some(provider)) => {
            let is_on = !is_enabled(&provider.state);
            let text = if is_on { "on" } else { "off" };
            state.done = Some(format!("{} is switched {text}", provider.id));
            out.change("switch", Request::Enable(provider.id.clone(), is_on));
        }
        (Msg::ReadOnly, Some(provider)) => {
            let is_on = !provider.is_switched_read_only;
            let text = if is_on { "is read-only now" } else { "can be written to" };
            state.done = Some(format!("{} {text}", provider.id));
            out.change("switch", Request::ReadOnly(provider.id.clone(), is_on));
        }
        (Msg::SetUp, Some(provider)) => {
            if let Some(start) = SetUpStart::on(cx.shared, Some(&provider.id), None) {
                out.open(Overlay::SetUp(start));
            }
        }
        (Msg::LogOut, Some(provider)) => out.open(Overlay::LogOut(provider.id.clone())),
        (Msg::Remove, Some(provider)) => out.open(Overlay::Confirm(Confirm {
            question: format!("Take the provider {} out of the configuration?", provider.id),
            detail: "What it holds stays where it is; credentials kept for it are forgotten.".into(),
            typed: None,
            then: Request::Unregister(provider.id.clone()),
            done: format!("removed the provider {}", provider.id),
            can_undo: false,
            at: None,
        })),
        (_, None) => {}
    }
}

fn open(registered: Option<Registration>, is_login: bool, shared: &Shared, out: &mut Outbox) {
    let is_offered = |kind: &&Kind| registered.is_some() || shared.is_demo || !kind.is_for_trying;
    let kinds = shared.kinds.iter().copied().filter(|kind| kind.is_registrable).filter(is_offered).collect();
    out.open(Overlay::Register(Box::new(RegisterStart { kinds, registered, is_login })));
}

pub(super) fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
    match (purpose, answer) {
        ("survey", Answer::Part(Outcome::Places(teams, providers))) => {
            // The cursor stays on its provider, whatever came before it in the list or went.
            let on = state.provider(cx.shared).map(|provider| provider.id.clone());
            let shown = state.sieve.shown(ids(&providers));
            let place = |id: ProviderId| shown.iter().position(|place| providers[*place].id == id);
            if let Some(row) = state.wanted.take().and_then(place).or_else(|| on.and_then(place)) {
                state.cursor = Cursor(row);
            }
            state.cursor.clamp(shown.len());
            out.act(Action::Places(teams, providers));
        }
        ("survey", Answer::Part(Outcome::Mistakes(found))) => out.act(Action::Mistakes(found)),
        ("survey", Answer::Part(Outcome::Settings(settings))) => out.act(Action::Settings(settings)),
        ("survey", Answer::Part(Outcome::Provider(facts))) => out.act(Action::Provider(facts)),
        ("registration", Answer::End(Ok(Outcome::Registration(registration)))) => {
            open(Some(*registration), state.is_login, cx.shared, out);
        }
        ("filter", Answer::Part(Outcome::Matches(matches)) | Answer::End(Ok(Outcome::Matches(matches)))) => {
            let on = state.provider(cx.shared).map(|provider| &provider.id);
            let is_new = state.sieve.found(matches);
            let shown = state.shown(cx.shared);
            let row = shown.iter().position(|provider| Some(&provider.id) == on).filter(|_| !is_new);
            state.cursor = Cursor(row.unwrap_or(0));
        }
        ("switch", Answer::End(Ok(_))) => {
            out.act(Action::Refresh);
            if let Some(done) = state.done.take() {
                out.say(Level::Done, done);
            }
        }
        (_, Answer::End(Err(error))) => {
            if purpose == "switch" {
                state.done = None;
            }
            out.fail(&error);
        }
        _ => state.cursor.clamp(state.shown(cx.shared).len()),
    }
}
