//! The working half: it does what the pure half asks for.

use crate::domain::SecretValue;
use crate::message::{Event, Now, Request, Ticket};

/// Something that came from the working half.
#[derive(Debug)]
pub enum Arrival {
    /// An event for the pure half: an answer, a signal.
    Event(Event),
    /// Bytes to write to the terminal between two frames (a clipboard sequence).
    Terminal(SecretValue),
}

/// The background runtime. Dropping it waits for changes under way and wipes the clipboard.
#[derive(Debug)]
pub struct Runtime {}

impl Runtime {
    /// Starts this work.
    pub fn run(&self, _ticket: Ticket, _request: Request) {}
    /// Nobody waits for this question any more.
    pub fn cancel(&self, _ticket: Ticket) {}
    /// The next thing that came, without waiting. The `wake` function given at the start was called for each.
    pub fn next_arrival(&self) -> Option<Arrival> {
        None
    }
    /// The time now.
    pub fn now(&self) -> Now {
        Now::default()
    }
}
