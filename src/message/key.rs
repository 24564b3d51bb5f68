//! Keys as the console knows them, and how they are written for people.

use std::fmt;
use std::str::FromStr;

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With control.
    pub ctrl: bool,
    /// With alt.
    pub alt: bool,
    /// With shift, for keys that are no characters.
    pub shift: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A character without modifiers; upper case is its own character.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A lower-case character with control.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false, shift: false }
    }
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A character.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Shift and tabulator.
    BackTab,
    /// Delete to the left.
    Backspace,
    /// Delete to the right.
    Delete,
    /// Insert.
    Insert,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// Keys that are no characters: how they are shown, and how else they may be written.
const NAMES: &[(KeyCode, &str, &[&str])] = &[
    (KeyCode::Char(' '), "space", &[]),
    (KeyCode::Enter, "⏎", &["enter", "return"]),
    (KeyCode::Esc, "esc", &["escape"]),
    (KeyCode::Tab, "tab", &[]),
    (KeyCode::BackTab, "⇧tab", &["shift-tab", "backtab"]),
    (KeyCode::Backspace, "⌫", &["backspace"]),
    (KeyCode::Delete, "del", &["delete"]),
    (KeyCode::Insert, "ins", &["insert"]),
    (KeyCode::Up, "↑", &["up"]),
    (KeyCode::Down, "↓", &["down"]),
    (KeyCode::Left, "←", &["left"]),
    (KeyCode::Right, "→", &["right"]),
    (KeyCode::Home, "home", &[]),
    (KeyCode::End, "end", &[]),
    (KeyCode::PageUp, "pgup", &["pageup"]),
    (KeyCode::PageDown, "pgdn", &["pagedown"]),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.shift {
            f.write_str("⇧")?;
        }
        if let Some((_, shown, _)) = NAMES.iter().find(|(code, ..)| *code == self.code) {
            return f.write_str(shown);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            _ => Ok(()),
        }
    }
}

/// A text that is the name of no key; says which are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is no key; allowed are one character, enter, esc, tab, shift-tab, space, backspace, delete, insert, up, down, \
     left, right, home, end, pgup, pgdn and F1 to F12, with ctrl- or alt- before it"
)]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    /// Reads a key as it is shown, or as it can be typed: `r`, `ctrl-l`, `alt-enter`, `F1`.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let (mut ctrl, mut alt, mut shift, mut rest) = (false, false, false, text);
        loop {
            // A lone character is itself, so that nothing is left without a name.
            let is_modifier = rest.chars().nth(1).is_some();
            match rest {
                _ if !is_modifier => break,
                _ if NAMES.iter().any(|(_, shown, others)| *shown == rest || others.contains(&rest)) => break,
                _ if rest.starts_with("ctrl-") => (ctrl, rest) = (true, &rest["ctrl-".len()..]),
                _ if rest.starts_with("alt-") => (alt, rest) = (true, &rest["alt-".len()..]),
                _ if rest.starts_with("shift-") => (shift, rest) = (true, &rest["shift-".len()..]),
                _ if rest.starts_with('⇧') => (shift, rest) = (true, &rest['⇧'.len_utf8()..]),
                _ => break,
            }
        }
        let code = code(rest).ok_or(NoKey)?;
        match code {
            // Upper case is its own character, and control knows none.
            KeyCode::Char(c) if shift || c.is_control() || (ctrl && c.is_uppercase()) => Err(NoKey),
            _ => Ok(Self { code, ctrl, alt, shift }),
        }
    }
}

fn code(text: &str) -> Option<KeyCode> {
    if let Some((code, ..)) = NAMES.iter().find(|(_, shown, others)| *shown == text || others.contains(&text))
    {
        return Some(*code);
    }
    let mut chars = text.chars();
    match (chars.next(), chars.as_str()) {
        (Some(c), "") => Some(KeyCode::Char(c)),
        (Some('F' | 'f'), number) => {
            number.parse().ok().filter(|number| (1..=12).contains(number)).map(KeyCode::F)
        }
        _ => None,
    }
}
