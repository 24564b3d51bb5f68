//! Collects a bracketed paste in memory that is wiped, up to a limit.

use crate::domain::SecretValue;
use crate::message::{PASTE_LIMIT, Paste};
use zeroize::Zeroizing;

/// What ends a bracketed paste.
const END: &[u8] = b"\x1b[201~";
/// A paste is usually a password or a key.
const FIRST_CAPACITY: usize = 4096;

/// A paste on its way in.
#[derive(Default)]
pub(super) struct Collector {
    text: Zeroizing<Vec<u8>>,
    /// How many bytes of [`END`] the last bytes match.
    matched: usize,
    /// Whether the last byte of the text was a carriage return.
    is_after_return: bool,
    is_too_large: bool,
}

impl Collector {
    /// Takes the next byte; answers with the paste when it is complete.
    pub(super) fn take(&mut self, byte: u8) -> Option<Paste> {
        if byte == END[self.matched] {
            self.matched += 1;
            if self.matched < END.len() {
                return None;
            }
            let Self { mut text, is_too_large, .. } = std::mem::take(self);
            let text = if is_too_large { Vec::new() } else { std::mem::take(&mut *text) };
            return Some(Paste { text: SecretValue::new(text), is_too_large });
        }
        let begun = std::mem::take(&mut self.matched);
        for &byte in &END[..begun] {
            self.keep(byte);
        }
        // The first byte of the end occurs nowhere else in it, so only a fresh start is possible here.
        if byte == END[0] {
            self.matched = 1;
        } else {
            self.keep(byte);
        }
        None
    }

    /// Keeps a byte of the text. Terminals send the end of a line as a carriage return; here it is a line feed.
    fn keep(&mut self, byte: u8) {
        let is_return = byte == b'\r';
        if std::mem::replace(&mut self.is_after_return, is_return) && byte == b'\n' {
            return;
        }
        if self.is_too_large {
            return;
        }
        if self.text.len() == PASTE_LIMIT {
            self.is_too_large = true;
            self.text = Zeroizing::default();
            return;
        }
        if self.text.len() == self.text.capacity() {
            self.grow();
        }
        self.text.push(if is_return { b'\n' } else { byte });
    }

    /// Moves the text to a larger place and wipes the old one, which growing in place would not do.
    fn grow(&mut self) {
        let mut larger = Zeroizing::new(Vec::with_capacity((self.text.capacity() * 2).max(FIRST_CAPACITY)));
        larger.extend_from_slice(&self.text);
        self.text = larger;
    }
}
