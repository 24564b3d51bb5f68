//! The one place where the console looks at a clock.

use crate::domain::Timestamp;
use crate::message::Now;
use std::time::{Instant, SystemTime};

/// Tells the time since it was made, and the time of day.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
    /// The time of day at all times, where it stands still.
    wall: Option<Timestamp>,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { start: Instant::now(), wall: None }
    }

    /// A clock that starts now and on which it is always this time of day.
    pub fn standing_at(wall: Timestamp) -> Self {
        Self { wall: Some(wall), ..Self::start() }
    }

    /// The time now.
    pub fn now(&self) -> Now {
        let wall = self.wall.unwrap_or_else(|| Timestamp::from(SystemTime::now()));
        Now { wall, clock: self.start.elapsed() }
    }
}
