//! The real program on a store of many secrets: first names, memory, idle work.

use super::millis;
use super::process::{Used, resident};
use super::terminal::{CONSOLE, Terminal};
use std::path::Path;
use std::time::Duration;
use strongroom::domain::{Fields, FingerprintKey, SecretKind, SecretPath, SecretValue};
use strongroom::provider::{Base, Change, Keeper, Writing};
use strongroom::providers::local::Store;

const PASSPHRASE: &str = "correct horse battery staple";

pub(super) fn store() {
    for count in [10_000, 100_000] {
        measure(count);
    }
}

fn measure(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), count);
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, PASSPHRASE).unwrap();
    let settings = [
        ("STRONGROOM_DATA_DIR", folder.path()),
        ("STRONGROOM_CONFIG_DIR", folder.path()),
        ("STRONGROOM_PASSPHRASE_FILE", passphrase.as_path()),
    ];
    let mut terminal = Terminal::start(CONSOLE, &[], &settings);
    let names = terminal.wait_for("service-0") - terminal.started;
    println!("start → first names, {count:>6} secrets      {:8.1} ms   (unlock included)", millis(names));
    let pid = terminal.pid();
    terminal.settle(Duration::from_secs(2));
    println!("resident memory                          {:8.1} MB   (goal 64 at 100,000)", resident(pid));
    let before = Used::by(pid);
    let frames = terminal.settle(Duration::from_secs(10)).len();
    let after = Used::by(pid);
    println!(
        "10 s idle: {frames} redraws, {:.3} ms of CPU, {} wake-ups   (goal 0, 0)",
        millis(after.processor.saturating_sub(before.processor)),
        // Threads that have ended take their count with them.
        after.wakes.saturating_sub(before.wakes)
    );
    terminal.leave();
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
