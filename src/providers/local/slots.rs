//! The ways into the store: each slot wraps the data key under one key of its own.

use super::faults::{fault, unsealed};
use super::keys::StoreId;
use super::sealing::{self, Place, Record};
use crate::domain::SecretValue;
use crate::provider::{Error, Result};
use crate::secure::LockedBytes;
use argon2::{Algorithm, Argon2, Params, Version};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// One row of the table of slots.
pub(super) struct Slot {
    kind: Record,
    parameters: Vec<u8>,
    sealed: Vec<u8>,
}

/// How a passphrase becomes a key. Stored, so that new stores can ask for more.
#[derive(Serialize, Deserialize)]
struct Derivation {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
}

impl Derivation {
    /// The cost of new slots: 64 MiB, three passes.
    fn fresh() -> Result<Self> {
        Ok(Self { memory_kib: 64 * 1024, passes: 3, lanes: 1, salt: sealing::random()? })
    }

    /// Argon2id. Bounded, so that a tampered file cannot ask for all memory.
    fn key(&self, passphrase: &SecretValue) -> Option<LockedBytes> {
        if self.memory_kib > 4 * 1024 * 1024 || self.passes > 64 || self.lanes > 16 {
            return None;
        }
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let mut key = LockedBytes::zeroed(32);
        passphrase.expose(|bytes| argon.hash_password_into(bytes, &self.salt, &mut key)).ok()?;
        Some(key)
    }
}

impl Slot {
    /// Wraps the data key under a passphrase. Takes the full derivation.
    pub(super) fn of_passphrase(store: &StoreId, passphrase: &SecretValue, data_key: &[u8]) -> Result<Self> {
        if passphrase.is_empty() {
            return Err(Error::invalid("the passphrase must not be empty"));
        }
        let fault = || Error::Unreachable {
            what: "the memory for the key derivation".into(),
            reason: "64 MiB are needed".into(),
        };
        let derivation = Derivation::fresh()?;
        let key = derivation.key(passphrase).ok_or_else(fault)?;
        let parameters = postcard::to_stdvec(&derivation).map_err(|_| fault())?;
        Self::wrap(store, Record::PassphraseSlot, parameters, &key, data_key)
    }

    /// Wraps the data key under a random key that lies elsewhere; the parameters tell where.
    pub(super) fn wrap(
        store: &StoreId,
        kind: Record,
        parameters: Vec<u8>,
        key: &[u8],
        data_key: &[u8],
    ) -> Result<Self> {
        let place = Place { store, record: kind, id: &parameters, version: 0 };
        let sealed = sealing::seal(sized(key)?, place, data_key)?;
        Ok(Self { kind, parameters, sealed })
    }

    /// The data key, by the passphrase. Takes the full derivation, right or wrong.
    pub(super) fn unwrap_by_passphrase(
        &self,
        file: &Path,
        store: &StoreId,
        passphrase: &SecretValue,
    ) -> Result<LockedBytes> {
        let damaged = || unsealed(file, "the record of the passphrase");
        let derivation: Derivation = postcard::from_bytes(&self.parameters).map_err(|_| damaged())?;
        let key = derivation.key(passphrase).ok_or_else(damaged)?;
        self.unwrap(store, &key)?.ok_or(Error::WrongPassphrase)
    }

    /// The data key, by the slot's key; `None` when it is not the right one.
    pub(super) fn unwrap(&self, store: &StoreId, key: &[u8]) -> Result<Option<LockedBytes>> {
        let place = Place { store, record: self.kind, id: &self.parameters, version: 0 };
        Ok(sealing::open(sized(key)?, place, &self.sealed).map(|plain| {
            let mut data_key = LockedBytes::zeroed(plain.len());
            data_key.copy_from_slice(&plain);
            data_key
        }))
    }

    /// What the slot needs to know besides its key.
    pub(super) fn parameters(&self) -> &[u8] {
        &self.parameters
    }

    /// Tells a damaged slot from a wrong passphrase. Covers ciphertext alone, so it says nothing about the key.
    fn checksum(&self, store: &StoreId) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(store);
        hash.update([self.kind as u8]);
        hash.update(&self.parameters);
        hash.update(&self.sealed);
        hash.finalize().into()
    }

    /// Puts this slot in the place of all others of its kind.
    pub(super) fn store(&self, file: &Path, connection: &Connection, store: &StoreId) -> Result<()> {
        clear(file, connection, self.kind)?;
        connection
            .execute(
                "INSERT INTO slots (kind, parameters, sealed, checksum) VALUES (?1, ?2, ?3, ?4)",
                (name(self.kind), &self.parameters, &self.sealed, self.checksum(store)),
            )
            .map_err(|error| fault(file, &error))?;
        Ok(())
    }

    /// The slot of this kind, if there is one.
    pub(super) fn load(
        file: &Path,
        connection: &Connection,
        store: &StoreId,
        kind: Record,
    ) -> Result<Option<Self>> {
        let mut query = connection
            .prepare("SELECT parameters, sealed, checksum FROM slots WHERE kind = ?1 ORDER BY id DESC")
            .map_err(|error| fault(file, &error))?;
        let row = query.query_row([name(kind)], |row| {
            Ok((Self { kind, parameters: row.get(0)?, sealed: row.get(1)? }, row.get::<_, Vec<u8>>(2)?))
        });
        match row {
            Ok((slot, checksum)) if checksum == slot.checksum(store) => Ok(Some(slot)),
            Ok(_) => Err(unsealed(file, "a record of its keys")),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(fault(file, &error)),
        }
    }

    /// The slot of the passphrase, which every store has.
    pub(super) fn load_passphrase(file: &Path, connection: &Connection, store: &StoreId) -> Result<Self> {
        Self::load(file, connection, store, Record::PassphraseSlot)?
            .ok_or_else(|| unsealed(file, "the record of the passphrase"))
    }

    /// Whether this is still the same wrapping.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.sealed == other.sealed
    }
}

/// Removes every slot of a kind; true when there was one.
pub(super) fn clear(file: &Path, connection: &Connection, kind: Record) -> Result<bool> {
    connection
        .execute("DELETE FROM slots WHERE kind = ?1", [name(kind)])
        .map(|removed| removed > 0)
        .map_err(|error| fault(file, &error))
}

fn name(kind: Record) -> &'static str {
    match kind {
        Record::KeyringSlot => "keyring",
        _ => "passphrase",
    }
}

fn sized(key: &[u8]) -> Result<&[u8; 32]> {
    key.try_into().map_err(|_| Error::Bug { what: "a key of the wrong length".into() })
}
