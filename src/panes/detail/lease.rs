//! A value on screen: it knows when it must go.

use crate::domain::{SecretValue, Shape};
use crate::message::Now;
use std::time::Duration;

/// One value that is shown until a point on the clock. Dropping it wipes the value.
#[derive(Debug)]
pub(super) struct Lease {
    /// The field it belongs to.
    pub field: String,
    /// The value.
    pub value: SecretValue,
    /// How to read it.
    pub shape: Shape,
    /// When it ends; never moved by activity.
    pub until: Duration,
}

impl Lease {
    /// Seconds left, counted up to whole ones.
    pub(super) fn seconds(&self, now: Now) -> u64 {
        now.seconds_to(self.until)
    }
}
