//! What comes of a save: done, refused, or somebody else was faster; then both are compared and merged.

use super::{Busy, Item, State, Subject, item, save};
use crate::domain::{Field, Shape, Which};
use crate::message::{
    Action, Answer, Conflict, Draft, Given, Level, Outbox, Outcome, Overlay, Purpose, Request, Target,
};
use crate::provider::{Base, Content, Error};

/// Takes the answer to a save, or to the question what somebody else wrote.
pub(super) fn take(state: &mut State, answer: Answer, out: &mut Outbox) {
    let Answer::End(result) = answer else { return };
    match state.busy.take() {
        Some(Busy::Saving(at)) => saved(state, at, result, out),
        Some(Busy::Reading(at)) => read(state, at, result, out),
        None => {}
    }
}

fn saved(state: &mut State, at: Target, result: Result<Outcome, Error>, out: &mut Outbox) {
    let is_edit = matches!(state.subject, Subject::Edit { .. });
    match result {
        Ok(Outcome::Written { version, is_new }) => {
            let text = if is_new {
                format!("{} saved as version {version}", at.path)
            } else {
                format!("nothing changed; version {version} holds the same")
            };
            out.say(Level::Done, text);
            out.act(Action::Close);
            out.act(Action::Wrote { at, is_awaited: true, versions: None });
        }
        Ok(Outcome::Relabelled(version)) => {
            out.say(Level::Done, format!("{}: labels saved; version {version} stays", at.path));
            out.act(Action::Close);
            out.act(Action::Wrote { at, is_awaited: true, versions: None });
        }
        Ok(_) => out.act(Action::Close),
        Err(Error::Conflict { .. } | Error::Exists { .. }) if is_edit => {
            let request =
                Request::Read { at: at.clone(), which: Which::Latest, field: None, purpose: Purpose::Edit };
            state.busy = Some(Busy::Reading(at));
            out.ask("theirs", request);
        }
        // It may be there by the save before, of which no answer came.
        Err(Error::Exists { .. }) if state.is_uncertain => {
            let request =
                Request::Read { at: at.clone(), which: Which::Latest, field: None, purpose: Purpose::Edit };
            state.busy = Some(Busy::Reading(at));
            out.ask("theirs", request);
        }
        // The content is written: the form has nothing left that could be lost but what its message names.
        Err(error @ Error::Partly { .. }) => {
            out.fail(&error);
            out.act(Action::Close);
            out.act(Action::Wrote { at, is_awaited: true, versions: None });
        }
        Err(error @ Error::Uncertain { .. }) => {
            state.is_uncertain = true;
            state.error = Some(format!("{error}. {{form.save}} looks, and saves only what is not there yet"));
        }
        Err(Error::NotFound { .. }) if is_edit => gone(state),
        // The server keeps what was typed; saving again would ask for the same twice.
        Err(error @ Error::Pending { .. }) => {
            out.fail(&error);
            out.act(Action::Close);
        }
        Err(Error::Exists { .. }) => taken(state),
        Err(error) => {
            let hint = error.hint_in_console().map(|hint| format!("; {hint}")).unwrap_or_default();
            state.error = Some(format!("not saved: {error}{hint}"));
        }
    }
}

fn read(state: &mut State, at: Target, result: Result<Outcome, Error>, out: &mut Outbox) {
    match result {
        Ok(Outcome::Values(content)) if is_ours(state, &content) => {
            let version = content.secret.version.map(|version| format!(" as version {version}"));
            out.say(Level::Done, format!("{} is saved{}", at.path, version.unwrap_or_default()));
            out.act(Action::Close);
            out.act(Action::Wrote { at, is_awaited: true, versions: None });
        }
        Ok(Outcome::Values(_)) if !matches!(state.subject, Subject::Edit { .. }) => taken(state),
        Ok(Outcome::Values(content)) => compare(state, at, *content, out),
        Err(Error::NotFound { .. }) => gone(state),
        Ok(_) => {}
        Err(error) => {
            state.error = Some(format!(
                "someone wrote it meanwhile, so nothing was written; what they wrote cannot be read: {error}. \
                 {{form.save}} tries again"
            ));
        }
    }
}

fn taken(state: &mut State) {
    state.go(0);
    state.error = Some("this name exists already; choose another, or edit that secret".into());
}

/// Whether this is what is typed: then the save of which no answer came has arrived.
fn is_ours(state: &State, content: &Content) -> bool {
    let Ok(draft) = save::draft(state) else { return false };
    let is_there = |field: &Field| {
        content.fields.field(&field.name).is_some_and(|there| there.value.same_as(&field.value))
    };
    state.is_uncertain
        && content.kind() == state.kind()
        && content.secret.labels == draft.labels
        && content.fields.len() == draft.fields.len()
        && draft.fields.iter().all(is_there)
}

fn gone(state: &mut State) {
    state.theirs = Some(Base::Absent);
    state.error = Some(
        "someone deleted it meanwhile; nothing was written. {form.overwrite} writes yours as a new version, {form.leave} leaves"
            .into(),
    );
}

/// Opens the view of base, theirs and yours.
fn compare(state: &mut State, at: Target, content: Content, out: &mut Outbox) {
    let kind = content.kind();
    let Some(version) = content.secret.version else {
        state.error = Some(
            "someone wrote it meanwhile, so nothing was written; the provider does not tell the version, \
             so it cannot be merged safely"
                .into(),
        );
        return;
    };
    if kind != state.kept {
        state.error = Some(format!(
            "someone put a {kind} in its place, and a {} cannot be written over it; save yours under another name",
            state.kept
        ));
        return;
    }
    state.theirs = Some(Base::Version(version));
    state.error = Some(format!(
        "someone wrote version {version} meanwhile; nothing was written. {{form.save}} compares again, \
         {{form.overwrite}} writes yours over theirs, {{form.leave}} leaves"
    ));
    let (Ok(yours), Subject::Edit { read, .. }) = (save::draft(state), &state.subject) else { return };
    let base = Draft { fields: read.fields.duplicate(), labels: read.labels.clone() };
    let theirs = Draft { labels: content.secret.labels, fields: content.fields };
    out.open(Overlay::Conflict(Box::new(Conflict { at, kind, base, theirs, yours, version })));
}

/// Takes what the overlay above gave: a password for the line under the keys, or what two people wrote made one.
pub(super) fn given(state: &mut State, given: Given) {
    match given {
        Given::Password(password) => {
            let Item { what, input } = &mut state.items[state.at];
            if let super::What::Field { shape, .. } = what {
                // A password is no JSON.
                *shape = Shape::Text;
                password.expose_text(|text| input.set(text));
                state.touched();
                state.note = Some("a new value is in the field; {form.show} shows it".into());
            }
        }
        Given::Merge(merge) => {
            let version = merge.version;
            state.items = item::of_draft(state.kept, &merge.merged);
            state.at = 0;
            if let Subject::Edit { base, read, .. } = &mut state.subject {
                (*base, *read) = (Base::Version(version), merge.theirs);
            }
            state.theirs = None;
            state.touched();
            state.note = Some(format!("merged with version {version}; {{form.save}} saves it"));
        }
    }
}
