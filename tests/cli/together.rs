//! Two processes at once, damage from outside, a reader that goes away.

use super::case::{home, program, run};
use std::io::Read;
use std::process::Stdio;

#[test]
fn two_processes_at_once_lose_no_write_and_no_line() {
    let home = home();
    run(home.path(), &["list"], "");
    let writers: Vec<_> = ["a", "b"]
        .into_iter()
        .map(|name| {
            let home = home.path().to_owned();
            std::thread::spawn(move || {
                for number in 0..4 {
                    let (code, _, stderr) =
                        run(&home, &["set", &format!("{name}{number}"), "--generate"], "");
                    assert_eq!(code, 0, "{stderr}");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let (_, names, _) = run(home.path(), &["list"], "");
    assert_eq!(names.lines().count(), 8, "{names}");
    let (code, stdout, stderr) = run(home.path(), &["audit", "verify"], "");
    assert_eq!(code, 0, "{stdout}{stderr}");
}

#[test]
fn an_audit_log_that_cannot_be_written_is_told_and_the_write_stands() {
    let home = home();
    run(home.path(), &["list"], "");
    let log = home.path().join("data/audit.log");
    std::fs::remove_file(&log).unwrap();
    std::fs::create_dir(&log).unwrap();
    let (code, stdout, stderr) = run(home.path(), &["set", "db", "--stdin"], "x");
    assert_eq!((code, stdout.as_str()), (0, "db: version 1 written\n"));
    assert!(stderr.contains("warning: done, but the audit log could not be written"), "{stderr}");
    std::fs::remove_dir(&log).unwrap();
    assert_eq!(run(home.path(), &["get", "db"], "").1, "x\n");
    // A log that was taken away stays missed.
    let (code, _, stderr) = run(home.path(), &["audit", "verify"], "");
    assert_eq!(code, 1, "{stderr}");
}

#[test]
fn a_damaged_store_is_told_with_its_own_code() {
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "x");
    let store = home.path().join("data/store.db");
    for file in ["store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(home.path().join("data").join(file));
    }
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[4096..].fill(0x5a);
    std::fs::write(&store, bytes).unwrap();
    let (code, _, stderr) = run(home.path(), &["get", "db"], "");
    assert_eq!(code, 10, "{stderr}");
    assert!(stderr.contains("strongroom doctor"), "{stderr}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = home();
    let mut child = program(home.path())
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty());
}

#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "x");
    run(home.path(), &["export", "--output", "out.json"], "");
    run(home.path(), &["team", "switch", "personal"], "");
    for file in ["data/store.db", "data/audit.log", "data/state.json", "out.json"] {
        let mode = std::fs::metadata(home.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let mode = std::fs::metadata(home.path().join("data")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    std::fs::set_permissions(home.path().join("data"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let (code, _, stderr) = run(home.path(), &["list"], "");
    assert!(code == 0 && stderr.starts_with("warning: "), "{stderr}");
}

#[test]
fn unlock_keeps_the_store_open_until_lock_or_says_that_the_kernel_forbids_it() {
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "x");
    let without_passphrase = |args: &[&str]| {
        let output =
            program(home.path()).env_remove("STRONGROOM_PASSPHRASE_FILE").args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, _, stderr) = run(home.path(), &["unlock", "--for", "5m"], "");
    if code == 4 {
        assert!(stderr.contains("keyring"), "{stderr}");
        return;
    }
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(without_passphrase(&["get", "db"]), (Some(0), "x\n".into()));
    // A passphrase that is given is checked all the same.
    std::fs::write(home.path().join("wrong"), "not the passphrase").unwrap();
    let wrong = program(home.path())
        .env("STRONGROOM_PASSPHRASE_FILE", home.path().join("wrong"))
        .args(["get", "db"])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(6));
    assert_eq!(run(home.path(), &["lock"], "").1, "locked\n");
    assert_eq!(without_passphrase(&["get", "db"]), (Some(6), String::new()));
    assert_eq!(run(home.path(), &["lock"], "").1, "was locked already\n");
}
