//! Points in time as stores tell them: milliseconds since 1970, always UTC.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01 00:00 UTC. Displays as RFC 3339 to the second.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// Reads RFC 3339 (`2026-11-21T10:00:00Z`).
    pub fn parse(text: &str) -> Option<Self> {
        humantime::parse_rfc3339(text).ok().map(Self::from)
    }

    /// The time between an earlier point and this one; zero when it is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// This point moved by a duration.
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }

    /// How long it is until then, in one short unit: `50s`, `90m`, `5h`, `12d`; nothing once it is past.
    pub fn left(self, now: Self) -> String {
        match self.since(now).as_secs() {
            0 => String::new(),
            seconds @ ..60 => format!("{seconds}s"),
            seconds @ 60..7_200 => format!("{}m", seconds / 60),
            seconds @ 7_200..172_800 => format!("{}h", seconds / 3_600),
            seconds => format!("{}d", seconds / 86_400),
        }
    }

    /// How long ago it was, in one short unit: `now`, `5m`, `3h`, `12d`, `2y`.
    pub fn ago(self, now: Self) -> String {
        let seconds = now.since(self).as_secs();
        match seconds {
            0..=59 => "now".into(),
            60..=3_599 => format!("{}m", seconds / 60),
            3_600..=86_399 => format!("{}h", seconds / 3_600),
            86_400..=63_071_999 => format!("{}d", seconds / 86_400),
            _ => format!("{}y", seconds / 31_536_000),
        }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::default().plus(time.duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Year 9999 is where RFC 3339 ends.
        let last = Duration::from_millis(253_402_300_799_000);
        let at = UNIX_EPOCH + Duration::from_millis(self.0).min(last);
        humantime::format_rfc3339_seconds(at).fmt(f)
    }
}
