//! Copies of the whole store, still encrypted: making one, and putting one back.

use super::database::{self, Database};
use super::faults::{fault, unsealed};
use super::files;
use super::keys::Keys;
use super::sealing::Record;
use super::slots::{self, Slot};
use super::store::Store;
use crate::domain::SecretValue;
use crate::provider::{Error, Result};
use crate::providers::rules;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs;
use std::path::{Path, PathBuf};

/// Writes a complete copy to a new file of mode 0600.
pub(super) fn backup(database: &Database, to: &Path) -> Result<()> {
    files::make_private(to)?;
    let done = copy_to(database, to);
    if done.is_err() {
        let _ = fs::remove_file(to);
    }
    done
}

fn copy_to(database: &Database, to: &Path) -> Result<()> {
    let failed = |error| fault(to, &error);
    let mut copy = database::connect(to).map_err(failed)?;
    copy_all(&database.connections().0, &mut copy).map_err(failed)?;
    // One plain file, which can be read without others beside it. Keys in this machine's keyring stay here.
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(failed)?;
    slots::clear(to, &copy, Record::KeyringSlot)?;
    copy.close().map_err(|(_, error)| failed(error))?;
    files::sync(to)?;
    to.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(Ok(()), files::sync)
}

/// Copies all pages in one go, so that the copy shows one moment.
fn copy_all(from: &Connection, to: &mut Connection) -> rusqlite::Result<()> {
    match Backup::new(from, to)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)),
    }
}

/// Puts a copy in the place of the store. A sound store is replaced by one transaction, which other consoles see as
/// such; a damaged one is moved aside as it is. Either way the old one stays beside it.
pub(super) fn restore(store: &Store, from: &Path, passphrase: &SecretValue) -> Result<()> {
    let file = store.file();
    let copied =
        files::identify(from)?.ok_or_else(|| Error::not_found(format!("the copy {}", from.display())))?;
    if files::identify(file).ok().flatten() == Some(copied) {
        return Err(Error::invalid("the copy to restore is the store itself"));
    }
    if let Some(folder) = file.parent() {
        files::make_folder(folder)?;
    }
    // Checked on a draft: opening the copy itself would write beside it, and it may change meanwhile.
    let draft = files::make_beside(file, "restore")?;
    let done = fs::copy(from, &draft)
        .map_err(|error| Error::io(format!("the copy {}", from.display()), &error))
        .and_then(|_| check(&draft, from, passphrase))
        .and_then(|keys| put_in_place(store, &draft).map(|()| keys));
    let _ = fs::remove_file(&draft);
    store.keep(done?);
    Ok(())
}

/// Makes sure that the draft is a sound store that the passphrase opens. Errors speak of the copy.
fn check(draft: &Path, from: &Path, passphrase: &SecretValue) -> Result<Keys> {
    let failed = |error| fault(from, &error);
    let connection = database::connect(draft).map_err(failed)?;
    database::check_format(from, &connection)?;
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if verdict != "ok" {
        return Err(unsealed(from, "its structure"));
    }
    connection.pragma_update(None, "journal_mode", "DELETE").map_err(failed)?;
    let id = database::store_id(from, &connection)?;
    let data_key =
        Slot::load_passphrase(from, &connection, &id)?.unwrap_by_passphrase(from, &id, passphrase)?;
    Keys::new(id, &data_key)
}

fn put_in_place(store: &Store, draft: &Path) -> Result<()> {
    let file = store.file();
    let aside = free_name(file)?;
    match store.database() {
        Ok(Some(database)) => match backup(&database, &aside) {
            Ok(()) => return replace(&database, draft),
            // Too damaged to be copied: move it away instead.
            Err(Error::Corrupt { .. }) => {}
            Err(error) => return Err(error),
        },
        Ok(None) | Err(Error::Corrupt { .. } | Error::Invalid { .. }) => {}
        Err(error) => return Err(error),
    }
    store.close();
    // The log first: left alone beside another file, SQLite would take it for that file's.
    for ending in ["-shm", "-wal", ""] {
        let (old, new) = (files::beside(file, ending), files::beside(&aside, ending));
        match fs::rename(&old, &new) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(old.display().to_string(), &error));
            }
            _ => {}
        }
    }
    files::publish(draft, file)?;
    let failed = |error| fault(file, &error);
    let connection = database::connect(file).map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    drop(connection);
    store.existing().map(|_| ())
}

/// Writes every page of the draft into the open store, as one transaction.
fn replace(database: &Database, draft: &Path) -> Result<()> {
    let failed = |error| fault(&database.file, &error);
    let source = database::connect(draft).map_err(failed)?;
    let (_reader, mut writer) = database.connections();
    copy_all(&source, &mut writer).map_err(failed)
}

/// A name beside the store for the one that is replaced.
fn free_name(file: &Path) -> Result<PathBuf> {
    let stamp: String = rules::now().to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    (1..1000)
        .map(|count| match count {
            1 => file.with_file_name(format!("store-before-restore-{stamp}.db")),
            _ => file.with_file_name(format!("store-before-restore-{stamp}-{count}.db")),
        })
        .find(|name| !name.exists())
        .ok_or_else(|| Error::invalid("too many replaced stores lie beside the store; remove some"))
}
