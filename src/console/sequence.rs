//! What the escape sequences of terminals mean (xterm's control sequences, with the spellings of rxvt and Linux).

use super::parse::plain_byte;
use crate::message::{Event, Key, KeyCode, Mouse, MouseKind};

/// The event of `ESC [ parameters last`; `None` when it is none of ours.
pub(super) fn control(parameters: &[u8], last: u8) -> Option<Event> {
    if let Some(report) = parameters.strip_prefix(b"<") {
        return mouse(numbers(report)?, last).map(Event::Mouse);
    }
    match (parameters, last) {
        (b"", b'I') => return Some(Event::Focus(true)),
        (b"", b'O') => return Some(Event::Focus(false)),
        _ => {}
    }
    let numbers = numbers(parameters)?;
    let first = numbers[0];
    let modifiers = numbers[1];
    let key = match last {
        b'~' if first == 27 => character(numbers[2])?,
        b'~' => Key::plain(numbered(first)?),
        b'u' => character(first)?,
        b'Z' => Key::plain(KeyCode::BackTab),
        // Anything else before a letter is an answer to a question, such as where the cursor is.
        _ if first > 1 => return None,
        // rxvt: shift and an arrow.
        b'a'..=b'd' => Key { shift: true, ..Key::plain(lettered(last.to_ascii_uppercase())?) },
        _ => Key::plain(lettered(last)?),
    };
    Some(Event::Key(modified(key, modifiers)))
}

/// The key of `ESC O parameters last`; `None` when it is none of ours.
pub(super) fn keypad(parameters: &[u8], last: u8) -> Option<Key> {
    let modifiers = numbers(parameters)?[0];
    let key = match last {
        b'M' => Key::plain(KeyCode::Enter),
        b'I' => Key::plain(KeyCode::Tab),
        // rxvt: control and an arrow.
        b'a'..=b'd' => Key { ctrl: true, ..Key::plain(lettered(last.to_ascii_uppercase())?) },
        b'j'..=b'y' => Key::char((last - b'j' + b'*').into()),
        b'X' => Key::char('='),
        _ => Key::plain(lettered(last)?),
    };
    Some(modified(key, modifiers))
}

/// The mouse report of three bytes, each 32 too large, with columns and rows from 1.
pub(super) fn old_mouse(bytes: [u8; 3]) -> Option<Mouse> {
    let [button, column, row] = bytes.map(|byte| u16::from(byte).saturating_sub(32));
    mouse([button, column, row], b'M')
}

/// Up to three numbers with `;` between them, 0 where none is written; `None` when something else stands there.
/// What follows a `:` refines a number and is left out.
fn numbers(text: &[u8]) -> Option<[u16; 3]> {
    let mut numbers = [0; 3];
    for (index, part) in text.split(|&byte| byte == b';').enumerate() {
        let digits = part.split(|&byte| byte == b':').next().unwrap_or_default();
        let mut number = 0_u16;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number.checked_mul(10)?.checked_add(u16::from(digit - b'0'))?;
        }
        *numbers.get_mut(index)? = number;
    }
    Some(numbers)
}

/// The key of `ESC [ number ~`.
fn numbered(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(function(number, 10)?),
        17..=21 => KeyCode::F(function(number, 11)?),
        23 | 24 => KeyCode::F(function(number, 12)?),
        _ => return None,
    })
}

fn function(number: u16, gap: u16) -> Option<u8> {
    u8::try_from(number - gap).ok()
}

/// The key of `ESC [ letter` and `ESC O letter`.
fn lettered(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// The key of a code point, as terminals send it that spell every key as a number.
fn character(code: u16) -> Option<Key> {
    match u8::try_from(code) {
        Ok(byte @ 0..0x80) => Some(plain_byte(byte)),
        _ => char::from_u32(code.into()).filter(|c| !c.is_control()).map(Key::char),
    }
}

/// Adds modifiers as xterm counts them: 1 and shift 1, alt 2, control 4.
fn modified(key: Key, modifiers: u16) -> Key {
    let bits = modifiers.saturating_sub(1);
    let (shift, alt, ctrl) = (bits & 1 != 0, bits & 2 != 0 || bits & 8 != 0, bits & 4 != 0);
    let code = match key.code {
        KeyCode::Tab if shift => KeyCode::BackTab,
        KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) if shift => KeyCode::Char(c.to_ascii_uppercase()),
        code => code,
    };
    let shows_shift = !matches!(code, KeyCode::Char(_) | KeyCode::BackTab);
    Key { code, ctrl: key.ctrl || ctrl, alt: key.alt || alt, shift: key.shift || (shift && shows_shift) }
}

/// A mouse report: button, column and row from 1, and whether it went down (`M`) or up (`m`).
fn mouse([button, column, row]: [u16; 3], last: u8) -> Option<Mouse> {
    // Shift, alt and control do not change what the mouse does here; 32 marks a movement.
    let kind = match (button & !0b1_1100, last) {
        (0, b'M') => MouseKind::Press,
        (64, b'M') => MouseKind::WheelUp,
        (65, b'M') => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, column: column.checked_sub(1)?, row: row.checked_sub(1)? })
}
