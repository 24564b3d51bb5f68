//! What the footer says at the start of mistakes in the person's files.

use super::keymap::key_of;
use crate::message::Shared;

/// How many there are, the key that lists them, and the first one; nothing when all is well.
pub fn notice(shared: &Shared) -> Option<String> {
    let mistakes = &shared.mistakes;
    // What is wrong comes before what is merely not known yet.
    let first = mistakes.iter().find(|mistake| mistake.is_wrong).or(mistakes.first())?;
    let count = match mistakes.len() {
        1 => "1 mistake".to_owned(),
        count => format!("{count} mistakes"),
    };
    let key = key_of("mistakes", &shared.keymap).map(|key| format!(" · {key} shows all of it"));
    // The first may be longer than the line, so the rest is told before it.
    Some(format!("{count}{} · {}", key.unwrap_or_default(), first.text))
}
