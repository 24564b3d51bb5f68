//! A server that is sealed, gone, stuck, busy or not the one it should be.

use super::{Login, listed};
use crate::support::changes::{after, content, path};
use crate::support::servers::{DelayProxy, OpenBao, Settings, Storage};
use serde_json::json;
use std::time::Duration;
use strongroom::domain::{Field, SecretValue, Which};
use strongroom::provider::Error;

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_server_says_so_and_works_again_when_it_is_open() {
    let Some(mut server) = OpenBao::own(Settings { storage: Storage::Raft, ..Settings::default() }) else {
        return;
    };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "one" }));
    let (provider, at) = (Login::root(&server).connect(), path(&format!("{mount}/db")));
    provider.read(&at, Which::Latest).await.unwrap();
    server.seal();
    assert!(matches!(provider.read(&at, Which::Latest).await, Err(Error::Locked { .. })));
    assert!(provider.health().await.unwrap().is_sealed);
    server.unseal();
    assert_eq!(content(&*provider, &at, Which::Latest).await, "one");
    server.kill();
    let Err(Error::Unreachable { reason, .. }) = provider.read(&at, Which::Latest).await else {
        panic!("it is gone")
    };
    assert!(reason.contains("refused") || reason.contains("broke"), "{reason}");
    server.start();
    server.unseal();
    assert_eq!(content(&*provider, &at, Which::Latest).await, "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_named_authority_is_trusted() {
    let Some(server) = OpenBao::shared() else { return };
    let login = Login::at(&server.tls_address()).with("token", server.root());
    let trusted = login.clone().set("ca_cert", server.authority()).connect();
    assert!(trusted.health().await.unwrap().server.starts_with("OpenBao"));
    let Err(Error::Unreachable { reason, .. }) = login.connect().health().await else {
        panic!("who is that?")
    };
    assert!(reason.contains("authority"), "{reason}");
    let plain = server.address().replace("http://", "https://");
    let wrong = Login::at(&plain).set("ca_cert", server.authority()).with("token", server.root());
    let Err(Error::Unreachable { reason, .. }) = wrong.connect().health().await else {
        panic!("no TLS there")
    };
    assert!(reason.contains("no TLS"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_server_is_given_up_in_time() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let provider = Login::at(&proxy.address()).with("token", server.root()).set("timeout", "200ms").connect();
    proxy.hang();
    let Err(Error::Unreachable { reason, .. }) = provider.health().await else { panic!("it is stuck") };
    assert!(reason.contains("in time"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_is_given_time_and_every_name_comes() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for index in 0..12 {
        admin.put(&mount, &format!("f{index}/s"), json!({ "content": "one" }));
    }
    let provider = Login::root(server).connect();
    listed(&*provider, &mount).await;
    admin.quota(&mount, 6, "1s");
    let calls = server.calls();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable), (12, vec![]));
    assert!(calls.all().len() >= 14);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_leave_no_connection_behind() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "one" }));
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let login = Login::at(&proxy.address()).with("token", server.root()).set("mounts", &mount);
    let provider = login.connect();
    let at = path(&format!("{mount}/db"));
    provider.read(&at, Which::Latest).await.unwrap();
    provider.writing().unwrap().write(&at, after(1, "two")).await.unwrap();
    // What is left is the connection for names.
    crate::support::servers::until(|| (proxy.open() <= 1).then_some(())).expect("the others are closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_an_answer_is_not_told_as_refused() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "a": "one", "b": "two" }));
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let provider = Login::at(&proxy.address()).with("token", server.root()).connect();
    let at = path(&format!("{mount}/db"));
    provider.read(&at, Which::Latest).await.unwrap();
    proxy.cut_after(0);
    let field = Field::text("a", SecretValue::copied(b"new"));
    let lost = provider.patching().unwrap().patch(&at, field, None).await;
    assert!(matches!(lost, Err(Error::Uncertain { .. })), "{lost:?}");
    proxy.mend();
    let there = provider.read(&at, Which::Latest).await.unwrap();
    assert!(there.fields.field("a").unwrap().value.same_as(&SecretValue::copied(b"new")), "it was made");
    // What was never sent is known not to be made.
    drop(proxy);
    let field = Field::text("a", SecretValue::copied(b"newer"));
    let refused = provider.patching().unwrap().patch(&at, field, None).await;
    assert!(matches!(refused, Err(Error::Unreachable { .. })), "{refused:?}");
}
