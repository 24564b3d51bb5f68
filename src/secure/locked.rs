//! Memory for keys: pages of its own that are kept out of swap where the system allows it, and wiped at the end.

use std::fmt;
use std::ops::{Deref, DerefMut};
use zeroize::{Zeroize, Zeroizing};

/// A few bytes on pages that nothing else uses. They are locked into memory while it lives; a system that refuses
/// (a low `ulimit -l`) is no error, [`LockedBytes::is_locked`] tells.
pub struct LockedBytes {
    /// Released before the memory is: unlocking a freed page would fail.
    lock: Option<region::LockGuard>,
    /// One page more than needed, so that whole pages lie inside.
    memory: Zeroizing<Vec<u8>>,
    start: usize,
    len: usize,
}

impl LockedBytes {
    /// This many zero bytes.
    pub fn zeroed(len: usize) -> Self {
        let page = region::page::size();
        let room = len.max(1).div_ceil(page) * page;
        let memory = Zeroizing::new(vec![0; room + page]);
        let start = memory.as_ptr().align_offset(page).min(page);
        // Locks do not nest: two keys on one page would be unlocked together, so each has its own pages.
        let lock = region::lock(memory[start..].as_ptr(), room).ok();
        Self { lock, memory, start, len }
    }

    /// Whether the system keeps these bytes out of swap.
    pub fn is_locked(&self) -> bool {
        self.lock.is_some()
    }
}

impl Deref for LockedBytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.len]
    }
}

impl DerefMut for LockedBytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        let (start, end) = (self.start, self.start + self.len);
        &mut self.memory[start..end]
    }
}

impl Drop for LockedBytes {
    fn drop(&mut self) {
        // While the pages are still locked.
        self.memory.as_mut_slice().zeroize();
    }
}

impl fmt::Debug for LockedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockedBytes")
    }
}
