//! Making, unlocking and locking the store; its passphrase; the kernel's keyring.

use super::{other_passphrase, with_a_secret};
use crate::support::changes::{content, first, passphrase, path};
use std::time::Duration;
use strongroom::domain::{Fields, SecretKind, SecretValue, TeamId, Which};
use strongroom::provider::{Error, Keeper, Lock, Provider, Writing};
use strongroom::providers::local::Store;
use strongroom::secure::LockedBytes;

#[tokio::test]
async fn a_new_store_is_missing_then_open_then_locked() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("deep/data"));
    assert_eq!(store.lock_state(), Ok(Lock::Missing));
    assert!(!folder.path().join("deep").exists());
    store.create(passphrase()).await.unwrap();
    assert_eq!(store.lock_state(), Ok(Lock::Open));
    store.lock();
    assert_eq!(store.lock_state(), Ok(Lock::Locked));
    store.unlock(passphrase()).await.unwrap();
    assert_eq!(store.lock_state(), Ok(Lock::Open));
}

#[tokio::test]
async fn a_wrong_passphrase_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    store.lock();
    for wrong in [b"".as_slice(), b"correct horse", b"correct horse battery staple "] {
        assert_eq!(store.unlock(SecretValue::copied(wrong)).await, Err(Error::WrongPassphrase));
    }
    assert_eq!(store.lock_state(), Ok(Lock::Locked));
    assert!(matches!(store.read(&at, Which::Latest).await, Err(Error::Locked { .. })));
}

#[tokio::test]
async fn an_empty_passphrase_makes_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    assert!(matches!(store.create(SecretValue::new(Vec::new())).await, Err(Error::Invalid { .. })));
    assert_eq!(store.lock_state(), Ok(Lock::Missing));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn everything_that_needs_the_key_says_that_it_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    store.lock();
    let keep = Duration::from_secs(9);
    let refused = [
        store.health().await.map(|_| ()),
        store.list(&at.folder(), &mut |_| ()).await,
        store.write(&at, first("no")).await.map(|_| ()),
        store.entry("token").await.map(|_| ()),
        store.put_entry("token", None).await,
        store.fingerprint_key(&TeamId::personal()).map(|_| ()),
        store.remember(keep).await,
    ];
    assert!(refused.iter().all(|result| matches!(result, Err(Error::Locked { .. }))), "{refused:?}");
}

#[tokio::test]
async fn a_store_is_never_made_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let (first, at) = with_a_secret(folder.path()).await;
    let second = Store::at(folder.path());
    assert!(matches!(second.create(other_passphrase()).await, Err(Error::Exists { .. })));
    assert_eq!(content(&first, &at, Which::Latest).await, "kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_makers_one_wins_and_its_passphrase_opens() {
    let folder = tempfile::tempdir().unwrap();
    let makers: Vec<_> = (0..4)
        .map(|number| {
            let store = Store::at(folder.path().join("data"));
            tokio::spawn(async move { store.create(SecretValue::from_text(format!("maker {number}"))).await })
        })
        .collect();
    let mut winners = Vec::new();
    for (number, maker) in makers.into_iter().enumerate() {
        match maker.await.unwrap() {
            Ok(()) => winners.push(number),
            Err(error) => assert!(matches!(error, Error::Exists { .. }), "{error:?}"),
        }
    }
    let [winner] = winners[..] else { panic!("{winners:?} won") };
    let store = Store::at(folder.path().join("data"));
    store.unlock(SecretValue::from_text(format!("maker {winner}"))).await.unwrap();
    let left: Vec<_> =
        std::fs::read_dir(folder.path().join("data")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("store.db")), "{left:?}");
}

#[tokio::test]
async fn a_changed_passphrase_replaces_the_old_one_and_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    assert_eq!(store.change_passphrase(other_passphrase(), passphrase()).await, Err(Error::WrongPassphrase));
    let empty = store.change_passphrase(passphrase(), SecretValue::new(Vec::new())).await;
    assert!(matches!(empty, Err(Error::Invalid { .. })));
    store.change_passphrase(passphrase(), other_passphrase()).await.unwrap();
    assert_eq!(store.lock_state(), Ok(Lock::Open));
    store.lock();
    assert_eq!(store.unlock(passphrase()).await, Err(Error::WrongPassphrase));
    store.unlock(other_passphrase()).await.unwrap();
    assert_eq!(content(&store, &at, Which::Latest).await, "kept");
}

#[tokio::test]
async fn two_consoles_see_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, at) = with_a_secret(folder.path()).await;
    let two = Store::at(folder.path());
    two.unlock(passphrase()).await.unwrap();
    two.write(&path("from/two"), first("hello")).await.unwrap();
    assert_eq!(content(&one, &path("from/two"), Which::Latest).await, "hello");
    one.delete(&at).await.unwrap();
    assert!(matches!(two.read(&at, Which::Latest).await, Err(Error::NotFound { .. })));
    one.lock();
    assert_eq!(two.lock_state(), Ok(Lock::Open));
}

#[tokio::test]
async fn entries_and_notes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = with_a_secret(folder.path()).await;
    assert!(store.entry("token").await.unwrap().is_none());
    for value in ["one", "two"] {
        store.put_entry("token", Some(SecretValue::from_text(value.into()))).await.unwrap();
        let kept = store.entry("token").await.unwrap().unwrap();
        assert!(kept.same_as(&SecretValue::from_text(value.into())));
    }
    assert!(store.entry("Token").await.unwrap().is_none());
    store.put_entry("token", None).await.unwrap();
    store.put_entry("token", None).await.unwrap();
    assert!(store.entry("token").await.unwrap().is_none());

    store.lock();
    assert_eq!(store.note("public key").await, Ok(None));
    store.put_note("public key", b"abc").await.unwrap();
    store.put_note("public key", b"abcd").await.unwrap();
    assert_eq!(Store::at(folder.path()).note("public key").await, Ok(Some(b"abcd".to_vec())));
}

#[tokio::test]
async fn a_missing_store_has_no_notes_and_cannot_be_unlocked() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("data"));
    assert_eq!(store.note("public key").await, Ok(None));
    assert_eq!(store.unlock_remembered().await, Ok(false));
    assert_eq!(store.forget().await, Ok(false));
    assert!(matches!(store.unlock(passphrase()).await, Err(Error::NotFound { .. })));
    assert!(matches!(store.put_note("public key", b"abc").await, Err(Error::NotFound { .. })));
    assert!(!folder.path().join("data").exists());
}

#[tokio::test]
async fn fingerprints_differ_by_team_and_store_and_stay_the_same() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let print = |store: &Store, team: &str| {
        let fields = Fields::content(SecretValue::copied(b"same"));
        store.fingerprint_key(&TeamId::new(team).unwrap()).unwrap().of(SecretKind::Generic, &fields)
    };
    let (store, _) = with_a_secret(one.path()).await;
    let (other, _) = with_a_secret(two.path()).await;
    let before = print(&store, "payments");
    assert_ne!(before, print(&store, "platform"));
    assert_ne!(before, print(&other, "payments"));
    store.lock();
    store.unlock(passphrase()).await.unwrap();
    assert_eq!(before, print(&store, "payments"));
}

/// Leaves a key in the keyring, or says that this system forbids it, which must be told in so many words.
async fn is_remembered(store: &Store, keep: Duration) -> bool {
    match store.remember(keep).await {
        Ok(()) => true,
        Err(Error::Unsupported { what }) => {
            assert!(what.contains("keyring") && what.contains("STRONGROOM_PASSPHRASE_FILE"), "{what}");
            eprintln!("skipped: {what}");
            false
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_remembered_key_opens_until_it_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    assert_eq!(store.unlock_remembered().await, Ok(false));
    if !is_remembered(&store, Duration::from_secs(600)).await {
        return;
    }
    let later = Store::at(folder.path());
    assert_eq!(later.unlock_remembered().await, Ok(true));
    assert_eq!(content(&later, &at, Which::Latest).await, "kept");
    later.lock();
    assert_eq!(store.forget().await, Ok(true));
    assert_eq!((store.forget().await, later.unlock_remembered().await), (Ok(false), Ok(false)));
    assert_eq!(later.lock_state(), Ok(Lock::Locked));
}

#[tokio::test]
async fn a_new_passphrase_voids_the_remembered_key() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = with_a_secret(folder.path()).await;
    if !is_remembered(&store, Duration::from_secs(600)).await {
        return;
    }
    store.change_passphrase(passphrase(), other_passphrase()).await.unwrap();
    assert_eq!(Store::at(folder.path()).unlock_remembered().await, Ok(false));
    assert_eq!(store.forget().await, Ok(false));
}

#[tokio::test]
async fn the_kernel_ends_a_remembered_key_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = with_a_secret(folder.path()).await;
    if !is_remembered(&store, Duration::from_millis(1)).await {
        return;
    }
    let later = Store::at(folder.path());
    let start = std::time::Instant::now();
    while later.unlock_remembered().await.unwrap() {
        later.lock();
        assert!(start.elapsed() < Duration::from_secs(20), "a key for one second is still there");
        tokio::task::yield_now().await;
    }
}

#[test]
fn locked_memory_holds_what_is_put_in() {
    for length in [1, 32, 160, 5000] {
        let mut bytes = LockedBytes::zeroed(length);
        assert!(bytes.len() == length && bytes.iter().all(|byte| *byte == 0));
        bytes.fill(7);
        let neighbour = LockedBytes::zeroed(length);
        assert!(bytes.iter().all(|byte| *byte == 7) && neighbour.iter().all(|byte| *byte == 0));
        assert_eq!(format!("{bytes:?}"), "LockedBytes");
    }
}
