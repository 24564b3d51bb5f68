//! What the verbs of the pane do, and what comes of its questions.

use super::{Msg, State, Told, Versions, view};
use crate::domain::{VersionInfo, Which};
use crate::message::{Action, Answer, Compare, Confirm, Level, Outbox, Outcome, Overlay, Purpose, Request};
use crate::panes::{Changed, Cx, Pane};
use crate::provider::Right;

pub(super) fn handle(state: &mut State, msg: &Msg, cx: &Cx<'_>, out: &mut Outbox) {
    if let Msg::Move(step) = msg {
        // What does not fit is scrolled through; the selection stays, and so does the value.
        if view::scroll(state, *step, cx.area) {
            return;
        }
        let before = state.cursor;
        state.cursor.step(*step, state.versions.len(), cx.page());
        if state.cursor != before {
            Versions::hide(state, out);
        }
        return;
    }
    if matches!(msg, Msg::Out) {
        out.act(Action::Focus("secrets"));
        return;
    }
    let (Some(at), Some(version)) = (state.at.clone(), state.versions.get(state.cursor.0)) else { return };
    let number = version.number;
    match msg {
        Msg::Reveal if state.reveal.lease(&number).is_some() => Versions::hide(state, out),
        Msg::Reveal => {
            let which = Which::Number(number);
            let request = Request::Read { at, which, field: None, purpose: Purpose::Reveal };
            state.reveal.ask(number, request, out);
        }
        Msg::Mark => state.mark = if state.mark == Some(number) { None } else { Some(number) },
        Msg::Compare => {
            if let Some(base) = state.base() {
                let (older, newer) = if base.number < number { (base, version) } else { (version, base) };
                let (older, newer) = (older.clone(), newer.clone());
                out.open(Overlay::Compare(Compare { at, older, newer }));
            }
        }
        Msg::Rollback => out.open(Overlay::Confirm(Confirm {
            question: format!("Roll {} back to version {number}?", at.path),
            detail: "Its content is written as a new version, which is what everybody reads from then on."
                .into(),
            typed: None,
            then: Request::Rollback {
                at: at.clone(),
                to: number,
                seen: state.versions.first().map(|newest| newest.number),
            },
            done: format!("rolled back to version {number}"),
            can_undo: false,
            at: Some(at),
        })),
        Msg::Undelete => {
            state.restoring = Some(number);
            out.change("undelete", Request::Undelete(at, Some(number)));
        }
        Msg::Destroy => out.open(Overlay::Confirm(Confirm {
            question: format!("Destroy version {number} of {}?", at.path),
            detail: "Its content is gone for good; its place in the history stays.".into(),
            typed: Some(at.path.name().to_owned()),
            then: Request::Destroy(at.clone(), number),
            done: format!("destroyed version {number}"),
            can_undo: false,
            at: Some(at),
        })),
        Msg::Move(_) | Msg::Out => {}
    }
}

pub(super) fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
    let result = match answer {
        Answer::End(result) => result,
        Answer::Part(_) => return,
    };
    match (purpose, result) {
        ("history", Ok(Outcome::History(versions))) => show(state, versions),
        ("history", Err(error)) => state.error = Some(error),
        ("reveal", Ok(Outcome::Values(content))) => state.reveal.show(*content, cx),
        ("reveal", Err(error)) => {
            state.reveal.fail();
            out.fail(&error);
        }
        ("undelete", Ok(outcome)) => {
            let versions = outcome.into_versions();
            let number = state.restoring.take();
            let back = versions.iter().flatten().find(|version| Some(version.number) == number);
            let what = number.map_or_else(|| "it".into(), |number| format!("version {number}"));
            let until = back.map(VersionInfo::until).unwrap_or_default();
            out.say(Level::Done, format!("{what} is back{until}"));
            if let Some(at) = state.at.clone() {
                out.act(Action::Wrote { at, is_awaited: false, versions });
            }
        }
        (_, Err(error)) => out.fail(&error),
        _ => {}
    }
}

fn show(state: &mut State, versions: Vec<VersionInfo>) {
    state.versions = versions;
    state.error = None;
    state.cursor.clamp(state.versions.len());
}

pub(super) fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
    match change {
        // Only facts around it have changed, such as what the provider can do.
        Changed::Selection if state.at == cx.shared.selected => ask(state, cx, out),
        Changed::Selection => {
            Versions::hide(state, out);
            let told = state.told.take().filter(|told| told.presses == cx.shared.presses);
            *state = State { at: cx.shared.selected.clone(), ..State::default() };
            match told.filter(|told| state.at.as_ref() == Some(&told.at)) {
                Some(told) => {
                    out.drop_question("history");
                    show(state, told.versions);
                }
                None => ask(state, cx, out),
            }
        }
        Changed::Refresh => ask(state, cx, out),
        // What the store keeps itself stays.
        Changed::Prints(at, prints) if state.at.as_ref() == Some(at) => {
            for version in state.versions.iter_mut().filter(|version| version.fingerprint.is_none()) {
                let known = prints.iter().find(|(number, _)| *number == version.number);
                version.fingerprint = known.map(|(_, print)| *print);
            }
        }
        // What cannot be had need not be waited for.
        Changed::Rights if state.why_none(cx.shared).is_some() => out.drop_question("history"),
        Changed::Wrote(at, _, versions) | Changed::Deleted(at, _, versions)
            if state.at.as_ref() == Some(at) =>
        {
            Versions::hide(state, out);
            match versions {
                Some(versions) => {
                    out.drop_question("history");
                    show(state, versions.clone());
                }
                None => ask(state, cx, out),
            }
        }
        Changed::Wrote(at, _, Some(versions)) => {
            let (at, versions, presses) = (at.clone(), versions.clone(), cx.shared.presses);
            state.told = Some(Told { at, versions, presses });
        }
        Changed::Many(tally) if state.at.as_ref().is_some_and(|at| tally.has_done_to(at)) => {
            Versions::hide(state, out);
            ask(state, cx, out);
        }
        _ => {}
    }
}

fn ask(state: &State, cx: &Cx<'_>, out: &mut Outbox) {
    match &state.at {
        Some(at) if cx.shared.why_not_to(at, Right::History).is_none() => {
            out.ask("history", Request::History(at.clone()));
        }
        _ => out.drop_question("history"),
    }
}
