//! Reading the terminal: a fixed buffer that is wiped after every read, parsed byte by byte.

use super::parse::Parser;
use crate::message::Event;
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use std::io;
use std::time::Duration;
use zeroize::{Zeroize, Zeroizing};

/// The line discipline of Linux hands out no more than this at once.
const CHUNK: usize = 4096;

/// Whether there may be more to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// There may.
    Open,
    /// The terminal is gone.
    Closed,
}

/// The keyboard's end of the terminal.
pub(super) struct Input {
    terminal: BorrowedFd<'static>,
    buffer: Zeroizing<Box<[u8]>>,
    parser: Parser,
}

impl Input {
    /// A reader of this terminal.
    pub(super) fn from(terminal: BorrowedFd<'static>) -> Self {
        Self { terminal, buffer: Zeroizing::new(vec![0; CHUNK].into_boxed_slice()), parser: Parser::new() }
    }

    /// What to wait on.
    pub(super) fn descriptor(&self) -> BorrowedFd<'static> {
        self.terminal
    }

    /// Reads once, hands every event over before the next byte is looked at, and wipes what was read.
    pub(super) fn read(&mut self, emit: &mut dyn FnMut(Event)) -> io::Result<Line> {
        let count = match rustix::io::read(self.terminal, &mut **self.buffer) {
            // The second one is how Linux says that the other side of a pseudo-terminal is gone.
            Ok(0) | Err(Errno::IO) => return Ok(Line::Closed),
            Ok(count) => count,
            Err(Errno::INTR | Errno::AGAIN) => return Ok(Line::Open),
            Err(error) => return Err(error.into()),
        };
        let read = &mut self.buffer[..count];
        for byte in &*read {
            self.parser.take(*byte, emit);
        }
        read.zeroize();
        Ok(Line::Open)
    }

    /// How long to wait for the rest of what was begun; see [`Parser::patience`].
    pub(super) fn patience(&self) -> Option<Duration> {
        self.parser.patience()
    }

    /// The rest did not come.
    pub(super) fn time_is_up(&mut self, emit: &mut dyn FnMut(Event)) {
        self.parser.time_is_up(emit);
    }
}
