//! Long listings: they stream, they hold few names at a time, and they say what they cost.

use super::{Login, listed};
use crate::support::servers::{DelayProxy, OpenBao};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use strongroom::domain::{Folder, SecretKind};
use strongroom::provider::{Page, Provider};

/// On a machine that does much else a first answer may take as long as one from far away; not all of several do.
async fn seen_near(provider: &dyn Provider) {
    for _ in 0..5 {
        provider.health().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_listing_tells_more_than_names() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "a/live", json!({ "content": "1" }));
    admin.put(&mount, "a/gone", json!({ "content": "1" }));
    admin.delete(&format!("{mount}/data/a/gone"));
    let custom = json!({ "custom_metadata": { "strongroom_kind": "api_key", "owner": "alice" } });
    admin.write(&format!("{mount}/metadata/a/live"), custom);
    let provider = Login::root(server).connect();
    let mut secrets = Vec::new();
    let folder = Folder::new(&format!("{mount}/a")).unwrap();
    provider.list(&folder, &mut |page: Page| secrets.extend(page.secrets)).await.unwrap();
    assert_eq!(secrets.len(), 1);
    assert_eq!((secrets[0].kind, secrets[0].labels["owner"].as_str()), (Some(SecretKind::ApiKey), "alice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_listing_scans_the_folders_of_the_top_and_asks_for_nothing_else() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let wanted: BTreeSet<String> = (0..3)
        .flat_map(|a| (0..200).map(move |b| (a, b)))
        .map(|(a, b)| format!("f{a}/g{}/s{b}", b % 7))
        .collect();
    for name in &wanted {
        admin.put(&mount, name, json!({ "a": "1" }));
    }
    let provider = Login::root(server).connect();
    seen_near(&*provider).await;
    let calls = server.calls();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!(names, wanted.iter().map(|name| format!("{mount}/{name}")).collect());
    assert!(unreadable.is_empty());
    let mut asked = calls.below(&mount);
    asked.sort();
    let scan = |folder| format!("scan {mount}/metadata/{folder}/");
    assert_eq!(asked, [format!("list {mount}/metadata/"), scan("f0"), scan("f1"), scan("f2")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_can_be_a_secret_and_a_folder_at_once() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for name in ["k", "k/k", "k/k/k"] {
        admin.put(&mount, name, json!({ "a": "1" }));
    }
    let (names, _) = listed(&*Login::root(server).connect(), &mount).await;
    assert_eq!(names.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_cannot_be_used_are_told_and_the_others_listed() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let long = "n".repeat(1100);
    for name in ["fine", "with%23hash", "trailing%20", &long] {
        admin.put(&mount, name, json!({ "a": "1" }));
    }
    let (names, unreadable) = listed(&*Login::root(server).connect(), &mount).await;
    assert_eq!((names.len(), unreadable.len()), (3, 1));
}

const FILTERED: &str = r#"
path "MOUNT/data/mine/*" { capabilities = ["read"] }
path "MOUNT/metadata/*" {
    capabilities = ["list", "scan"]
    list_scan_response_keys_filter_path = "{{ .path | replace \"metadata\" \"data\" }}{{ .key }}"
}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_top_whose_names_are_filtered_away_is_scanned_near_and_far() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for name in ["mine/a", "mine/b", "theirs/c"] {
        admin.put(&mount, name, json!({ "a": "1" }));
    }
    let rules = FILTERED.replace("MOUNT", &mount);
    let token = admin.allowed(&rules).token_in_use().to_owned();
    for round_trip in [0, 60] {
        let proxy = DelayProxy::before(&server.address(), Duration::from_millis(round_trip));
        let provider = Login::at(&proxy.address()).with("token", &token).connect();
        // The pace knows the way once something was asked.
        let _ = provider.health().await;
        let (names, unreadable) = listed(&*provider, &mount).await;
        let wanted = ["mine/a", "mine/b"].map(|name| format!("{mount}/{name}"));
        assert_eq!((names, unreadable), (wanted.into(), Vec::new()), "{round_trip} ms away");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_may_be_scanned_one_refusal_is_enough() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for index in 0..9 {
        admin.put(&mount, &format!("f{index}/s"), json!({ "a": "1" }));
    }
    let rules = format!("path \"{mount}/metadata/*\" {{ capabilities = [\"list\"] }}");
    let token = admin.allowed(&rules).token_in_use().to_owned();
    let provider = Login::of(server, &token).connect();
    seen_near(&*provider).await;
    let calls = server.calls();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable), (9, vec![]));
    let asked = calls.below(&format!("{mount}/metadata"));
    let of = |verb: &str| asked.iter().filter(|call| call.starts_with(verb)).count();
    assert_eq!((of("list"), of("scan")), (10, 1), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_folder_that_may_not_be_scanned_does_not_keep_the_others_from_it() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for index in 0..9 {
        admin.put(&mount, &format!("f{index}/g/s"), json!({ "a": "1" }));
    }
    let all = format!("path \"{mount}/metadata/*\" {{ capabilities = [\"list\", \"scan\"] }}");
    let but = format!("path \"{mount}/metadata/f4/*\" {{ capabilities = [\"list\"] }}");
    let token = admin.allowed(&format!("{all}\n{but}")).token_in_use().to_owned();
    let provider = Login::of(server, &token).connect();
    seen_near(&*provider).await;
    let calls = server.calls();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable), (9, vec![]));
    let asked = calls.below(&format!("{mount}/metadata"));
    let of = |verb: &str| asked.iter().filter(|call| call.starts_with(verb)).count();
    assert_eq!((of("list"), of("scan")), (3, 9), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn far_away_everything_is_asked_for_at_once() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for index in 0..9 {
        admin.put(&mount, &format!("f{index}/g/s"), json!({ "a": "1" }));
    }
    let proxy = DelayProxy::before(&server.address(), Duration::from_millis(60));
    let provider = Login::at(&proxy.address()).with("token", server.root()).connect();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable), (9, vec![]));
    let folders = format!("/v1/{mount}/metadata/f");
    assert!(proxy.requests().iter().all(|request| !request.contains(&folders)), "{:?}", proxy.requests());
}

#[tokio::test(flavor = "multi_thread")]
async fn far_away_folders_are_listed_where_nothing_may_be_scanned() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for index in 0..9 {
        admin.put(&mount, &format!("f{index}/g/s"), json!({ "a": "1" }));
    }
    let rules = format!("path \"{mount}/metadata/*\" {{ capabilities = [\"list\"] }}");
    let token = admin.allowed(&rules).token_in_use().to_owned();
    let proxy = DelayProxy::before(&server.address(), Duration::from_millis(60));
    let provider = Login::at(&proxy.address()).with("token", &token).connect();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable), (9, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn far_away_names_are_asked_for_beside_the_mounts_and_by_the_same_requests() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "app/g/s", json!({ "a": "1" }));
    let proxy = DelayProxy::before(&server.address(), Duration::from_millis(100));
    let provider = Login::at(&proxy.address()).with("token", server.root()).connect();
    let (names, _) = listed(&*provider, &format!("{mount}/app")).await;
    assert_eq!(names, [format!("{mount}/app/g/s")].into());
    let mut asked = proxy.requests();
    let place = |words: &str| asked.iter().position(|request| request.contains(words)).unwrap();
    assert!(place("/sys/health") == 0 && place("SCAN ") < place("/sys/internal/ui/mounts"), "{asked:?}");
    asked.sort();
    let of = |verb: &str, door: &str| format!("{verb} /v1/{mount}/{door}/app/");
    let expected = [
        "GET /v1/sys/health".to_owned(),
        "GET /v1/sys/internal/ui/mounts".to_owned(),
        of("LIST", "metadata"),
        of("SCAN", "detailed-metadata"),
        of("SCAN", "metadata"),
    ];
    assert_eq!(asked, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_that_is_not_where_it_was_looked_for_far_away_is_listed_all_the_same() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let plain = admin.kv1();
    admin.call("POST", &format!("{plain}/app/s"), Some(json!({ "a": "1" })));
    let name = crate::support::servers::name("deep");
    let nested = admin.mount(&format!("{name}/kv"), json!({ "type": "kv", "options": { "version": "2" } }));
    admin.put(&nested, "app/s", json!({ "a": "1" }));
    let proxy = DelayProxy::before(&server.address(), Duration::from_millis(60));
    for mount in [plain, nested] {
        let provider = Login::at(&proxy.address()).with("token", server.root()).connect();
        let (names, unreadable) = listed(&*provider, &mount).await;
        assert_eq!(names, [format!("{mount}/app/s")].into());
        assert!(unreadable.is_empty(), "{unreadable:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn far_away_a_missing_right_beside_names_is_no_reason_to_look_at_the_token() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "app/s", json!({ "a": "1" }));
    let rules = format!("path \"{mount}/metadata/*\" {{ capabilities = [\"list\"] }}");
    let token = admin.allowed(&rules).token_in_use().to_owned();
    let proxy = DelayProxy::before(&server.address(), Duration::from_millis(60));
    let provider = Login::at(&proxy.address()).with("token", &token).connect();
    let (names, unreadable) = listed(&*provider, &mount).await;
    assert_eq!((names.len(), unreadable), (1, vec![]));
    let asked = proxy.requests();
    assert!(asked.iter().all(|request| !request.contains("lookup-self")), "{asked:?}");
}
