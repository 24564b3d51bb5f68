//! What the login may do, told before it is tried: each right taken away in turn, many secrets at once, logins that
//! may not ask.

use super::Login;
use crate::support::changes::path;
use crate::support::servers::OpenBao;
use serde_json::json;
use strongroom::domain::{SecretPath, Which};
use strongroom::provider::{Provider, Right, Rights};

const ASKED: &str = "update sys/capabilities-self";

/// Everything that the verbs need in KV version 2, a door of the API with its capabilities each.
const ALL: &[(&str, &[&str])] = &[
    ("data", &["create", "read", "update", "patch", "delete"]),
    ("metadata", &["read", "update", "delete"]),
    ("delete", &["update"]),
    ("undelete", &["update"]),
    ("destroy", &["update"]),
];

/// What is taken away, and what is refused then.
type Case = (&'static [(&'static str, &'static str)], &'static [Right]);

fn rules(mount: &str, without: &[(&str, &str)]) -> String {
    let rule = |(door, verbs): &(&str, &[&str])| {
        let left = verbs.iter().filter(|verb| !without.contains(&(door, verb)));
        let verbs: Vec<String> = left.map(|verb| format!("\"{verb}\"")).collect();
        format!("path \"{mount}/{door}/*\" {{ capabilities = [{}] }}\n", verbs.join(", "))
    };
    ALL.iter().map(rule).collect()
}

async fn rights(provider: &dyn Provider, paths: &[SecretPath]) -> Vec<Option<Rights>> {
    provider.permitting().unwrap().rights(paths).await.unwrap()
}

fn refused(rights: Option<Rights>) -> Vec<Right> {
    let rights = rights.expect("rights");
    Right::ALL.into_iter().filter(|right| !rights.may(*right)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_right_that_is_taken_away_is_told() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let at = path(&format!("{mount}/app/db"));
    // Deleting is possible by either of two doors, one of which needs no sight of the history.
    let cases: &[Case] = &[
        (&[], &[]),
        (&[("data", "read")], &[Right::Read]),
        (&[("data", "create")], &[Right::Create]),
        (&[("data", "update")], &[Right::Update]),
        (&[("data", "patch")], &[Right::Patch]),
        (&[("data", "delete")], &[]),
        (&[("delete", "update")], &[]),
        (&[("data", "delete"), ("delete", "update")], &[Right::Delete]),
        (&[("undelete", "update")], &[Right::Undelete]),
        (&[("destroy", "update")], &[Right::Destroy]),
        (&[("metadata", "delete")], &[Right::Erase]),
        (&[("metadata", "update")], &[Right::Labels]),
        (
            &[("metadata", "read")],
            &[Right::Undelete, Right::Destroy, Right::Erase, Right::History, Right::Labels],
        ),
        (
            &[("metadata", "read"), ("data", "delete")],
            &[Right::Delete, Right::Undelete, Right::Destroy, Right::Erase, Right::History, Right::Labels],
        ),
    ];
    for (without, wanted) in cases {
        let token = admin.allowed(&rules(&mount, without)).token_in_use().to_owned();
        let provider = Login::of(server, &token).connect();
        let told = rights(&*provider, std::slice::from_ref(&at)).await;
        assert_eq!(refused(told[0]), *wanted, "without {without:?}");
    }
    let root = Login::root(server).connect();
    assert_eq!(refused(rights(&*root, &[at]).await[0]), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_what_the_server_does() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "app/db", json!({ "content": "one" }));
    let at = path(&format!("{mount}/app/db"));
    for without in [&[("metadata", "delete")][..], &[("destroy", "update")], &[("data", "read")]] {
        let token = admin.allowed(&rules(&mount, without)).token_in_use().to_owned();
        let provider = Login::of(server, &token).connect();
        let told = rights(&*provider, std::slice::from_ref(&at)).await[0].unwrap();
        let versions = provider.versioning().unwrap();
        assert_eq!(told.may(Right::Read), provider.read(&at, Which::Latest).await.is_ok(), "{without:?}");
        assert_eq!(told.may(Right::History), versions.history(&at).await.is_ok(), "{without:?}");
        let first = [strongroom::domain::VersionNumber(1)];
        assert_eq!(told.may(Right::Delete), versions.delete_versions(&at, &first).await.is_ok());
        assert_eq!(told.may(Right::Undelete), versions.undelete(&at, &first).await.is_ok());
        assert_eq!(told.may(Right::Destroy), versions.destroy(&at, &first).await.is_ok(), "{without:?}");
        assert_eq!(told.may(Right::Erase), provider.writing().unwrap().erase(&at).await.is_ok());
        admin.put(&mount, "app/db", json!({ "content": "again" }));
        if told.may(Right::Erase) {
            continue;
        }
        admin.delete(&format!("{mount}/metadata/app/db"));
        admin.put(&mount, "app/db", json!({ "content": "one" }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_secrets_take_few_calls() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let token = admin.allowed(&rules(&mount, &[])).token_in_use().to_owned();
    let provider = Login::of(server, &token).connect();
    // The mounts are asked for once.
    rights(&*provider, &[path(&format!("{mount}/a"))]).await;
    let all: Vec<SecretPath> = (0..199).map(|number| path(&format!("{mount}/dir/{number}"))).collect();
    let calls = server.calls();
    assert!(rights(&*provider, &all).await.iter().all(Option::is_some));
    assert_eq!(calls.with(&token), [ASKED]);
    let more = [all, vec![path(&format!("{mount}/dir/one more"))]].concat();
    let calls = server.calls();
    assert_eq!(rights(&*provider, &more).await.len(), 200);
    assert_eq!(calls.with(&token), [ASKED, ASKED]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_may_not_ask_asks_once_and_works_all_the_same() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "app/db", json!({ "content": "one" }));
    let policy = admin.policy(&rules(&mount, &[]));
    let token = admin.token(json!({ "policies": [policy], "no_default_policy": true }));
    let provider = Login::of(server, &token).connect();
    let at = path(&format!("{mount}/app/db"));
    let calls = server.calls();
    for _ in 0..3 {
        assert_eq!(rights(&*provider, std::slice::from_ref(&at)).await, [None]);
    }
    assert_eq!(calls.with(&token).iter().filter(|call| *call == ASKED).count(), 1);
    provider.read(&at, Which::Latest).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_of_version_1_has_the_rights_of_its_one_path() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv1();
    let token = admin
        .allowed(&format!("path \"{mount}/*\" {{ capabilities = [\"read\", \"update\"] }}"))
        .token_in_use()
        .to_owned();
    let provider = Login::of(server, &token).connect();
    let told = rights(&*provider, &[path(&format!("{mount}/app")), path("nowhere/app")]).await;
    let told_here = told[0].unwrap();
    let may = [Right::Read, Right::Create, Right::Update, Right::Delete].map(|right| told_here.may(right));
    assert_eq!((may, told[1]), ([true, false, true, false], None));
}
