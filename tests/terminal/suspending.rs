//! Making room for the shell, and coming back.

use crate::support::home::{Home, PROGRAM, demo, quiet_demo};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use termlens::{Key, Screen, Terminal};

fn pid(console: &Terminal) -> Pid {
    let pid = console.pid().expect("it runs");
    Pid::from_raw(pid.try_into().unwrap()).unwrap()
}

#[test]
fn a_stop_signal_gives_the_terminal_back_until_the_process_goes_on() {
    let mut console = quiet_demo((100, 30));
    let before = console.screen();
    for _ in 0..3 {
        kill_process(pid(&console), Signal::TSTP).unwrap();
        waitid(WaitId::Pid(pid(&console)), WaitIdOptions::STOPPED).unwrap();
        console.wait_until(|screen| !screen.alternate_screen() && screen.cursor_visible()).unwrap();
        assert_eq!(console.screen().full_text().trim(), "");
        kill_process(pid(&console), Signal::CONT).unwrap();
        console.wait_until(|screen| screen.alternate_screen() && screen.text() == before.text()).unwrap();
    }
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
}

#[test]
fn a_size_that_changed_meanwhile_is_heeded() {
    let mut console = demo((100, 30));
    kill_process(pid(&console), Signal::TSTP).unwrap();
    waitid(WaitId::Pid(pid(&console)), WaitIdOptions::STOPPED).unwrap();
    console.resize(70, 21).unwrap();
    kill_process(pid(&console), Signal::CONT).unwrap();
    console
        .wait_frame(|screen| screen.size() == (70, 21) && screen.contains("demo: nothing is kept"))
        .unwrap();
}

#[test]
fn the_key_brings_the_shell_forward_and_the_shell_brings_the_console_back() {
    let home = Home::new();
    let script = r#""$0" --demo; echo "shell here"; read go; fg >/dev/null; echo "ended with $?"; read rest"#;
    let mut console = home.terminal().args(["-m", "-c", script, PROGRAM]).spawn("/bin/sh").unwrap();
    console.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
    console.send(Key::Ctrl('z')).unwrap();
    console.wait_until(|screen| !screen.alternate_screen() && screen.contains("shell here")).unwrap();
    console.send(Key::Enter).unwrap();
    console.wait_until(|screen| screen.alternate_screen() && screen.contains("3 Secrets")).unwrap();
    console.send(Key::Char('q')).unwrap();
    console.wait_until(|screen| screen.contains("ended with 0")).unwrap();
}

#[test]
fn without_a_shell_behind_it_the_console_stays() {
    let mut console = demo((100, 30));
    console.send(Key::Ctrl('z')).unwrap();
    console.send(Key::Char('?')).unwrap();
    console.wait_frame(|screen| screen.contains("╭ Keys")).unwrap();
}

#[test]
fn a_copied_value_leaves_the_clipboard_before_the_process_is_stopped() {
    let home = Home::new();
    let script = r#""$0" --demo; echo "shell here"; read go; fg >/dev/null; echo "ended with $?"; read rest"#;
    let mut console = home.terminal().args(["-m", "-c", script, PROGRAM]).spawn("/bin/sh").unwrap();
    console.wait_until(|screen| screen.contains("vpn/")).unwrap();
    let copied = |screen: &Screen| screen.clipboard().and_then(|held| held.text().map(str::to_owned));
    console.send_str("ly").unwrap();
    console.wait_until(|screen| copied(screen).is_some_and(|text| !text.is_empty())).unwrap();
    console.send(Key::Ctrl('z')).unwrap();
    console.wait_until(|screen| !screen.alternate_screen() && screen.contains("shell here")).unwrap();
    assert_eq!(copied(&console.screen()).as_deref(), Some(""));
    assert!(console.screen().contains("the copied value was taken off the clipboard"));
    console.send(Key::Enter).unwrap();
    console
        .wait_until(|screen| screen.alternate_screen() && screen.contains("has left the clipboard"))
        .unwrap();
}
