//! The embedded store as a whole: making, opening and locking it, its passphrase, its copies.

use super::Session;
use super::audit::{self, Act, Subject, record};
use crate::domain::SecretValue;
use crate::provider::{Error, Lock, Result};
use std::path::Path;
use std::time::Duration;

impl Session {
    /// Makes the embedded store under a new passphrase and leaves it open.
    pub async fn create(&self, passphrase: SecretValue) -> Result<()> {
        check_passphrase(&passphrase)?;
        let result = self.keeper().create(passphrase).await;
        if result.is_ok() {
            self.disconnect_all();
            record(self, Act::Create, Subject::default(), &result).await;
        }
        result
    }

    /// Opens the embedded store.
    pub async fn unlock(&self, passphrase: SecretValue) -> Result<()> {
        let was_locked = !matches!(self.lock_state(), Ok(Lock::Open));
        let result = self.keeper().unlock(passphrase).await;
        if result.is_ok() && was_locked {
            self.disconnect_all();
        }
        // A store that is damaged or missing has no key to seal a line to.
        if matches!(result, Ok(()) | Err(Error::WrongPassphrase)) {
            record(self, Act::Unlock, Subject::default(), &result).await;
        }
        result
    }

    /// Opens the embedded store with the key in the kernel's keyring; false when there is none.
    pub async fn unlock_remembered(&self) -> Result<bool> {
        let is_open = self.keeper().unlock_remembered().await?;
        if is_open {
            self.disconnect_all();
            audit::anchor(self).await;
        }
        Ok(is_open)
    }

    /// Leaves the key in the kernel's keyring for this long.
    pub async fn remember(&self, keep: Duration) -> Result<()> {
        self.keeper().remember(keep).await
    }

    /// Takes the key out of the kernel's keyring; false when there was none.
    pub async fn forget(&self) -> Result<bool> {
        self.keeper().forget().await
    }

    /// Changes the passphrase; a key in the keyring is void afterwards.
    pub async fn change_passphrase(&self, old: SecretValue, new: SecretValue) -> Result<()> {
        check_passphrase(&new)?;
        let result = self.keeper().change_passphrase(old, new).await;
        record(self, Act::Passphrase, Subject::default(), &result).await;
        result
    }

    /// Writes a complete, still encrypted copy of the store to a new file.
    pub async fn backup(&self, to: &Path) -> Result<()> {
        let result = self.keeper().backup(to).await;
        record(self, Act::Backup, Subject::default(), &result).await;
        result
    }

    /// Puts a copy in the place of the store and opens it. The audit log goes on where the copy knows it; otherwise
    /// the old log is kept beside and a new one starts.
    pub async fn restore(&self, from: &Path, passphrase: SecretValue) -> Result<()> {
        self.lock();
        self.keeper().restore(from, passphrase.duplicate()).await?;
        self.keeper().unlock(passphrase).await?;
        audit::adopt(self).await?;
        record(self, Act::Restore, Subject::default(), &Ok(())).await;
        Ok(())
    }
}

/// An empty passphrase is refused; how strong another one is stays the person's decision.
fn check_passphrase(passphrase: &SecretValue) -> Result<()> {
    if passphrase.is_empty() { Err(Error::invalid("the passphrase is empty")) } else { Ok(()) }
}
