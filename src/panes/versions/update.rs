//! What the verbs of the pane do, and what comes of its questions.

use super::{Msg, State};
use crate::message::{Action, Answer, Confirm, Level, Outbox, Outcome, Overlay, Request};
use crate::panes::{Changed, Cx};
use crate::provider::Ability;

pub(super) fn handle(state: &mut State, msg: &Msg, cx: &Cx<'_>, out: &mut Outbox) {
    if let Msg::Move(step) = msg {
        state.cursor.step(*step, state.versions.len(), cx.page());
        return;
    }
    if matches!(msg, Msg::Out) {
        out.act(Action::Focus("secrets"));
        return;
    }
    let (Some(at), Some(version)) = (state.at.clone(), state.versions.get(state.cursor.0)) else { return };
    let number = version.number;
    match msg {
        Msg::Rollback => out.change("rollback", Request::Rollback(at, number)),
        Msg::Undelete => out.change("undelete", Request::Undelete(at, Some(number))),
        Msg::Destroy => out.open(Overlay::Confirm(Confirm {
            question: format!("Destroy version {number} of {}?", at.path),
            detail: "Its content is gone for good; its place in the history stays.".into(),
            typed: Some(at.path.name().to_owned()),
            then: Request::Destroy(at.clone(), number),
            done: format!("destroyed version {number}"),
            can_undo: false,
            at,
        })),
        Msg::Move(_) | Msg::Out => {}
    }
}

pub(super) fn reply(state: &mut State, purpose: &'static str, answer: Answer, out: &mut Outbox) {
    let result = match answer {
        Answer::End(result) => result,
        Answer::Part(_) => return,
    };
    match (purpose, result) {
        ("history", Ok(Outcome::History(versions))) => {
            state.versions = versions;
            state.error = None;
            state.cursor.clamp(state.versions.len());
        }
        ("history", Err(error)) => state.error = Some(error),
        ("rollback", Ok(Outcome::Written { version, is_new })) => {
            let text = if is_new {
                format!("written as version {version}")
            } else {
                format!("version {version} holds the same already")
            };
            wrote(state, &text, out);
        }
        ("undelete", Ok(_)) => wrote(state, "undeleted", out),
        (_, Err(error)) => out.fail(&error),
        _ => {}
    }
}

fn wrote(state: &State, text: &str, out: &mut Outbox) {
    out.say(Level::Done, text);
    if let Some(at) = &state.at {
        out.act(Action::Wrote(at.clone()));
    }
}

pub(super) fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
    match change {
        Changed::Selection => {
            *state = State { at: cx.shared.selected.clone(), ..State::default() };
            ask(state, cx, out);
        }
        Changed::Refresh => ask(state, cx, out),
        Changed::Wrote(at) | Changed::Deleted(at, _) if state.at.as_ref() == Some(at) => ask(state, cx, out),
        _ => {}
    }
}

fn ask(state: &State, cx: &Cx<'_>, out: &mut Outbox) {
    match &state.at {
        Some(at) if cx.shared.can().why_not(Ability::Versions).is_none() => {
            out.ask("history", Request::History(at.clone()));
        }
        _ => out.drop_question("history"),
    }
}
