//! Measures the provider of Vault and OpenBao on a real server, each figure beside what the server gives at most.
//!
//! `cargo bench --bench vault`, all of it or only some: `-- names far values get many`. The limit is a client that does
//! nothing but send bytes and take bytes (`raw`), measured in turns with ours, so that a busy machine slows both alike.
//! Nothing is asserted: figures drift with the machine, ratios do not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for people"
)]

mod far;
mod get;
mod ground;
mod home;
mod many;
mod names;
mod raw;
mod values;

#[allow(dead_code, clippy::cast_precision_loss, reason = "the bench of the console uses the rest")]
#[path = "../console/process.rs"]
mod process;
#[allow(dead_code, reason = "the bench of the console uses the rest")]
#[path = "../console/terminal.rs"]
mod terminal;

#[allow(dead_code, unused_imports, unreachable_pub, clippy::pedantic, reason = "the tests use the rest")]
#[path = "../../tests/support"]
mod support {
    pub mod random;
    pub mod servers;
}

use std::time::Duration;

/// What is measured, by the names that can follow on the command line.
const PARTS: &[(&str, fn())] = &[
    ("names", names::names),
    ("far", far::far),
    ("values", values::values),
    ("get", get::get),
    ("many", many::many),
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

/// Times of one work in all rounds.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    fn median(&self) -> Duration {
        let mut times = self.0.clone();
        times.sort();
        times[times.len() / 2]
    }

    /// The median of the ratios within each round.
    fn beside(&self, other: &Self) -> f64 {
        let mut ratios: Vec<f64> =
            self.0.iter().zip(&other.0).map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

/// One line: how long something took, by the median.
fn took(what: &str, times: &Times) {
    println!("{what:<56} {:9.1} ms", times.median().as_secs_f64() * 1e3);
}

/// One line: a ratio beside its goal.
fn ratio(what: &str, times: &Times, beside: &Times, goal: &str) {
    println!("{what:<56} {:9.2}      (goal {goal})", times.beside(beside));
}
