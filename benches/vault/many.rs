//! Names of 100,000 secrets: when the first and the last come to the provider, and to the screen of the console, how
//! long a key waits while they come, and what they cost in memory.

use super::ground::{Ground, listed, provider, runtime};
use super::home::{Home, PROGRAM};
use super::process::resident;
use super::terminal::Terminal;
use super::{Times, ratio, raw, took};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

/// Longer than any pause between two frames while names come.
const QUIET: Duration = Duration::from_millis(400);

pub(super) fn many() {
    let ground = Ground::filled(200);
    let (address, root, count) = (ground.server.address(), ground.server.root(), ground.names.len());
    let home = Home::of(&address, root, &ground.mount);
    home.unlock();
    let [mut scan, mut first, mut whole, mut screen, mut all, mut keys] = [const { Times(Vec::new()) }; 6];
    let mut memory = Vec::new();
    let runtime = runtime();
    for _ in 0..ROUNDS {
        runtime.block_on(async {
            let mut connection = raw::Connection::to(&address).await;
            let start = Instant::now();
            connection.ask(&ground.scan()).await;
            scan.add(start.elapsed());
            let ours = provider(&address, root).await;
            let (early, late) = listed(&*ours, &ground.mount, count).await;
            first.add(early);
            whole.add(late);
        });
        memory.push(console(&home, &mut screen, &mut all, &mut keys));
    }
    took("names of 100,000, one SCAN request, raw", &scan);
    took("names of 100,000, the first ones", &first);
    took("names of 100,000, all", &whole);
    ratio("all names ÷ one SCAN", &whole, &scan, "1.2");
    took("console, start → first names on the screen (goal 500)", &screen);
    took("console, start → all names", &all);
    keys.0.sort();
    println!(
        "key → frame while names come                             {:9.1} ms   longest of {}; p99 {:.1}, median {:.1}",
        millis(keys.0[keys.0.len() - 1]),
        keys.0.len(),
        millis(keys.0[keys.0.len() * 99 / 100]),
        millis(keys.0[keys.0.len() / 2])
    );
    memory.sort_by(f64::total_cmp);
    println!(
        "resident memory with all names loaded                    {:9.1} MB   (goal 64)",
        memory[ROUNDS / 2]
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Opens the console and moves in the list until all names are there; answers with its memory then.
fn console(home: &Home, screen: &mut Times, all: &mut Times, keys: &mut Times) -> f64 {
    let passphrase = home.passphrase();
    let mut settings = home.settings();
    settings.push(("STRONGROOM_PASSPHRASE_FILE", &passphrase));
    let mut terminal = Terminal::start(PROGRAM, &[], &settings);
    let mut last = terminal.wait_for("service-");
    screen.add(last - terminal.started);
    loop {
        for key in ["j", "k"] {
            let start = Instant::now();
            terminal.press(key);
            // Two keys that are drawn together show nothing: the second takes the first back.
            if let Some(frame) = terminal.frame_within(QUIET) {
                keys.add(frame.at - start);
            }
        }
        // While names come there are frames that answer no key; without any, all are there.
        let Some(frame) = terminal.settle(QUIET).pop() else { break };
        last = frame.at;
    }
    all.add(last - terminal.started);
    let memory = resident(terminal.pid());
    terminal.leave();
    memory
}
