//! Descriptors that the parent process left open for us, by their number.

use rustix::fd::BorrowedFd;
use std::fs::File;
use std::io::{Error, ErrorKind, Result};

/// A file of our own on the descriptor of this number. Fails when it is not open.
pub fn inherited(number: i32) -> Result<File> {
    if number < 0 {
        return Err(Error::from(ErrorKind::InvalidInput));
    }
    #[allow(unsafe_code, reason = "a number from the command line can become a descriptor in no other way")]
    // SAFETY: the number is not -1, and it is only used for this call, in which the kernel refuses one that is not open.
    let theirs = unsafe { BorrowedFd::borrow_raw(number) };
    Ok(rustix::io::fcntl_dupfd_cloexec(theirs, 0).map(File::from)?)
}
