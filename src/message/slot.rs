//! Who asked, and which question an answer belongs to.

/// Who asked, and what for. One slot holds at most one open question; a newer question overtakes the older.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// The pane or overlay that gets the answer.
    pub owner: &'static str,
    /// What it asked for.
    pub purpose: &'static str,
}

/// One question. Numbers are never used twice in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);
