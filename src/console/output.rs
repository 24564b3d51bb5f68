//! The way to the terminal: what is written waits in one wiped buffer until the terminal takes it, and nobody waits
//! for that.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, fcntl_dupfd_cloexec};
use rustix::stdio::stdout;
use rustix::termios::ttyname;
use std::io::{self, Write};
use std::time::Duration;
use zeroize::{Zeroize, Zeroizing};

/// Large enough for a frame of a usual terminal.
const CAPACITY: usize = 64 * 1024;

/// The terminal at standard output, opened anew: that writing does not block is then no matter of the shell's. A
/// terminal that cannot be opened by its name is used as it is.
pub(super) fn open_terminal() -> io::Result<OwnedFd> {
    let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let anew = ttyname(stdout(), Vec::new()).and_then(|name| open(&name, flags, Mode::empty()));
    Ok(anew.or_else(|_| fcntl_dupfd_cloexec(stdout(), 0))?)
}

/// Collects bytes and writes them in bulk. Standard output's own buffer would keep what passed through it.
pub(super) struct Output {
    terminal: OwnedFd,
    buffer: Zeroizing<Vec<u8>>,
    /// How much of it the terminal has taken.
    taken: usize,
}

impl Output {
    /// A writer to this terminal, which is best one that does not block.
    pub(super) fn to(terminal: OwnedFd) -> Self {
        Self { terminal, buffer: Zeroizing::new(Vec::with_capacity(CAPACITY)), taken: 0 }
    }

    /// What to wait on while it is behind.
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        self.terminal.as_fd()
    }

    /// Whether the terminal has not yet taken everything.
    pub(super) fn is_behind(&self) -> bool {
        self.taken < self.buffer.len()
    }

    /// Wipes whatever the terminal has not taken yet.
    pub(super) fn forget(&mut self) {
        self.buffer.as_mut_slice().zeroize();
        self.buffer.clear();
        self.taken = 0;
        if self.buffer.capacity() > CAPACITY {
            self.buffer = Zeroizing::new(Vec::with_capacity(CAPACITY));
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.buffer.len() + bytes.len();
        if needed > self.buffer.capacity() {
            // Growing by itself, the buffer would leave its old content behind.
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.buffer.capacity())));
            larger.extend_from_slice(&self.buffer);
            self.buffer = larger;
        }
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Writes what the terminal takes at once; the rest waits for the next call.
    fn flush(&mut self) -> io::Result<()> {
        while self.is_behind() {
            match rustix::io::write(&self.terminal, &self.buffer[self.taken..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.taken += count,
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Ok(()),
                Err(error) => {
                    self.forget();
                    return Err(error.into());
                }
            }
        }
        self.forget();
        Ok(())
    }
}

/// Writes everything, past any buffer, as long as the terminal takes a part of it within this time.
pub(super) fn write_all(terminal: BorrowedFd<'_>, mut bytes: &[u8], patience: Duration) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(terminal, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => wait_for_room(terminal, patience)?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn wait_for_room(terminal: BorrowedFd<'_>, patience: Duration) -> io::Result<()> {
    let patience = Timespec::try_from(patience).ok();
    match poll(&mut [PollFd::from_borrowed_fd(terminal, PollFlags::OUT)], patience.as_ref()) {
        Ok(0) => Err(io::ErrorKind::TimedOut.into()),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
