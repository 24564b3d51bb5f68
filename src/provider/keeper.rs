//! The store that keeps what is ours: keys, credentials, anchors. The embedded store is one; the demo has another.

use super::{Provider, Result};
use crate::domain::{FingerprintKey, ProviderId, SecretValue, TeamId};
use async_trait::async_trait;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Whether a keeper can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// There is no store yet; a new passphrase makes one.
    Missing,
    /// It needs its passphrase.
    Locked,
    /// It is open.
    Open,
}

/// Keeps keys, credentials and anchors, and is a provider of secrets itself. Cheap to share; every method may be
/// called from any thread. Methods that need the key fail with `Error::Locked` while it is locked.
#[async_trait]
pub trait Keeper: Send + Sync {
    /// Whether it can be used. A file that is no store, is damaged or newer than this program is an error.
    fn lock_state(&self) -> Result<Lock>;

    /// Makes the store under a new passphrase and leaves it open. Never overwrites one.
    async fn create(&self, passphrase: SecretValue) -> Result<()>;

    /// Opens it. A wrong passphrase costs the same time as the right one.
    async fn unlock(&self, passphrase: SecretValue) -> Result<()>;

    /// Opens it with the key that [`Keeper::remember`] left in the kernel's keyring; false when there is none.
    async fn unlock_remembered(&self) -> Result<bool>;

    /// Leaves a key in the kernel's keyring for this long.
    async fn remember(&self, keep: Duration) -> Result<()>;

    /// Takes the key out of the kernel's keyring; false when there was none.
    async fn forget(&self) -> Result<bool>;

    /// Drops the key from memory.
    fn lock(&self);

    /// Changes the passphrase. Keys in the keyring are void afterwards.
    async fn change_passphrase(&self, old: SecretValue, new: SecretValue) -> Result<()>;

    /// A sealed entry of our own: credentials, keys, anchors.
    async fn entry(&self, name: &str) -> Result<Option<SecretValue>>;

    /// Writes a sealed entry, or removes it with `None`.
    async fn put_entry(&self, name: &str, value: Option<SecretValue>) -> Result<()>;

    /// Waits for the turn with something of this name that only one may do at a time, whichever process it works in, and
    /// has it for as long as the answer lives. Whoever waits too long goes on without. A store of one process has no
    /// others to wait for.
    async fn turn(&self, _name: &str) -> Turn {
        Turn::default()
    }

    /// A note in clear, readable while locked: the public key of the audit log.
    async fn note(&self, name: &str) -> Result<Option<Vec<u8>>>;

    /// Writes a note in clear.
    async fn put_note(&self, name: &str, value: &[u8]) -> Result<()>;

    /// The key of a team's fingerprints.
    fn fingerprint_key(&self, team: &TeamId) -> Result<FingerprintKey>;

    /// The store as a provider of secrets.
    fn provider(&self) -> Arc<dyn Provider>;

    /// Writes a complete, still encrypted copy of the store to a new file of mode 0600.
    async fn backup(&self, to: &Path) -> Result<()>;

    /// Puts a copy made by [`Keeper::backup`] in the place of the store; the old one is kept beside it. Checks first
    /// that it is a sound store that the passphrase opens.
    async fn restore(&self, from: &Path, passphrase: SecretValue) -> Result<()>;

    /// What deserves a warning: a folder that others can read, a network file system.
    fn warnings(&self) -> Vec<String>;
}

/// A turn; it ends with this.
#[derive(Default)]
pub struct Turn {
    _held: Option<Box<dyn Send + Sync>>,
}

impl Turn {
    /// The turn of who holds this: others have theirs when it is dropped.
    pub fn of(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Some(Box::new(held)) }
    }
}

/// The name of the sealed entry that holds the credentials of a provider, as one JSON object by key.
pub fn credentials_entry(id: &ProviderId) -> String {
    format!("credentials/{id}")
}

/// The name of the sealed entry that holds how long the kept token of a provider lives, so that nobody need ask again.
pub fn lifetime_entry(id: &ProviderId) -> String {
    format!("lifetime/{id}")
}

/// The name of the sealed entry that holds what a login to a provider has brought, for the next command.
pub fn login_entry(id: &ProviderId) -> String {
    format!("login/{id}")
}

/// The name of the sealed entry that tells that a login to a provider was refused, so that it is not repeated.
pub fn refusal_entry(id: &ProviderId) -> String {
    format!("refusal/{id}")
}
