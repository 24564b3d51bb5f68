//! The one place where the console looks at a clock.

use crate::domain::Timestamp;
use crate::message::Now;
use std::time::{Instant, SystemTime};

/// Tells the time since it was made, and the time of day.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// The time now.
    pub fn now(&self) -> Now {
        Now { wall: Timestamp::from(SystemTime::now()), clock: self.start.elapsed() }
    }
}
