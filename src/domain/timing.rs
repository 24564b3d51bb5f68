//! How long revealed, copied and open things last.

use std::time::Duration;

/// How long things last, from `[timing]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// A revealed value stays this long.
    pub reveal: Duration,
    /// A copied value stays this long.
    pub clipboard: Duration,
    /// The console locks after this long without a key; zero means never.
    pub lock: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            reveal: Duration::from_secs(10),
            clipboard: Duration::from_secs(30),
            lock: Duration::from_secs(300),
        }
    }
}
