//! A store file that was cut off or changed: a clear error, never a wrong answer, never a panic.

use crate::support::changes::{content, first, passphrase, path};
use std::fs;
use std::path::Path;
use std::time::Duration;
use strongroom::domain::{Folder, Which};
use strongroom::provider::{Error, Keeper, Provider, Versioning, Writing};
use strongroom::providers::local::Store;

const SECRETS: usize = 12;

/// The bytes of a sound, closed store.
async fn sound(folder: &Path) -> Vec<u8> {
    let store = Store::at(folder);
    store.create(passphrase()).await.unwrap();
    // Where the kernel forbids it, every opening takes the key derivation.
    let _ = store.remember(Duration::from_secs(600)).await;
    for number in 0..SECRETS {
        let value = format!("value {number} {}", "x".repeat(number * 700));
        store.write(&path(&format!("secret/{number}")), first(&value)).await.unwrap();
    }
    let file = store.file().to_path_buf();
    drop(store);
    fs::read(file).unwrap()
}

/// Reads everything; fails the test when an answer is wrong.
async fn read_all(folder: &Path) -> Result<(), Error> {
    let store = Store::at(folder);
    if !store.unlock_remembered().await? {
        store.unlock(passphrase()).await?;
    }
    let mut names = 0;
    store.list(&Folder::root(), &mut |page| names += page.secrets.len()).await?;
    for number in 0..SECRETS {
        let at = path(&format!("secret/{number}"));
        store.history(&at).await?;
        store.read(&at, Which::Latest).await?;
        assert!(content(&store, &at, Which::Latest).await.starts_with(&format!("value {number} ")));
    }
    assert_eq!(names, SECRETS);
    Ok(())
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = sound(folder.path()).await;
    read_all(folder.path()).await.unwrap();
    for length in [1, 99, 100, 511, 512, 4095, 4096, 4097, 8192, 20_000, bytes.len() - 4096, bytes.len() - 1]
    {
        fs::write(folder.path().join("store.db"), &bytes[..length]).unwrap();
        let said = read_all(folder.path()).await;
        let Err(Error::Corrupt { .. } | Error::Invalid { .. }) = said else {
            panic!("{length} of {} bytes: {said:?}", bytes.len());
        };
        assert!(said.unwrap_err().to_string().contains("store.db"));
    }
    fs::write(folder.path().join("store.db"), &bytes).unwrap();
    read_all(folder.path()).await.unwrap();
}

#[tokio::test]
async fn a_flipped_bit_is_harmless_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = sound(folder.path()).await;
    let mut noticed = 0;
    let spots = (0..16).map(|spot| spot * bytes.len() / 16 + 37 * spot + 5);
    for spot in spots {
        let mut flipped = bytes.clone();
        flipped[spot] ^= 0x20;
        fs::write(folder.path().join("store.db"), &flipped).unwrap();
        match read_all(folder.path()).await {
            Ok(()) => {}
            Err(Error::Corrupt { .. } | Error::Invalid { .. } | Error::Unsupported { .. }) => noticed += 1,
            Err(error) => panic!("byte {spot}: {error:?}"),
        }
    }
    assert!(noticed >= 4, "only {noticed} of 16 were noticed");
}

#[tokio::test]
async fn half_a_log_is_half_a_transaction_and_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path()).await;
    let store = Store::at(folder.path());
    store.unlock(passphrase()).await.unwrap();
    store.write(&path("last"), first("half written")).await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    for name in ["store.db", "store.db-wal"] {
        fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let log = fs::OpenOptions::new().write(true).open(copy.path().join("store.db-wal")).unwrap();
    log.set_len(log.metadata().unwrap().len() - 100).unwrap();
    read_all(copy.path()).await.unwrap();
    let torn = Store::at(copy.path());
    torn.unlock(passphrase()).await.unwrap();
    assert!(matches!(torn.read(&path("last"), Which::Latest).await, Err(Error::NotFound { .. })));
    torn.write(&path("last"), first("again")).await.unwrap();
}
