//! Leaving: the terminal is as it was, and nothing of ours stays in it.

use super::bare::Bare;
use crate::support::home::{Home, PROGRAM, demo};
use termlens::{Key, MouseMode, Screen, Signal, Terminal};

/// Whether a terminal is as a shell left it.
fn assert_is_given_back(screen: &Screen) {
    assert!(!screen.alternate_screen());
    assert!(!screen.bracketed_paste());
    assert!(!screen.focus_events());
    assert_eq!(screen.mouse_mode(), MouseMode::None);
    assert!(screen.cursor_visible());
}

/// Runs the console under a shell that tells afterwards how the console ended and whether the terminal echoes.
fn under_a_shell(home: &Home) -> Terminal {
    let script = r#"echo before; "$0" --demo; echo "ended with $?"; stty -a | tr ' ;' '\n\n' | grep -x -e '-*echo' -e '-*icanon'; read rest"#;
    let mut console = home.terminal().args(["-c", script, PROGRAM]).spawn("/bin/sh").unwrap();
    console.wait_until(|screen| screen.contains("3 Secrets") && screen.contains("vpn/")).unwrap();
    console
}

#[test]
fn quitting_gives_the_terminal_back_and_leaves_no_value_in_it() {
    let home = Home::new();
    let mut console = under_a_shell(&home);
    // Into the first folder, and its first secret in sight.
    console.send_str("lr").unwrap();
    console.wait_until(|screen| screen.contains("hides in")).unwrap();
    console.send(Key::Char('q')).unwrap();
    console.wait_until(|screen| screen.contains("ended with 0")).unwrap();
    console.wait_until(|screen| screen.text().lines().any(|line| line.trim_end() == "echo")).unwrap();
    let screen = console.screen();
    assert_is_given_back(&screen);
    let lines: Vec<String> = screen
        .full_text()
        .lines()
        .map(|line| line.trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines, ["before", "ended with 0", "icanon", "echo"]);
}

#[test]
fn quitting_takes_a_copied_value_off_the_clipboard() {
    let mut console = demo((100, 30));
    console.send_str("ly").unwrap();
    let copied = |screen: &Screen| screen.clipboard().and_then(|held| held.text().map(str::to_owned));
    console.wait_until(|screen| copied(screen).is_some_and(|text| !text.is_empty())).unwrap();
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
    assert_eq!(copied(&console.screen()).as_deref(), Some(""));
}

#[test]
fn a_signal_to_leave_takes_a_copied_value_off_the_clipboard() {
    for signal in [Signal::Term, Signal::Hup] {
        let mut console = demo((100, 30));
        console.send_str("ly").unwrap();
        let copied = |screen: &Screen| screen.clipboard().and_then(|held| held.text().map(str::to_owned));
        console.wait_until(|screen| copied(screen).is_some_and(|text| !text.is_empty())).unwrap();
        console.signal(signal).unwrap();
        console.wait_exit().unwrap();
        assert_eq!(copied(&console.screen()).as_deref(), Some(""), "{signal:?}");
    }
}

#[test]
fn a_signal_to_leave_gives_the_terminal_back_and_is_told_by_the_exit_code() {
    for (signal, code) in [(Signal::Term, 143), (Signal::Hup, 129), (Signal::Int, 130)] {
        let mut console = demo((100, 30));
        console.signal(signal).unwrap();
        let status = console.wait_exit().unwrap();
        assert_eq!(status.code(), Some(code), "{signal:?}");
        let screen = console.screen();
        assert_is_given_back(&screen);
        assert_eq!(screen.full_text().trim(), "", "{signal:?}");
    }
}

#[test]
fn a_terminal_that_is_closed_ends_the_console() {
    let (mut terminal, mut console) = Bare::start(&Home::new(), (80, 24));
    terminal.read_until("demo: nothing is kept");
    drop(terminal);
    assert_eq!(console.wait().unwrap().code(), Some(129));
}

/// The demo in the slow team, leaving while the first of several secrets is still being deleted.
fn leaving_in_the_middle() -> Terminal {
    let mut console = demo((100, 30));
    console.send_str("2jjj").unwrap();
    console.send(Key::Enter).unwrap();
    console.wait_until(|screen| screen.contains("billing-v1") && !screen.contains("asking")).unwrap();
    console.send(Key::Ctrl('a')).unwrap();
    console.send_str("d").unwrap();
    console.wait_until(|screen| screen.contains("Delete 27 secrets?")).unwrap();
    console.send_str("y").unwrap();
    console.wait_until(|screen| screen.contains("1 task 0/27")).unwrap();
    console.send(Key::Char('q')).unwrap();
    console.wait_until(|screen| screen.contains("waiting until this is done: delete: 27 secrets")).unwrap();
    assert_is_given_back(&console.screen());
    console
}

#[test]
fn leaving_in_the_middle_of_a_change_says_what_is_waited_for_and_waits() {
    let mut console = leaving_in_the_middle();
    assert_eq!(console.wait_exit().unwrap().code(), Some(0));
    let told = console.screen().full_text().replace('\n', "");
    assert!(!told.contains("without knowing"), "{told}");
    assert!(told.contains("stopped; deleted: 4 of 27 secrets in legacy · 23 not touched"), "{told}");
}

#[test]
fn a_second_ctrl_c_leaves_at_once_and_says_what_is_not_known() {
    let mut console = leaving_in_the_middle();
    console.send(Key::Ctrl('c')).unwrap();
    assert_eq!(console.wait_exit().unwrap().code(), Some(130));
    assert!(console.screen().contains("left without knowing whether this is done: delete: 27 secrets"));
    let told = console.screen().full_text().replace('\n', "");
    assert!(told.contains("0 of 27 secrets done · not known: "), "{told}");
    assert!(told.contains("billing-v1") && told.contains("23 not begun"), "{told}");
}
