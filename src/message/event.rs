//! What happened: keys, mouse, paste, time, answers, signals.

use super::{Key, Reply};
use crate::domain::{SecretValue, Timestamp};
use std::time::Duration;

/// Largest paste taken, in bytes. A larger one is refused whole, so that nothing is cut silently.
pub const PASTE_LIMIT: usize = 1 << 20;

/// Something that happened, in the order in which it happened. Has no `Clone`: a paste or an answer may hold a value.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(Paste),
    /// The terminal has this size now.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal got or lost the focus.
    Focus(bool),
    /// Time has passed; comes only while something counts down.
    Tick,
    /// The last frame is on the screen, and nothing that was typed before waits to be read; comes only while a question
    /// waits to be seen.
    Seen,
    /// The working half answers.
    Reply(Reply),
    /// The system asks.
    Signal(Signal),
}

/// The time of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The time of day, for showing.
    pub wall: Timestamp,
    /// Time since the console started, never going back: for countdowns.
    pub clock: Duration,
}

/// What the mouse did, where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// Column from 0.
    pub column: u16,
    /// Row from 0.
    pub row: u16,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// The wheel turned away from the person.
    WheelUp,
    /// The wheel turned towards the person.
    WheelDown,
}

impl Now {
    /// Seconds left until a point on the clock, counted up to whole ones.
    pub fn seconds_to(self, end: Duration) -> u64 {
        let left = end.saturating_sub(self.clock);
        left.as_secs() + u64::from(left.subsec_nanos() > 0)
    }
}

/// Pasted text.
#[derive(Debug)]
pub struct Paste {
    /// The text, or nothing when it was too large.
    pub text: SecretValue,
    /// Whether it was larger than [`PASTE_LIMIT`] and has been dropped.
    pub is_too_large: bool,
}

/// What the system asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Leave: SIGTERM, SIGHUP or SIGINT from outside.
    Leave,
    /// Make room for the shell: SIGTSTP.
    Suspend,
    /// We are stopped now, and our value is off the clipboard: its time would not come while the clock stands still.
    Stop,
    /// We run again: SIGCONT.
    Continue,
}
