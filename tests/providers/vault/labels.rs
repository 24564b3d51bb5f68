//! Labels in custom metadata, and how writes of others beside ours are treated.

use super::Login;
use crate::support::changes::{after, first, labels, path};
use crate::support::servers::OpenBao;
use serde_json::json;
use strongroom::domain::{SecretKind, VersionNumber, Which};
use strongroom::provider::{Change, Error};

#[tokio::test(flavor = "multi_thread")]
async fn what_others_keep_beside_our_labels_stays() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let at = path(&format!("{mount}/app"));
    let provider = Login::root(server).connect();
    let writing = provider.writing().unwrap();
    writing.write(&at, first("one")).await.unwrap();
    let custom = || admin.read(&format!("{mount}/metadata/app"))["data"]["custom_metadata"].clone();
    assert_eq!(custom(), json!({ "strongroom_kind": "generic" }));
    let theirs = json!({ "custom_metadata": { "strongroom_kind": "generic", "ticket": "42" } });
    admin.write(&format!("{mount}/metadata/app"), theirs);
    writing.write(&at, after(1, "two")).await.unwrap();
    assert_eq!(custom()["ticket"], "42");
    let read = provider.read(&at, Which::Latest).await.unwrap();
    assert_eq!(
        (read.secret.labels, read.secret.kind),
        (labels(&[("ticket", "42")]), Some(SecretKind::Generic))
    );
    writing.write_labels(&at, labels(&[("owner", "alice")])).await.unwrap();
    assert_eq!(custom(), json!({ "strongroom_kind": "generic", "owner": "alice" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_told_before_anything_is_written() {
    let Some(server) = OpenBao::shared() else { return };
    let mount = server.admin().kv2();
    let at = path(&format!("{mount}/app"));
    let provider = Login::root(server).connect();
    let writing = provider.writing().unwrap();
    let (long, name) = ("x".repeat(513), "n".repeat(129));
    let many: Vec<(String, &str)> = (0..63).map(|index| (format!("l{index}"), "x")).collect();
    let many: Vec<_> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    for wrong in [
        labels(&[("a", &long)]),
        labels(&[("a", "")]),
        labels(&[("a", "two\nlines")]),
        labels(&[(&name, "x")]),
        labels(&[("strongroom_kind", "jwt")]),
        labels(&many),
    ] {
        let refused = writing.write(&at, Change { labels: Some(wrong), ..first("x") }).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
    assert!(matches!(provider.read(&at, Which::Latest).await, Err(Error::NotFound { .. })));
    let most = labels(&[("a", &"ü".repeat(256)), (&"n".repeat(128), "x")]);
    writing.write(&at, Change { labels: Some(most.clone()), ..first("x") }).await.unwrap();
    assert_eq!(provider.read(&at, Which::Latest).await.unwrap().secret.labels, most);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_patch_all_labels_are_sent_at_once() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let rules = format!(
        "path \"{mount}/data/*\" {{ capabilities = [\"create\", \"update\", \"read\"] }}
         path \"{mount}/metadata/*\" {{ capabilities = [\"read\", \"create\", \"update\"] }}"
    );
    let provider = Login::of(server, admin.allowed(&rules).token_in_use()).connect();
    let at = path(&format!("{mount}/app"));
    let owner = labels(&[("owner", "alice")]);
    let write = Change { labels: Some(owner.clone()), ..first("one") };
    assert_eq!(provider.writing().unwrap().write(&at, write).await, Ok(VersionNumber(1)));
    assert_eq!(provider.read(&at, Which::Latest).await.unwrap().secret.labels, owner);
}
