//! What other programs of the same person can see of a console that shows a value: nothing.

use crate::support::home::{Home, PROGRAM};
use crate::support::random;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use termlens::{Key, Terminal};

/// Nobody on every Linux.
const NOBODY: &[&str] = &["--reuid=65534", "--regid=65534", "--clear-groups"];

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn has_setpriv() -> bool {
    let has_it =
        Command::new("setpriv").arg("--version").output().is_ok_and(|output| output.status.success());
    if !has_it {
        eprintln!("SKIPPED: root may read everything, and there is no setpriv to become someone else");
    }
    has_it
}

/// Whether a program of the same person as the subject can read this file.
fn can_read(file: &str) -> bool {
    let mut look = Command::new(if is_root() { "setpriv" } else { "head" });
    if is_root() {
        look.args(NOBODY).arg("head");
    }
    look.args(["-c", "1", file]).output().expect("head is there").status.success()
}

/// A terminal with this program in it, of nobody when we are root.
fn start(home: &Home, program: &Path, arguments: &[&str]) -> Terminal {
    let terminal = home.terminal();
    let started = if is_root() {
        terminal.args(NOBODY).arg(program.as_os_str()).args(arguments).spawn("setpriv")
    } else {
        terminal.args(arguments).spawn(program)
    };
    started.expect("the program starts")
}

#[test]
fn neither_memory_nor_environment_can_be_read_by_the_same_person() {
    if is_root() && !has_setpriv() {
        return;
    }
    // Where nobody may go.
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let program = folder.path().join("strongroom");
    std::fs::copy(PROGRAM, &program).unwrap();
    let home = Home::new();

    let mut console = start(&home, &program, &["--demo"]);
    console.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
    let pid = console.pid().unwrap();
    for file in ["environ", "maps", "mem"] {
        assert!(!can_read(&format!("/proc/{pid}/{file}")), "{file} can be read");
    }

    // An ordinary program of that person can be read, so the look itself works.
    let mut ordinary = start(&home, Path::new("/bin/sh"), &["-c", "echo here; read rest"]);
    ordinary.wait_until(|screen| screen.contains("here")).unwrap();
    let pid = ordinary.pid().unwrap();
    assert!(can_read(&format!("/proc/{pid}/environ")));
}

#[test]
fn a_crash_leaves_no_image_of_the_memory() {
    let home = Home::new();
    let mut console = home.terminal().arg("--demo").spawn(PROGRAM).unwrap();
    console.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", console.pid().unwrap())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the limit is told");
    assert_eq!(core.split_ascii_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
}

#[test]
fn arguments_environment_files_and_the_terminal_hold_no_value() {
    let home = Home::new();
    let token = random::letters(40);
    home.run(&["set", "alpha", "--stdin"], &token);
    let mut console = home.console();
    home.unlock(&mut console);
    console.wait_until(|screen| screen.contains("content")).unwrap();
    console.send(Key::Char('r')).unwrap();
    console.wait_until(|screen| screen.contains(&token[..30])).unwrap();
    let pid = console.pid().unwrap();
    let holds = |bytes: &[u8], value: &str| bytes.windows(value.len()).any(|part| part == value.as_bytes());
    for file in ["cmdline", "environ"] {
        let bytes = std::fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default();
        assert!(!holds(&bytes, &token) && !holds(&bytes, &home.passphrase), "{file}");
    }
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
    assert!(!console.screen().full_text().contains(&token[..8]));
    assert!(!console.screen().full_text().contains("alpha"));

    let mut folders = vec![home.folder().to_owned()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path != home.passphrase_file() {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!holds(&bytes, &token), "{}", path.display());
                assert!(!holds(&bytes, &home.passphrase), "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 0, "there is a store");
}
