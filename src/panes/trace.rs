//! Tells a path again without holding it: what is left of a place while the console is locked, which forgets names.

use std::fmt::{Debug, Formatter};
use std::hash::{BuildHasher, RandomState};

/// A keyed hash of a path.
#[derive(Clone)]
pub struct Trace {
    key: RandomState,
    hash: u64,
}

impl Trace {
    /// The trace of a path.
    pub fn of(path: &str) -> Self {
        let key = RandomState::new();
        let hash = key.hash_one(path);
        Self { key, hash }
    }

    /// Whether it is of this path.
    pub fn is_of(&self, path: &str) -> bool {
        self.key.hash_one(path) == self.hash
    }
}

impl PartialEq for Trace {
    fn eq(&self, other: &Self) -> bool {
        // Each has a key of its own, so that only a copy has the same hash.
        self.hash == other.hash
    }
}

impl Eq for Trace {}

impl Debug for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trace")
    }
}
