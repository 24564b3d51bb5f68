//! How many frames and bytes each key costs on the sample data, as a terminal gets them.

use super::terminal::{Frame, Terminal};
use std::time::Duration;

/// Longer than the sample data take to answer.
const QUIET: Duration = Duration::from_millis(150);

/// Where it happens, the keys that lead there, and the key pressed several times.
const PRESSES: &[(&str, &str, &str)] = &[
    ("Providers, one down", "1", "j"),
    ("Teams, one down", "2", "j"),
    ("Secrets, one down over folders", "2j\r3", "j"),
    ("Secrets, one down over secrets", "2jj\r3\r", "j"),
    ("Detail, one down", "3\r4", "j"),
    ("next pane", "3", "\t"),
    ("help, one down", "?", "j"),
    ("a letter of the filter", "2j\r3/", "e"),
    ("a letter of the palette", ":", "e"),
    ("a letter in a form", "3a", "e"),
];

pub(super) fn frames() {
    println!("frames and bytes for one key, on the sample data in 120×40");
    for (what, before, key) in PRESSES {
        let mut terminal = Terminal::demo();
        terminal.settle(QUIET * 2);
        for key in before.chars() {
            terminal.press(&key.to_string());
            terminal.settle(QUIET);
        }
        let (mut frames, mut bytes) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            terminal.press(key);
            let drawn = terminal.settle(QUIET);
            frames.push(drawn.len());
            bytes.push(drawn.iter().map(Frame::len).sum::<usize>());
        }
        let each = |numbers: &[usize]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        println!("  {what:<34} frames {:<14} bytes {}", each(&frames), each(&bytes));
    }
}
