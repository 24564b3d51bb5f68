//! Measures the console: start to the first frame, keys in long lists, memory and idle work of the real program.
//!
//! `cargo bench --bench console`. Nothing is asserted: figures drift with the machine, so each is shown beside its goal
//! or as a ratio to work of the same run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program for people"
)]

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use strongroom::app::{App, Start};
use strongroom::domain::{
    Fields, FingerprintKey, SecretKind, SecretPath, SecretValue, TeamId, Timestamp, VersionNumber,
};
use strongroom::message::{
    Answer, Effect, Entry, Event, Key, Names, Now, Outcome, Reply, Request, Shared, Timing,
};
use strongroom::provider::{Base, Change, Keeper, Lock, Writing};
use strongroom::providers::local::Store;
use strongroom::theme::Themes;
use termlens::Terminal;

const PROGRAM: &str = env!("CARGO_BIN_EXE_strongroom");
const PASSPHRASE: &str = "correct horse battery staple";

fn main() {
    start();
    keys();
    for count in [10_000, 100_000] {
        store(count);
    }
}

/// Start to the first frame of the demo, beside the start of a program that does nothing.
fn start() {
    let frame = median(21, || {
        let start = Instant::now();
        let mut terminal = console(&[("STRONGROOM_DATA_DIR", Path::new("/nonexistent"))], &["--demo"]);
        terminal.wait_until(|screen| screen.contains("3 Secrets")).unwrap();
        let taken = start.elapsed();
        leave(terminal);
        taken
    });
    let nothing = median(21, || {
        let start = Instant::now();
        Command::new("true").status().unwrap();
        start.elapsed()
    });
    println!("start → first frame (--demo)             {:8.1} ms", millis(frame));
    println!("start and end of `true`                  {:8.1} ms", millis(nothing));
}

/// One key: update, view and the difference of two frames, without a terminal.
fn keys() {
    let mut per_key = Vec::new();
    for count in [1_000, 100_000] {
        let (mut app, now) = with_names(count);
        let area = Rect::new(0, 0, 120, 40);
        let (mut shown, mut next) = (Buffer::empty(area), Buffer::empty(area));
        let mut all = Vec::new();
        for press in 0..2_000 {
            let key = if press % 7 == 6 { Key::ctrl('d') } else { Key::char('j') };
            let start = Instant::now();
            app.update(now, Event::Key(key));
            next.reset();
            app.view(now, area, &mut next);
            std::hint::black_box(shown.diff(&next).len());
            all.push(start.elapsed());
            std::mem::swap(&mut shown, &mut next);
        }
        all.sort();
        let p99 = all[all.len() * 99 / 100];
        println!("key → frame, {count:>6} names, p99           {:8.3} ms   (goal 1)", millis(p99));
        per_key.push(all[all.len() / 2].as_secs_f64());
    }
    println!("growth from 1,000 to 100,000 names       {:8.2}      (goal 1.2)", per_key[1] / per_key[0]);
}

/// An app that knows this many names of one folder.
fn with_names(count: usize) -> (App, Now) {
    let now = Now { wall: Timestamp(1_780_315_200_000), clock: Duration::from_secs(1) };
    let shared = Shared {
        lock: Lock::Open,
        teams: Vec::new(),
        team: TeamId::personal(),
        providers: Vec::new(),
        names: None,
        selected: None,
        timing: Timing::default(),
        person: "bench".into(),
        is_demo: false,
        keymap: Default::default(),
        is_presenting: false,
        kinds: &[],
    };
    let themes = Themes::built_in().unwrap();
    let (mut app, mut effects) = App::new(Start { size: (120, 40), shared, themes, notice: None }, now);
    let entry = |index: usize| Entry {
        path: format!("name-{index:07}").into(),
        kind: Some(SecretKind::ApiKey),
        version: Some(VersionNumber(1)),
        updated: Some(now.wall),
    };
    let names = Arc::new(Names::new((0..count).map(entry).collect(), Vec::new()));
    let listing = effects.iter().find_map(|effect| match effect {
        Effect::Run(ticket, Request::List(_)) => Some(*ticket),
        _ => None,
    });
    let reply = Reply { ticket: listing.unwrap(), answer: Answer::End(Ok(Outcome::Names(names))) };
    effects = app.update(now, Event::Reply(reply));
    drop(effects);
    (app, now)
}

/// The real program on a store of this many secrets: first names, memory, idle work.
fn store(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), count);
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, PASSPHRASE).unwrap();
    let start = Instant::now();
    let settings = [
        ("STRONGROOM_DATA_DIR", folder.path()),
        ("STRONGROOM_CONFIG_DIR", folder.path()),
        ("STRONGROOM_PASSPHRASE_FILE", passphrase.as_path()),
    ];
    let mut terminal = console(&settings, &[]);
    terminal.wait_until_for(|screen| screen.contains("▸ service-0"), Duration::from_secs(60)).unwrap();
    println!(
        "start → first names, {count:>6} secrets      {:8.1} ms   (unlock included)",
        millis(start.elapsed())
    );
    let pid = terminal.pid().unwrap();
    terminal.wait_idle_for(Duration::from_secs(2), Duration::from_secs(30)).unwrap();
    println!("resident memory                          {:8.1} MB   (goal 64 at 100,000)", resident(pid));
    let (before, frames) = (busy(pid), terminal.screen().repaints());
    std::thread::sleep(Duration::from_secs(10));
    let idle = busy(pid) - before;
    let redraws = terminal.screen().repaints() - frames;
    println!("10 s idle: {idle} ticks of CPU, {redraws} redraws");
    leave(terminal);
}

fn fill(folder: &Path, count: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::at(folder);
        store.create(SecretValue::copied(PASSPHRASE.as_bytes())).await.unwrap();
        let key = FingerprintKey::new([1; 32]);
        for number in 0..count {
            let path = format!("personal/service-{}/secret-{number}", number % 100);
            let fields = Fields::content(SecretValue::from_text(format!("value {number}")));
            let kind = SecretKind::Generic;
            let fingerprint = key.of(kind, &fields);
            let change = Change {
                kind,
                fields,
                labels: None,
                base: Base::Absent,
                fingerprint,
                author: "bench".into(),
            };
            store.write(&SecretPath::new(&path).unwrap(), change).await.unwrap();
        }
    });
}

fn console(settings: &[(&str, &Path)], arguments: &[&str]) -> Terminal {
    let mut builder = Terminal::builder().size(120, 40).timeout(Duration::from_secs(20)).args(arguments);
    for (name, value) in settings {
        builder = builder.env(name, value);
    }
    builder.spawn(PROGRAM).unwrap()
}

fn leave(mut terminal: Terminal) {
    terminal.send_str("q").unwrap();
    terminal.wait_exit().unwrap();
}

/// Resident memory in megabytes.
fn resident(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// Processor time used so far, in the ticks of the system (mostly 10 ms).
fn busy(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = &stat[stat.rfind(')').unwrap() + 2..];
    let field = |index: usize| after_name.split(' ').nth(index).unwrap().parse::<u64>().unwrap();
    field(11) + field(12)
}

fn median(times: usize, mut work: impl FnMut() -> Duration) -> Duration {
    let mut all: Vec<Duration> = (0..times).map(|_| work()).collect();
    all.sort();
    all[times / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
