//! The keys of an open store: one random data key, and one key per purpose that HKDF makes of it.

use super::sealing;
use crate::domain::{FingerprintKey, SecretPath, TeamId};
use crate::provider::{Error, Result};
use crate::secure::LockedBytes;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The random name of a store.
pub(super) type StoreId = [u8; 16];

/// A key's length in bytes.
const LENGTH: usize = 32;

/// What each derived key is for; the text is part of the file format.
const PURPOSES: [&str; 4] = ["records", "lookup", "fingerprints", "entries"];

/// The keys of an open store, on one locked page.
pub(super) struct Keys {
    pub(super) store: StoreId,
    memory: LockedBytes,
}

impl Keys {
    /// The keys of a new store.
    pub(super) fn generate() -> Result<Self> {
        let mut data_key = LockedBytes::zeroed(LENGTH);
        sealing::fill_random(&mut data_key)?;
        Self::new(sealing::random()?, &data_key)
    }

    /// The keys that follow from a data key.
    pub(super) fn new(store: StoreId, data_key: &[u8]) -> Result<Self> {
        let fault = || Error::Bug { what: "deriving the keys of the store".into() };
        if data_key.len() != LENGTH {
            return Err(fault());
        }
        let mut memory = LockedBytes::zeroed(LENGTH * (1 + PURPOSES.len()));
        let derive = Hkdf::<Sha256>::new(Some(&store), data_key);
        for (key, purpose) in memory[LENGTH..].chunks_exact_mut(LENGTH).zip(PURPOSES) {
            derive.expand(purpose.as_bytes(), key).map_err(|_| fault())?;
        }
        memory[..LENGTH].copy_from_slice(data_key);
        Ok(Self { store, memory })
    }

    fn key(&self, index: usize) -> &[u8; LENGTH] {
        self.memory.as_chunks::<LENGTH>().0.get(index).unwrap_or(&[0; LENGTH])
    }

    /// The key that the slots wrap.
    pub(super) fn data(&self) -> &[u8; LENGTH] {
        self.key(0)
    }

    /// The key of buckets and versions.
    pub(super) fn records(&self) -> &[u8; LENGTH] {
        self.key(1)
    }

    /// The key of our own entries.
    pub(super) fn entries(&self) -> &[u8; LENGTH] {
        self.key(4)
    }

    /// The keyed hash that stands for a path or the name of an entry.
    fn lookup(&self, what: &str, name: &str) -> [u8; 32] {
        let mut block = hmac::digest::common::Key::<Hmac<Sha256>>::default();
        block[..LENGTH].copy_from_slice(self.key(2));
        let mut mac = Hmac::<Sha256>::new(&block);
        zeroize::Zeroize::zeroize(block.as_mut_slice());
        mac.update(what.as_bytes());
        mac.update(b":");
        mac.update(name.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The bucket of a path: twelve bits of its keyed hash.
    pub(super) fn bucket_of(&self, path: &SecretPath) -> u16 {
        let hash = self.lookup("path", path.as_str());
        u16::from_be_bytes([hash[0], hash[1]]) >> 4
    }

    /// The place of an entry.
    pub(super) fn entry_id(&self, name: &str) -> [u8; 32] {
        self.lookup("entry", name)
    }

    /// The key of a team's fingerprints.
    pub(super) fn fingerprints(&self, team: &TeamId) -> Result<FingerprintKey> {
        let mut key = [0; LENGTH];
        Hkdf::<Sha256>::new(Some(&self.store), self.key(3))
            .expand(team.as_str().as_bytes(), &mut key)
            .map_err(|_| Error::Bug { what: "deriving a fingerprint key".into() })?;
        Ok(FingerprintKey::new(key))
    }
}
