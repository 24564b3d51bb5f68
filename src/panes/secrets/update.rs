//! What the verbs of the pane do.

use super::many::{self, Undo, paths_of};
use super::{Msg, Secrets, State, Wanted, filter, marks, rows, typed};
use crate::domain::{SecretPath, Which};
use crate::message::{Action, Confirm, Deed, FormStart, Level, Names, Outbox, Overlay, Request, Target};
use crate::panes::{Changed, Cx, Filter, Pane, around, unnamed};
use crate::provider::{Ability, Error};
use crate::widgets::Step;

pub(super) fn handle(state: &mut State, msg: &Msg, cx: &Cx<'_>, out: &mut Outbox) {
    if !matches!(msg, Msg::Undo | Msg::Mark | Msg::GoMark) {
        moved_on(state);
    }
    match msg {
        Msg::Move(step) => {
            let count = state.count();
            state.cursor.step(*step, count, cx.page());
            stretch(state, cx);
            state.select(cx, out);
        }
        Msg::Pick => {
            if let Some(names) = &cx.shared.names {
                let paths = paths_of(state, state.cursor.0, names);
                state.picked.toggle(paths);
                let count = state.count();
                state.cursor.step(Step::Down, count, cx.page());
                state.select(cx, out);
            }
        }
        Msg::Range => {
            state.picked.range(state.cursor.0);
            stretch(state, cx);
        }
        Msg::PickAll => {
            if let Some(names) = &cx.shared.names {
                many::pick_all(state, names);
            }
        }
        Msg::In => step_in(state, cx, out),
        Msg::Out => step_out(state, cx, out),
        Msg::Filter => {
            let filter = state.filter.get_or_insert_default();
            filter.is_typing = true;
        }
        Msg::Clear => {
            if !state.picked.clear() && state.filter.is_some() {
                filter::clear(state, cx, out);
            }
        }
        Msg::Reveal => out.act(Action::RevealSelected),
        Msg::Copy => out.act(Action::CopySelected),
        Msg::CopyMenu => out.act(Action::CopyMenuSelected),
        Msg::Edit => out.act(Action::EditSelected),
        Msg::Add => out.open(Overlay::Form(FormStart::New {
            team: cx.shared.team.clone(),
            folder: state.folder.clone(),
        })),
        Msg::Delete | Msg::Destroy => {
            let is_delete = matches!(msg, Msg::Delete);
            if let Some(meant) = many::meant(state, cx.shared.names.as_deref()) {
                let deed = if is_delete { Deed::Delete } else { Deed::Erase };
                many::ask(deed, &meant, state, cx, out);
            } else if let Some(at) = &cx.shared.selected {
                out.open(Overlay::Confirm(if is_delete { delete(at, cx) } else { destroy(at) }));
            }
        }
        Msg::CopyTo => many::transfer(false, state, cx, out),
        Msg::MoveTo => many::transfer(true, state, cx, out),
        Msg::Mark => marks::mark(state, cx, out),
        Msg::GoMark => marks::go(state, out),
        Msg::Undo => {
            if let Some(undo) = state.undo.last() {
                match &undo.paths[..] {
                    [path] => {
                        let at = Target { team: undo.team.clone(), path: path.clone() };
                        state.restoring = Some((at.clone(), cx.shared.presses));
                        out.change("undo", Request::Undelete(at, None));
                    }
                    _ => out.act(Action::Many(many::undo(undo))),
                }
            }
        }
    }
}

/// The person does something here: a place that is still looked for must not take the cursor later.
pub(super) fn moved_on(state: &mut State) {
    if state.count() > 0 {
        state.back = None;
        state.wanted.take_if(|wanted| !wanted.is_asked);
        if let Some(wanted) = &mut state.wanted {
            wanted.is_overtaken = true;
        }
    }
}

/// Takes the range under way to the row under the cursor.
pub(super) fn stretch(state: &mut State, cx: &Cx<'_>) {
    if let Some(names) = cx.shared.names.as_deref().filter(|_| state.picked.is_ranging()) {
        let mut picked = std::mem::take(&mut state.picked);
        picked.stretch(state.cursor.0, |row| paths_of(state, row, names));
        state.picked = picked;
    }
}

fn step_in(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    match state.path_at(state.cursor.0, cx.shared.names.as_deref()) {
        Some(folder) if folder.ends_with('/') => {
            state.remember(cx.shared.names.as_deref());
            state.enter(folder, None, cx, out);
        }
        Some(_) => out.act(Action::Focus("detail")),
        None => {}
    }
}

fn step_out(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    if state.filter.is_some() {
        filter::clear(state, cx, out);
    } else if state.folder.is_empty() {
        // One step too many must not put the next key into another team.
        out.say(Level::Info, "this is the top of the team");
    } else {
        state.remember(cx.shared.names.as_deref());
        let inner = state.folder.trim_end_matches('/');
        let split = inner.rfind('/').map_or(0, |slash| slash + 1);
        let (outer, name) = (state.folder[..split].to_owned(), state.folder[split..].to_owned());
        state.enter(outer, Some(&name), cx, out);
    }
}

fn delete(at: &Target, cx: &Cx<'_>) -> Confirm {
    let why_not = cx.shared.can_with(at).why_not(Ability::Versions);
    // Where places differ, one that has not told yet may keep none.
    let is_told = !cx.shared.can().tells_rights() || cx.shared.known.of(at).is_some();
    let can_undo = why_not.is_none() && is_told;
    let names = cx.shared.names.as_deref();
    let seen = names.and_then(|names| names.entry(at.path.as_str())).and_then(|entry| entry.version);
    let detail = match why_not {
        None if is_told => "It goes to the bin and can be brought back.".into(),
        None => "It is not known yet whether this place keeps versions: it may be gone for good.".into(),
        Some(reason) => format!("{}{}: it will be gone for good.", reason[..1].to_uppercase(), &reason[1..]),
    };
    Confirm {
        question: format!("Delete {}?", at.path),
        detail,
        typed: (!can_undo).then(|| at.path.name().to_owned()),
        then: Request::Delete(at.clone(), seen),
        done: format!("deleted {}", at.path),
        can_undo,
        at: Some(at.clone()),
    }
}

fn destroy(at: &Target) -> Confirm {
    Confirm {
        question: format!("Remove {} with all its versions?", at.path),
        detail: "Nothing of it remains, and nothing brings it back.".into(),
        typed: Some(at.path.name().to_owned()),
        then: Request::Erase(at.clone()),
        done: format!("removed {} for good", at.path),
        can_undo: false,
        at: Some(at.clone()),
    }
}

pub(super) fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
    match change {
        Changed::Team => {
            // What was deleted can be brought back from everywhere, and what is under way tells of its end.
            *state = State {
                undo: std::mem::take(&mut state.undo),
                restoring: state.restoring.take(),
                marking: std::mem::take(&mut state.marking),
                ..State::default()
            };
            out.drop_question("filter");
            out.ask("names", Request::List(cx.shared.team.clone()));
            state.select(cx, out);
        }
        Changed::Selection | Changed::Rights => ask_rights(state, cx, out),
        Changed::Missing(at) => typed::missing(state, at, cx, out),
        // Before the teams are known, the list is asked for with the team: twice would cost the server twice.
        Changed::Refresh if cx.shared.teams.is_empty() => {}
        Changed::Refresh | Changed::Recovered => {
            out.ask("names", Request::List(cx.shared.team.clone()));
            state.asked.clear();
            ask_rights(state, cx, out);
        }
        Changed::Wrote(at, is_awaited, _) => {
            state.undo.retain(|undo| !undo.is_only(at));
            if at.team == cx.shared.team {
                let is_selected = cx.shared.selected.as_ref() == Some(at);
                // Who has gone on meanwhile must not find the cursor on another secret under the next key.
                if *is_awaited && !is_selected {
                    let path = at.path.as_str().to_owned();
                    state.wanted = Some(Wanted { path, is_asked: false, is_overtaken: false });
                }
                list_if_unknown(cx, out);
                // Who has it under the cursor looks at it anyway.
                if !is_selected && !is_awaited && cx.shared.names.as_ref().is_some_and(|names| names.tells())
                {
                    state.telling = Some(at.clone());
                    out.ask("told", Request::Outline(at.clone(), Which::Latest));
                }
            }
            ask_rights(state, cx, out);
        }
        Changed::Deleted(at, can_undo, _) => {
            if *can_undo {
                state.undo.push(Undo { team: at.team.clone(), paths: vec![at.path.clone()] });
            }
            if at.team == cx.shared.team {
                state.typed.retain(|typed| **typed != *at.path.as_str());
                state.picked.drop_paths(|path| path == at.path.as_str());
                list_if_unknown(cx, out);
            }
            ask_rights(state, cx, out);
        }
        Changed::Many(tally) => {
            many::tallied(state, tally, cx);
            ask_rights(state, cx, out);
            if tally.touches(&cx.shared.team) {
                out.ask("names", Request::List(cx.shared.team.clone()));
            }
        }
        Changed::Names => {
            names_changed(state, cx, out);
            ask_rights(state, cx, out);
        }
        Changed::Go(path) => go(state, path, cx, out),
        Changed::Back(trace) => state.back = Some(trace.clone()),
        _ => {}
    }
}

/// The names as they were before a change are known, and so is what it did to them; names that are still coming may be
/// older than the change.
fn list_if_unknown(cx: &Cx<'_>, out: &mut Outbox) {
    if cx.shared.names.is_none() || is_listing(cx) {
        out.ask("names", Request::List(cx.shared.team.clone()));
    }
}

fn is_listing(cx: &Cx<'_>) -> bool {
    cx.tasks.open.iter().any(|task| (task.slot.owner, task.slot.purpose) == (Secrets::ID, "names"))
}

/// Asks what the login may do with the secret under the cursor and those around it, and whether it may add one to the
/// folder, unless that is known.
fn ask_rights(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    let unnamed = unnamed(&cx.shared.team, &state.folder);
    let Some(at) = cx.shared.selected.as_ref().or(unnamed.as_ref()) else { return };
    let mut asked = std::mem::take(&mut state.asked);
    let rows = around(state.cursor, cx.page(), state.count());
    let path = |row| SecretPath::new(&state.path_at(row, cx.shared.names.as_deref())?).ok();
    let added = unnamed.as_ref().map(|unnamed| unnamed.path.clone());
    asked.ask(at, rows.filter_map(path).chain(added), cx.shared, out);
    state.asked = asked;
}

/// Goes to a path now, or as soon as it is among the names that still come.
fn go(state: &mut State, path: &str, cx: &Cx<'_>, out: &mut Outbox) {
    if state.go_to(path, cx, out) {
        return;
    }
    let cannot_list = state.error.as_ref().is_some_and(typed::may_be_typed);
    if is_listing(cx) || (cx.shared.names.is_none() && !cannot_list) {
        state.wanted = Some(Wanted { path: path.to_owned(), is_asked: true, is_overtaken: false });
    } else if !typed::open(state, path, cx, out) {
        out.say(Level::Info, format!("there is no {path} in {}", cx.shared.team));
    }
}

/// All names have come, or none will: a path that was asked for and is not among them is told.
pub(super) fn settled(state: &mut State, answer: Result<&Names, &Error>, cx: &Cx<'_>, out: &mut Outbox) {
    let Some(Wanted { path, is_asked: true, is_overtaken, .. }) =
        state.wanted.take_if(|wanted| match answer {
            Ok(names) => !rows::has(names, &wanted.path),
            Err(_) => true,
        })
    else {
        return;
    };
    let team = &cx.shared.team;
    match answer {
        Ok(names) if !is_overtaken && typed::take(state, &path, names, cx) => {
            state.wanted = Some(Wanted { path, is_asked: false, is_overtaken: false });
        }
        Err(error) if !is_overtaken && typed::may_be_typed(error) && typed::open(state, &path, cx, out) => {}
        Ok(_) => out.say(Level::Info, format!("there is no {path} in {team}")),
        Err(error) => {
            let reason = format!("{path} cannot be shown, {team} cannot be listed: {error}");
            out.say(Level::Error, reason);
        }
    }
}

/// Keeps the cursor where it was as far as the new names allow.
fn names_changed(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    let back = state.back.as_ref().zip(cx.shared.names.as_ref());
    if let Some(path) = back.and_then(|(trace, names)| rows::of_trace(names, trace)) {
        state.back = None;
        state.stand_on(&path, cx, out);
        return;
    }
    if let Some(wanted) = state.wanted.take() {
        let is_there = cx.shared.names.as_ref().is_some_and(|names| rows::has(names, &wanted.path));
        if is_there && wanted.is_overtaken {
            let said = format!("{} is there now; you had moved on, so the cursor stays", wanted.path);
            out.say(Level::Info, said);
        } else if is_there && state.go_to(&wanted.path, cx, out) {
            return;
        } else {
            state.wanted = Some(wanted);
        }
    }
    // The rows it counts are no longer the same.
    state.picked.end_range();
    let old = state.cursor;
    let on = cx.shared.selected.as_ref().map(|at| at.path.as_str().to_owned());
    let on = on.as_deref().and_then(|path| path.strip_prefix(&state.folder)).map(str::to_owned);
    let mut folder = state.folder.clone();
    let names = cx.shared.names.clone().unwrap_or_default();
    // A folder that has become empty is left, as far out as needed.
    while !folder.is_empty() && names.below(&folder).is_empty() {
        let inner = folder.trim_end_matches('/');
        folder.truncate(inner.rfind('/').map_or(0, |slash| slash + 1));
    }
    let is_same = folder == state.folder;
    state.rows = super::rows::rows(&names, &folder);
    let found = on.and_then(|on| state.rows.iter().position(|row| row.name(&folder, &names) == on));
    state.folder = folder;
    if state.filter.as_ref().is_some_and(|filter: &Filter| !filter.text.is_empty()) {
        // The cursor stands on what matched before, until it is known what matches now.
        filter::ask(state, cx, out);
    } else {
        state.cursor.0 = if is_same { found.unwrap_or(old.0) } else { 0 };
        state.select(cx, out);
    }
}
