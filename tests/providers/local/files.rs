//! The folder and the files: private, checked, and clear about what is wrong with them.

use super::with_a_secret;
use crate::support::changes::{content, first, passphrase, path};
use crate::support::children;
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use strongroom::domain::Which;
use strongroom::provider::{Error, Keeper, Lock, Provider, Writing};
use strongroom::providers::local::Store;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[tokio::test]
#[ignore = "run by another test, under a umask"]
async fn child_that_makes_a_store() {
    let folder = children::folder();
    let (store, _) = with_a_secret(&folder.join("data")).await;
    store.backup(&folder.join("copy.db")).await.unwrap();
    assert_eq!(mode(&folder.join("data")), 0o700);
    for file in ["data/store.db", "data/store.db-wal", "data/store.db-shm", "copy.db"] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
    assert_eq!(store.warnings(), Vec::<String>::new());
}

#[test]
fn files_are_private_whatever_the_umask() {
    for umask in ["000", "022", "377"] {
        let folder = tempfile::tempdir().unwrap();
        let shell = ["sh", "-c", &format!("umask {umask}; exec \"$@\""), "sh"];
        children::finish(children::wrapped(
            &shell,
            "providers::local::files::child_that_makes_a_store",
            folder.path(),
        ));
    }
}

#[tokio::test]
async fn loose_permissions_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (store, _) = with_a_secret(&data).await;
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(store.file(), fs::Permissions::from_mode(0o640)).unwrap();
    let warnings = store.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("0755") && warnings[0].contains("chmod 700"), "{warnings:?}");
    assert!(warnings[1].contains("0640") && warnings[1].contains("chmod 600"), "{warnings:?}");
}

/// What opening a file of these bytes says, first by looking, then by unlocking.
async fn said_of(folder: &Path, bytes: &[u8]) -> Result<Lock, Error> {
    fs::write(folder.join("store.db"), bytes).unwrap();
    let store = Store::at(folder);
    let state = store.lock_state()?;
    store.unlock(passphrase()).await?;
    Ok(state)
}

#[tokio::test]
async fn a_file_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let sqlite = fs::read(&foreign).unwrap();
    for bytes in [b"".as_slice(), b"hello", &[0; 1000], &[7; 12_000], &sqlite] {
        let said = said_of(folder.path(), bytes).await;
        let Err(Error::Invalid { reason }) = said else { panic!("{said:?}") };
        assert!(reason.contains("store.db") && reason.contains("STRONGROOM_DATA_DIR"), "{reason}");
        let refused = Store::at(folder.path()).create(passphrase()).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
        assert_eq!(fs::read(folder.path().join("store.db")).unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_folder_in_the_place_of_the_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("store.db")).unwrap();
    assert!(matches!(Store::at(folder.path()).lock_state(), Err(Error::Invalid { .. })));
    fs::write(folder.path().join("file"), "x").unwrap();
    let below_a_file = Store::at(folder.path().join("file/data"));
    assert!(matches!(below_a_file.create(passphrase()).await, Err(Error::Unreachable { .. })));
}

#[tokio::test]
async fn a_newer_format_asks_for_a_newer_program() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    let raw = Connection::open(store.file()).unwrap();
    raw.pragma_update(None, "user_version", 2).unwrap();
    let later = Store::at(folder.path());
    let Err(Error::Unsupported { what }) = later.lock_state() else { panic!("a newer format opens") };
    assert!(what.contains("format 2") && what.contains("newer Strongroom"), "{what}");
    assert!(matches!(later.unlock(passphrase()).await, Err(Error::Unsupported { .. })));
    raw.pragma_update(None, "user_version", 1).unwrap();
    later.unlock(passphrase()).await.unwrap();
    assert_eq!(content(&later, &at, Which::Latest).await, "kept");
}

#[tokio::test]
async fn a_store_that_is_replaced_locks_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    fs::rename(store.file(), folder.path().join("moved.db")).unwrap();
    assert_eq!(store.lock_state(), Ok(Lock::Missing));
    assert!(matches!(store.read(&at, Which::Latest).await, Err(Error::Locked { .. })));
    assert!(matches!(store.write(&at, first("lost")).await, Err(Error::Locked { .. })));
    Store::at(folder.path()).create(passphrase()).await.unwrap();
    assert_eq!(store.lock_state(), Ok(Lock::Locked));
    store.unlock(passphrase()).await.unwrap();
    assert!(matches!(store.read(&path("db/prod"), Which::Latest).await, Err(Error::NotFound { .. })));
}
