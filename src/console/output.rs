//! The way to the terminal: one buffer of fixed size, wiped whenever it is flushed.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use std::io::{self, Write};
use zeroize::{Zeroize, Zeroizing};

/// Large enough for a frame of a usual terminal, so that it goes out in one write.
const CAPACITY: usize = 64 * 1024;

/// Collects bytes and writes them in bulk. Standard output's own buffer would keep what passed through it.
pub(super) struct Output {
    terminal: BorrowedFd<'static>,
    buffer: Zeroizing<Box<[u8]>>,
    used: usize,
}

impl Output {
    /// A writer to this terminal.
    pub(super) fn to(terminal: BorrowedFd<'static>) -> Self {
        Self { terminal, buffer: Zeroizing::new(vec![0; CAPACITY].into_boxed_slice()), used: 0 }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.used == CAPACITY {
            self.flush()?;
        }
        let taken = bytes.len().min(CAPACITY - self.used);
        self.buffer[self.used..self.used + taken].copy_from_slice(&bytes[..taken]);
        self.used += taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        let filled = &mut self.buffer[..self.used];
        let written = write_all(self.terminal, filled);
        filled.zeroize();
        self.used = 0;
        written
    }
}

/// Writes everything, past any buffer.
pub(super) fn write_all(terminal: BorrowedFd<'_>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(terminal, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            // The shell we came from may have left the terminal non-blocking.
            Err(Errno::AGAIN) => wait_for_room(terminal)?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn wait_for_room(terminal: BorrowedFd<'_>) -> io::Result<()> {
    match poll(&mut [PollFd::from_borrowed_fd(terminal, PollFlags::OUT)], None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
