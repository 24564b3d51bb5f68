//! No room on the disk, no right to write: a clear error, and what was there stays.

use crate::support::changes::{content, first, passphrase, path};
use crate::support::children;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;
use strongroom::domain::Which;
use strongroom::provider::{Error, Keeper, Lock, Provider, Writing};
use strongroom::providers::local::Store;

#[tokio::test]
#[ignore = "run by another test, where there is little room"]
async fn child_that_fills_the_disk() {
    let folder = children::folder().join("data");
    let store = Store::at(&folder);
    store.create(passphrase()).await.unwrap();
    let filler = "x".repeat(20_000);
    let mut written = 0;
    let error = loop {
        match store.write(&path(&format!("fill/{written}")), first(&format!("{written} {filler}"))).await {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 1000, "the disk does not get full");
    };
    let Error::Unreachable { reason, .. } = &error else { panic!("{error:?}") };
    assert!(reason.contains("full") && reason.contains("nothing was written"), "{reason}");
    let refused =
        store.put_entry("token", Some(strongroom::domain::SecretValue::new(vec![1; 900_000]))).await;
    assert!(matches!(refused, Err(Error::Unreachable { .. })), "{refused:?}");
    let copy = folder.join("copy.db");
    let done = store.backup(&copy).await;
    assert_eq!(done.is_ok(), copy.exists(), "half a copy is left: {done:?}");

    let later = Store::at(&folder);
    later.unlock(passphrase()).await.unwrap();
    for store in [&store, &later] {
        for number in 0..written {
            let kept = content(store, &path(&format!("fill/{number}")), Which::Latest).await;
            assert!(kept.starts_with(&format!("{number} ")));
        }
        let missing = store.read(&path(&format!("fill/{written}")), Which::Latest).await;
        assert!(matches!(missing, Err(Error::NotFound { .. })));
    }
    println!("{written} writes before the disk was full");
}

#[test]
fn a_limit_on_file_sizes_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let shell = ["sh", "-c", "trap '' XFSZ; ulimit -f 1200; exec \"$@\"", "sh"];
    children::finish(children::wrapped(&shell, "crash::room::child_that_fills_the_disk", folder.path()));
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    let is_possible = Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "tmpfs", &place]).output();
    if !is_possible.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system lets nobody mount a small disk");
        return;
    }
    let script = format!("mount -t tmpfs -o size=700k tmpfs {place} && exec \"$@\"");
    let shell = ["unshare", "-rm", "sh", "-c", &script, "sh"];
    children::finish(children::wrapped(&shell, "crash::room::child_that_fills_the_disk", folder.path()));
}

#[tokio::test]
#[ignore = "run by another test, as somebody who may not write"]
async fn child_without_rights() {
    let folder = children::folder();
    let refused = Store::at(folder.join("empty")).create(passphrase()).await;
    let Err(Error::Unreachable { what, reason }) = refused else { panic!("{refused:?}") };
    assert!(what.contains("empty") && reason.to_lowercase().contains("denied"), "{what}: {reason}");

    for place in ["read-only", "unreadable", "hidden"] {
        let store = Store::at(folder.join(place));
        let refused = match store.lock_state() {
            Ok(state) => {
                assert_eq!(state, Lock::Locked);
                store.unlock(passphrase()).await
            }
            Err(error) => Err(error),
        };
        let Err(error @ Error::Unreachable { .. }) = refused else { panic!("{place}: {refused:?}") };
        assert!(error.to_string().contains("store.db") && error.hint().is_some(), "{error}");
    }
}

#[tokio::test]
async fn no_right_to_read_or_write_is_said_clearly() {
    let folder = tempfile::tempdir().unwrap();
    let is_root = rustix::process::geteuid().is_root();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for place in ["read-only", "unreadable", "hidden"] {
        Store::at(folder.path().join(place)).create(passphrase()).await.unwrap();
    }
    let nobody = 65534;
    let mode = |name: &str, mode: u32| {
        let path = folder.path().join(name);
        if is_root {
            chown(&path, Some(nobody), Some(nobody)).unwrap();
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("", 0o755);
    mode("read-only/store.db", 0o600);
    mode("unreadable/store.db", 0o000);
    mode("hidden/store.db", 0o600);
    for (name, bits) in [("empty", 0o555), ("read-only", 0o555), ("unreadable", 0o700), ("hidden", 0o000)] {
        mode(name, bits);
    }
    let mut child = children::child("crash::room::child_without_rights", folder.path());
    if is_root {
        child.uid(nobody).gid(nobody);
    }
    children::finish(child);
    for name in ["empty", "read-only", "hidden"] {
        mode(name, 0o755);
    }
    mode("unreadable/store.db", 0o600);
    let unharmed = Store::at(folder.path().join("unreadable"));
    unharmed.unlock(passphrase()).await.unwrap();
}
