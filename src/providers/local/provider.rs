//! The store as a provider of secrets.

use super::records::Head;
use super::secrets;
use super::store::Store;
use crate::domain::{Folder, Labels, SecretPath, VersionInfo, VersionNumber, Which};
use crate::provider::{
    Bin, Binned, Change, Content, Error, Health, Page, Pages, Provider, Result, Versioning, Writing,
};
use crate::providers::rules;
use async_trait::async_trait;
use tokio::sync::mpsc;

/// Buckets opened between two pages of a listing.
const PAGE: usize = 64;

/// From this many sealed bytes on a listing takes a second thread.
const BIG: usize = 1024 * 1024;

impl Store {
    /// Finds every secret below a folder, on one or two threads, and hands over what `pick` makes of each.
    async fn scan<T: Send + 'static>(
        &self,
        at: &Folder,
        pick: fn(Head<&str>) -> Result<Option<T>>,
        mut found: impl FnMut(Vec<T>),
    ) -> Result<()> {
        let mut sealed = self.blocking(|store| store.reading(secrets::sealed_buckets)).await?;
        let keys = self.keys()?;
        let bytes: usize = sealed.iter().map(|(_, sealed)| sealed.len()).sum();
        let half = if bytes > BIG { sealed.split_off(sealed.len() / 2) } else { Vec::new() };
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let mut threads = Vec::new();
        for part in [sealed, half] {
            let (at, keys, sender, store) = (at.clone(), keys.clone(), sender.clone(), self.clone());
            threads.push(tokio::task::spawn_blocking(move || {
                for buckets in part.chunks(PAGE) {
                    let mut page = Vec::new();
                    for (bucket, sealed) in buckets {
                        secrets::each_head(store.file(), &keys, *bucket, sealed, |head| {
                            if at.relative(head.path).is_some() {
                                page.extend(pick(head)?);
                            }
                            Ok(())
                        })?;
                    }
                    if sender.send(page).is_err() {
                        break;
                    }
                }
                Ok(())
            }));
        }
        drop(sender);
        while let Some(page) = receiver.recv().await {
            found(page);
        }
        for thread in threads {
            thread.await.unwrap_or_else(|_| Err(Error::Bug { what: "listing the embedded store".into() }))?;
        }
        Ok(())
    }
}

#[async_trait]
impl Provider for Store {
    async fn health(&self) -> Result<Health> {
        self.blocking(|store| store.reading(|_| Ok(()))).await?;
        Ok(Health { server: "embedded store".into(), ..Health::default() })
    }

    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()> {
        let pick = |head: Head<&str>| {
            let path = head.standing.is_readable().then(|| SecretPath::new(head.path)).transpose()?;
            Ok(path.map(|path| head.into_secret(path)))
        };
        self.scan(at, pick, |secrets| pages(Page { secrets, unreadable: Vec::new() })).await
    }

    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        let path = path.clone();
        self.blocking(move |store| store.reading(|session| session.read(&path, which))).await
    }

    fn writing(&self) -> Option<&dyn Writing> {
        Some(self)
    }

    fn versioning(&self) -> Option<&dyn Versioning> {
        Some(self)
    }

    fn bin(&self) -> Option<&dyn Bin> {
        Some(self)
    }
}

#[async_trait]
impl Writing for Store {
    async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        let path = path.clone();
        self.blocking(move |store| store.writing(|session| session.write(&path, change))).await
    }

    async fn write_labels(&self, path: &SecretPath, labels: Labels) -> Result<()> {
        let path = path.clone();
        self.blocking(move |store| store.writing(|session| session.write_labels(&path, labels))).await
    }

    async fn delete(&self, path: &SecretPath) -> Result<()> {
        let path = path.clone();
        self.blocking(move |store| store.writing(|session| session.delete(&path))).await
    }

    async fn erase(&self, path: &SecretPath) -> Result<()> {
        let path = path.clone();
        self.blocking(move |store| {
            store.writing(|session| session.erase(&path))?;
            store.flush();
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl Versioning for Store {
    async fn history(&self, path: &SecretPath) -> Result<Vec<VersionInfo>> {
        let path = path.clone();
        self.blocking(move |store| store.reading(|session| session.history(&path))).await
    }

    async fn delete_versions(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        let (path, versions) = (path.clone(), versions.to_vec());
        let becomes = |_, standing| Ok(rules::deleted(standing));
        self.blocking(move |store| store.writing(|session| session.restand(&path, &versions, becomes))).await
    }

    async fn undelete(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        let (path, versions) = (path.clone(), versions.to_vec());
        self.blocking(move |store| {
            let becomes = |number, standing| rules::undeleted(&path, number, standing);
            store.writing(|session| session.restand(&path, &versions, becomes))
        })
        .await
    }

    async fn destroy(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()> {
        let (path, versions) = (path.clone(), versions.to_vec());
        self.blocking(move |store| {
            let becomes = |_, standing| Ok(rules::destroyed(standing));
            store.writing(|session| session.restand(&path, &versions, becomes))?;
            store.flush();
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl Bin for Store {
    async fn deleted(&self, at: &Folder) -> Result<Vec<Binned>> {
        let pick = |head: Head<&str>| {
            let Some(deleted) = head.standing.gone() else { return Ok(None) };
            let path = SecretPath::new(head.path)?;
            let secret = head.into_secret(path);
            Ok(Some(Binned { secret, deleted: Some(deleted), until: None }))
        };
        let mut all = Vec::new();
        self.scan(at, pick, |found| all.extend(found)).await?;
        all.sort_by(|a, b| a.secret.path.cmp(&b.secret.path));
        Ok(all)
    }
}
