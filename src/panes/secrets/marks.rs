//! Marks: `m` and a letter remember a place, `'` and the letter go there, also in another team; `'` `⌫` and the
//! letter forget it.

use super::State;
use crate::message::{Action, Key, KeyCode, Level, Mark, Outbox, Request};
use crate::panes::Cx;

/// What the next letter is for.
#[derive(Debug)]
pub(super) enum Chord {
    /// It marks this path.
    Mark(String),
    /// It goes to its mark.
    Go {
        /// The marks, as soon as they are known.
        marks: Option<Vec<Mark>>,
        /// The letter that was pressed before they were.
        letter: Option<char>,
    },
    /// Its mark is forgotten.
    Forget {
        /// The marks, as soon as they are known.
        marks: Option<Vec<Mark>>,
    },
}

/// `m` was pressed.
pub(super) fn mark(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    if let Some(path) = state.path_at(state.cursor.0, cx.shared.names.as_deref()) {
        out.say(Level::Info, format!("mark {path} with a letter · esc leaves"));
        state.chord = Some(Chord::Mark(path));
    }
}

/// `'` was pressed.
pub(super) fn go(state: &mut State, out: &mut Outbox) {
    state.chord = Some(Chord::Go { marks: None, letter: None });
    out.ask("marks", Request::Marks);
}

/// Takes the letter.
pub(super) fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
    let Some(chord) = state.chord.take() else { return false };
    let chord = match chord {
        Chord::Go { marks, letter: None } if matches!(key.code, KeyCode::Backspace | KeyCode::Delete) => {
            let known = marks.as_deref().map(|marks| format!(" · {}", listed(marks, cx))).unwrap_or_default();
            out.say(Level::Info, format!("the letter to forget · esc leaves{known}"));
            state.chord = Some(Chord::Forget { marks });
            return true;
        }
        chord => chord,
    };
    let letter = match key {
        Key { code: KeyCode::Char(c), ctrl: false, alt: false, .. } if c.is_alphanumeric() => c,
        _ => {
            out.drop_question("marks");
            out.say(Level::Info, "no letter, so nothing was done");
            // Locking, suspending and leaving keep their meaning.
            return !key.ctrl;
        }
    };
    match chord {
        Chord::Mark(path) => {
            let mark = Mark { letter, team: cx.shared.team.clone(), path };
            state.marking = format!("{letter} leads to {}", mark.path);
            out.change("mark", Request::Mark(mark));
        }
        Chord::Forget { marks: Some(marks) } if marks.iter().all(|mark| mark.letter != letter) => {
            out.say(Level::Info, format!("nothing is marked with {letter}"));
        }
        Chord::Forget { .. } => {
            out.drop_question("marks");
            state.marking = format!("{letter} leads nowhere any more");
            out.change("mark", Request::Forget(letter));
        }
        Chord::Go { marks: Some(marks), .. } => follow(&marks, letter, cx, out),
        Chord::Go { marks: None, .. } => {
            state.chord = Some(Chord::Go { marks: None, letter: Some(letter) });
        }
    }
    true
}

/// The marks are known: goes to the one whose letter was pressed, or shows them.
pub(super) fn known(state: &mut State, known: Vec<Mark>, cx: &Cx<'_>, out: &mut Outbox) {
    match &mut state.chord {
        Some(Chord::Go { letter: Some(letter), .. }) => {
            let letter = *letter;
            state.chord = None;
            follow(&known, letter, cx, out);
        }
        Some(Chord::Go { .. } | Chord::Forget { .. }) if known.is_empty() => {
            state.chord = None;
            out.say(Level::Info, "nothing is marked yet");
        }
        Some(Chord::Go { marks, .. }) => {
            out.say(Level::Info, format!("⌫ forgets one · {}", listed(&known, cx)));
            *marks = Some(known);
        }
        Some(Chord::Forget { marks }) => {
            out.say(Level::Info, format!("the letter to forget · esc leaves · {}", listed(&known, cx)));
            *marks = Some(known);
        }
        _ => {}
    }
}

/// The letters with where they lead, as one line.
fn listed(marks: &[Mark], cx: &Cx<'_>) -> String {
    let place = |mark: &Mark| {
        let team = if mark.team == cx.shared.team { String::new() } else { format!("{}: ", mark.team) };
        format!("{} {team}{}", mark.letter, mark.path)
    };
    marks.iter().map(place).collect::<Vec<_>>().join(" · ")
}

fn follow(marks: &[Mark], letter: char, cx: &Cx<'_>, out: &mut Outbox) {
    match marks.iter().find(|mark| mark.letter == letter) {
        Some(mark) if cx.shared.teams.iter().all(|team| team.id != mark.team) => {
            out.say(Level::Error, format!("{letter} leads into the team {}, which is gone", mark.team));
        }
        Some(mark) => {
            out.act(Action::Switch(mark.team.clone()));
            out.act(Action::Go(mark.path.clone()));
        }
        None => out.say(Level::Info, format!("nothing is marked with {letter}")),
    }
}
