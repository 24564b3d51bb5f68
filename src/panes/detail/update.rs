//! What the verbs of the pane do, and what comes of its questions.

use super::{Detail, Msg, State, view};
use crate::domain::Which;
use crate::message::{
    Action, Answer, CopyAs, CopyStart, FormStart, Level, Outbox, Outcome, Overlay, Purpose, Request, Target,
};
use crate::panes::{Changed, Cx, Pane};
use crate::provider::{Base, Content, Error};

pub(super) fn handle(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
    let Some(at) = state.at.clone() else { return leave(&msg, out) };
    match msg {
        // What does not fit is scrolled through; the selection stays, and so does the value.
        Msg::Move(step) if view::scroll(state, step, cx.area) => {}
        Msg::Move(step) => {
            let (before, count) = (state.cursor, state.count());
            state.cursor.step(step, count, cx.page());
            if state.cursor != before {
                Detail::hide(state, out);
            }
        }
        Msg::Out => leave(&msg, out),
        Msg::Edit => {
            let what = format!("Edit {}", at.path);
            let request = Request::Read { at, which: Which::Latest, field: None, purpose: Purpose::Edit };
            out.ask_to_open("edit", what, request);
        }
        // Without an outline nothing is known of the fields yet: do it as soon as it has come.
        _ if state.outline.is_none() => match &state.error {
            Some(error) => out.fail(error),
            None => {
                if matches!(msg, Msg::CopyMenu | Msg::CopyMenuMain) {
                    out.await_opening("outline", format!("Copy {}", at.path));
                }
                state.pending = Some(msg);
            }
        },
        Msg::Reveal => {
            let field = state.field();
            reveal(state, at, field, out);
        }
        Msg::RevealMain => {
            let field = main_field(state);
            reveal(state, at, field, out);
        }
        Msg::Copy => {
            let field = state.field();
            copy(state, at, field, cx, out);
        }
        Msg::CopyMain => {
            let field = main_field(state);
            copy(state, at, field, cx, out);
        }
        Msg::CopyMenu => open_menu(state, at, state.field(), out),
        Msg::CopyMenuMain => {
            let field = main_field(state);
            open_menu(state, at, field, out);
        }
    }
}

fn leave(msg: &Msg, out: &mut Outbox) {
    if *msg == Msg::Out {
        out.act(Action::Focus("secrets"));
    }
}

/// Shows a field, or hides it when it is the one shown. While none is known it is the main one, whichever that is.
fn reveal(state: &mut State, at: Target, field: Option<String>, out: &mut Outbox) {
    if field.is_none() && state.is_whole() {
        return;
    }
    let about = field.clone().unwrap_or_default();
    if state.reveal.lease(&about).is_some() {
        return Detail::hide(state, out);
    }
    let request = Request::Read { at, which: Which::Latest, field, purpose: Purpose::Reveal };
    state.reveal.ask(about, request, out);
}

fn copy(state: &mut State, at: Target, field: Option<String>, cx: &Cx<'_>, out: &mut Outbox) {
    let keep = cx.shared.timing.clipboard;
    let named = field.as_ref().map(|field| format!("#{field}")).unwrap_or_default();
    state.copying = format!("{}{named}", at.path);
    out.ask("copy", Request::Copy { at, which: Which::Latest, field, form: CopyAs::Value, keep });
}

fn open_menu(state: &State, at: Target, field: Option<String>, out: &mut Outbox) {
    match field {
        Some(field) => {
            out.open(Overlay::Copy(CopyStart { at, which: Which::Latest, field, count: state.count() }));
        }
        None if !state.is_whole() => {
            out.say(Level::Info, "its fields are known once one was revealed; y copies the main one");
        }
        None => {}
    }
}

/// The main field, with the cursor put on it.
fn main_field(state: &mut State) -> Option<String> {
    let outline = state.outline.as_ref()?;
    let names: Vec<String> = outline.fields.iter().map(|field| field.name.clone()).collect();
    let main = outline.kind.main_field(&names)?.to_owned();
    state.cursor.0 = names.iter().position(|name| *name == main)?;
    Some(main)
}

pub(super) fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
    let outcome = match answer {
        Answer::End(Ok(outcome)) => outcome,
        Answer::End(Err(error)) if purpose == "outline" => {
            state.pending = None;
            if let (Error::NotFound { .. }, Some(at)) = (&error, &state.at) {
                out.act(Action::Missing(at.clone()));
            }
            state.error = Some(error);
            return;
        }
        Answer::End(Err(error)) => {
            if purpose == "reveal" {
                state.reveal.fail();
            }
            out.fail(&error);
            return;
        }
        // What was read for a value tells all fields.
        Answer::Part(Outcome::Outline(outline)) if purpose == "reveal" && !state.is_whole() => {
            state.outline = Some(outline);
            main_field(state);
            return;
        }
        Answer::Part(_) => return,
    };
    match (purpose, outcome) {
        ("outline", Outcome::Outline(outline)) => {
            // The keys do here what they do over the name, until the cursor is moved.
            if let Some(at) = state.at.clone() {
                out.act(Action::Told(at, Box::new(outline.secret.clone())));
            }
            let is_first = state.outline.replace(outline).is_none();
            state.error = None;
            if is_first {
                main_field(state);
            }
            state.cursor.clamp(state.count());
            if let Some(pending) = state.pending.take() {
                handle(state, pending, cx, out);
            }
        }
        ("reveal", Outcome::Values(content)) => {
            let known = state.outline.as_ref().and_then(|outline| outline.secret.version);
            if let (Some(known), Some(read)) = (known, content.secret.version)
                && known != read
            {
                out.say(Level::Info, format!("someone wrote version {read} meanwhile; this is its value"));
                ask(state, out);
            }
            if state.reveal.awaits(&String::new())
                && let Some(field) = content.fields.iter().next()
            {
                state.reveal.is_about(field.name.clone());
            }
            state.reveal.show(*content, cx);
        }
        ("copy", Outcome::Copied { by }) => {
            out.act(Action::Copied(CopyAs::Value));
            out.say(Level::Done, format!("copied {} ({by})", std::mem::take(&mut state.copying)));
        }
        ("edit", Outcome::Values(content)) => edit(state, content, out),
        _ => {}
    }
}

fn edit(state: &State, content: Box<Content>, out: &mut Outbox) {
    let Some(at) = state.at.clone() else { return };
    let Some(version) = content.secret.version else {
        out.say(Level::Error, "the provider did not tell the version, so it cannot be changed safely");
        return;
    };
    out.open(Overlay::Form(FormStart::Edit {
        at,
        kind: content.kind(),
        labels: content.secret.labels.clone(),
        base: Base::Version(version),
        content,
    }));
}

pub(super) fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
    match change {
        // Only facts around it have changed: what was asked for stays asked for.
        Changed::Selection if state.at == cx.shared.selected => ask(state, out),
        Changed::Selection => {
            Detail::hide(state, out);
            out.drop_question("edit");
            let copying = std::mem::take(&mut state.copying);
            *state = State { at: cx.shared.selected.clone(), copying, ..State::default() };
            ask(state, out);
        }
        Changed::Refresh => ask(state, out),
        Changed::Wrote(at, ..) if state.at.as_ref() == Some(at) => {
            Detail::hide(state, out);
            ask(state, out);
        }
        // The new names take it from under the cursor.
        Changed::Deleted(at, ..) if state.at.as_ref() == Some(at) => {
            Detail::hide(state, out);
            out.drop_question("outline");
        }
        Changed::Many(tally) if state.at.as_ref().is_some_and(|at| tally.has_done_to(at)) => {
            Detail::hide(state, out);
            ask(state, out);
        }
        Changed::Reveal => handle(state, Msg::RevealMain, cx, out),
        Changed::Copy => handle(state, Msg::CopyMain, cx, out),
        Changed::CopyMenu => handle(state, Msg::CopyMenuMain, cx, out),
        Changed::Edit => handle(state, Msg::Edit, cx, out),
        _ => {}
    }
}

fn ask(state: &State, out: &mut Outbox) {
    match &state.at {
        Some(at) => out.ask("outline", Request::Outline(at.clone(), Which::Latest)),
        None => out.drop_question("outline"),
    }
}
