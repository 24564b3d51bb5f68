//! What the server does to values, and what is refused before it can do it.

use super::Login;
use crate::support::changes::{after, change, content, field, first, json, path};
use crate::support::servers::{OpenBao, Settings};
use serde_json::json as body;
use strongroom::domain::{SecretKind, VersionNumber, Which};
use strongroom::provider::{Base, Error};

#[tokio::test(flavor = "multi_thread")]
async fn whole_numbers_that_the_server_would_round_are_refused() {
    let Some(server) = OpenBao::shared() else { return };
    let mount = server.admin().kv2();
    let provider = Login::root(server).connect();
    let writing = provider.writing().unwrap();
    for (name, wrong) in
        [("a", r#"{"n": 12345678901234567890}"#), ("b", r#"{"n": {"deep": [1, -9007199254740993]}}"#)]
    {
        let at = path(&format!("{mount}/{name}"));
        let refused = writing.write(&at, change(SecretKind::KeyValue, Base::Absent, json(wrong))).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
    let at = path(&format!("{mount}/sound"));
    let sound = r#"{"f": 1.5, "n": 9007199254740992, "t": "12345678901234567890 \" 99999999999999999999"}"#;
    writing.write(&at, change(SecretKind::KeyValue, Base::Absent, json(sound))).await.unwrap();
    let read = provider.read(&at, Which::Latest).await.unwrap().fields.to_json();
    read.expose_text(|text| assert_eq!(text, sound.replace(": ", ":").replace(", ", ","))).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused_in_words() {
    // Only a server that keeps its data on disk has a limit.
    let Some(server) = OpenBao::own(Settings::default()) else { return };
    let mount = server.admin().kv2();
    let provider = Login::root(&server).connect();
    let writing = provider.writing().unwrap();
    let at = path(&format!("{mount}/much"));
    let refused = writing.write(&at, first(&"x".repeat(1024 * 1024))).await;
    assert!(matches!(&refused, Err(Error::Invalid { reason }) if reason.contains("1 MiB")), "{refused:?}");
    let many = (0..600).map(|index| field(&format!("f{index}"), "x")).collect();
    let refused = writing.write(&at, change(SecretKind::KeyValue, Base::Absent, many)).await;
    assert!(matches!(&refused, Err(Error::Invalid { reason }) if reason.contains("1000")), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_of_another_tool_is_read_for_what_it_is() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "pairs", body!({ "user": "a", "n": 1 }));
    admin.put(&mount, "one", body!({ "content": "a" }));
    admin.put(&mount, "empty", body!({}));
    let provider = Login::root(server).connect();
    for (name, kind) in
        [("pairs", SecretKind::KeyValue), ("one", SecretKind::Generic), ("empty", SecretKind::KeyValue)]
    {
        let at = path(&format!("{mount}/{name}"));
        assert_eq!(provider.read(&at, Which::Latest).await.unwrap().kind(), kind);
        assert_eq!(provider.outline(&at, Which::Latest).await.unwrap().kind, kind);
    }
    let at = path(&format!("{mount}/pairs"));
    let wrong = change(
        SecretKind::BasicAuth,
        Base::Version(VersionNumber(1)),
        json(r#"{"username":"a","password":"b"}"#),
    );
    assert!(matches!(provider.writing().unwrap().write(&at, wrong).await, Err(Error::Invalid { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_view_reads_no_value() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", body!({ "user": "a", "password": "b", "deep": { "x": "y" } }));
    let provider = Login::root(server).connect();
    provider.health().await.unwrap();
    let calls = server.calls();
    let outline = provider.outline(&path(&format!("{mount}/db")), Which::Latest).await.unwrap();
    assert_eq!(
        outline.fields.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(),
        ["deep", "password", "user"]
    );
    assert_eq!(calls.below(&mount), [format!("read {mount}/subkeys/db")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mask_falls_back_on_reading_where_names_alone_are_not_told() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", body!({ "n": 1 }));
    let rules = format!("path \"{mount}/data/*\" {{ capabilities = [\"read\"] }}");
    let provider = Login::of(server, admin.allowed(&rules).token_in_use()).connect();
    let outline = provider.outline(&path(&format!("{mount}/db")), Which::Latest).await.unwrap();
    assert_eq!(outline.fields[0].name, "n");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_field_is_changed_without_reading_the_others() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", body!({ "user": "a", "password": "b" }));
    let rules = format!("path \"{mount}/data/*\" {{ capabilities = [\"patch\"] }}");
    let provider = Login::of(server, admin.allowed(&rules).token_in_use()).connect();
    let (at, patching) = (path(&format!("{mount}/db")), provider.patching().unwrap());
    assert!(matches!(provider.read(&at, Which::Latest).await, Err(Error::Denied { .. })));
    assert_eq!(patching.patch(&at, field("password", "new"), None).await, Ok(VersionNumber(2)));
    assert_eq!(patching.patch(&at, field("extra", "x"), Some(VersionNumber(2))).await, Ok(VersionNumber(3)));
    let stale = patching.patch(&at, field("extra", "y"), Some(VersionNumber(2))).await;
    assert!(matches!(stale, Err(Error::Conflict { .. })), "{stale:?}");
    assert_eq!(admin.get(&mount, "db"), body!({ "user": "a", "password": "new", "extra": "x" }));
    let missing = patching.patch(&path(&format!("{mount}/none")), field("a", "b"), None).await;
    assert!(matches!(missing, Err(Error::NotFound { .. })), "{missing:?}");
    let null = json(r#"{"user": null}"#).take("user").unwrap();
    assert!(matches!(patching.patch(&at, null, None).await, Err(Error::Invalid { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_that_wants_to_know_what_is_replaced_gets_it() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.write(&format!("{mount}/config"), body!({ "cas_required": true }));
    let at = path(&format!("{mount}/db"));
    let provider = Login::root(server).connect();
    let writing = provider.writing().unwrap();
    writing.write(&at, first("one")).await.unwrap();
    writing.write(&at, after(1, "two")).await.unwrap();
    writing.delete(&at).await.unwrap();
    assert_eq!(writing.write(&at, first("three")).await, Ok(VersionNumber(3)));
    assert_eq!(content(&*provider, &at, Which::Latest).await, "three");
}
