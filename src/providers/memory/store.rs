//! Secrets with their history in a map; can be slow or failing on purpose.

use crate::domain::{
    Fields, Fingerprint, Folder, Labels, Secret, SecretKind, SecretPath, Timestamp, VersionInfo,
    VersionNumber, Which,
};
use crate::provider::{
    Bin, Binned, Change, Content, Error, Health, Page, Pages, Provider, Result, Versioning, Writing,
};
use crate::providers::rules::{self, Newest, Standing};
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A store of secrets in memory.
#[derive(Default)]
pub struct Store {
    secrets: Mutex<BTreeMap<SecretPath, History>>,
    delay: Duration,
    failure: Option<Error>,
    health: Health,
    /// Whether it shows no history and has no bin.
    is_plain: bool,
}

/// A secret with all its versions, the first one first; never without one.
pub(super) struct History {
    pub(super) kind: SecretKind,
    pub(super) labels: Labels,
    pub(super) versions: Vec<Version>,
}

/// One version; destroying it empties its fields.
pub(super) struct Version {
    pub(super) created: Timestamp,
    pub(super) author: String,
    pub(super) fingerprint: Fingerprint,
    pub(super) standing: Standing,
    pub(super) fields: Fields,
}

impl History {
    /// Number and version of the newest one.
    fn newest(&self) -> (VersionNumber, &Version) {
        (number_at(self.versions.len() - 1), &self.versions[self.versions.len() - 1])
    }

    fn version(&mut self, path: &SecretPath, number: VersionNumber) -> Result<&mut Version> {
        let index = usize::try_from(number.0).ok().and_then(|number| number.checked_sub(1));
        index
            .and_then(|index| self.versions.get_mut(index))
            .ok_or_else(|| rules::missing_version(path, number))
    }

    fn secret(&self, path: &SecretPath) -> Secret {
        let (number, newest) = self.newest();
        Secret {
            path: path.clone(),
            kind: Some(self.kind),
            labels: self.labels.clone(),
            state: newest.standing.of_secret(),
            version: Some(number),
            updated: Some(newest.created),
        }
    }
}

/// Versions are counted from one.
fn number_at(index: usize) -> VersionNumber {
    VersionNumber(index as u64 + 1)
}

type Secrets<'a> = MutexGuard<'a, BTreeMap<SecretPath, History>>;

impl Store {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every call takes this long.
    pub fn with_delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Every call fails so.
    pub fn with_failure(self, failure: Error) -> Self {
        Self { failure: Some(failure), ..self }
    }

    /// Whom the store takes us for.
    pub fn with_identity(self, identity: &str) -> Self {
        let health = Health { identity: Some(identity.into()), ..self.health };
        Self { health, ..self }
    }

    /// The namespace we work in, and when our login ends.
    pub fn with_login(self, namespace: &str, expires: Timestamp) -> Self {
        let health = Health { namespace: Some(namespace.into()), expires: Some(expires), ..self.health };
        Self { health, ..self }
    }

    /// Keeps neither versions nor a bin: what is deleted is gone.
    pub fn without_versions(self) -> Self {
        Self { is_plain: true, ..self }
    }

    /// Puts a whole history in place.
    pub(super) fn plant(&self, path: SecretPath, history: History) {
        self.held().insert(path, history);
    }

    /// The secrets, after the delay, unless the store fails.
    async fn secrets(&self) -> Result<Secrets<'_>> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(self.held()),
        }
    }

    fn held(&self) -> Secrets<'_> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes how versions stand, all of them or none.
    async fn restand(
        &self,
        path: &SecretPath,
        versions: &[VersionNumber],
        becomes: impl Fn(VersionNumber, Standing) -> Result<Standing> + Send,
    ) -> Result<()> {
        let mut secrets = self.secrets().await?;
        let history = secrets.get_mut(path).ok_or_else(|| rules::missing(path))?;
        let mut changed = Vec::new();
        for &number in versions {
            changed.push((number, becomes(number, history.version(path, number)?.standing)?));
        }
        for (number, standing) in changed {
            let version = history.version(path, number)?;
            version.standing = standing;
            if matches!(standing, Standing::Destroyed(_)) {
                version.fields = Fields::new();
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Provider for Store {
    async fn health(&self) -> Result<Health> {
        let _reachable = self.secrets().await?;
        Ok(Health { server: "in memory".into(), ..self.health.clone() })
    }

    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()> {
        let found: Vec<Secret> = {
            let secrets = self.secrets().await?;
            let below = secrets.iter().filter(|(path, _)| at.contains(path));
            below
                .filter(|(_, history)| history.newest().1.standing.is_readable())
                .map(|(path, history)| history.secret(path))
                .collect()
        };
        for page in found.chunks(1000) {
            pages(Page { secrets: page.to_vec(), unreadable: Vec::new() });
        }
        Ok(())
    }

    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        let mut secrets = self.secrets().await?;
        let history = secrets.get_mut(path).ok_or_else(|| rules::missing(path))?;
        let number = match which {
            Which::Latest => history.newest().0,
            Which::Number(number) => number,
        };
        let secret = Secret { version: Some(number), ..history.secret(path) };
        let version = history.version(path, number)?;
        if !version.standing.is_readable() {
            return Err(rules::unreadable(path, number, version.standing));
        }
        Ok(Content { secret, fields: version.fields.duplicate() })
    }

    fn writing(&self) -> Option<&dyn Writing> {
        Some(self)
    }

    fn versioning(&self) -> Option<&dyn Versioning> {
        (!self.is_plain).then_some(self as _)
    }

    fn bin(&self) -> Option<&dyn Bin> {
        (!self.is_plain).then_some(self as _)
    }
}

#[async_trait]
impl Writing for Store {
    async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        let mut secrets = self.secrets().await?;
        let newest = secrets.get(path).map(|history| {
            let (number, newest) = history.newest();
            Newest { kind: history.kind, number, standing: newest.standing }
        });
        let number = rules::admit(path, change.base, change.kind, newest)?;
        let version = Version {
            created: rules::now(),
            author: change.author,
            fingerprint: change.fingerprint,
            standing: Standing::Readable,
            fields: change.fields,
        };
        let history = secrets.entry(path.clone()).or_insert_with(|| History {
            kind: change.kind,
            labels: Labels::new(),
            versions: Vec::new(),
        });
        history.versions.push(version);
        if let Some(labels) = change.labels {
            history.labels = labels;
        }
        Ok(number)
    }

    async fn write_labels(&self, path: &SecretPath, labels: Labels) -> Result<()> {
        let mut secrets = self.secrets().await?;
        let history = secrets.get_mut(path).ok_or_else(|| rules::missing(path))?;
        let (number, newest) = history.newest();
        if !newest.standing.is_readable() {
            return Err(rules::unreadable(path, number, newest.standing));
        }
        history.labels = labels;
        Ok(())
    }

    async fn delete(&self, path: &SecretPath) -> Result<()> {
        if self.is_plain {
            return self.erase(path).await;
        }
        let mut secrets = self.secrets().await?;
        let history = secrets.get_mut(path).ok_or_else(|| rules::missing(path))?;
        let number = history.newest().0;
        let version = history.version(path, number)?;
        if !version.standing.is_readable() {
            return Err(rules::unreadable(path, number, version.standing));
        }
        version.standing = rules::deleted(version.standing);
        Ok(())
    }

    async fn erase(&self, path: &SecretPath) -> Result<()> {
        self.secrets().await?.remove(path).map(|_| ()).ok_or_else(|| rules::missing(path))
    }
}

#[async_trait]
impl Versioning for Store {
    async fn history(&self, path: &SecretPath) -> Result<Vec<VersionInfo>> {
        let secrets = self.secrets().await?;
        let history = secrets.get(path).ok_or_else(|| rules::missing(path))?;
        let newest = history.newest().0;
        let told = |(index, version): (usize, &Version)| {
            let number = number_at(index);
            VersionInfo {
                number,
                state: version.standing.state(number == newest),
                created: version.created,
                deleted: version.standing.deleted(),
                ends: None,
                fingerprint: Some(version.fingerprint),
                author: Some(version.author.clone()),
                stages: Vec::new(),
            }
        };
        Ok(history.versions.iter().enumerate().rev().map(told).collect())
    }

    async fn delete_versions(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        self.restand(path, versions, |_, standing| Ok(rules::deleted(standing))).await
    }

    async fn undelete(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        self.restand(path, versions, |number, standing| rules::undeleted(path, number, standing)).await
    }

    async fn destroy(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        self.restand(path, versions, |_, standing| Ok(rules::destroyed(standing))).await
    }
}

#[async_trait]
impl Bin for Store {
    async fn deleted(&self, at: &Folder) -> Result<Vec<Binned>> {
        let secrets = self.secrets().await?;
        let below = secrets.iter().filter(|(path, _)| at.contains(path));
        Ok(below
            .filter_map(|(path, history)| {
                let deleted = history.newest().1.standing.gone()?;
                Some(Binned { secret: history.secret(path), deleted: Some(deleted), until: None })
            })
            .collect())
    }
}
