//! A terminal that takes nothing any more, as behind a line that hangs: the console does not hang with it.

use super::bare::Bare;
use crate::support::home::Home;
use rustix::process::{Pid, Signal, kill_process};
use std::process::Child;
use std::sync::mpsc::channel;
use std::time::Duration;

/// A first frame of this size is more than any terminal takes unread.
const LARGE: (u16, u16) = (500, 300);
/// Long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a console ends that nobody reads; one that hangs is killed, and that is how it ended then.
fn end_of(mut console: Child) -> Option<i32> {
    let pid = Pid::from_child(&console);
    let (ended, wait) = channel();
    let watch = std::thread::spawn(move || {
        if wait.recv_timeout(PATIENCE).is_err() {
            kill_process(pid, Signal::KILL).unwrap();
        }
    });
    let status = console.wait().unwrap();
    let _ = ended.send(());
    watch.join().unwrap();
    status.code()
}

#[test]
fn a_signal_ends_a_console_that_nobody_reads() {
    let (mut terminal, console) = Bare::start(&Home::new(), LARGE);
    // It is about to draw the first frame, of which nobody reads more than this.
    terminal.read_until("\x1b[?2026h");
    kill_process(Pid::from_child(&console), Signal::TERM).unwrap();
    assert_eq!(end_of(console), Some(143));
}

#[test]
fn keys_are_heeded_meanwhile_and_the_picture_is_whole_when_the_terminal_reads_again() {
    let (mut terminal, console) = Bare::start(&Home::new(), LARGE);
    terminal.read_until("\x1b[?2026h");
    // Pressed while most of the first frame waits; its answer comes after the rest of that.
    terminal.write_all(b"T").unwrap();
    terminal.read_until("Theme");
    terminal.write_all(b"\x03q").unwrap();
    // The rest is the end: the frame on the way, and the terminal as it was.
    terminal.read_until("\x1b[?1049l");
    assert_eq!(end_of(console), Some(0));
}
