//! The server as a provider of secrets: each verb goes to the file of its name.

use super::server::Vault;
use crate::domain::{Field, Folder, Labels, SecretPath, VersionNumber, Which};
use crate::provider::{
    Ability, Bin, Change, Content, Error, Health, Lifetime, Outline, Pages, Patching, Permitting, Provider,
    Renewing, Requests, Result, Revoked, TeamSetup, Versioning, Writing,
};
use async_trait::async_trait;
use std::sync::Arc;

#[async_trait]
impl Provider for Vault {
    async fn health(&self) -> Result<Health> {
        self.inner.health().await
    }

    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()> {
        self.inner.list(at, pages).await
    }

    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        self.inner.read(path, which).await
    }

    async fn read_many(&self, paths: &[SecretPath]) -> Vec<Result<Content>> {
        self.inner.read_many(paths).await
    }

    fn for_many(&self) -> Option<Arc<dyn Provider>> {
        let inner = self.inner.for_many()?;
        Some(Arc::new(Vault { inner: Arc::new(inner) }))
    }

    fn for_one(&self) -> Option<Arc<dyn Provider>> {
        let inner = self.inner.for_one()?;
        Some(Arc::new(Vault { inner: Arc::new(inner) }))
    }

    async fn outline(&self, path: &SecretPath, which: Which) -> Result<Outline> {
        self.inner.outline(path, which).await
    }

    async fn glance(&self, path: &SecretPath, which: Which) -> Result<Outline> {
        self.inner.glance(path, which).await
    }

    fn check_path(&self, path: &SecretPath) -> Result<()> {
        // The server takes what it calls printable: of all white space, only the plain blank.
        if path.as_str().chars().any(|c| c != ' ' && c.is_whitespace()) {
            return Err(Error::invalid("of all white space, a name has only plain blanks here"));
        }
        if path.folder().is_root() {
            return Err(Error::invalid("a name starts with the mount that holds it: mount/name"));
        }
        Ok(())
    }

    fn missing_at(&self, at: &Folder) -> &'static [Ability] {
        self.inner.table.missing_at(at)
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

    fn patching(&self) -> Option<&dyn Patching> {
        Some(self)
    }

    fn permitting(&self) -> Option<&dyn Permitting> {
        Some(self)
    }

    fn requests(&self) -> Option<&dyn Requests> {
        Some(self)
    }

    fn team_setup(&self) -> Option<&dyn TeamSetup> {
        Some(self)
    }

    fn renewing(&self) -> Option<&dyn Renewing> {
        Some(self)
    }
}

#[async_trait]
impl Renewing for Vault {
    async fn renew(&self) -> Result<Option<Lifetime>> {
        self.inner.login.attend(&self.inner.client).await
    }

    async fn revoke(&self) -> Result<Revoked> {
        self.inner.login.revoke(&self.inner.client).await
    }

    async fn is_logged_in(&self) -> bool {
        self.inner.login.remembered().await.is_some()
    }

    async fn abandon(&self) -> Revoked {
        self.inner.login.abandon(&self.inner.client).await
    }
}

#[async_trait]
impl Writing for Vault {
    async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        self.inner.write(path, change).await
    }

    async fn write_labels(&self, path: &SecretPath, labels: Labels) -> Result<()> {
        self.inner.write_labels(path, labels).await
    }

    async fn delete(&self, path: &SecretPath) -> Result<()> {
        self.inner.delete(path).await
    }

    async fn erase(&self, path: &SecretPath) -> Result<()> {
        self.inner.erase(path).await
    }
}

#[async_trait]
impl Patching for Vault {
    async fn patch(
        &self,
        path: &SecretPath,
        field: Field,
        base: Option<VersionNumber>,
    ) -> Result<VersionNumber> {
        self.inner.patch(path, field, base).await
    }
}
