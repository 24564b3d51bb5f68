//! Measures the console: start, keys, filter, frames, waits, memory and idle work of the real program.
//!
//! `cargo bench --bench console`, all of it or only some: `-- start keys filter frames waits store`. Nothing is
//! asserted: figures drift with the machine, so each is shown beside its goal or as a ratio to work of the same run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program for people"
)]

mod filter;
mod frames;
mod keys;
mod names;
mod process;
mod start;
mod store;
mod terminal;
mod waits;

use std::time::Duration;

/// What is measured, by the names that can follow on the command line.
const PARTS: &[(&str, fn())] = &[
    ("start", start::start),
    ("keys", keys::keys),
    ("filter", filter::filter),
    ("frames", frames::frames),
    ("waits", waits::waits),
    ("store", store::store),
];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_any_named = PARTS.iter().any(|(name, _)| asked.iter().any(|word| word == name));
    for (name, measure) in PARTS {
        if !is_any_named || asked.iter().any(|word| word == name) {
            measure();
        }
    }
}

/// Times of the same work, sorted.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    /// Of a hundred, ninety-nine took no longer.
    fn p99(&self) -> Duration {
        self.0[self.0.len() * 99 / 100]
    }

    fn longest(&self) -> Duration {
        self.0[self.0.len() - 1]
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn ratio(time: Duration, beside: Duration) -> f64 {
    time.as_secs_f64() / beside.as_secs_f64()
}
