//! How long a key waits for its frame while a provider takes seconds, beside the same keys when nothing is under way.

use super::terminal::Terminal;
use super::{Times, millis, ratio};
use std::time::{Duration, Instant};

/// Keys that each change the picture, over and over: panes, help, palette.
const KEYS: &[&str] = &["1", "j", "k", "4", "5", "?", "?", ":", "r", "\x03", "2"];

/// The slow provider of the sample data takes three seconds for every call; this ends before.
const BUSY: Duration = Duration::from_millis(1_500);

const ROUNDS: usize = 5;

pub(super) fn waits() {
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut terminal = Terminal::demo();
        terminal.settle(Duration::from_secs(4));
        press_for(BUSY, &mut terminal, &mut quiet);
        // To the team that lies on the slow provider: fourth in the list.
        for key in ["2", "g", "j", "j", "j"] {
            terminal.press(key);
            terminal.settle(Duration::from_millis(50));
        }
        terminal.press("\r");
        terminal.settle(Duration::from_millis(50));
        press_for(BUSY, &mut terminal, &mut busy);
        assert!(terminal.frame_within(Duration::from_secs(3)).is_some(), "its answer was still to come");
        terminal.leave();
    }
    let (quiet, busy) = (Times::of(quiet), Times::of(busy));
    for (what, times) in [("nothing under way", &quiet), ("slow provider", &busy)] {
        println!(
            "key → frame, {what:<20}        {:8.2} ms   longest of {}; p99 {:.2}, median {:.2}",
            millis(times.longest()),
            times.0.len(),
            millis(times.p99()),
            millis(times.median())
        );
    }
    println!(
        "slow provider ÷ nothing under way        {:8.2}      by the medians",
        ratio(busy.median(), quiet.median())
    );
}

fn press_for(time: Duration, terminal: &mut Terminal, waits: &mut Vec<Duration>) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        for key in KEYS {
            let start = Instant::now();
            terminal.press(key);
            waits.push(terminal.frame().at - start);
            // What follows the frame is not the answer to the next key.
            terminal.settle(Duration::from_millis(10));
        }
    }
}
