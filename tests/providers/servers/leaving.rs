//! Nothing is left of a server when the program that started it is gone, however it went.

use crate::support::children;
use crate::support::servers::{OpenBao, Settings, Storage};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

const PATIENCE: Timespec = Timespec { tv_sec: 60, tv_nsec: 0 };
const MEMORY: Settings = Settings { storage: Storage::Memory, listener: "", server: "", is_silent: false };

#[test]
#[ignore = "run by another test, which looks at what is left"]
fn child_that_starts_servers() {
    let shared = OpenBao::shared().unwrap();
    let own = OpenBao::own(MEMORY).unwrap();
    own.stop();
    for server in [shared, &own] {
        let (process, folder) = (server.process(), server.folder().display());
        println!("server {} {} {folder}", process.id(), process.watcher());
    }
    match std::fs::read_to_string(children::folder().join("end")).unwrap().as_str() {
        "return" => {}
        "panic" => panic!("as told"),
        _ => std::thread::park(),
    }
}

/// Waits until a process is gone.
fn wait_for_end(id: &str) {
    let id = Pid::from_raw(id.parse().unwrap()).unwrap();
    let Ok(process) = pidfd_open(id, PidfdFlags::empty()) else { return };
    let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&PATIENCE)).unwrap();
    assert_eq!(ended, 1, "process {id} goes on");
}

fn nothing_is_left_after(end: &str) {
    if OpenBao::shared().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("end"), end).unwrap();
    let mut child = children::child("providers::servers::leaving::child_that_starts_servers", folder.path());
    let mut child = child.stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // The test program prints its own words on the first line.
    let told = lines.filter_map(|line| line.split_once("server ").map(|(_, told)| told.to_owned()));
    let servers: Vec<String> = told.take(2).collect();
    assert_eq!(servers.len(), 2);
    if end == "kill" {
        kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
    }
    child.wait().unwrap();
    for server in servers {
        let words: Vec<&str> = server.splitn(3, ' ').collect();
        wait_for_end(words[0]);
        wait_for_end(words[1]);
        assert!(!Path::new(words[2]).exists(), "{}", words[2]);
    }
}

#[test]
fn nothing_is_left_after_the_end() {
    nothing_is_left_after("return");
}

#[test]
fn nothing_is_left_after_a_panic() {
    nothing_is_left_after("panic");
}

#[test]
fn nothing_is_left_after_kill_9() {
    nothing_is_left_after("kill");
}

#[test]
fn a_server_of_ones_own_ends_with_its_value() {
    let Some(mut server) = OpenBao::own(Settings::default()) else { return };
    let folder: PathBuf = server.folder().to_owned();
    let id = server.process().id().to_string();
    server.kill();
    wait_for_end(&id);
    assert!(folder.exists(), "what was written outlives the process");
    drop(server);
    assert!(!folder.exists());
}

#[test]
fn signals_do_not_end_the_watcher_before_the_server() {
    let Some(server) = OpenBao::own(MEMORY) else { return };
    let id = server.process().id().to_string();
    let watcher = Pid::from_raw(server.process().watcher().try_into().unwrap()).unwrap();
    for signal in [Signal::HUP, Signal::INT, Signal::TERM] {
        kill_process(watcher, signal).unwrap();
    }
    drop(server);
    wait_for_end(&id);
}
