//! Backup and restore of the whole store.

use super::{other_passphrase, with_a_secret};
use crate::support::changes::{after, content, first, passphrase, path};
use std::fs;
use std::path::{Path, PathBuf};
use strongroom::domain::{SecretValue, Which};
use strongroom::provider::{Error, Keeper, Lock, Provider, Writing};
use strongroom::providers::local::Store;

/// The stores that a restore put aside.
fn aside(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.to_string_lossy().contains("before-restore")).collect()
}

#[tokio::test]
async fn a_restored_copy_brings_everything_back_and_keeps_the_old_store() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.db"));
    let (store, at) = with_a_secret(&data).await;
    store.put_entry("token", Some(SecretValue::copied(b"abc"))).await.unwrap();
    store.backup(&copy).await.unwrap();
    let copied = fs::read(&copy).unwrap();
    store.write(&at, after(1, "later")).await.unwrap();
    let beside = Store::at(&data);
    beside.unlock(passphrase()).await.unwrap();

    store.restore(&copy, passphrase()).await.unwrap();
    assert_eq!(store.lock_state(), Ok(Lock::Open));
    for store in [&store, &beside] {
        assert_eq!(content(store, &at, Which::Latest).await, "kept");
        assert!(store.entry("token").await.unwrap().is_some());
    }
    assert_eq!(beside.write(&at, after(1, "goes on")).await.map(|version| version.0), Ok(2));
    assert_eq!(fs::read(&copy).unwrap(), copied, "the copy is not touched");

    let [old] = &aside(&data)[..] else { panic!("{:?}", aside(&data)) };
    let old_place = folder.path().join("old");
    fs::create_dir(&old_place).unwrap();
    fs::copy(old, old_place.join("store.db")).unwrap();
    let old = Store::at(&old_place);
    old.unlock(passphrase()).await.unwrap();
    assert_eq!(content(&old, &at, Which::Latest).await, "later");
    let left: Vec<_> = fs::read_dir(&data).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("store")), "{left:?}");
}

#[tokio::test]
async fn a_copy_never_replaces_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = with_a_secret(&folder.path().join("data")).await;
    let taken = folder.path().join("taken");
    fs::write(&taken, "precious").unwrap();
    let refused = store.backup(&taken).await;
    assert!(matches!(&refused, Err(Error::Exists { .. })), "{refused:?}");
    assert_eq!(fs::read_to_string(&taken).unwrap(), "precious");
    let nowhere = store.backup(&folder.path().join("no/such/folder/copy.db")).await;
    assert!(matches!(nowhere, Err(Error::Unreachable { .. })), "{nowhere:?}");
}

#[tokio::test]
async fn a_copy_of_a_locked_store_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(&folder.path().join("data")).await;
    store.lock();
    store.backup(&folder.path().join("store.db")).await.unwrap();
    let copy = Store::at(folder.path());
    copy.unlock(passphrase()).await.unwrap();
    assert_eq!(content(&copy, &at, Which::Latest).await, "kept");
}

#[tokio::test]
async fn a_bad_copy_or_a_wrong_passphrase_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(&folder.path().join("data")).await;
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    let sound = fs::read(&copy).unwrap();
    let bad = folder.path().join("bad.db");
    store.write(&at, after(1, "later")).await.unwrap();

    assert_eq!(store.restore(&copy, other_passphrase()).await, Err(Error::WrongPassphrase));
    for bytes in [b"".as_slice(), b"not a store", &sound[..sound.len() / 2], &sound[..sound.len() - 4096]] {
        fs::write(&bad, bytes).unwrap();
        let refused = store.restore(&bad, passphrase()).await;
        assert!(matches!(refused, Err(Error::Invalid { .. } | Error::Corrupt { .. })), "{refused:?}");
    }
    assert!(matches!(
        store.restore(&folder.path().join("none"), passphrase()).await,
        Err(Error::NotFound { .. })
    ));
    let file = store.file().to_path_buf();
    assert!(matches!(store.restore(&file, passphrase()).await, Err(Error::Invalid { .. })));

    assert_eq!(content(&store, &at, Which::Latest).await, "later");
    assert_eq!(aside(&folder.path().join("data")), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_damaged_or_missing_store_is_replaced_by_the_copy() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (store, at) = with_a_secret(&data).await;
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    drop(store);
    let sound = fs::read(data.join("store.db")).unwrap();

    let mut count = 0;
    for damaged in [Some(&b"rubbish"[..]), Some(&sound[..5000]), None] {
        match damaged {
            Some(bytes) => fs::write(data.join("store.db"), bytes).unwrap(),
            None => fs::remove_file(data.join("store.db")).unwrap(),
        }
        let store = Store::at(&data);
        store.restore(&copy, passphrase()).await.unwrap();
        assert_eq!(content(&store, &at, Which::Latest).await, "kept");
        store.write(&path("new"), first("works")).await.unwrap();
        count += usize::from(damaged.is_some());
        assert_eq!(aside(&data).len(), count, "the damaged file is kept");
    }
    assert!(aside(&data).iter().any(|file| fs::read(file).unwrap() == b"rubbish"));
}

#[tokio::test]
async fn another_store_put_in_place_locks_the_consoles_that_are_open() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (store, at) = with_a_secret(&data).await;
    let other = Store::at(folder.path().join("other"));
    other.create(other_passphrase()).await.unwrap();
    other.write(&at, first("from the other")).await.unwrap();
    let copy = folder.path().join("copy.db");
    other.backup(&copy).await.unwrap();

    Store::at(&data).restore(&copy, other_passphrase()).await.unwrap();
    assert!(matches!(store.read(&at, Which::Latest).await, Err(Error::Locked { .. })));
    assert!(matches!(store.write(&path("x"), first("lost")).await, Err(Error::Locked { .. })));
    store.unlock(other_passphrase()).await.unwrap();
    assert_eq!(content(&store, &at, Which::Latest).await, "from the other");
}
