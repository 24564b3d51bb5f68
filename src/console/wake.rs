//! How other threads wake the loop that waits for keys.

use rustix::fd::{AsFd, BorrowedFd};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Wakes the loop; may be called from any thread, any number of times.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The loop's end of the bell.
pub(super) struct Bell {
    ear: UnixStream,
    is_rung: Arc<AtomicBool>,
}

impl Bell {
    /// A bell, and what rings it.
    pub(super) fn hang() -> io::Result<(Self, Wake)> {
        let (ear, clapper) = UnixStream::pair()?;
        ear.set_nonblocking(true)?;
        clapper.set_nonblocking(true)?;
        let is_rung = Arc::new(AtomicBool::new(false));
        let bell = Self { ear, is_rung: Arc::clone(&is_rung) };
        let wake = move || {
            // One byte is enough to wake the loop, so a bell that rings already is left alone.
            if !is_rung.swap(true, Ordering::AcqRel) {
                let _ = (&clapper).write(&[0]);
            }
        };
        Ok((bell, Arc::new(wake)))
    }

    /// What to wait on.
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        self.ear.as_fd()
    }

    /// Stops the ringing. To be called before looking for what there is to do: what comes later rings again.
    pub(super) fn hush(&self) {
        let mut bytes = [0; 16];
        while matches!((&self.ear).read(&mut bytes), Ok(1..)) {}
        self.is_rung.store(false, Ordering::Release);
    }
}
