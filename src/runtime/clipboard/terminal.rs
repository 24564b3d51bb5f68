//! The clipboard of the terminal, by the sequence OSC 52. Nobody can ask whether it worked, or what is there.

use super::Way;
use crate::domain::{Field, SecretValue};
use crate::runtime::runner::{Arrival, Post};
use zeroize::Zeroizing;

/// Longest text that terminals take, in bytes.
const LONGEST: usize = 74_000;

pub(super) struct Terminal {
    post: Post,
}

impl Terminal {
    pub(super) fn new(post: Post) -> Self {
        Self { post }
    }
}

/// Whether the terminal may know the sequence.
pub(super) fn is_there() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    !matches!(term.as_str(), "" | "dumb" | "linux")
}

impl Way for Terminal {
    fn name(&self) -> &'static str {
        "by the terminal, if it allows that"
    }

    fn put(&mut self, text: &SecretValue, _is_secret: bool) -> Result<(), &'static str> {
        if text.len() > LONGEST {
            return Err("it is too long for the terminal's clipboard");
        }
        self.post.send(Arrival::Terminal(sequence(text)));
        Ok(())
    }

    fn clear(&mut self) {
        self.post.send(Arrival::Terminal(sequence(&SecretValue::empty())));
    }
}

/// The sequence that sets the terminal's clipboard; an empty text clears it.
pub(super) fn sequence(text: &SecretValue) -> SecretValue {
    let encoded = text.expose(Field::base64);
    let mut sequence = Zeroizing::new(Vec::with_capacity(encoded.len() + 8));
    sequence.extend_from_slice(b"\x1b]52;c;");
    sequence.extend_from_slice(encoded.as_bytes());
    sequence.extend_from_slice(b"\x07");
    SecretValue::copied(&sequence)
}
