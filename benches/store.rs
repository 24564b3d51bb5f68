//! Measures the embedded store: unlock, list of 100,000 names, get, durable put, and 200 rounds of `kill -9`.
//!
//! `cargo bench --bench store`; a number of secrets can follow (`-- 10000`). Nothing is asserted: figures drift with
//! the machine, so each is shown beside its goal or as a ratio to work of the same run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for people"
)]

#[path = "../tests/support/writer.rs"]
mod writer;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use strongroom::domain::{
    Fields, FingerprintKey, Folder, Labels, SecretKind, SecretPath, SecretValue, Which,
};
use strongroom::provider::{Base, Change, Keeper, Provider, Writing};
use strongroom::providers::local::Store;

/// Tells this program to be the writer that is killed.
const WRITER: &str = "STRONGROOM_BENCH_WRITER";

const ROUNDS: usize = 200;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if let Some(folder) = std::env::var_os(WRITER) {
        runtime.block_on(writer::write_until_killed(Path::new(&folder)));
    }
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    runtime.block_on(async {
        let folder = tempfile::tempdir_in(std::env::current_dir().unwrap().join("target"))
            .or_else(|_| tempfile::tempdir());
        let folder = folder.unwrap();
        measure(folder.path(), count).await;
        kill(&folder.path().join("killed")).await;
    });
}

fn passphrase() -> SecretValue {
    SecretValue::copied(b"correct horse battery staple")
}

fn spot(number: usize) -> SecretPath {
    SecretPath::new(&format!("team-{}/service-{}/secret-{number}", number % 17, number % 521)).unwrap()
}

fn first(number: usize) -> Change {
    let fields = Fields::content(SecretValue::from_text(format!("value {number} {}", "x".repeat(80))));
    let kind = SecretKind::Generic;
    let fingerprint = FingerprintKey::new([1; 32]).of(kind, &fields);
    let labels = Some(Labels::from([("owner".into(), format!("person-{}", number % 40))]));
    Change { kind, fields, labels, base: Base::Absent, fingerprint, author: "bench".into() }
}

async fn measure(folder: &Path, count: usize) {
    let store = Store::at(folder.join("data"));
    store.create(passphrase()).await.unwrap();
    let start = Instant::now();
    for number in 0..count {
        store.write(&spot(number), first(number)).await.unwrap();
    }
    let size = std::fs::metadata(store.file()).unwrap().len() >> 20;
    println!("filled with {count} secrets in {:.1} s, {size} MiB", start.elapsed().as_secs_f64());

    store.lock();
    let start = Instant::now();
    store.unlock(passphrase()).await.unwrap();
    println!("unlock (Argon2id, 64 MiB, 3 passes)      {:8.1} ms", millis(start.elapsed()));

    let lists = several(7, async || {
        let mut found = 0;
        store.list(&Folder::root(), &mut |page| found += page.secrets.len()).await.unwrap();
        assert_eq!(found, count);
    })
    .await;
    println!("list of all names                        {:8.1} ms   (goal 150 at 100,000)", millis(lists));

    let mut at = 0;
    let read = several(2000, async || {
        at = (at + 7919) % count;
        store.read(&spot(at), Which::Latest).await.unwrap();
    })
    .await;
    println!("get                                      {:8.3} ms   (goal 0.1)", millis(read));

    put_and_plain(&store, count, &folder.join("plain")).await;
}

/// A durable put beside a plain append with fsync, in turns, so that a busy disk slows both alike.
async fn put_and_plain(store: &Store, count: usize, plain: &Path) {
    // A sealed version of such a secret, and what SQLite writes for it: three pages with their headers.
    const RECORD: usize = 300;
    const PAGES: usize = 3 * (4096 + 24);
    let mut plain = File::create(plain).unwrap();
    let (mut puts, mut records, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for number in count..count + 1000 {
        let change = first(number);
        let start = Instant::now();
        store.write(&spot(number), change).await.unwrap();
        puts.push(start.elapsed());
        for (size, times) in [(RECORD, &mut records), (PAGES, &mut pages)] {
            let bytes = vec![1; size];
            let start = Instant::now();
            plain.write_all(&bytes).unwrap();
            plain.sync_all().unwrap();
            times.push(start.elapsed());
        }
    }
    let (put, record, pages) = (median(puts), median(records), median(pages));
    println!("durable put                              {:8.3} ms", millis(put));
    println!("the same secret appended, and fsync      {:8.3} ms", millis(record));
    println!("the same pages appended, and fsync       {:8.3} ms", millis(pages));
    let ratio = put.as_secs_f64() / record.as_secs_f64();
    println!("put ÷ (same secret and fsync)            {ratio:8.2}      (goal 1.5)");
}

async fn kill(folder: &Path) {
    writer::prepare(folder).await;
    let (mut acknowledged, mut lost) = (0, 0);
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.env(WRITER, folder);
        let (done, missing) = writer::kill_once(child, folder, 1 + (round * 37) % 300).await;
        acknowledged += done;
        lost += missing;
    }
    println!("{ROUNDS} × kill -9 during {acknowledged} acknowledged writes: {lost} lost");
}

/// The median time of a work that is done several times.
async fn several(times: usize, mut work: impl AsyncFnMut()) -> Duration {
    let mut all = Vec::with_capacity(times);
    for _ in 0..times {
        let start = Instant::now();
        work().await;
        all.push(start.elapsed());
    }
    median(all)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
