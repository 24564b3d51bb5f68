//! The file tells nothing, and nothing in it can be changed or moved unnoticed.

use super::with_a_secret;
use crate::support::changes::{after, change, first, json, labels, passphrase, path};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;
use strongroom::domain::{Folder, SecretKind, SecretPath, SecretValue, VersionNumber, Which};
use strongroom::provider::{Base, Bin, Change, Error, Keeper, Provider, Versioning, Writing};
use strongroom::providers::local::Store;

/// Looks for a text in every file of the folder.
fn is_on_disk(folder: &Path, wanted: &str) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.is_file()).any(|file| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
    })
}

#[tokio::test]
async fn no_name_label_kind_author_or_value_is_on_the_disk_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = with_a_secret(folder.path()).await;
    let at = path("canary-folder/canary-name");
    let fields = json(r#"{"canary-field":"canary-value","n":1}"#);
    let write = change(SecretKind::KeyValue, Base::Absent, fields);
    let owner = labels(&[("canary-label", "canary-owner")]);
    store.write(&at, Change { labels: Some(owner), author: "canary-author".into(), ..write }).await.unwrap();
    store.put_entry("canary-entry", Some(SecretValue::copied(b"canary-token"))).await.unwrap();
    store.put_note("canary-note", b"canary-in-clear").await.unwrap();

    let canaries = ["folder", "name", "field", "value", "label", "owner", "author", "entry", "token"];
    for canary in canaries {
        assert!(!is_on_disk(folder.path(), &format!("canary-{canary}")), "canary-{canary} is in the file");
    }
    assert!(!is_on_disk(folder.path(), "key_value") && !is_on_disk(folder.path(), "db/prod"));
    // The search itself works: what may be there in clear is found.
    assert!(is_on_disk(folder.path(), "canary-note") && is_on_disk(folder.path(), "canary-in-clear"));
    drop(store);
    assert!(!folder.path().join("store.db-wal").exists(), "everything is in one file after closing");
    assert!(!is_on_disk(folder.path(), "canary-name") && is_on_disk(folder.path(), "canary-note"));
}

/// A store with a few secrets, versions and an entry, for tampering.
async fn filled(folder: &Path) -> (Store, SecretPath, SecretPath) {
    let (store, one) = with_a_secret(folder).await;
    store.write(&one, after(1, "second")).await.unwrap();
    let two = path("db/test");
    store.write(&two, first("other")).await.unwrap();
    store.put_entry("token", Some(SecretValue::copied(b"abc"))).await.unwrap();
    store.put_entry("other", Some(SecretValue::copied(b"def"))).await.unwrap();
    (store, one, two)
}

/// Everything that can be read, or the first error.
async fn read_all(store: &Store, secrets: &[&SecretPath]) -> Result<(), Error> {
    store.list(&Folder::root(), &mut |_| ()).await?;
    store.deleted(&Folder::root()).await?;
    for at in secrets {
        for info in store.history(at).await? {
            store.read(at, Which::Number(info.number)).await?;
        }
        store.read(at, Which::Latest).await?;
    }
    for entry in ["token", "other"] {
        store.entry(entry).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_flipped_bit_anywhere_in_a_sealed_record_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (store, one, two) = filled(folder.path()).await;
    read_all(&store, &[&one, &two]).await.unwrap();
    let raw = Connection::open(store.file()).unwrap();
    for (table, column) in
        [("buckets", "sealed"), ("versions", "info"), ("versions", "fields"), ("entries", "sealed")]
    {
        let rows: Vec<(i64, Vec<u8>)> = raw
            .prepare(&format!("SELECT rowid, {column} FROM {table}"))
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(rows.len() >= 2, "{table}");
        let update = format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1");
        for (row, sound) in rows {
            let length = sound.len();
            for at in [0, 23, 24, length / 2, length - 17, length - 16, length - 1] {
                let mut flipped = sound.clone();
                flipped[at] ^= 1 << (at % 8);
                raw.execute(&update, (row, &flipped)).unwrap();
                let noticed = read_all(&store, &[&one, &two]).await;
                assert!(
                    matches!(noticed, Err(Error::Corrupt { .. })),
                    "{table}.{column} byte {at}: {noticed:?}"
                );
            }
            raw.execute(&update, (row, &sound[..length - 1])).unwrap();
            assert!(matches!(read_all(&store, &[&one, &two]).await, Err(Error::Corrupt { .. })));
            raw.execute(&update, (row, &sound)).unwrap();
        }
    }
    read_all(&store, &[&one, &two]).await.unwrap();
}

#[tokio::test]
async fn swapped_records_do_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let (store, one, two) = filled(folder.path()).await;
    let raw = Connection::open(store.file()).unwrap();
    let sealed = |table: &str, column: &str| -> Vec<(i64, Value)> {
        raw.prepare(&format!("SELECT rowid, {column} FROM {table} ORDER BY rowid"))
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let put = |table: &str, column: &str, row: i64, value: &Value| {
        let update = format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1");
        raw.execute(&update, (row, value)).unwrap();
    };
    for (table, column) in
        [("buckets", "sealed"), ("versions", "info"), ("versions", "fields"), ("entries", "sealed")]
    {
        let rows = sealed(table, column);
        for (left, right) in [(0, 1), (rows.len() - 2, rows.len() - 1)] {
            put(table, column, rows[left].0, &rows[right].1);
            put(table, column, rows[right].0, &rows[left].1);
            let noticed = read_all(&store, &[&one, &two]).await;
            assert!(matches!(noticed, Err(Error::Corrupt { .. })), "{table}.{column}: {noticed:?}");
            put(table, column, rows[left].0, &rows[left].1);
            put(table, column, rows[right].0, &rows[right].1);
        }
    }
    // Not even a record of the same secret and version opens as another kind of record.
    let (infos, fields) = (sealed("versions", "info"), sealed("versions", "fields"));
    put("versions", "fields", infos[0].0, &infos[0].1);
    assert!(matches!(read_all(&store, &[&one, &two]).await, Err(Error::Corrupt { .. })));
    put("versions", "fields", fields[0].0, &fields[0].1);
    read_all(&store, &[&one, &two]).await.unwrap();
}

#[tokio::test]
async fn versions_of_an_erased_secret_do_not_open_under_its_successor() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    let raw = Connection::open(store.file()).unwrap();
    let row = |raw: &Connection| -> (Vec<u8>, Vec<u8>) {
        raw.query_row("SELECT info, fields FROM versions", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    let old = row(&raw);
    store.erase(&at).await.unwrap();
    store.write(&at, first("new")).await.unwrap();
    raw.execute("UPDATE versions SET info = ?1, fields = ?2", old).unwrap();
    assert!(matches!(store.read(&at, Which::Latest).await, Err(Error::Corrupt { .. })));
    assert!(matches!(store.history(&at).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn a_missing_row_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    Connection::open(store.file()).unwrap().execute("DELETE FROM versions", []).unwrap();
    assert!(matches!(store.read(&at, Which::Latest).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn a_damaged_slot_is_told_from_a_wrong_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = with_a_secret(folder.path()).await;
    store.lock();
    let raw = Connection::open(store.file()).unwrap();
    for column in ["sealed", "parameters", "checksum"] {
        let sound: Vec<u8> =
            raw.query_row(&format!("SELECT {column} FROM slots"), [], |row| row.get(0)).unwrap();
        let mut flipped = sound.clone();
        flipped[3] ^= 0x10;
        raw.execute(&format!("UPDATE slots SET {column} = ?1"), [flipped]).unwrap();
        assert!(matches!(store.unlock(passphrase()).await, Err(Error::Corrupt { .. })), "{column}");
        raw.execute(&format!("UPDATE slots SET {column} = ?1"), [sound]).unwrap();
    }
    store.unlock(passphrase()).await.unwrap();
    store.lock();
    raw.execute("DELETE FROM slots", []).unwrap();
    assert!(matches!(store.unlock(passphrase()).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn destroyed_content_leaves_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let (store, at) = with_a_secret(folder.path()).await;
    store.write(&at, after(1, "second")).await.unwrap();
    let raw = Connection::open(store.file()).unwrap();
    let sealed: Vec<u8> =
        raw.query_row("SELECT fields FROM versions WHERE number = 1", [], |row| row.get(0)).unwrap();
    drop(raw);
    let is_there = |sealed: &[u8]| {
        ["store.db", "store.db-wal"].iter().any(|name| {
            let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
            bytes.windows(sealed.len()).any(|window| window == sealed)
        })
    };
    assert!(is_there(&sealed));
    store.destroy(&at, &[VersionNumber::FIRST]).await.unwrap();
    assert!(!is_there(&sealed));
}
