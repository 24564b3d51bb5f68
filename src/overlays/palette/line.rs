//! What the verbs of the line do: run, complete, recall.

use super::State;
use super::found::{Found, Typed, WORDS, look};
use crate::domain::TeamId;
use crate::message::{Action, Line, Outbox};
use crate::panes::Cx;
use crate::widgets::Step;

/// Does what the cursor stands on.
pub(super) fn run(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    match state.found.get(state.cursor.0).cloned() {
        Some(Found::Verb { index, .. }) => {
            let verb = &state.verbs[index];
            match &verb.why_not {
                Some(reason) => state.error = Some(format!("{}: {reason}", verb.help)),
                None => {
                    let verb = verb.verb;
                    done(verb.to_owned(), out);
                    out.act(Action::Do(verb));
                }
            }
        }
        Some(Found::Word(_)) => complete(state, cx),
        Some(Found::Path(path) | Found::Unlisted(path)) => {
            done(format!("go {path}"), out);
            out.act(Action::Go(path));
        }
        Some(Found::Team(team)) => {
            if let Ok(id) = TeamId::new(&team) {
                done(format!("team {team}"), out);
                out.act(Action::Switch(id));
                out.act(Action::Focus("secrets"));
            }
        }
        None => {
            state.error = Some(match state.typed() {
                Typed::Verb(_) => "no verb has these letters".into(),
                Typed::Path(_) if cx.shared.names.is_none() => "the names are not known yet".into(),
                Typed::Path(path) => format!("nothing begins with {path}"),
                Typed::Team(_) => "no team has these letters".into(),
            });
        }
    }
}

fn done(line: String, out: &mut Outbox) {
    out.act(Action::Typed(line));
    out.act(Action::Close);
}

/// Completes the line as far as all that is found agrees; when it does already, moves on to the next.
pub(super) fn complete(state: &mut State, cx: &Cx<'_>) {
    let Some(found) = state.found.get(state.cursor.0) else { return };
    let text = match found {
        Found::Verb { index, .. } => state.verbs[*index].verb.to_owned(),
        Found::Word(at) => format!("{} ", WORDS[*at].0),
        Found::Team(team) => format!("team {team}"),
        // It stands there already.
        Found::Unlisted(_) => return,
        Found::Path(path) => {
            let Typed::Path(typed) = state.typed() else { return };
            let agreed = agreed(&state.found, typed);
            if state.cursor.0 == 0 && agreed.len() > typed.len() {
                as_path(state, &agreed)
            } else if path == typed {
                state.cursor.step(Step::Down, state.found.len(), 1);
                return;
            } else {
                as_path(state, path)
            }
        }
    };
    put(state, &text, cx);
}

/// The longest beginning that all paths but the typed one itself share.
fn agreed(found: &[Found], typed: &str) -> String {
    let mut paths = found.iter().filter_map(|found| match found {
        Found::Path(path) if path != typed => Some(path.as_str()),
        _ => None,
    });
    let mut agreed = paths.next().unwrap_or_default();
    for path in paths {
        let same = agreed.char_indices().zip(path.chars()).find(|((_, a), b)| a != b);
        let end = same.map_or(agreed.len().min(path.len()), |((at, _), _)| at);
        agreed = &agreed[..end];
    }
    agreed.to_owned()
}

fn as_path(state: &State, path: &str) -> String {
    if state.kind == Line::Path { path.to_owned() } else { format!("go {path}") }
}

fn put(state: &mut State, text: &str, cx: &Cx<'_>) {
    state.input.set(text);
    look(state, cx);
}

/// Takes the last folder or name of a path away; in other lines the last word.
pub(super) fn out(state: &mut State, cx: &Cx<'_>) {
    let text = match state.typed() {
        Typed::Path("") => String::new(),
        Typed::Path(path) => {
            let inner = path.strip_suffix('/').unwrap_or(path);
            as_path(state, &inner[..inner.rfind('/').map_or(0, |slash| slash + 1)])
        }
        Typed::Team(team) if !team.is_empty() => "team ".into(),
        Typed::Verb(_) | Typed::Team(_) => String::new(),
    };
    state.recalled = None;
    put(state, &text, cx);
}

/// Up in the list; in an empty line to what was typed before.
pub(super) fn up(state: &mut State, cx: &Cx<'_>) {
    if state.recalled.is_none() && !state.input.text().is_empty() {
        state.cursor.step(Step::Up, state.found.len(), 1);
        return;
    }
    let at = state.recalled.unwrap_or(state.before.len()).checked_sub(1);
    recall(state, at.or(state.recalled), cx);
}

/// Down in the list, or to what was typed after that.
pub(super) fn down(state: &mut State, cx: &Cx<'_>) {
    match state.recalled {
        None => state.cursor.step(Step::Down, state.found.len(), 1),
        Some(at) => recall(state, Some(at + 1).filter(|next| *next < state.before.len()), cx),
    }
}

fn recall(state: &mut State, at: Option<usize>, cx: &Cx<'_>) {
    let text = at.and_then(|at| state.before.get(at).cloned()).unwrap_or_default();
    state.recalled = at;
    put(state, &text, cx);
}
