//! The SQLite side of the store: tables, settings of a connection, transactions.

use super::faults::{self, fault};
use super::files::Identity;
use super::keys::StoreId;
use crate::provider::{Error, Result};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Marks a SQLite file as ours: "Sroo".
const APPLICATION_ID: u32 = 0x5372_6f6f;
/// The newest format that this program knows.
const FORMAT: u32 = 1;

const TABLES: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE slots (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, parameters BLOB NOT NULL, sealed BLOB NOT NULL,
                        checksum BLOB NOT NULL);
    CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE entries (id BLOB PRIMARY KEY, sealed BLOB NOT NULL);
    CREATE TABLE buckets (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
    CREATE TABLE versions (secret BLOB NOT NULL, number INTEGER NOT NULL, info BLOB NOT NULL, fields BLOB,
                           PRIMARY KEY (secret, number));
";

/// The open file: one connection that reads, one that writes. A reader never waits for a writer.
pub(super) struct Database {
    pub(super) file: PathBuf,
    pub(super) identity: Identity,
    reader: Mutex<Connection>,
    writer: Mutex<Connection>,
}

impl Database {
    /// Opens the store file, which must be there and ours.
    pub(super) fn open(file: &Path, identity: Identity) -> Result<Self> {
        let connect = || connect(file).map_err(|error| fault(file, &error));
        let reader = connect()?;
        check_format(file, &reader)?;
        let writer = Mutex::new(connect()?);
        Ok(Self { file: file.to_path_buf(), identity, reader: Mutex::new(reader), writer })
    }

    /// Reads in one transaction: all of it sees the same moment.
    pub(super) fn read<R>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<R>) -> Result<R> {
        let mut connection = held(&self.reader);
        let transaction = connection.transaction().map_err(|error| fault(&self.file, &error))?;
        work(&transaction)
    }

    /// Writes in one transaction, alone among all processes. It is on the disk when this returns; on an error
    /// nothing was written.
    pub(super) fn write<R>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<R>) -> Result<R> {
        let failed = |error| fault(&self.file, &error);
        let mut connection = held(&self.writer);
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }

    /// The connections themselves, for copies of the whole file: reader, writer.
    pub(super) fn connections(&self) -> (MutexGuard<'_, Connection>, MutexGuard<'_, Connection>) {
        (held(&self.reader), held(&self.writer))
    }

    /// Empties the write-ahead log, so that what was destroyed does not linger there. While another program reads,
    /// this waits for the next time.
    pub(super) fn flush(&self) {
        let connection = held(&self.writer);
        let _ = connection.busy_timeout(Duration::ZERO);
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        let _ = connection.busy_timeout(PATIENCE);
    }
}

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held rolled its transaction back; the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection to an existing file.
pub(super) fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// Tells another program's file and a newer format, without a key.
pub(super) fn check_format(file: &Path, connection: &Connection) -> Result<()> {
    let number = |name: &str| -> Result<u32> {
        connection.pragma_query_value(None, name, |row| row.get(0)).map_err(|error| fault(file, &error))
    };
    if number("application_id")? != APPLICATION_ID {
        return Err(faults::foreign(file));
    }
    match number("user_version")? {
        FORMAT => Ok(()),
        newer if newer > FORMAT => Err(Error::Unsupported {
            what: format!(
                "{} has format {newer}, this program knows format {FORMAT}: install a newer Strongroom to open it",
                file.display()
            ),
        }),
        _ => Err(faults::unsealed(file, "the number of its format")),
    }
}

/// Writes the tables into an empty file, with what a new store begins with.
pub(super) fn initialise(
    file: &Path,
    store: &StoreId,
    first_rows: impl FnOnce(&Transaction<'_>) -> Result<()>,
) -> Result<()> {
    let failed = |error| fault(file, &error);
    let mut connection = connect(file).map_err(failed)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    connection.pragma_update(None, "user_version", FORMAT).map_err(failed)?;
    let transaction = connection.transaction().map_err(failed)?;
    transaction.execute_batch(TABLES).map_err(failed)?;
    transaction.execute("INSERT INTO meta (name, value) VALUES ('store', ?1)", [store]).map_err(failed)?;
    first_rows(&transaction)?;
    transaction.commit().map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))
}

/// The random name of the store in this file.
pub(super) fn store_id(file: &Path, connection: &Connection) -> Result<StoreId> {
    connection
        .prepare_cached("SELECT value FROM meta WHERE name = 'store'")
        .and_then(|mut query| query.query_row([], |row| row.get(0)))
        .map_err(|error| fault(file, &error))
}

/// Makes sure that these keys belong to what is in the file: a backup may have been put in its place.
pub(super) fn check_store(file: &Path, connection: &Connection, ours: &StoreId) -> Result<()> {
    if store_id(file, connection)? == *ours {
        Ok(())
    } else {
        Err(Error::Locked { what: "the store, which was replaced by another one meanwhile,".into() })
    }
}
