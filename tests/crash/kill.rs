//! Acknowledged writes survive `kill -9`, and two processes that write at once lose nothing.

use crate::support::changes::{after, content, first, passphrase, path};
use crate::support::{children, writer};
use strongroom::domain::{VersionNumber, Which};
use strongroom::provider::{Error, Keeper, Provider, Versioning, Writing};
use strongroom::providers::local::Store;

/// Writes of each of two processes.
const EACH: u64 = 100;

#[tokio::test]
#[ignore = "run by another test, and killed"]
async fn child_that_writes() {
    writer::write_until_killed(&children::folder()).await;
}

#[tokio::test]
async fn twenty_kills_lose_no_acknowledged_write() {
    let folder = tempfile::tempdir().unwrap();
    writer::prepare(folder.path()).await;
    let mut acknowledged = 0;
    for round in 0..20 {
        let child = children::child("crash::kill::child_that_writes", folder.path());
        let (done, lost) = writer::kill_once(child, folder.path(), 1 + round * 3).await;
        assert_eq!(lost, 0, "round {round}: of {done} acknowledged writes");
        acknowledged += done;
    }
    assert!(acknowledged >= 20, "{acknowledged}");
}

#[tokio::test]
#[ignore = "run by another test, twice at once"]
async fn child_that_counts() {
    let store = Store::at(children::folder());
    store.unlock(passphrase()).await.unwrap();
    let at = path("counter");
    let mut written = 0;
    while written < EACH {
        let read = store.read(&at, Which::Latest).await.unwrap();
        let (number, field) = (read.secret.version.unwrap().0, read.fields.field("content").unwrap());
        let count: u64 = field.value.expose_text(|text| text.parse().unwrap()).unwrap();
        match store.write(&at, after(number, &(count + 1).to_string())).await {
            Ok(_) => written += 1,
            Err(Error::Conflict { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test]
async fn two_processes_count_without_losing_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.create(passphrase()).await.unwrap();
    let at = path("counter");
    store.write(&at, first("0")).await.unwrap();
    let counters: Vec<_> = (0..2)
        .map(|_| {
            let child = children::child("crash::kill::child_that_counts", folder.path());
            std::thread::spawn(move || children::finish(child))
        })
        .collect();
    for counter in counters {
        counter.join().unwrap();
    }
    assert_eq!(content(&store, &at, Which::Latest).await, (2 * EACH).to_string());
    let history = store.history(&at).await.unwrap();
    let numbers: Vec<_> = history.iter().rev().map(|info| info.number).collect();
    assert_eq!(numbers, (1..=2 * EACH + 1).map(VersionNumber).collect::<Vec<_>>());
}
