//! Starting: modes of the terminal, the first run, no terminal at all.

use crate::support::home::{Home, PROGRAM, demo, quiet_demo};
use std::process::{Command, Stdio};
use termlens::{Key, MouseMode};

#[test]
fn the_console_takes_the_terminal_over() {
    let console = demo((100, 30));
    let screen = console.screen();
    assert!(screen.alternate_screen());
    assert!(screen.bracketed_paste());
    assert!(screen.focus_events());
    assert_ne!(screen.mouse_mode(), MouseMode::None);
    assert!(!screen.cursor_visible());
    // The colour of underlines back to normal; terminals without such colours pass over it.
    let unknown: Vec<&str> = screen.unsupported().iter().filter(|sequence| *sequence != "^[[59m").collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn a_key_is_answered_by_one_frame() {
    let mut console = quiet_demo((100, 30));
    // A dead provider of the demo is asked again at its own time, which may fall into one of the tries.
    let frames = (0..3).map(|_| {
        let before = console.screen().repaints();
        console.send(Key::Char('?')).unwrap();
        console.wait_frame(|screen| screen.contains("╭ Keys")).unwrap();
        let frames = console.screen().repaints() - before;
        console.send(Key::Esc).unwrap();
        console.wait_frame(|screen| !screen.contains("╭ Keys")).unwrap();
        frames
    });
    assert_eq!(frames.min(), Some(1));
}

#[test]
fn the_first_run_makes_a_store_that_the_second_opens() {
    let home = Home::new();
    let mut console = home.console();
    console.wait_until(|screen| screen.contains("Welcome")).unwrap();
    for _ in 0..2 {
        console.send_str(&home.passphrase).unwrap();
        console.send(Key::Enter).unwrap();
    }
    console.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());

    let mut console = home.console();
    home.unlock(&mut console);
    console.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
}

#[test]
fn without_a_terminal_the_console_says_so_and_ends_with_2() {
    let output =
        Command::new(PROGRAM).arg("--demo").stdin(Stdio::null()).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("needs a terminal"));
}
