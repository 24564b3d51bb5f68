//! Histories that are trimmed, planned to end, or only labels.

use super::{Login, listed};
use crate::support::changes::{after, first, numbers, path};
use crate::support::home::Home;
use crate::support::servers::{OpenBao, until};
use serde_json::json;
use strongroom::domain::{Folder, ProviderId, TeamId, VersionNumber, VersionState, Which};
use strongroom::ops::read::Why;
use strongroom::ops::{Session, history, read};
use strongroom::provider::Error;

#[tokio::test(flavor = "multi_thread")]
async fn a_trimmed_version_says_from_where_on_versions_are_kept() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.write(&format!("{mount}/config"), json!({ "max_versions": 2 }));
    for value in ["one", "two", "three", "four"] {
        admin.put(&mount, "db", json!({ "content": value }));
    }
    let (provider, at) = (Login::root(server).connect(), path(&format!("{mount}/db")));
    let history = provider.versioning().unwrap().history(&at).await.unwrap();
    assert_eq!(history.iter().map(|info| info.number).collect::<Vec<_>>(), numbers(&[4, 3]));
    let Err(Error::NotFound { note: Some(note), .. }) =
        provider.read(&at, Which::Number(VersionNumber(1))).await
    else {
        panic!("it was trimmed away")
    };
    assert!(note.contains("from 3 on"), "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_planned_is_no_end_yet() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.write(&format!("{mount}/config"), json!({ "delete_version_after": "1h" }));
    let (provider, at) = (Login::root(server).connect(), path(&format!("{mount}/db")));
    provider.writing().unwrap().write(&at, first("one")).await.unwrap();
    let history = provider.versioning().unwrap().history(&at).await.unwrap();
    assert_eq!((history[0].state, history[0].deleted), (VersionState::Current, None));
    assert_eq!(listed(&*provider, &mount).await.0.len(), 1);
    assert!(provider.bin().unwrap().deleted(&Folder::new(&mount).unwrap()).await.unwrap().is_empty());

    admin.write(&format!("{mount}/config"), json!({ "delete_version_after": "1s" }));
    let brief = path(&format!("{mount}/brief"));
    provider.writing().unwrap().write(&brief, first("one")).await.unwrap();
    until(|| (admin.get(&mount, "brief").is_null()).then_some(())).unwrap();
    let bin = provider.bin().unwrap().deleted(&Folder::new(&mount).unwrap()).await.unwrap();
    assert_eq!(bin.iter().map(|binned| &binned.secret.path).collect::<Vec<_>>(), [&brief]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_that_is_planned_is_told_by_history_and_outline() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "stays" }));
    admin.write(&format!("{mount}/config"), json!({ "delete_version_after": "1h" }));
    admin.put(&mount, "db", json!({ "content": "goes" }));
    let at = path(&format!("{mount}/db"));
    let narrow =
        ["data", "metadata"].map(|door| format!("path \"{mount}/{door}/*\" {{ capabilities = [\"read\"] }}"));
    // Without the right to see the names alone the values are read for them, and tell the end as well.
    let reader = Login::of(server, admin.allowed(&narrow.join("\n")).token_in_use());
    for login in [Login::root(server), reader] {
        let provider = login.connect();
        let history = provider.versioning().unwrap().history(&at).await.unwrap();
        let [goes, stays] = &history[..] else { panic!("two versions: {history:?}") };
        assert_eq!(stays.ends, None);
        let ends = goes.ends.expect("an end is planned");
        let life = ends.since(goes.created).as_secs();
        assert!((3_599..=3_601).contains(&life), "{life} seconds");
        assert_eq!(provider.outline(&at, Which::Latest).await.unwrap().ends, Some(ends));
    }
}

#[test]
fn commands_tell_how_long_a_version_has_left() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "stays" }));
    admin.write(&format!("{mount}/config"), json!({ "delete_version_after": "90m" }));
    admin.put(&mount, "db", json!({ "content": "goes" }));
    let home = Home::new();
    let token = json!({ "token": server.root() }).to_string();
    let register = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    home.run(&[&register[..], &["--credentials-stdin", "-y"]].concat(), &token);
    home.run(&["team", "create", "payments", "--provider", "corp", "--root", &mount], "");
    let told = home.run(&["--team", "payments", "history", "db"], "");
    let lines: Vec<_> = told.lines().collect();
    assert!(lines[0].starts_with("v2  current") && lines[0].contains("ends 89m"), "{told}");
    assert!(!lines[1].contains("ends"), "{told}");
    let told = home.run(&["--team", "payments", "history", "db", "--json"], "");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert!(told[0]["ends"].as_str().is_some_and(|at| at.ends_with('Z')), "{told}");
    assert!(told[1].get("ends").is_none(), "{told}");
    // The server counts anew for what is brought back, by what the mount says then.
    home.run(&["--team", "payments", "delete", "db", "--versions", "1,2", "-y"], "");
    let told = home.run(&["--team", "payments", "undelete", "db"], "");
    assert!(told.starts_with("db: version 2 is back, until 20") && told.contains("ends by itself"), "{told}");
    admin.write(&format!("{mount}/config"), json!({ "delete_version_after": "0s" }));
    let told = home.run(&["--team", "payments", "undelete", "db", "--version", "1"], "");
    assert_eq!(told, "db: version 1 is back\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_without_a_version_are_no_secret() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.write(&format!("{mount}/metadata/only"), json!({ "custom_metadata": { "owner": "alice" } }));
    let (provider, at) = (Login::root(server).connect(), path(&format!("{mount}/only")));
    let missing = Error::not_found(format!("`{at}`"));
    assert_eq!(provider.read(&at, Which::Latest).await.map(|_| ()), Err(missing.clone()));
    assert_eq!(provider.versioning().unwrap().history(&at).await, Err(missing));
    assert_eq!(listed(&*provider, &mount).await.0.len(), 0);
    provider.writing().unwrap().write(&at, first("one")).await.unwrap();
    assert_eq!(provider.read(&at, Which::Latest).await.unwrap().secret.labels["owner"], "alice");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_yes_to_everything_and_is_not_believed() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let (provider, at) = (Login::root(server).connect(), path(&format!("{mount}/db")));
    let (writing, versioning) = (provider.writing().unwrap(), provider.versioning().unwrap());
    writing.write(&at, first("one")).await.unwrap();
    writing.write(&at, after(1, "two")).await.unwrap();
    let calls = server.calls();
    versioning.delete_versions(&at, &numbers(&[2])).await.unwrap();
    let wanted = ["read", "update", "read"].iter().zip(["metadata", "delete", "metadata"]);
    let wanted: Vec<_> = wanted.map(|(verb, door)| format!("{verb} {mount}/{door}/db")).collect();
    assert_eq!(calls.below(&mount), wanted);
    // Nothing is left to do, so nothing is asked for but how it stands.
    let calls = server.calls();
    versioning.delete_versions(&at, &numbers(&[2])).await.unwrap();
    assert_eq!(calls.below(&mount).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn fingerprints_are_known_of_what_was_read_and_nothing_is_read_for_them() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for value in ["one", "two", "one"] {
        admin.put(&mount, "db", json!({ "content": value }));
    }
    let corp = ProviderId::new("corp").unwrap();
    let login = Login::root(server);
    let session = Session::with_providers(
        login.keeper.clone(),
        vec![(corp.clone(), "Vault".into(), login.connect())],
        vec![(TeamId::personal(), corp, Folder::new(&mount).unwrap())],
    );
    let place = session.place(None).await.unwrap();
    let at = path("db");
    let known = async || {
        let versions = history::versions(&session, &place, &at).await.unwrap();
        versions.iter().map(|info| info.fingerprint).collect::<Vec<_>>()
    };
    assert_eq!(known().await, [None, None, None]);
    read::content(&session, &place, &at, Which::Latest, Why::Reveal).await.unwrap();
    let [Some(third), None, None] = known().await[..] else { panic!("version 3 alone was read") };
    let number = |number| Some(VersionNumber(number));
    let diff = history::diff(&session, &place, &at, number(1), number(3)).await.unwrap();
    assert!(diff.is_empty());
    assert_eq!(known().await, [Some(third), None, Some(third)]);
    // Another secret of the same name begins again.
    admin.delete(&format!("{mount}/metadata/db"));
    admin.put(&mount, "db", json!({ "content": "other" }));
    assert_eq!(known().await, [None]);
    read::content(&session, &place, &at, Which::Latest, Why::Read).await.unwrap();
    assert!(known().await[0].is_some_and(|print| print != third));
    session.lock();
    assert_eq!(known().await, [None], "locking forgets them");
}
