//! What is special to Vault and OpenBao, on a real server.

mod actions;
mod alterations;
mod approval;
mod check;
mod closing;
mod console;
mod grants;
mod hostile;
mod labels;
mod list;
mod login;
mod many;
mod mounts;
mod narrow;
mod network;
mod places;
mod plain;
mod renewal;
mod rights;
mod setup;
mod stranger;
mod team;
mod values;
mod verbs;
mod versions;

use crate::support::servers::OpenBao;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use strongroom::domain::{Field, Fields, Folder, ProviderId, SecretValue};
use strongroom::provider::{Connect, Error, Finding, Page, Provider, Result};
use strongroom::providers::memory::{OpenKeeper, Store};
use strongroom::providers::vault::KIND;

/// Settings and credentials of a provider in the making.
#[derive(Clone)]
pub(super) struct Login {
    settings: BTreeMap<String, String>,
    credentials: Vec<(&'static str, String)>,
    pub(super) keeper: Arc<OpenKeeper>,
}

impl Login {
    /// At an address, without credentials.
    pub(super) fn at(address: &str) -> Self {
        let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
        Self { settings: BTreeMap::new(), credentials: Vec::new(), keeper }
            .set("url", address)
            .set("timeout", "30s")
    }

    /// With a token.
    pub(super) fn of(server: &OpenBao, token: &str) -> Self {
        Self::at(&server.address()).with("token", token)
    }

    /// With the token that may do everything.
    pub(super) fn root(server: &OpenBao) -> Self {
        Self::of(server, server.root())
    }

    pub(super) fn set(mut self, key: &str, text: &str) -> Self {
        self.settings.insert(key.into(), text.into());
        self
    }

    pub(super) fn with(mut self, key: &'static str, credential: &str) -> Self {
        self.credentials.push((key, credential.to_owned()));
        self
    }

    fn described(&self) -> Connect {
        let field = |(key, text): &(&str, String)| Field::text(key, SecretValue::copied(text.as_bytes()));
        Connect {
            id: ProviderId::new("corp").unwrap(),
            settings: KIND.effective(&self.settings),
            credentials: self.credentials.iter().map(field).collect::<Fields>(),
            keeper: self.keeper.clone(),
        }
    }

    pub(super) async fn try_connect(&self) -> Result<Arc<dyn Provider>> {
        (KIND.connect)(self.described()).await
    }

    /// Connecting asks nothing, so it needs no waiting.
    pub(super) fn connect(&self) -> Arc<dyn Provider> {
        std::thread::scope(|scope| {
            let connecting = || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(self.try_connect()).map_err(|error| error.to_string()).unwrap()
            };
            scope.spawn(connecting).join().unwrap()
        })
    }

    /// The last finding of each step that was tried, in order.
    pub(super) async fn checked(&self) -> Vec<(&'static str, Finding)> {
        let mut found: Vec<(&'static str, Finding)> = Vec::new();
        let mut report = |step, finding| {
            found.retain(|(known, _)| *known != step);
            found.push((step, finding));
        };
        (KIND.check)(self.described(), &mut report).await;
        found
    }
}

/// All names below a folder, and what could not be looked into.
pub(super) async fn listed(provider: &dyn Provider, at: &str) -> (BTreeSet<String>, Vec<(String, Error)>) {
    let (mut names, mut unreadable) = (BTreeSet::new(), Vec::new());
    let mut pages = |page: Page| {
        names.extend(page.secrets.into_iter().map(|secret| secret.path.to_string()));
        unreadable.extend(page.unreadable.into_iter().map(|(folder, error)| (folder.to_string(), error)));
    };
    provider.list(&Folder::new(at).unwrap(), &mut pages).await.unwrap();
    (names, unreadable)
}
