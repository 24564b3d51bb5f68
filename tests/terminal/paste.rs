//! Pasting: text for a field or nothing at all, whatever it holds and however long it is.

use crate::support::home::{demo, quiet_demo};
use termlens::Key;

#[test]
fn a_paste_outside_a_field_presses_no_keys() {
    let mut console = quiet_demo((100, 30));
    let before = console.screen();
    console.paste("q?4r\n\x1b[A").unwrap();
    // A key that is answered shows that the paste is behind us.
    console.send(Key::Char('?')).unwrap();
    console.wait_frame(|screen| screen.contains("╭ Keys")).unwrap();
    console.send(Key::Esc).unwrap();
    console.wait_until(|screen| screen.text() == before.text()).unwrap();
}

#[test]
fn ten_megabytes_are_refused_whole_and_keys_work_afterwards() {
    let mut console = demo((100, 30));
    console.send(Key::Char('a')).unwrap();
    console.wait_until(|screen| screen.contains("New secret")).unwrap();
    console.paste(&"paste\n".repeat(10 * 1024 * 1024 / 6)).unwrap();
    console.wait_until(|screen| screen.contains("larger than")).unwrap();
    console.send(Key::Ctrl('c')).unwrap();
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
}
