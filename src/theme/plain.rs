//! Frames in nothing but ASCII: signs give way to plain ones of the same width.
//!
//! This is done to the finished frame, so that no pane can forget it, and so that names from a store are covered too.

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::borrow::Cow;

/// What stands for what: each sign of the first text gives way to the one at the same place in the second.
const STAND_INS: &[(&str, &str)] = &[
    ("╭╮╰╯┌┐└┘├┤┬┴┼", "+++++++++++++"),
    ("─━═│┃║", "-==|||"),
    ("•●○◐✓✔✗✘", "**oo++xx"),
    ("▸▹▶›»‹«◂▾", ">>>>><<<v"),
    ("█▓▒░▏▎▍▌▋▊▉▁▂▃▄▅▆▇", "##::||||####____##"),
    ("←→↑↓↵⏎⇧⌫⇥", "<>^v<<^<>"),
    ("…·–—×’‘“”≠≤≥Δ", "..--x''\"\"#<>d"),
];

/// How a sign of a key is spelled where there is room for a word.
const KEYS: &[(char, &str)] = &[
    ('⏎', "enter"),
    ('⇧', "shift-"),
    ('⌫', "backspace"),
    ('↑', "up"),
    ('↓', "down"),
    ('←', "left"),
    ('→', "right"),
];

/// The names of keys in ASCII.
pub(super) fn spell(keys: &str) -> Cow<'_, str> {
    if keys.is_ascii() {
        return Cow::Borrowed(keys);
    }
    let mut spelled = String::with_capacity(keys.len());
    for c in keys.chars() {
        match KEYS.iter().find(|(sign, _)| *sign == c) {
            Some((_, name)) => spelled.push_str(name),
            None => spelled.push(c),
        }
    }
    Cow::Owned(spelled)
}

/// The plain sign for one of ours.
fn stand_in(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    let (Some(sign), None) = (chars.next(), chars.next()) else { return None };
    STAND_INS.iter().find_map(|(signs, plain)| {
        signs.chars().zip(plain.chars()).find(|(one, _)| *one == sign).map(|(_, stand_in)| stand_in)
    })
}

/// Replaces everything in a frame that is not ASCII. What has no stand-in becomes a reversed `?`, so that it can be
/// told from one that was typed.
pub(super) fn make_plain(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        if let Some(plain) = stand_in(cell.symbol()) {
            cell.set_char(plain);
        } else {
            cell.set_char('?').modifier.toggle(Modifier::REVERSED);
        }
    }
}
