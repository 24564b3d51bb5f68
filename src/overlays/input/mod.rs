//! A field that is typed into: the text is wiped when dropped, and masked unless it may be seen.

mod area;

use crate::domain::{MASK, SecretValue, visible};
use crate::message::{Key, KeyCode, PASTE_LIMIT, Paste};
use crate::widgets::width;
use std::fmt;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;

/// Text under the keys. Its buffer grows by moving to a larger one; the smaller one is wiped.
pub(super) struct Input {
    text: Zeroizing<String>,
    /// Where the next character goes, in bytes.
    at: usize,
    /// Whether the text may be seen at all times.
    is_clear: bool,
    /// Whether a hidden text is shown for the moment.
    pub is_shown: bool,
    /// How many lines the text may have.
    lines: Lines,
    /// Whether the text was changed by keys or a paste.
    is_edited: bool,
    /// Whether the text was put in as a whole and is still as it was.
    is_filled: bool,
    /// The column that the cursor keeps while it moves up and down.
    goal: Option<usize>,
}

/// How many lines a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// One.
    One,
    /// One as a rule: `alt-⏎` breaks the line.
    OneOrMore,
    /// Several: `⏎` breaks the line.
    Many,
}

impl Input {
    /// An empty line whose text may be seen.
    pub(super) fn clear() -> Self {
        Self {
            text: buffer(64),
            at: 0,
            is_clear: true,
            is_shown: false,
            lines: Lines::One,
            is_edited: false,
            is_filled: false,
            goal: None,
        }
    }

    /// An empty line whose text is masked.
    pub(super) fn secret() -> Self {
        Self { is_clear: false, text: buffer(256), ..Self::clear() }
    }

    /// An empty masked text of so many lines.
    pub(super) fn lines(lines: Lines) -> Self {
        Self { lines, text: buffer(4096), ..Self::secret() }
    }

    /// Filled with this text.
    pub(super) fn with(mut self, text: &str) -> Self {
        self.set(text);
        self
    }

    /// Puts this text in the place of the old one.
    pub(super) fn set(&mut self, text: &str) {
        self.empty();
        self.insert(text);
        self.is_edited = false;
        self.is_filled = !text.is_empty();
    }

    /// Wipes the text.
    pub(super) fn empty(&mut self) {
        let capacity = self.text.capacity().min(4096);
        self.text = buffer(capacity);
        self.at = 0;
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text is masked unless it is asked for.
    pub(super) fn is_secret(&self) -> bool {
        !self.is_clear
    }

    /// Whether Enter breaks the line.
    pub(super) fn takes_enter(&self) -> bool {
        self.lines == Lines::Many
    }

    /// Whether the text was changed by keys or a paste since it was asked last.
    pub(super) fn take_edited(&mut self) -> bool {
        std::mem::take(&mut self.is_edited)
    }

    /// Whether keys would change a masked text that was put in as a whole: nobody sees that they are added to it.
    pub(super) fn is_unseen(&self) -> bool {
        self.is_filled && !self.is_clear && !self.is_shown
    }

    /// A copy of the text as a value.
    pub(super) fn value(&self) -> SecretValue {
        SecretValue::copied(self.text.as_bytes())
    }

    /// Whether a hidden text is to be seen.
    pub(super) fn shows_value(&self) -> bool {
        !self.is_clear && self.is_shown && !self.text.is_empty()
    }

    fn insert(&mut self, text: &str) {
        let needed = self.text.len() + text.len();
        if needed > self.text.capacity() {
            let mut larger = buffer(needed.max(self.text.capacity() * 2));
            larger.push_str(&self.text);
            self.text = larger;
        }
        self.text.insert_str(self.at, text);
        self.at += text.len();
        self.is_edited |= !text.is_empty();
        self.is_filled &= text.is_empty();
    }

    /// Whether this key is text, or edits it.
    pub(super) fn is_typed(key: Key) -> bool {
        match key.code {
            KeyCode::Char(c) if key.ctrl => !key.alt && matches!(c, 'u' | 'k' | 'w' | 'a' | 'e'),
            KeyCode::Char(_) => !key.alt,
            KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Home
            | KeyCode::End => true,
            _ => false,
        }
    }

    /// Takes a key that edits; true when it was one. `alt-⏎` breaks the line where that is allowed.
    pub(super) fn press(&mut self, key: Key) -> bool {
        self.goal = None;
        match key {
            Key { code: KeyCode::Enter, alt, .. }
                if self.lines == Lines::Many || (alt && self.lines == Lines::OneOrMore) =>
            {
                if self.text.len() < PASTE_LIMIT {
                    self.insert("\n");
                }
            }
            Key { code: KeyCode::Char('u'), ctrl: true, alt: false, .. } => self.remove(0..self.at),
            Key { code: KeyCode::Char('k'), ctrl: true, alt: false, .. } => {
                self.remove(self.at..self.text.len());
            }
            Key { code: KeyCode::Char('w'), ctrl: true, alt: false, .. } => {
                let head = self.text[..self.at].trim_end();
                let start = head.rfind(char::is_whitespace).map_or(0, |space| space + 1);
                self.remove(start..self.at);
            }
            Key { code: KeyCode::Char('a'), ctrl: true, alt: false, .. }
            | Key { code: KeyCode::Home, .. } => {
                self.at = 0;
            }
            Key { code: KeyCode::Char('e'), ctrl: true, alt: false, .. } | Key { code: KeyCode::End, .. } => {
                self.at = self.text.len();
            }
            Key { code: KeyCode::Char(c), ctrl: false, alt: false, .. } => {
                if self.text.len() + c.len_utf8() <= PASTE_LIMIT {
                    let mut bytes = Zeroizing::new([0; 4]);
                    let text = c.encode_utf8(&mut *bytes);
                    self.insert(text);
                }
            }
            Key { code: KeyCode::Backspace, .. } => self.remove(self.before()..self.at),
            Key { code: KeyCode::Delete, .. } => self.remove(self.at..self.after()),
            Key { code: KeyCode::Left, .. } => self.at = self.before(),
            Key { code: KeyCode::Right, .. } => self.at = self.after(),
            _ => return false,
        }
        true
    }

    /// Takes a paste, whole or not at all; one line end at the end of a paste into one line is dropped.
    pub(super) fn paste(&mut self, paste: &Paste) -> Result<(), String> {
        if paste.is_too_large || self.text.len() + paste.text.len() > PASTE_LIMIT {
            let limit = PASTE_LIMIT / 1024;
            return Err(format!("the pasted text is larger than {limit} KiB; nothing was inserted"));
        }
        let is_multiline = self.lines != Lines::One;
        let done = paste.text.expose_text(|text| {
            let text = if is_multiline { text } else { text.trim_end_matches(['\r', '\n']) };
            if !is_multiline && text.contains(['\r', '\n']) {
                return Err("the pasted text has several lines and this field has one; nothing was inserted");
            }
            // Terminals send line ends as carriage returns.
            if text.contains('\r') {
                self.insert(&Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n")));
            } else {
                self.insert(text);
            }
            Ok(())
        });
        done.unwrap_or(Err("the pasted text is not UTF-8; nothing was inserted")).map_err(str::to_owned)
    }

    fn before(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.at..].graphemes(true).next().map_or(self.at, |next| self.at + next.len())
    }

    fn remove(&mut self, range: std::ops::Range<usize>) {
        self.at = range.start;
        if range.is_empty() {
            return;
        }
        self.is_edited = true;
        self.is_filled = false;
        let mut rest = buffer(self.text.capacity());
        rest.push_str(&self.text[..range.start]);
        rest.push_str(&self.text[range.end..]);
        self.text = rest;
    }

    /// What is to be seen of it in this many columns, and the column of the cursor.
    pub(super) fn seen(&self, room: usize) -> (Zeroizing<String>, usize) {
        if !self.is_clear && !self.is_shown {
            let mask = if self.text.is_empty() { "" } else { MASK };
            return (Zeroizing::new(mask.to_owned()), width(mask));
        }
        // Only what has room is looked at, and the cursor stays in sight.
        let (head, tail) = self.text.split_at(self.at);
        let before = fitting(head.graphemes(true).rev(), room.saturating_sub(1));
        let after = fitting(tail.graphemes(true), room);
        let head = Zeroizing::new(visible(&head[head.len() - before..]).into_owned());
        let tail = Zeroizing::new(visible(&tail[..after]).into_owned());
        let mut text = buffer(head.len() + tail.len());
        text.push_str(&head);
        let column = width(&text);
        text.push_str(&tail);
        (text, column)
    }
}

/// Bytes of as many of these characters as have room.
fn fitting<'t>(graphemes: impl Iterator<Item = &'t str>, room: usize) -> usize {
    let (mut bytes, mut used) = (0, 0);
    for grapheme in graphemes {
        used += area::wide(grapheme);
        if used > room {
            break;
        }
        bytes += grapheme.len();
    }
    bytes
}

fn buffer(capacity: usize) -> Zeroizing<String> {
    Zeroizing::new(String::with_capacity(capacity))
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_clear { "Input(clear)" } else { "Input(secret)" })
    }
}
