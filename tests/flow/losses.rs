//! Going to a place that keeps less: what is lost is told beforehand and afterwards, and the rest arrives.

use crate::support::console::Console;
use async_trait::async_trait;
use std::sync::Arc;
use strongroom::domain::{Folder, Labels, ProviderId, SecretPath, TeamId, VersionNumber, Which};
use strongroom::ops::Session;
use strongroom::provider::{Ability, Change, Content, Error, Health, Pages, Provider, Result, Writing};
use strongroom::providers::memory::{OpenKeeper, Store};

/// Keeps fields and nothing else, as a mount of KV version 1 does.
struct Plain(Store);

#[async_trait]
impl Provider for Plain {
    async fn health(&self) -> Result<Health> {
        self.0.health().await
    }

    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()> {
        self.0.list(at, pages).await
    }

    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        let mut content = self.0.read(path, which).await?;
        (content.secret.kind, content.secret.labels) = (None, Labels::new());
        Ok(content)
    }

    fn missing_at(&self, _at: &Folder) -> &'static [Ability] {
        &[Ability::Versions, Ability::Bin, Ability::Labels]
    }

    fn writing(&self) -> Option<&dyn Writing> {
        Some(self)
    }
}

#[async_trait]
impl Writing for Plain {
    async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        if change.labels.as_ref().is_some_and(|labels| !labels.is_empty()) {
            return Err(Error::Unsupported { what: "it keeps no labels".into() });
        }
        self.0.write(path, change).await
    }

    async fn write_labels(&self, _path: &SecretPath, _labels: Labels) -> Result<()> {
        Err(Error::Unsupported { what: "it keeps no labels".into() })
    }

    async fn delete(&self, path: &SecretPath) -> Result<()> {
        self.0.erase(path).await
    }

    async fn erase(&self, path: &SecretPath) -> Result<()> {
        self.0.erase(path).await
    }
}

/// A team on a store that keeps everything, and one on a store that keeps fields.
fn console() -> Console {
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let (whole, plain) = (ProviderId::local(), ProviderId::new("plain").unwrap());
    let providers: Vec<(_, _, Arc<dyn Provider>)> = vec![
        (whole.clone(), "memory".into(), Arc::new(Store::new())),
        (plain.clone(), "memory".into(), Arc::new(Plain(Store::new()))),
    ];
    let root = |name: &str| Folder::new(name).unwrap();
    let teams = vec![
        (TeamId::personal(), whole, root("personal")),
        (TeamId::new("old").unwrap(), plain, root("old")),
    ];
    Console::on(Arc::new(Session::with_providers(keeper, providers, teams)), true)
}

#[test]
fn a_move_to_a_place_without_kind_and_labels_says_what_is_lost_and_takes_the_rest() {
    let mut console = console();
    console.settle();
    console.work("akey<tab><space><space><tab>the-value<tab>owner=me<enter><ctrl-s>").shows("key saved");
    console.work("aplain<tab>g<tab>v<ctrl-s>").shows("plain saved");
    console.work("<ctrl-a>M<tab>o<enter><ctrl-u><enter>");
    console.shows("2 to be moved").shows("+ key → key  without kind, labels");
    console.shows("+ plain → plain ").hides("plain  without");
    console.shows("not kept in old: kind (of 1), labels (of 1), history");
    console
        .work("<enter>")
        .shows("moved: 2 secrets from personal to old · not kept in old: kind (of 1), lab");
    console.work("2j<enter>").shows("key").work("r").shows("the-value").hides("owner");
}

#[test]
fn a_copy_is_found_again_in_a_place_without_kind_and_labels() {
    let mut console = console();
    console.settle();
    console.work("akey<tab><space><space><tab>the-value<tab>owner=me<enter><ctrl-s>").shows("key saved");
    console.work("c<tab>o<enter><enter>").shows("not kept in old: kind, labels, history");
    console.work("<enter>").shows("copied: 1 secret from personal to old");
    console.work("c<tab>o<enter><enter>").shows("= key → key  the same is there").hides("without");
}
