//! Logins with few rights: whatever the server lets them do, by whichever way, is done.

use super::Login;
use crate::support::changes::{after, change, content, field, first, json, path};
use crate::support::home::Home;
use crate::support::servers::{Admin, OpenBao};
use serde_json::json;
use std::sync::Arc;
use strongroom::domain::{
    Address, Fields, Folder, Labels, ProviderId, SecretKind, TeamId, VersionNumber, Which,
};
use strongroom::ops::{self, Session, put};
use strongroom::provider::{Base, Error, Provider};
use strongroom::providers::memory::{OpenKeeper, Store};

/// A session with one team in this mount, for a login with these rules in it; `MOUNT` stands for its name.
fn session(server: &OpenBao, admin: &Admin, mount: &str, rules: &str) -> (Session, Arc<dyn Provider>) {
    let token = admin.allowed(&rules.replace("MOUNT", mount)).token_in_use().to_owned();
    let provider = Login::of(server, &token).connect();
    let (team, id) = (TeamId::new("payments").unwrap(), ProviderId::new("corp").unwrap());
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let providers = vec![(id.clone(), "vault".into(), Arc::clone(&provider))];
    (Session::with_providers(keeper, providers, vec![(team, id, Folder::new(mount).unwrap())]), provider)
}

async fn set(session: &Session, address: &str, value: &str) -> Result<u64, Error> {
    let place = session.place(None).await?;
    let standing = put::look(session, &place, Address::parse(address).unwrap(), None).await?;
    let given = Fields::from_iter([field(address.split_once('#').unwrap().1, value)]);
    standing.write(session, &place, given, Labels::new()).await.map(|saved| saved.version.0)
}

const PATCHER: &str = r#"path "MOUNT/data/*" { capabilities = ["patch"] }
                         path "MOUNT/subkeys/*" { capabilities = ["read"] }
                         path "MOUNT/metadata/*" { capabilities = ["read"] }"#;

#[tokio::test(flavor = "multi_thread")]
async fn who_may_patch_and_see_names_changes_one_field_on_the_version_that_was_seen() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.write(&format!("{mount}/config"), json!({ "cas_required": true }));
    let body = json!({ "data": { "user": "a", "password": "b" }, "options": { "cas": 0 } });
    admin.write(&format!("{mount}/data/db"), body);
    let (session, _) = session(server, &admin, &mount, PATCHER);
    assert_eq!(set(&session, "db#password", "new").await, Ok(2));
    assert_eq!(admin.get(&mount, "db"), json!({ "user": "a", "password": "new" }));
    // Somebody else is faster between the look and the write.
    let place = session.place(None).await.unwrap();
    let standing = put::look(&session, &place, Address::parse("db#password").unwrap(), None).await.unwrap();
    let body = json!({ "data": { "user": "c" }, "options": { "cas": 2 } });
    admin.write(&format!("{mount}/data/db"), body);
    let late =
        standing.write(&session, &place, Fields::from_iter([field("password", "late")]), Labels::new());
    assert_eq!(late.await.unwrap_err(), Error::Conflict { current: Some(VersionNumber(3)) });
    assert_eq!(admin.get(&mount, "db"), json!({ "user": "c" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_that_wants_a_version_named_is_told_it_by_who_may_not_look_at_values() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "user": "a", "password": "b" }));
    admin.write(&format!("{mount}/config"), json!({ "cas_required": true }));
    let rules = PATCHER.replace("subkeys", "nothing");
    let (_, provider) = session(server, &admin, &mount, &rules);
    let at = path(&format!("{mount}/db"));
    let patched = provider.patching().unwrap().patch(&at, field("password", "new"), None).await;
    assert_eq!(patched, Ok(VersionNumber(2)));
    assert_eq!(admin.get(&mount, "db"), json!({ "user": "a", "password": "new" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_read_and_patch_saves_what_differs() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "user": "a", "password": "b", "old": "c" }));
    let rules = PATCHER.replace("\"patch\"", "\"read\", \"patch\"");
    let (_, provider) = session(server, &admin, &mount, &rules);
    let at = path(&format!("{mount}/db"));
    let wanted = json(r#"{"user":"a","password":"new","more":7}"#);
    let write = provider.writing().unwrap();
    let base = Base::Version(VersionNumber(1));
    let written = write.write(&at, change(SecretKind::KeyValue, base, wanted)).await;
    assert_eq!(written, Ok(VersionNumber(2)));
    assert_eq!(admin.get(&mount, "db"), json!({ "user": "a", "password": "new", "more": 7 }));
    // What a patch cannot say is refused as it would be without one.
    let mixed = json(r#"{"user":{"name":"a"},"password":"new","more":7}"#);
    let base = Base::Version(VersionNumber(2));
    let refused = write.write(&at, change(SecretKind::KeyValue, base, mixed)).await;
    assert!(matches!(refused, Err(Error::Denied { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_would_be_rounded_does_not_keep_its_neighbours_from_being_changed() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(
        &mount,
        "db",
        json!({ "user": "a", "big": 9_007_199_254_740_991_u64, "huge": 12_345_678_901_234_567_000_u64 }),
    );
    let all = r#"path "MOUNT/*" { capabilities = ["create", "read", "update", "patch", "list"] }"#;
    let (session, provider) = session(server, &admin, &mount, all);
    assert_eq!(set(&session, "db#user", "new").await, Ok(2));
    let now =
        json!({ "user": "new", "big": 9_007_199_254_740_991_u64, "huge": 12_345_678_901_234_567_000_u64 });
    assert_eq!(admin.get(&mount, "db"), now);
    // The number itself is still refused.
    let wanted = json(r#"{"user":"new","big":9007199254740991,"huge":12345678901234567890}"#);
    let base = Base::Version(VersionNumber(2));
    let at = path(&format!("{mount}/db"));
    let refused = provider.writing().unwrap().write(&at, change(SecretKind::KeyValue, base, wanted)).await;
    assert!(matches!(&refused, Err(Error::Invalid { reason }) if reason.contains("`huge`")), "{refused:?}");
    assert_eq!(admin.get(&mount, "db"), now);
}

const DATA_ALONE: &str = r#"path "MOUNT/data/*" { capabilities = ["create", "read", "update", "delete"] }"#;

#[tokio::test(flavor = "multi_thread")]
async fn rights_on_values_alone_are_enough_to_write_delete_and_write_again() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let (session, provider) = session(server, &admin, &mount, DATA_ALONE);
    let at = path(&format!("{mount}/db"));
    let place = session.place(None).await.unwrap();
    let write = provider.writing().unwrap();
    assert_eq!(write.write(&at, first("one")).await, Ok(VersionNumber(1)));
    assert!(matches!(write.write(&at, first("again")).await, Err(Error::Exists { .. })));
    assert_eq!(set(&session, "db#content", "two").await, Ok(2));
    assert_eq!(set(&session, "db#content", "two").await, Ok(2), "the same content makes no version");
    assert_eq!(write.write(&at, after(1, "late")).await, Err(Error::Conflict { current: None }));
    ops::write::delete(&session, &place, &path("db"), Some(VersionNumber(2))).await.unwrap();
    assert!(admin.get(&mount, "db").is_null());
    let gone = ops::write::delete(&session, &place, &path("never"), None).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");
    // Its name is free again, with the numbers going on.
    assert_eq!(write.write(&at, first("three")).await, Ok(VersionNumber(3)));
    assert_eq!(content(&*provider, &at, Which::Latest).await, "three");
}

#[test]
fn commands_with_few_rights_end_as_the_manual_says() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db/prod", json!({ "content": "one" }));
    let rules = format!(
        r#"path "{mount}/data/db/*" {{ capabilities = ["create", "read", "update"] }}
           path "{mount}/metadata/db/*" {{ capabilities = ["read", "list", "scan"] }}"#
    );
    let token = admin.allowed(&rules).token_in_use().to_owned();
    let home = Home::new();
    let credentials = json!({ "token": token }).to_string();
    let register = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    home.run(&[&register[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    home.run(&["team", "create", "pay", "--provider", "corp", "--root", &mount], "");
    home.run(&["team", "switch", "pay"], "");
    // The folder may be listed; of a secret of its name nothing may be known.
    assert_eq!(home.run(&["list", "db"], ""), "db/prod\n");
    let (code, stdout, stderr) = home.ends(&["list"], "");
    assert_eq!((code, &*stdout), (4, ""), "nothing at all could be listed: {stderr}");
    let arguments = ["set", "db/prod", "--stdin", "--overwrite", "--label", "owner=bob"];
    let (code, _, stderr) = home.ends(&arguments, "two");
    assert!(
        code == 9 && stderr.contains("version 2") && stderr.contains("labels are not"),
        "{code} {stderr}"
    );
    assert_eq!(admin.get(&mount, "db/prod"), json!({ "content": "two" }));
}

#[test]
fn names_with_signs_that_separate_elsewhere_can_be_worked_with() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "with%23hash", json!({ "content": "one" }));
    admin.put(&mount, "end%20", json!({ "content": "two" }));
    admin.put(&mount, "50%2525", json!({ "content": "three" }));
    let home = Home::new();
    let credentials = json!({ "token": server.root() }).to_string();
    let register = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    home.run(&[&register[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    home.run(&["team", "create", "pay", "--provider", "corp", "--root", &mount], "");
    home.run(&["team", "switch", "pay"], "");
    assert_eq!(home.run(&["list"], ""), "50%25\nend \nwith#hash\n");
    assert_eq!(home.run(&["get", "with%23hash#content"], ""), "one\n");
    assert_eq!(home.run(&["get", "end "], ""), "two\n");
    assert_eq!(home.run(&["get", "50%2525"], ""), "three\n");
    home.run(&["set", "with%23hash", "--stdin", "--overwrite"], "new");
    assert_eq!(admin.get(&mount, "with%23hash"), json!({ "content": "new" }));
    let (code, _, stderr) = home.ends(&["delete", "with#hash", "-y"], "");
    assert!(code == 2 && stderr.contains("%23"), "{stderr}");
    home.run(&["delete", "with%23hash", "-y"], "");
    let (code, _, stderr) = home.ends(&["set", "new ", "--stdin"], "x");
    assert!(code == 2 && stderr.contains("space"), "{stderr}");
}
