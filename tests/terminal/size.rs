//! Resizing, down to nothing and back.

use super::bare::Bare;
use crate::support::home::{Home, demo, quiet_demo};
use rustix::process::{Pid, Signal, kill_process};
use termlens::Key;

#[test]
fn a_terminal_that_shrinks_and_grows_shows_the_same_again() {
    let mut console = quiet_demo((100, 30));
    let before = console.screen();
    console.resize(10, 3).unwrap();
    console.wait_frame(|screen| screen.size() == (10, 3) && screen.contains("40×10")).unwrap();
    console.resize(100, 30).unwrap();
    console.wait_frame(|screen| screen.text() == before.text()).unwrap();
}

#[test]
fn every_size_is_survived() {
    let mut console = demo((100, 30));
    for size in [(2, 2), (3, 200), (300, 2), (80, 24), (60, 20), (59, 19), (500, 150), (120, 40)] {
        console.resize(size.0, size.1).unwrap();
        console.wait_frame(|screen| screen.size() == size).unwrap();
    }
    console.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
}

#[test]
fn without_a_size_nothing_is_drawn_until_there_is_one() {
    let home = Home::new();
    let (mut terminal, mut console) = Bare::start(&home, (0, 0));
    terminal.read_until("\x1b[?1006h");
    terminal.resize((80, 24));
    kill_process(Pid::from_child(&console), Signal::WINCH).unwrap();
    // The first frame is one of the new size.
    let frame = terminal.read_until("demo: nothing is kept");
    assert!(frame.starts_with("\x1b[?2026h"), "{}", frame.escape_debug());
    assert!(frame.contains("\x1b[24;1H"), "{}", frame.escape_debug());
    drop(terminal);
    console.wait().unwrap();
}
