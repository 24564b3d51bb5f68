//! Each right taken away in turn: what is refused, how it is told, and that the rest goes on.

use super::{Login, listed};
use crate::support::changes::{after, first, path};
use crate::support::servers::{Admin, OpenBao};
use serde_json::json;
use std::sync::Arc;
use strongroom::domain::{VersionNumber, Which};
use strongroom::provider::{Error, Provider};

/// A mount with one secret, and somebody with rights in it; `MOUNT` stands for its name.
fn limited(rules: &str) -> Option<(Admin, String, Arc<dyn Provider>)> {
    let server = OpenBao::shared()?;
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "app/db", json!({ "content": "one" }));
    let token = admin.allowed(&rules.replace("MOUNT", &mount)).token_in_use().to_owned();
    Some((admin, mount, Login::of(server, &token).connect()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_is_told_that_it_may_not_write() {
    let rules = r#"path "MOUNT/*" { capabilities = ["read", "list"] }"#;
    let Some((_, mount, provider)) = limited(rules) else { return };
    let at = path(&format!("{mount}/app/db"));
    let writing = provider.writing().unwrap();
    for refused in [
        writing.write(&at, after(1, "two")).await.map(|_| ()),
        writing.write(&path(&format!("{mount}/new")), first("x")).await.map(|_| ()),
        writing.delete(&at).await,
        writing.erase(&at).await,
    ] {
        assert!(matches!(refused, Err(Error::Denied { .. })), "{refused:?}");
    }
    assert_eq!(listed(&*provider, &mount).await.0.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_without_sight_of_the_history_still_writes_safely() {
    let rules = r#"path "MOUNT/data/*" { capabilities = ["create", "update", "read", "delete"] }"#;
    let Some((admin, mount, provider)) = limited(rules) else { return };
    let at = path(&format!("{mount}/app/db"));
    let writing = provider.writing().unwrap();
    assert_eq!(writing.write(&at, after(1, "two")).await, Ok(VersionNumber(2)));
    let refused = writing.write(&at, after(1, "lost")).await;
    assert_eq!(refused, Err(Error::Conflict { current: None }));
    assert_eq!(admin.get(&mount, "app/db"), json!({ "content": "two" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_listing_is_denied_a_typed_path_works_and_the_folder_is_told() {
    let rules = r#"path "MOUNT/data/*" { capabilities = ["read"] }"#;
    let Some((_, mount, provider)) = limited(rules) else { return };
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert!(names.is_empty());
    let [(folder, Error::Denied { .. })] = &unreadable[..] else { panic!("{unreadable:?}") };
    assert_eq!(*folder, mount);
    let at = path(&format!("{mount}/app/db"));
    assert_eq!(provider.read(&at, Which::Latest).await.unwrap().secret.version, Some(VersionNumber(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_may_not_be_listed_is_told_beside_the_others() {
    let rules = r#"path "MOUNT/metadata/*" { capabilities = ["list"] }
                   path "MOUNT/metadata/closed/*" { capabilities = ["deny"] }"#;
    let Some((admin, mount, provider)) = limited(rules) else { return };
    admin.put(&mount, "closed/x", json!({ "a": "1" }));
    admin.put(&mount, "open/deep/y", json!({ "a": "1" }));
    let (names, unreadable) = listed(&*provider, &mount).await;
    let wanted = [format!("{mount}/app/db"), format!("{mount}/open/deep/y")];
    assert_eq!(names.into_iter().collect::<Vec<_>>(), wanted);
    assert_eq!(
        unreadable.iter().map(|(folder, _)| folder.clone()).collect::<Vec<_>>(),
        [format!("{mount}/closed")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn all_names_at_once_may_be_allowed_where_a_folder_alone_is_not() {
    let rules = r#"path "MOUNT/metadata/*" { capabilities = ["scan"] }"#;
    let Some((_, mount, provider)) = limited(rules) else { return };
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable.len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filtered_listing_shows_what_may_be_read() {
    let rules = r#"path "MOUNT/metadata/*" { capabilities = ["list", "scan"]
                     list_scan_response_keys_filter_path = "{{ .path | replace \"metadata\" \"data\" }}{{ .key }}" }
                   path "MOUNT/data/mine" { capabilities = ["read"] }"#;
    let Some((admin, mount, provider)) = limited(rules) else { return };
    admin.put(&mount, "mine", json!({ "a": "1" }));
    admin.put(&mount, "theirs", json!({ "a": "1" }));
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.into_iter().collect::<Vec<_>>(), unreadable), (vec![format!("{mount}/mine")], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_right_and_a_dead_token_are_told_apart() {
    let rules = r#"path "MOUNT/data/*" { capabilities = ["read"] }"#;
    let Some((admin, mount, provider)) = limited(rules) else { return };
    let at = path(&format!("{mount}/app/db"));
    assert!(matches!(provider.writing().unwrap().write(&at, after(1, "x")).await, Err(Error::Denied { .. })));

    let policy = admin.policy(&rules.replace("MOUNT", &mount));
    let token = admin.token(json!({ "policies": [policy] }));
    let bare = admin.token(json!({ "policies": [policy], "no_default_policy": true }));
    let server = OpenBao::shared().unwrap();
    let blind = Login::of(server, &bare).connect();
    assert!(matches!(blind.writing().unwrap().write(&at, after(1, "x")).await, Err(Error::Denied { .. })));
    let short = Login::of(server, &token).connect();
    short.read(&at, Which::Latest).await.unwrap();
    admin.with_token(&token).write("auth/token/revoke-self", json!({}));
    assert!(matches!(short.read(&at, Which::Latest).await, Err(Error::Expired { .. })));
    // From here on nothing is asked any more with a token that is known to be dead.
    let calls = server.calls();
    assert!(matches!(short.read(&at, Which::Latest).await, Err(Error::Expired { .. })));
    assert_eq!(calls.with(&token), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_what_a_refusal_means_is_not_done_at_every_refusal() {
    let rules = r#"path "MOUNT/data/*" { capabilities = ["read"] }"#;
    let Some((_, mount, provider)) = limited(rules) else { return };
    let at = path(&format!("{mount}/app/db"));
    let refused = || async { provider.writing().unwrap().erase(&at).await };
    assert!(matches!(refused().await, Err(Error::Denied { .. })));
    let calls = OpenBao::shared().unwrap().calls();
    assert!(matches!(refused().await, Err(Error::Denied { .. })));
    assert_eq!(calls.below(&mount), [format!("read {mount}/metadata/app/db")]);
}
