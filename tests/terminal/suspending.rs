//! Making room for the shell, and coming back.

use crate::support::home::{Home, PROGRAM, demo, quiet_demo};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use termlens::{Key, Terminal};

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
