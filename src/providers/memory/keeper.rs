//! A keeper in memory that is always open: nothing to unlock, nothing to keep.

use super::Store;
use crate::domain::{FingerprintKey, SecretValue, TeamId};
use crate::provider::{Error, Keeper, Lock, Provider, Result};
use async_trait::async_trait;
use hkdf::Hkdf;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Keeps entries and notes in memory. There is no passphrase, so it is never locked.
#[derive(Default)]
pub struct OpenKeeper {
    secrets: Arc<Store>,
    entries: Mutex<BTreeMap<String, SecretValue>>,
    notes: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl OpenKeeper {
    /// A keeper with these secrets.
    pub fn new(secrets: Arc<Store>) -> Self {
        Self { secrets, ..Self::default() }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_file(what: &str) -> Error {
    Error::Unsupported { what: format!("{what} is not possible here: this store is in memory only") }
}

#[async_trait]
impl Keeper for OpenKeeper {
    fn lock_state(&self) -> Result<Lock> {
        Ok(Lock::Open)
    }

    async fn create(&self, _passphrase: SecretValue) -> Result<()> {
        Err(Error::Exists { what: "the store in memory".into() })
    }

    async fn unlock(&self, _passphrase: SecretValue) -> Result<()> {
        Ok(())
    }

    async fn unlock_remembered(&self) -> Result<bool> {
        Ok(true)
    }

    async fn remember(&self, _keep: Duration) -> Result<()> {
        Err(no_file("keeping it unlocked"))
    }

    async fn forget(&self) -> Result<bool> {
        Ok(false)
    }

    fn lock(&self) {}

    async fn change_passphrase(&self, _old: SecretValue, _new: SecretValue) -> Result<()> {
        Err(no_file("a passphrase"))
    }

    async fn entry(&self, name: &str) -> Result<Option<SecretValue>> {
        Ok(held(&self.entries).get(name).map(SecretValue::duplicate))
    }

    async fn put_entry(&self, name: &str, value: Option<SecretValue>) -> Result<()> {
        let mut entries = held(&self.entries);
        match value {
            Some(value) => entries.insert(name.into(), value),
            None => entries.remove(name),
        };
        Ok(())
    }

    async fn note(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(held(&self.notes).get(name).cloned())
    }

    async fn put_note(&self, name: &str, value: &[u8]) -> Result<()> {
        held(&self.notes).insert(name.into(), value.into());
        Ok(())
    }

    /// The same in every process: sample data needs no secret key.
    fn fingerprint_key(&self, team: &TeamId) -> Result<FingerprintKey> {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, b"a store in memory")
            .expand(team.as_str().as_bytes(), &mut key)
            .map_err(|_| Error::Bug { what: "deriving a fingerprint key".into() })?;
        Ok(FingerprintKey::new(key))
    }

    fn provider(&self) -> Arc<dyn Provider> {
        self.secrets.clone()
    }

    async fn backup(&self, _to: &Path) -> Result<()> {
        Err(no_file("a backup"))
    }

    async fn restore(&self, _from: &Path, _passphrase: SecretValue) -> Result<()> {
        Err(no_file("restoring a backup"))
    }

    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}
