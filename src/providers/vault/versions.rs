//! The history of a secret and its bin. The server says yes to everything here, so its metadata is asked before and
//! after.

use super::list::described;
use super::mounts::{Engine, Mount, Part};
use super::read::require_versions;
use super::server::{Inner, Vault};
use super::wire::Metadata;
use super::write::not_done;
use crate::domain::{Folder, SecretPath, Timestamp, VersionInfo, VersionNumber};
use crate::provider::{Bin, Binned, Error, Page, Result, Versioning};
use crate::providers::rules::{self, Standing};
use async_trait::async_trait;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Secrets asked about at a time.
const AT_ONCE: usize = 16;

impl Inner {
    /// The mount and the metadata of a secret that has versions.
    async fn versioned(&self, path: &SecretPath) -> Result<(Arc<Mount>, Arc<Metadata>, Timestamp)> {
        let mount = self.mount_of(path).await?;
        require_versions(&mount)?;
        let (metadata, now) = self.metadata(&mount, path).await?;
        if metadata.newest().is_none() {
            return Err(rules::missing(path));
        }
        Ok((mount, metadata, now))
    }

    /// Does something to those of the versions that `wants` it, once all are known to exist, and looks whether it was
    /// done.
    async fn restand(
        &self,
        path: &SecretPath,
        versions: &[VersionNumber],
        door: &str,
        wants: impl Fn(VersionNumber, Standing) -> Result<bool>,
    ) -> Result<()> {
        let (mount, metadata, now) = self.versioned(path).await?;
        let mut wanted = Vec::new();
        for &number in versions {
            let version =
                metadata.versions.get(&number.0).ok_or_else(|| rules::missing_version(path, number))?;
            if wants(number, version.standing(now))? {
                wanted.push(number);
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        self.to_versions(&mount, door, path, &wanted).await?;
        let (metadata, now) = self.metadata(&mount, path).await?;
        for number in wanted {
            // One that was trimmed away meanwhile is neither there nor wanted.
            let Some(version) = metadata.versions.get(&number.0) else { continue };
            if wants(number, version.standing(now))? {
                return Err(not_done(path));
            }
        }
        Ok(())
    }

    async fn binned(self: &Arc<Self>, part: &Part) -> Result<Vec<Binned>> {
        if let Some((detailed, now)) = self.details(&part.mount, &part.below).await? {
            let at = |key: &str| SecretPath::new(&format!("{}/{}{key}", part.mount.path, part.below)).ok();
            let binned = |(key, metadata): (&String, &Metadata)| binned(at(key)?, metadata, now);
            return Ok(detailed.key_info.iter().filter_map(binned).collect());
        }
        // Without that, every name is asked about.
        let mut names = Vec::new();
        let mut pages = |page: Page| names.extend(page.secrets.into_iter().map(|secret| secret.path));
        self.list_part(part, false, &mut pages).await?;
        let mut asking: JoinSet<Result<Option<Binned>>> = JoinSet::new();
        let (mut found, mut names) = (Vec::new(), names.into_iter());
        loop {
            while asking.len() < AT_ONCE
                && let Some(path) = names.next()
            {
                let (vault, mount) = (Arc::clone(self), Arc::clone(&part.mount));
                asking.spawn(async move {
                    match vault.metadata(&mount, &path).await {
                        Ok((metadata, now)) => Ok(binned(path, &metadata, now)),
                        Err(Error::NotFound { .. } | Error::Denied { .. }) => Ok(None),
                        Err(error) => Err(error),
                    }
                });
            }
            let Some(done) = asking.join_next().await else { return Ok(found) };
            found.extend(done.map_err(|_| Error::Bug { what: "looking into the bin".into() })??);
        }
    }
}

/// The secret as it lies in the bin, if its newest version is gone.
fn binned(path: SecretPath, metadata: &Metadata, now: Timestamp) -> Option<Binned> {
    let (_, newest) = metadata.newest()?;
    let standing = newest.standing(now);
    // What is destroyed without having been deleted before does not tell when.
    (!standing.is_readable()).then(|| Binned {
        deleted: newest.deleted(now),
        secret: described(path, metadata, now),
        until: None,
    })
}

#[async_trait]
impl Versioning for Vault {
    async fn history(&self, path: &SecretPath) -> Result<Vec<VersionInfo>> {
        let (_, metadata, now) = self.inner.versioned(path).await?;
        let told = |(number, version): (&u64, &super::wire::Version)| {
            let standing = version.standing(now);
            VersionInfo {
                number: VersionNumber(*number),
                state: standing.state(*number == metadata.current_version),
                created: version.created().unwrap_or_default(),
                deleted: standing.deleted(),
                ends: version.ends(now),
                fingerprint: None,
                author: version.author(),
                stages: Vec::new(),
            }
        };
        Ok(metadata.versions.iter().rev().map(told).collect())
    }

    async fn delete_versions(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        self.inner.restand(path, versions, "delete", |_, standing| Ok(standing.is_readable())).await
    }

    async fn undelete(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        let wants = |number, standing| {
            rules::undeleted(path, number, standing)?;
            Ok(!standing.is_readable())
        };
        self.inner.restand(path, versions, "undelete", wants).await
    }

    async fn destroy(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        let wants = |_, standing| Ok(!matches!(standing, Standing::Destroyed(_)));
        self.inner.restand(path, versions, "destroy", wants).await
    }
}

#[async_trait]
impl Bin for Vault {
    async fn deleted(&self, at: &Folder) -> Result<Vec<Binned>> {
        let mut all = Vec::new();
        for part in self.inner.parts(at).await? {
            if part.mount.engine == Engine::Two {
                all.extend(self.inner.binned(&part).await?);
            }
        }
        all.sort_by(|a, b| a.secret.path.cmp(&b.secret.path));
        Ok(all)
    }
}
