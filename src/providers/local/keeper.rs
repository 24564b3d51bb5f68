//! The store as the keeper of keys, credentials and anchors.

use super::database::{self, Database};
use super::keyring::{self, Serial};
use super::keys::Keys;
use super::sealing::{self, Record};
use super::slots::{self, Slot};
use super::store::Store;
use super::{backup, entries, files};
use crate::domain::{FingerprintKey, SecretValue, TeamId};
use crate::provider::{Error, Keeper, Lock, Provider, Result, Turn};
use crate::secure::LockedBytes;
use async_trait::async_trait;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

impl Store {
    fn create_file(&self, passphrase: &SecretValue) -> Result<()> {
        let file = self.file();
        if self.database()?.is_some() {
            return Err(Error::Exists { what: format!("the store {}", file.display()) });
        }
        if let Some(folder) = file.parent() {
            files::make_folder(folder)?;
        }
        let keys = Keys::generate()?;
        let slot = Slot::of_passphrase(&keys.store, passphrase, keys.data())?;
        let draft = files::make_beside(file, "new")?;
        let done = database::initialise(&draft, &keys.store, |transaction| {
            slot.store(&draft, transaction, &keys.store)
        })
        .and_then(|()| files::publish(&draft, file));
        if done.is_err() {
            let _ = fs::remove_file(&draft);
        }
        done?;
        self.database()?;
        self.keep(keys);
        Ok(())
    }

    /// Opens the content by one of the slots.
    fn unlock_by(
        &self,
        database: &Database,
        open: impl FnOnce(&Slot, &super::keys::StoreId) -> Result<Option<LockedBytes>>,
        kind: Record,
    ) -> Result<bool> {
        let (store, slot) = database.read(|connection| {
            let store = database::store_id(&database.file, connection)?;
            Ok((store, Slot::load(&database.file, connection, &store, kind)?))
        })?;
        let Some(slot) = slot else { return Ok(false) };
        let Some(data_key) = open(&slot, &store)? else { return Ok(false) };
        self.keep(Keys::new(store, &data_key)?);
        Ok(true)
    }
}

/// Voids every key that lies in the keyring; true when one was still good.
fn void_remembered(database: &Database) -> Result<bool> {
    let slot = database.write(|connection| {
        let store = database::store_id(&database.file, connection)?;
        // A damaged slot is removed like a sound one.
        let slot = Slot::load(&database.file, connection, &store, Record::KeyringSlot).ok().flatten();
        slots::clear(&database.file, connection, Record::KeyringSlot)?;
        Ok(slot.map(|slot| (slot, store)))
    })?;
    database.flush();
    let Some((slot, store)) = slot else { return Ok(false) };
    Ok(serial(&slot).is_some_and(|serial| keyring::take_away(serial, &key_name(&store))))
}

/// Wraps the data key under a new passphrase.
fn change_slot(database: &Database, old: &SecretValue, new: &SecretValue) -> Result<()> {
    let file = &database.file;
    let (store, slot) = database.read(|connection| {
        let store = database::store_id(file, connection)?;
        Ok((store, Slot::load_passphrase(file, connection, &store)?))
    })?;
    let data_key = slot.unwrap_by_passphrase(file, &store, old)?;
    let fresh = Slot::of_passphrase(&store, new, &data_key)?;
    database.write(|connection| {
        database::check_store(file, connection, &store)?;
        // The derivations took a while: another console may have changed it too.
        if !Slot::load_passphrase(file, connection, &store)?.is_same(&slot) {
            return Err(Error::Conflict { current: None });
        }
        fresh.store(file, connection, &store)
    })?;
    void_remembered(database).map(|_| ())
}

/// The name of a store's key in the keyring.
fn key_name(store: &super::keys::StoreId) -> String {
    format!("strongroom:{:032x}", u128::from_be_bytes(*store))
}

fn serial(slot: &Slot) -> Option<Serial> {
    slot.parameters().try_into().ok().map(Serial::from_le_bytes)
}

#[async_trait]
impl Keeper for Store {
    fn lock_state(&self) -> Result<Lock> {
        Ok(match (self.database()?, self.keys()) {
            (None, _) => Lock::Missing,
            (Some(_), Ok(_)) => Lock::Open,
            (Some(_), Err(_)) => Lock::Locked,
        })
    }

    async fn turn(&self, name: &str) -> Turn {
        self.turn_of(name).await
    }

    async fn create(&self, passphrase: SecretValue) -> Result<()> {
        self.blocking(move |store| store.create_file(&passphrase)).await
    }

    async fn unlock(&self, passphrase: SecretValue) -> Result<()> {
        self.blocking(move |store| {
            let database = store.existing()?;
            let open =
                |slot: &Slot, id: &_| slot.unwrap_by_passphrase(store.file(), id, &passphrase).map(Some);
            if store.unlock_by(&database, open, Record::PassphraseSlot)? {
                Ok(())
            } else {
                Err(super::faults::unsealed(store.file(), "the record of the passphrase"))
            }
        })
        .await
    }

    async fn unlock_remembered(&self) -> Result<bool> {
        self.blocking(|store| {
            let Some(database) = store.database()? else { return Ok(false) };
            let open = |slot: &Slot, id: &_| {
                let key = serial(slot).and_then(|serial| keyring::find(serial, &key_name(id)));
                key.map_or(Ok(None), |key| slot.unwrap(id, &key))
            };
            store.unlock_by(&database, open, Record::KeyringSlot)
        })
        .await
    }

    async fn remember(&self, keep: Duration) -> Result<()> {
        self.blocking(move |store| {
            let (database, keys) = (store.existing()?, store.keys()?);
            let mut key = LockedBytes::zeroed(32);
            sealing::fill_random(&mut key)?;
            let serial = keyring::leave(&key_name(&keys.store), &key, keep)?;
            let parameters = serial.to_le_bytes().to_vec();
            let slot = Slot::wrap(&keys.store, Record::KeyringSlot, parameters, &key, keys.data())?;
            let done = database.write(|connection| {
                database::check_store(&database.file, connection, &keys.store)?;
                slot.store(&database.file, connection, &keys.store)
            });
            if done.is_err() {
                keyring::take_away(serial, &key_name(&keys.store));
            }
            done
        })
        .await
    }

    async fn forget(&self) -> Result<bool> {
        self.blocking(|store| store.database()?.map_or(Ok(false), |database| void_remembered(&database)))
            .await
    }

    fn lock(&self) {
        self.drop_keys();
    }

    async fn change_passphrase(&self, old: SecretValue, new: SecretValue) -> Result<()> {
        self.blocking(move |store| {
            let database = store.existing()?;
            change_slot(&database, &old, &new)
        })
        .await
    }

    async fn entry(&self, name: &str) -> Result<Option<SecretValue>> {
        let name = name.to_owned();
        self.blocking(move |store| store.reading(|session| session.entry(&name))).await
    }

    async fn put_entry(&self, name: &str, value: Option<SecretValue>) -> Result<()> {
        let name = name.to_owned();
        self.blocking(move |store| store.writing(|session| session.put_entry(&name, value.as_ref()))).await
    }

    async fn note(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let name = name.to_owned();
        self.blocking(move |store| {
            let Some(database) = store.database()? else { return Ok(None) };
            database.read(|connection| entries::note(&database.file, connection, &name))
        })
        .await
    }

    async fn put_note(&self, name: &str, value: &[u8]) -> Result<()> {
        let (name, value) = (name.to_owned(), value.to_vec());
        self.blocking(move |store| {
            let database = store.existing()?;
            database.write(|connection| entries::put_note(&database.file, connection, &name, &value))
        })
        .await
    }

    fn fingerprint_key(&self, team: &TeamId) -> Result<FingerprintKey> {
        self.keys()?.fingerprints(team)
    }

    fn provider(&self) -> Arc<dyn Provider> {
        Arc::new(self.clone())
    }

    async fn backup(&self, to: &Path) -> Result<()> {
        let to = to.to_path_buf();
        self.blocking(move |store| backup::backup(&*store.existing()?, &to)).await
    }

    async fn restore(&self, from: &Path, passphrase: SecretValue) -> Result<()> {
        let from = from.to_path_buf();
        self.blocking(move |store| backup::restore(store, &from, &passphrase)).await
    }

    fn warnings(&self) -> Vec<String> {
        files::warnings(self.file())
    }
}
