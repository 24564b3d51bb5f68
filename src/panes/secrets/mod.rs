//! The pane of secrets: folders and names of the active team, in and out, with a live filter.

mod filter;
mod many;
mod marks;
mod rows;
mod typed;
mod update;
mod view;

use super::moving::{point, with_moving};
use super::{Asked, Binding, Changed, Column, Cx, Filter, Pane, Picked, Place, Trace, ViewCx, unnamed};
use crate::message::{Action, Answer, Key, KeyCode, Mouse, Outbox, Outcome, Paste, Shared, Target};
use crate::provider::{Ability, Error, Right};
use crate::widgets::{Cursor, Step};
use many::Undo;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Block;
use rows::Row;
use std::collections::HashMap;

/// See the module.
pub(super) struct Secrets;

/// Where the person is in the tree.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The folder shown: nothing for the root, else with its slash.
    folder: String,
    /// What it holds; indices into the shared names.
    rows: Vec<Row>,
    /// The row under the cursor.
    cursor: Cursor,
    /// The name the cursor stood on when a folder was left.
    memory: HashMap<String, String>,
    /// What was typed after `/`.
    filter: Option<Filter>,
    /// A path to go to as soon as it is among the names.
    wanted: Option<Wanted>,
    /// Where the cursor stood before the lock, until that is among the names or the person has moved on.
    back: Option<Trace>,
    /// What the next letter is for, after `m` or `'`.
    chord: Option<marks::Chord>,
    /// What to say as soon as a mark is kept.
    marking: String,
    /// What is selected for verbs on several.
    picked: Picked,
    /// What was deleted and can be brought back; the last delete is the last.
    undo: Vec<Undo>,
    /// What is being brought back, and what had been pressed by then.
    restoring: Option<(Target, u64)>,
    /// Paths that were typed and that no listing has told.
    typed: Vec<Box<str>>,
    /// What was asked about the rights of the login.
    asked: Asked,
    /// The secret that is looked at because it has changed out of sight.
    telling: Option<Target>,
    /// Why the names could not be listed.
    error: Option<Error>,
}

/// A path that is not among the names yet.
#[derive(Debug)]
struct Wanted {
    /// The secret, or the folder with its slash.
    path: String,
    /// Whether the person asked to go there, so that it must be told when it is not there.
    is_asked: bool,
    /// Whether the person has moved on meanwhile, so that the cursor stays where it is.
    is_overtaken: bool,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Into the folder, or to the detail of the secret.
    In,
    /// Out of the folder, or to the teams.
    Out,
    /// Start typing a filter.
    Filter,
    /// Select the row, or put it back, and move on.
    Pick,
    /// Begin or end a range of selected rows.
    Range,
    /// Select all of the folder, or all that was found.
    PickAll,
    /// Drop the range, else the selection, else the filter.
    Clear,
    /// Reveal or hide the main field.
    Reveal,
    /// Copy the main field.
    Copy,
    /// Choose the form in which to copy.
    CopyMenu,
    /// Edit the secret.
    Edit,
    /// Add a secret here.
    Add,
    /// Delete the secret.
    Delete,
    /// Remove the secret with its history.
    Destroy,
    /// Copy to another name or team.
    CopyTo,
    /// Move to another name or team.
    MoveTo,
    /// Bring back what was deleted last.
    Undo,
    /// Mark the place under the cursor with the next letter.
    Mark,
    /// Go to the mark of the next letter.
    GoMark,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Secrets {
    const ID: &'static str = "secrets";
    const TITLE: &'static str = "Secrets";
    const PLACE: Option<Place> = Some(Place {
        column: Column::Middle,
        keys: &[Key::char('3')],
        verb: "pane.secrets",
        help: "to Secrets",
    });
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("secrets", Msg::Move;
        verb(&[Key::char('r'), Key::char('x')], "secrets.reveal", "reveal", Msg::Reveal),
        verb(&[Key::char('y')], "secrets.copy", "copy", Msg::Copy),
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('Y')], "secrets.copy-menu", "copy as …", Msg::CopyMenu)
        },
        verb(&[Key::char('e')], "secrets.edit", "edit", Msg::Edit),
        verb(&[Key::char('a')], "secrets.add", "add", Msg::Add),
        verb(&[Key::char('d')], "secrets.delete", "delete", Msg::Delete),
        verb(&[Key::char('u')], "secrets.undo", "undo", Msg::Undo),
        verb(&[Key::char('/')], "secrets.filter", "filter", Msg::Filter),
        verb(
            &[Key::char('l'), Key::plain(KeyCode::Enter), Key::plain(KeyCode::Right)],
            "secrets.in",
            "open",
            Msg::In,
        ),
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('h'), Key::plain(KeyCode::Left)], "secrets.out", "out of the folder", Msg::Out)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::plain(KeyCode::Esc)], "secrets.clear", "drop the selection or the filter", Msg::Clear)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char(' ')], "secrets.select", "select, and move on", Msg::Pick)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('v')], "secrets.select-range", "begin or end a range", Msg::Range)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::ctrl('a')], "secrets.select-all", "select all that is shown", Msg::PickAll)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('D')], "secrets.destroy", "remove with all versions", Msg::Destroy)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('c')], "secrets.copy-to", "copy to …", Msg::CopyTo)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('M')], "secrets.move-to", "move to …", Msg::MoveTo)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('m')], "secrets.mark", "mark with a letter", Msg::Mark)
        },
        Binding {
            is_hinted: false,
            ..verb(&[Key::char('\'')], "secrets.go-mark", "go to a mark, or forget one", Msg::GoMark)
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        update::handle(state, &msg, cx, out);
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let is_verb_on_many = matches!(msg, Msg::Delete | Msg::Destroy | Msg::CopyTo | Msg::MoveTo);
        let is_for_many =
            is_verb_on_many && (!state.picked.is_empty() || state.is_on_folder(shared.names.as_deref()));
        let needs_secret =
            is_verb_on_many || matches!(msg, Msg::Reveal | Msg::Copy | Msg::CopyMenu | Msg::Edit);
        if needs_secret && !is_for_many && shared.selected.is_none() {
            let is_folder = matches!(state.row(), Some(Row::Folder(..)));
            return Some(if is_folder { "this is a folder" } else { "no secret is selected" }.into());
        }
        // Of several, each is told by itself what cannot be done with it.
        let at = shared.selected.as_ref().filter(|_| !is_for_many);
        let refused = |right| at.and_then(|at| shared.why_not_to(at, right));
        match msg {
            Msg::Mark if state.count() == 0 => Some("nothing is under the cursor".into()),
            Msg::Reveal | Msg::Copy => shared.why_masked().or_else(|| refused(Right::Read)),
            Msg::CopyTo => refused(Right::Read),
            Msg::Pick | Msg::Range | Msg::PickAll if state.count() == 0 => {
                Some("there is nothing here".into())
            }
            Msg::PickAll if state.filter.as_ref().is_some_and(Filter::is_partial) => {
                Some("more names are still looked at".into())
            }
            Msg::Undo if !shared.deleting.is_empty() => {
                Some("the delete is still under way; it can be undone when it is done".into())
            }
            Msg::Undo => match state.undo.last() {
                Some(undo) => undo.why_not(shared),
                None => Some("no delete is left to undo".into()),
            },
            // Field by field is a way to write, too.
            Msg::Edit => refused(Right::Update)
                .filter(|_| refused(Right::Patch).is_some())
                .or_else(|| refused(Right::Read)),
            Msg::MoveTo => many::why_none(state, &[Right::Read, Right::Delete], shared),
            Msg::Delete => many::why_none(state, &[Right::Delete], shared),
            Msg::Destroy => many::why_none(state, &[Right::Erase], shared),
            Msg::Add => shared.why_not(Ability::Write).or_else(|| {
                let refused = shared.why_not_to(&unnamed(&shared.team, &state.folder)?, Right::Create);
                refused.map(|_| "the login may not add secrets in this folder".into())
            }),
            _ => None,
        }
    }

    fn typing(state: &State) -> &'static [(&'static str, &'static str)] {
        match state.chord {
            Some(_) => &[("a letter", "names the mark"), ("esc", "leave")],
            None => Filter::typing(state.filter.as_ref()),
        }
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        marks::capture(state, key, cx, out) || filter::capture(state, key, cx, out)
    }

    fn paste(state: &mut State, paste: Paste, cx: &Cx<'_>, out: &mut Outbox) {
        filter::paste(state, &paste, cx, out);
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let (count, before) = (state.count(), state.cursor);
        let list = Filter::rest(state.filter.as_ref(), Block::bordered().inner(cx.area));
        point(&mut state.cursor, mouse, count, list);
        if state.cursor != before {
            update::moved_on(state);
        }
        update::stretch(state, cx);
        state.select(cx, out);
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        let is_end = matches!(answer, Answer::End(_));
        match (purpose, answer) {
            ("names", Answer::Part(Outcome::Names(names)) | Answer::End(Ok(Outcome::Names(names)))) => {
                state.error = None;
                if is_end {
                    update::settled(state, Ok(&names), cx, out);
                }
                let names = typed::with(state, names);
                if is_end {
                    // Names that are gone cannot stay selected; a list that is still coming proves nothing.
                    state.picked.drop_paths(|path| names.entry(path).is_none());
                }
                out.act(Action::Names(names));
            }
            ("names", Answer::End(Err(error))) if cx.shared.names.is_none() => {
                state.error = Some(error.clone());
                update::settled(state, Err(&error), cx, out);
            }
            ("names", Answer::End(Err(error))) => {
                out.fail(&error);
                update::settled(state, Err(&error), cx, out);
            }
            ("filter", Answer::Part(Outcome::Matches(matches))) => {
                filter::found(state, matches, false, cx, out);
            }
            ("filter", Answer::End(Ok(Outcome::Matches(matches)))) => {
                filter::found(state, matches, true, cx, out);
            }
            ("told", Answer::End(Ok(Outcome::Outline(outline)))) => {
                if let Some(at) = state.telling.take() {
                    out.act(Action::Told(at, Box::new(outline.secret)));
                }
            }
            ("rights", Answer::End(Ok(Outcome::Rights(grants)))) => {
                state.asked.clear();
                out.act(Action::Rights(grants));
            }
            // Nobody asked for it, and what it is about is refused by the store itself. It is asked again with the rest.
            ("rights" | "told", Answer::End(Err(_))) => {}
            ("marks", Answer::End(Ok(Outcome::Marks(known)))) => marks::known(state, known, cx, out),
            ("marks", Answer::End(Err(error))) => {
                state.chord = None;
                out.fail(&error);
            }
            ("mark", Answer::End(Ok(_))) => {
                out.say(crate::message::Level::Done, std::mem::take(&mut state.marking));
            }
            ("undo", Answer::End(Ok(outcome))) => {
                if let Some((at, presses)) = state.restoring.take() {
                    state.undo.retain(|undo| !undo.is_only(&at));
                    let team = &at.team;
                    let place = if *team == cx.shared.team { String::new() } else { format!(" in {team}") };
                    let versions = outcome.into_versions();
                    let newest = versions.as_ref().and_then(|versions| versions.first());
                    let until = newest.map(crate::domain::VersionInfo::until).unwrap_or_default();
                    out.say(crate::message::Level::Done, format!("{} is back{place}{until}", at.path));
                    let is_awaited = presses == cx.shared.presses;
                    out.act(Action::Wrote { at, is_awaited, versions });
                }
            }
            (_, Answer::End(Err(error))) => out.fail(&error),
            _ => {}
        }
    }

    fn stands_on(state: &State, shared: &Shared) -> Option<Trace> {
        let path = || state.path_at(state.cursor.0, shared.names.as_deref());
        state.back.clone().or_else(|| path().map(|path| Trace::of(&path)))
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        update::changed(state, change, cx, out);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}
