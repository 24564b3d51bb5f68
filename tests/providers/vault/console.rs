//! The console on a real server: what the login may not do is greyed before it is tried, and few calls tell it.

use super::Login;
use crate::support::console::Console;
use crate::support::servers::{Admin, OpenBao, Settings, Storage};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use strongroom::domain::{Folder, ProviderId, TeamId};
use strongroom::ops::Session;

const ASKED: &str = "update sys/capabilities-self";

/// The console of a team at this root, with this token.
fn console(server: &OpenBao, token: &str, root: &str) -> Console {
    let login = Login::of(server, token);
    let corp = ProviderId::new("corp").unwrap();
    let providers = vec![(corp.clone(), "Vault".to_owned(), login.connect())];
    let teams = vec![(TeamId::new("pay").unwrap(), corp, Folder::new(root).unwrap())];
    let session = Session::with_providers(login.keeper.clone(), providers, teams).of_person("tester");
    let mut console = Console::on(Arc::new(session), false);
    console.settle();
    console
}

/// A mount with 20 secrets in a folder, and a token with these rules in it; `MOUNT` stands for its name.
fn ground(rules: &str, more: &serde_json::Value) -> Option<(&'static OpenBao, Admin, String, String)> {
    let server = OpenBao::shared()?;
    let admin = server.admin();
    let mount = admin.kv2();
    for number in 10..30 {
        admin.put(&mount, &format!("app/s{number}"), json!({ "content": "one" }));
    }
    let mut wanted = json!({ "policies": [admin.policy(&rules.replace("MOUNT", &mount))] });
    for (name, value) in more.as_object().into_iter().flatten() {
        wanted[name] = value.clone();
    }
    let token = admin.token(wanted);
    Some((server, admin, mount, token))
}

const READER: &str = r#"path "MOUNT/data/*" { capabilities = ["read"] }
                        path "MOUNT/subkeys/*" { capabilities = ["read"] }
                        path "MOUNT/metadata/*" { capabilities = ["read", "list"] }"#;

fn asked(calls: &[String]) -> usize {
    calls.iter().filter(|call| *call == ASKED).count()
}

#[test]
fn moving_over_twenty_secrets_asks_for_the_rights_once() {
    let Some((server, _, mount, token)) = ground(READER, &json!({})) else { return };
    let mut console = console(server, &token, &mount);
    let calls = server.calls();
    console.work("l").work("jjjjjjjjjjjjjjjjjjj").shows("20");
    assert_eq!(console.app.shared().selected.as_ref().unwrap().path.as_str(), "app/s29");
    console.work("kkkkk");
    assert_eq!(asked(&calls.with(&token)), 1);
    // Everything is asked again when the person says so, and still in one call.
    console.work("R").work("kkk");
    assert_eq!(asked(&calls.with(&token)), 2);
}

#[test]
fn what_the_login_may_not_do_is_told_before_anything_is_sent() {
    let Some((server, _, mount, token)) = ground(READER, &json!({})) else { return };
    let mut console = console(server, &token, &mount);
    console.work("l");
    let calls = server.calls();
    console.work("d").shows("delete: the login may not delete here").hides("Delete app");
    console.work("e").shows("edit: the login may not write here");
    console.work("D").shows("the login may not remove secrets for good here");
    console.work("H").work("u").shows("the login may not undelete here");
    console.work("D").shows("the login may not destroy versions here");
    assert_eq!(calls.with(&token), Vec::<String>::new());
    console.work("3r").shows("one");
}

#[test]
fn a_login_that_may_not_ask_learns_from_refusals_and_remembers_them() {
    let rules = r#"path "MOUNT/data/*" { capabilities = ["read"] }
                   path "MOUNT/metadata/*" { capabilities = ["read", "list"] }"#;
    let Some((server, _, mount, token)) = ground(rules, &json!({ "no_default_policy": true })) else {
        return;
    };
    let mut console = console(server, &token, &mount);
    console.work("l").work("d").shows("Delete app/s10?").work("y").shows("not allowed");
    let calls = server.calls();
    console.work("d").shows("delete: the login may not delete here").hides("Delete app/s10?");
    assert_eq!(calls.with(&token), Vec::<String>::new());
    // Another secret may be another matter, and so may be this one after a while.
    console.work("jd").shows("Delete app/s11?").work("<esc>k");
    console.work("R").work("d").shows("Delete app/s10?");
}

#[test]
fn a_place_of_version_1_keeps_no_versions_and_says_so_before() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv1();
    admin.write(&format!("{mount}/app"), json!({ "content": "one" }));
    let mut console = console(server, server.root(), &mount);
    console.shows("this place keeps no versions");
    console.work("d").shows("This place keeps no versions: it will be gone for good").work("<esc>");
    console.work("H").work("o").shows("roll back to it: this place keeps no versions");
    console.work("b").shows("this place keeps no bin");
}

#[test]
fn where_nothing_may_be_listed_a_path_can_be_typed_and_only_that_is_read() {
    let rules = r#"path "MOUNT/data/app/*" { capabilities = ["read"] }
                   path "MOUNT/subkeys/app/*" { capabilities = ["read"] }"#;
    let Some((server, _, mount, token)) = ground(rules, &json!({})) else { return };
    let mut console = console(server, &token, &mount);
    console.shows("The names cannot be listed").shows("may not list").shows("J opens a secret by its path");
    let calls = server.calls();
    console.work("Japp/s15").shows("not listed").work("<enter>").shows("s15").shows("content");
    let made = calls.with(&token);
    assert_eq!(made.iter().filter(|call| call.contains("/subkeys/")).count(), 1, "{made:?}");
    assert!(made.iter().all(|call| call.contains("app/s15") || call == ASKED), "{made:?}");
    console.work("r").shows("one");
    // It stays after a refresh, which cannot list it either.
    console.work("R").shows("s15");
    console.work("Japp/s16<enter>").shows("s16").shows("s15");
}

#[test]
fn a_typed_path_that_leads_nowhere_is_told_and_leaves_no_row() {
    let rules = r#"path "MOUNT/data/*" { capabilities = ["read"] }
                   path "MOUNT/subkeys/*" { capabilities = ["read"] }"#;
    let Some((server, _, mount, token)) = ground(rules, &json!({})) else { return };
    let mut console = console(server, &token, &mount);
    console.work("Japp/nothing<enter>").shows("there is no app/nothing in pay");
    assert!(console.app.shared().names.as_ref().unwrap().entries().is_empty());
}

#[test]
fn names_that_the_server_leaves_out_can_be_typed() {
    let rules = r#"path "MOUNT/metadata/*" { capabilities = ["read", "list", "scan"]
                     list_scan_response_keys_filter_path = "{{ .path | replace \"metadata\" \"data\" }}{{ .key }}" }
                   path "MOUNT/data/mine" { capabilities = ["read"] }
                   path "MOUNT/data/app/s10" { capabilities = ["read"] }"#;
    let Some((server, admin, mount, token)) = ground(rules, &json!({})) else { return };
    admin.put(&mount, "mine", json!({ "content": "my own" }));
    admin.put(&mount, "theirs", json!({ "content": "not mine" }));
    let mut console = console(server, &token, &mount);
    console.shows("mine").hides("theirs").hides("app");
    console.work("Japp/s10<enter>").shows("s10").work("r").shows("one");
}

#[test]
fn a_server_that_is_sealed_is_seen_without_a_key_and_so_is_that_it_is_open_again() {
    let Some(server) = OpenBao::own(Settings { storage: Storage::Raft, ..Settings::default() }) else {
        return;
    };
    let admin = server.admin();
    let mount = admin.kv2();
    for name in ["a", "b"] {
        admin.put(&mount, name, json!({ "content": "one" }));
    }
    let mut console = console(&server, server.root(), &mount);
    console.shows("OpenBao 2.").shows("root · RW").shows("● corp");
    server.seal();
    console.work("j").shows("is sealed").shows("✗ corp").shows(" · sealed").hides("RW");
    console.pass(Duration::from_secs(5)).settle().shows("✗ corp");
    server.unseal();
    console.pass(Duration::from_secs(10)).settle().shows("● corp").shows("root · RW").hides("sealed");
    console.shows("content").work("r").shows("one");
}

#[test]
fn a_server_that_is_gone_is_seen_without_a_key() {
    let Some(mut server) = OpenBao::own(Settings { storage: Storage::Raft, ..Settings::default() }) else {
        return;
    };
    let admin = server.admin();
    let mount = admin.kv2();
    for name in ["a", "b"] {
        admin.put(&mount, name, json!({ "content": "one" }));
    }
    let mut console = console(&server, server.root(), &mount);
    console.shows("● corp");
    server.kill();
    console.work("j").shows("✗ corp").hides("RW");
    server.start();
    server.unseal();
    console.pass(Duration::from_secs(5)).settle().shows("● corp").shows("RW").shows("content");
}

const UNNAMED: &str = r#"path "MOUNT/data/*" { capabilities = ["read"] }
                         path "MOUNT/metadata/*" { capabilities = ["read", "list"] }"#;

fn values_read(calls: &[String]) -> usize {
    calls.iter().filter(|call| call.starts_with("read ") && call.contains("/data/")).count()
}

#[test]
fn no_value_is_read_for_who_passes_by_and_one_that_is_asked_for_tells_all_fields() {
    let Some((server, admin, mount, token)) = ground(UNNAMED, &json!({})) else { return };
    admin.put(&mount, "app/s11", json!({ "user": "bob", "password": "the-value" }));
    let mut console = console(server, &token, &mount);
    let calls = server.calls();
    console.work("l").work("j").shows("not read unasked").shows("v2").work("jjj").work("kkk");
    assert_eq!(values_read(&calls.with(&token)), 0);
    console.work("r").shows("the-value").shows("user").hides("not read unasked");
    console.work("r").hides("the-value").shows("user");
    console.work("4Gr").shows("bob");
    assert_eq!(values_read(&calls.with(&token)), 2, "once for each reveal");
}

#[test]
fn a_mount_without_versions_reads_nothing_for_who_passes_by_either() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv1();
    admin.write(&format!("{mount}/app/one"), json!({ "user": "bob", "password": "the-value" }));
    admin.write(&format!("{mount}/app/two"), json!({ "content": "other" }));
    let policy = r#"path "MOUNT/*" { capabilities = ["read", "list"] }"#.replace("MOUNT", &mount);
    let token = admin.token(json!({ "policies": [admin.policy(&policy)] }));
    let mut console = console(server, &token, &mount);
    let calls = server.calls();
    console.work("l").work("jk").shows("not read unasked");
    let read = |calls: &[String]| {
        calls.iter().filter(|call| call.starts_with("read ") && call.contains("app/")).count()
    };
    assert_eq!(read(&calls.with(&token)), 0);
    console.work("r").shows("the-value").shows("user");
    assert_eq!(read(&calls.with(&token)), 1);
}
