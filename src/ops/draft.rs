//! A store for a check: it reads what is kept, and what the check leaves there is kept only when the person saves.

use crate::domain::{FingerprintKey, ProviderId, SecretValue, TeamId};
use crate::provider::{
    Error, Keeper, Lock, Provider, Result, Turn, lifetime_entry, login_entry, refusal_entry,
};
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a login leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Leaving {
    /// What it has brought.
    Login,
    /// That it was refused.
    Refusal,
    /// How long a token lives.
    Lifetime,
}

impl Leaving {
    const ALL: [Self; 3] = [Self::Login, Self::Refusal, Self::Lifetime];

    /// Which one an entry of this name is. The name of the provider does not count: it may still be typed.
    fn named(name: &str) -> Option<Self> {
        let named =
            |leaving: &Self| name.split('/').next() == leaving.entry(&ProviderId::local()).split('/').next();
        Self::ALL.into_iter().find(named)
    }

    fn entry(self, id: &ProviderId) -> String {
        match self {
            Self::Login => login_entry(id),
            Self::Refusal => refusal_entry(id),
            Self::Lifetime => lifetime_entry(id),
        }
    }
}

/// See the module.
pub(super) struct Draft {
    under: Arc<dyn Keeper>,
    left: Mutex<BTreeMap<Leaving, Option<SecretValue>>>,
    /// Whether a login that was refused is tried again: the person asks for it.
    tries_again: AtomicBool,
}

impl Draft {
    /// One with nothing in it yet.
    pub(super) fn over(under: Arc<dyn Keeper>) -> Self {
        Self { under, left: Mutex::default(), tries_again: AtomicBool::new(false) }
    }

    /// One that holds what a login has brought.
    pub(super) fn holding(under: Arc<dyn Keeper>, login: SecretValue) -> Self {
        let draft = Self::over(under);
        draft.left().insert(Leaving::Login, Some(login));
        draft
    }

    /// Whether a login that was refused is to be tried again.
    pub(super) fn try_again(&self, is_wanted: bool) {
        self.tries_again.store(is_wanted, Ordering::Relaxed);
    }

    /// Whether a check has left a login here.
    pub(super) fn has_login(&self) -> bool {
        matches!(self.left().get(&Leaving::Login), Some(Some(_)))
    }

    /// The login is not to be kept.
    pub(super) fn drop_login(&self) {
        self.left().remove(&Leaving::Login);
    }

    /// Keeps all that a check has left, for this provider.
    pub(super) async fn keep(&self, id: &ProviderId) -> Result<()> {
        let left = std::mem::take(&mut *self.left());
        for (leaving, value) in left {
            self.under.put_entry(&leaving.entry(id), value).await?;
        }
        Ok(())
    }

    fn left(&self) -> MutexGuard<'_, BTreeMap<Leaving, Option<SecretValue>>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a check has no business with.
fn not_here<T>() -> Result<T> {
    Err(Error::Bug { what: "a check that changes the store".into() })
}

#[async_trait]
impl Keeper for Draft {
    fn lock_state(&self) -> Result<Lock> {
        self.under.lock_state()
    }

    async fn turn(&self, name: &str) -> Turn {
        self.under.turn(name).await
    }

    async fn create(&self, _passphrase: SecretValue) -> Result<()> {
        not_here()
    }

    async fn unlock(&self, _passphrase: SecretValue) -> Result<()> {
        not_here()
    }

    async fn unlock_remembered(&self) -> Result<bool> {
        not_here()
    }

    async fn remember(&self, _keep: Duration) -> Result<()> {
        not_here()
    }

    async fn forget(&self) -> Result<bool> {
        not_here()
    }

    fn lock(&self) {}

    async fn change_passphrase(&self, _old: SecretValue, _new: SecretValue) -> Result<()> {
        not_here()
    }

    async fn entry(&self, name: &str) -> Result<Option<SecretValue>> {
        if let Some(leaving) = Leaving::named(name) {
            if let Some(left) = self.left().get(&leaving) {
                return Ok(left.as_ref().map(SecretValue::duplicate));
            }
            if leaving == Leaving::Refusal && self.tries_again.load(Ordering::Relaxed) {
                return Ok(None);
            }
        }
        self.under.entry(name).await
    }

    async fn put_entry(&self, name: &str, value: Option<SecretValue>) -> Result<()> {
        let Some(leaving) = Leaving::named(name) else { return not_here() };
        self.left().insert(leaving, value);
        Ok(())
    }

    async fn note(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.under.note(name).await
    }

    async fn put_note(&self, _name: &str, _value: &[u8]) -> Result<()> {
        not_here()
    }

    fn fingerprint_key(&self, team: &TeamId) -> Result<FingerprintKey> {
        self.under.fingerprint_key(team)
    }

    fn provider(&self) -> Arc<dyn Provider> {
        self.under.provider()
    }

    async fn backup(&self, _to: &Path) -> Result<()> {
        not_here()
    }

    async fn restore(&self, _from: &Path, _passphrase: SecretValue) -> Result<()> {
        not_here()
    }

    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}
