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
    /// Whole seconds left, at least one while it lasts.
    pub(super) fn seconds(&self, now: Now) -> u64 {
        self.until.saturating_sub(now.clock).as_secs_f64().ceil().max(1.0) as u64
    }
}
