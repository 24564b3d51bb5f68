//! Our own entries: sealed ones for credentials and keys, notes in clear for what must be readable while locked.

use super::faults::{fault, unsealed};
use super::sealing::{self, Place, Record};
use super::secrets::Session;
use crate::domain::SecretValue;
use crate::provider::Result;
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;

impl Session<'_> {
    /// The entry of this name.
    pub(super) fn entry(&self, name: &str) -> Result<Option<SecretValue>> {
        let id = self.keys.entry_id(name);
        let sealed: Option<Vec<u8>> = self
            .connection
            .query_row("SELECT sealed FROM entries WHERE id = ?1", [id], |row| row.get(0))
            .optional()
            .map_err(|error| fault(self.file, &error))?;
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = sealing::open(self.keys.entries(), self.entry_place(&id), &sealed)
            .ok_or_else(|| unsealed(self.file, "an entry with credentials"))?;
        Ok(Some(SecretValue::copied(&plain)))
    }

    /// Writes or removes an entry.
    pub(super) fn put_entry(&self, name: &str, value: Option<&SecretValue>) -> Result<()> {
        let id = self.keys.entry_id(name);
        let done = match value {
            None => self.connection.execute("DELETE FROM entries WHERE id = ?1", [id]),
            Some(value) => {
                let place = self.entry_place(&id);
                let sealed = value.expose(|plain| sealing::seal(self.keys.entries(), place, plain))?;
                self.connection.execute(
                    "INSERT INTO entries (id, sealed) VALUES (?1, ?2)
                     ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
                    (id, sealed),
                )
            }
        };
        done.map(|_| ()).map_err(|error| fault(self.file, &error))
    }

    fn entry_place<'p>(&'p self, id: &'p [u8]) -> Place<'p> {
        Place { store: &self.keys.store, record: Record::Entry, id, version: 0 }
    }
}

/// The note of this name. Needs no key.
pub(super) fn note(file: &Path, connection: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    connection
        .query_row("SELECT value FROM notes WHERE name = ?1", [name], |row| row.get(0))
        .optional()
        .map_err(|error| fault(file, &error))
}

/// Writes a note. Needs no key.
pub(super) fn put_note(file: &Path, connection: &Connection, name: &str, value: &[u8]) -> Result<()> {
    connection
        .execute(
            "INSERT INTO notes (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
        .map(|_| ())
        .map_err(|error| fault(file, &error))
}
