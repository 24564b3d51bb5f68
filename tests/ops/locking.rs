//! Locking: no connection outlives it, not even one that was being made at that moment.

use std::sync::Arc;
use strongroom::config::{Config, Paths};
use strongroom::domain::ProviderId;
use strongroom::ops::Session;
use strongroom::provider::Kind;
use strongroom::providers::memory::{OpenKeeper, Store};
use tokio::sync::Semaphore;

/// Connections that have begun, and those that may go on.
static BEGUN: Semaphore = Semaphore::const_new(0);
static ALLOWED: Semaphore = Semaphore::const_new(0);

/// Connects when it is allowed to.
static GATED: Kind = Kind {
    name: "gated",
    title: "gated, for tests",
    is_registrable: true,
    caution: None,
    settings: &[],
    steps: &[],
    needs_store: |_| true,
    is_for_trying: false,
    check: |_, _| Box::pin(async {}),
    given: strongroom::provider::GIVES_NOTHING,
    open: strongroom::provider::OPENS_NOTHING,
    connect: |_| {
        Box::pin(async {
            BEGUN.add_permits(1);
            ALLOWED.acquire().await.unwrap().forget();
            Ok(Arc::new(Store::new()) as _)
        })
    },
};

static KINDS: &[&Kind] = &[&GATED];

#[tokio::test]
async fn a_connection_that_was_being_made_while_the_session_was_locked_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths { config_dir: folder.path().into(), data_dir: folder.path().into() };
    std::fs::write(folder.path().join("config.toml"), "[providers.corp]\nkind = \"gated\"\n").unwrap();
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let session = Arc::new(Session::new(Config::load(&paths, KINDS), paths, keeper, KINDS));
    let corp = ProviderId::new("corp").unwrap();

    let connecting = tokio::spawn({
        let (session, corp) = (Arc::clone(&session), corp.clone());
        async move { session.provider(&corp).await.unwrap() }
    });
    BEGUN.acquire().await.unwrap().forget();
    session.lock();
    ALLOWED.add_permits(1);
    let late = Arc::downgrade(&connecting.await.unwrap());
    assert!(late.upgrade().is_none(), "it is held by the session that was locked");

    ALLOWED.add_permits(1);
    let kept = Arc::downgrade(&session.provider(&corp).await.unwrap());
    assert!(kept.upgrade().is_some());
    session.lock();
    assert!(kept.upgrade().is_none());
}
