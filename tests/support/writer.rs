//! A program that writes without end and prints a line for every write that was acknowledged; made to be killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use strongroom::domain::{Fields, FingerprintKey, SecretKind, SecretPath, SecretValue, Which};
use strongroom::provider::{Base, Change, Error, Keeper, Provider};
use strongroom::providers::local;

/// How many secrets the writer goes round.
const SECRETS: u64 = 7;

fn passphrase() -> SecretValue {
    SecretValue::copied(b"correct horse battery staple")
}

fn spot(number: u64) -> SecretPath {
    SecretPath::new(&format!("spot/{}", number % SECRETS)).expect("a sound path")
}

/// Makes the store that the writers write to.
pub(crate) async fn prepare(folder: &Path) {
    let store = local::Store::at(folder);
    store.create(passphrase()).await.expect("a new store");
    // Where the kernel forbids it, every opening takes the key derivation.
    let _ = store.remember(Duration::from_secs(600)).await;
}

/// Opens the store, by the kernel's keyring where that is possible.
async fn open(folder: &Path) -> local::Store {
    let store = local::Store::at(folder);
    if store.unlock_remembered().await != Ok(true) {
        store.unlock(passphrase()).await.expect("the passphrase opens the store");
    }
    store
}

/// Writes until the process is killed.
pub(crate) async fn write_until_killed(folder: &Path) {
    let store = open(folder).await;
    for number in 0.. {
        let path = spot(number);
        let base = match store.read(&path, Which::Latest).await {
            Ok(content) => Base::Version(content.secret.version.expect("a version")),
            Err(Error::NotFound { .. }) => Base::Absent,
            Err(error) => panic!("{error}"),
        };
        let value = format!("{number} {}", "x".repeat(300));
        let fields = Fields::content(SecretValue::from_text(value));
        let fingerprint = FingerprintKey::new([1; 32]).of(SecretKind::Generic, &fields);
        let kind = SecretKind::Generic;
        let change = Change { kind, fields, labels: None, base, fingerprint, author: "writer".into() };
        let writing = store.writing().expect("the store can be written to");
        let version = writing.write(&path, change).await.expect("the write succeeds");
        println!("wrote {path} {version} {number}");
    }
}

/// Starts a writer, kills it after this many acknowledged writes, opens the store again, and tells how many writes
/// were acknowledged and how many of these are missing.
pub(crate) async fn kill_once(mut writer: Command, folder: &Path, after: usize) -> (usize, usize) {
    let mut child = writer.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the writer starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut acknowledged = Vec::new();
    let mut is_killed = false;
    // After the kill the pipe still holds what was acknowledged before it.
    for line in lines.map_while(Result::ok) {
        // The test program prints its own words on the first line.
        let words: Vec<&str> = line.rsplit("wrote ").next().unwrap_or("").split(' ').collect();
        if let (true, [path, version, number]) = (line.contains("wrote "), &words[..]) {
            let number: u64 = number.parse().expect("a number");
            let version: u64 = version.parse().expect("a number");
            acknowledged.push((SecretPath::new(path).expect("a path"), version, number));
        }
        if acknowledged.len() >= after && !is_killed {
            child.kill().expect("the writer is there to be killed");
            is_killed = true;
        }
    }
    child.wait().expect("the writer has ended");
    assert!(is_killed, "the writer ended by itself after {} writes", acknowledged.len());

    let store = open(folder).await;
    let mut lost = 0;
    for (path, version, number) in &acknowledged {
        let which = Which::Number(strongroom::domain::VersionNumber(*version));
        let is_there = store.read(path, which).await.is_ok_and(|content| {
            let field = content.fields.field("content").expect("its field");
            field.value.expose(|value| value.starts_with(format!("{number} ").as_bytes()))
        });
        lost += usize::from(!is_there);
    }
    (acknowledged.len(), lost)
}
