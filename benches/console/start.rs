//! Start to the first frame of the demo, beside what `bao version` takes and a program that does nothing.

use super::terminal::Terminal;
use super::{Times, millis, ratio};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Where OpenBao's program is when it is not in the path.
const BAO: &str = "STRONGROOM_BENCH_BAO";

/// One of the names of the sample data that are listed first.
const NAME: &str = "github";

const ROUNDS: usize = 41;

/// All in turns, so that a busy machine slows all alike.
pub(super) fn start() {
    let bao = bao();
    let (mut frames, mut names, mut baos, mut nothings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut terminal = Terminal::demo();
        let frame = terminal.frame();
        frames.push(frame.at - terminal.started);
        let first = if frame.has(NAME) { frame.at } else { terminal.wait_for(NAME) };
        names.push(first - terminal.started);
        terminal.leave();
        if let Some(bao) = &bao {
            baos.push(until(bao, &["version"], "OpenBao v"));
        }
        nothings.push(whole("true"));
    }
    let (frame, names) = (Times::of(frames).median(), Times::of(names).median());
    println!("start → first frame (--demo)             {:8.1} ms   median of {ROUNDS}", millis(frame));
    println!("start → first names (--demo)             {:8.1} ms", millis(names));
    println!("start and end of `true`                  {:8.1} ms", millis(Times::of(nothings).median()));
    if baos.is_empty() {
        println!("`bao version` was not measured: {BAO} tells where `bao` is");
    } else {
        let bao = Times::of(baos).median();
        println!("start → answer of `bao version`          {:8.1} ms", millis(bao));
        println!("first frame ÷ `bao version`              {:8.3}      (goal 0.15)", ratio(frame, bao));
    }
}

fn bao() -> Option<PathBuf> {
    let named = std::env::var_os(BAO).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    named
        .or_else(|| std::env::split_paths(&path).map(|folder| folder.join("bao")).find(|file| file.is_file()))
}

/// Until a program has written this.
fn until(program: &PathBuf, arguments: &[&str], text: &str) -> Duration {
    let mut terminal = Terminal::start(program, arguments, &[]);
    let taken = terminal.wait_for(text) - terminal.started;
    terminal.end();
    taken
}

/// Until a program has ended.
fn whole(program: &str) -> Duration {
    let start = Instant::now();
    Terminal::start(program, &[], &[]).end();
    start.elapsed()
}
