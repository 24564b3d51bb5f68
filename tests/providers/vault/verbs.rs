//! What users do, on a real server: verbs of the console and commands of the program.

use super::Login;
use crate::support::changes::{field, labels, path};
use crate::support::home::Home;
use crate::support::servers::OpenBao;
use serde_json::json;
use std::sync::Arc;
use strongroom::domain::{Address, Fields, Folder, Labels, ProviderId, TeamId, VersionNumber};
use strongroom::ops::{self, Session, put};
use strongroom::provider::{Ability, Error, Provider};
use strongroom::providers::memory::{OpenKeeper, Store};

/// A session with one team in this folder of the server.
fn session(provider: Arc<dyn Provider>, root: &str) -> Session {
    let (team, id) = (TeamId::new("payments").unwrap(), ProviderId::new("corp").unwrap());
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let root = Folder::new(root).unwrap();
    Session::with_providers(keeper, vec![(id.clone(), "vault".into(), provider)], vec![(team, id, root)])
}

async fn set(session: &Session, address: &str, value: &str, overwrite: bool) -> Result<(u64, bool), Error> {
    let place = session.place(None).await?;
    let address = Address::parse(address).unwrap();
    let name = address.field.clone().unwrap_or_else(|| "content".into());
    let standing = put::look(session, &place, address, None).await?;
    if !overwrite {
        standing.refuse_overwriting()?;
    }
    let saved =
        standing.write(session, &place, Fields::from_iter([field(&name, value)]), Labels::new()).await?;
    Ok((saved.version.0, saved.is_new))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_makes_no_version_on_either_kind_of_mount() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    for mount in [admin.kv2(), admin.kv1()] {
        let session = session(Login::root(server).connect(), &mount);
        assert_eq!(set(&session, "db#user", "a", false).await, Ok((1, true)));
        assert_eq!(set(&session, "db#user", "a", true).await, Ok((1, false)));
        assert!(matches!(set(&session, "db#user", "b", false).await, Err(Error::Exists { .. })));
        assert_eq!(set(&session, "db#password", "b", false).await, Ok((2, true)));
        let names =
            ops::list::all(&session, &session.place(None).await.unwrap(), &Folder::root()).await.unwrap();
        assert_eq!(names.secrets.iter().map(|secret| secret.path.clone()).collect::<Vec<_>>(), [path("db")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verb_that_a_mount_lacks_is_refused_with_the_reason() {
    let Some(server) = OpenBao::shared() else { return };
    let mount = server.admin().kv1();
    let session = session(Login::root(server).connect(), &mount);
    set(&session, "db", "x", false).await.unwrap();
    let place = session.place(None).await.unwrap();
    assert!(place.can.why_not(Ability::Versions).is_some() && place.can.why_not(Ability::Write).is_none());
    let refused = ops::history::versions(&session, &place, &path("db")).await;
    assert!(matches!(refused, Err(Error::Unsupported { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_put_in_place_by_who_may_not_look() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "user": "a", "password": "b" }));
    let rules = format!("path \"{mount}/data/*\" {{ capabilities = [\"patch\"] }}");
    let provider = Login::of(server, admin.allowed(&rules).token_in_use()).connect();
    let session = session(provider, &mount);
    let Err(Error::Denied { reason }) = set(&session, "db#password", "new", false).await else {
        panic!("it might replace something")
    };
    assert!(reason.contains("--overwrite"), "{reason}");
    assert_eq!(set(&session, "db#password", "new", true).await, Ok((2, true)));
    assert_eq!(admin.get(&mount, "db"), json!({ "user": "a", "password": "new" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_compared_rolled_back_and_restored() {
    let Some(server) = OpenBao::shared() else { return };
    let mount = server.admin().kv2();
    let session = session(Login::root(server).connect(), &mount);
    set(&session, "db#user", "a", false).await.unwrap();
    set(&session, "db#user", "b", true).await.unwrap();
    let place = session.place(None).await.unwrap();
    let (at, first) = (path("db"), VersionNumber::FIRST);
    let diff = ops::history::diff(&session, &place, &at, None, None).await.unwrap();
    assert_eq!((diff.from, diff.to), (first, VersionNumber(2)));
    let saved = ops::write::rollback(&session, &place, &at, first, None).await.unwrap();
    assert_eq!(saved.version, VersionNumber(3));
    ops::write::delete(&session, &place, &at, None).await.unwrap();
    assert_eq!(ops::list::bin(&session, &place).await.unwrap()[0].secret.path, at);
    assert_eq!(ops::write::undelete(&session, &place, &at, None).await.unwrap().0, VersionNumber(3));
    let note = labels(&[("owner", "alice")]);
    let standing = put::look(&session, &place, Address::parse("db").unwrap(), None).await.unwrap();
    let saved = standing.relabel(&session, &place, note).await.unwrap();
    assert_eq!((saved.version, saved.is_new), (VersionNumber(3), false));
}

#[test]
fn a_person_registers_a_server_and_works_in_it_by_commands() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let home = Home::new();
    let token = json!({ "token": server.root() }).to_string();
    let register = ["provider", "register", "corp", "--kind", "vault", "--url", &server.tls_address()];
    let options = ["--ca-cert", server.authority(), "--timeout", "30s", "--credentials-stdin", "-y"];
    let said = home.run(&[&register[..], &options[..]].concat(), &token);
    assert!(said.contains("OpenBao 2.") && !said.contains(server.root()), "{said}");
    home.run(&["team", "create", "payments", "--provider", "corp", "--root", &mount], "");
    home.run(&["--team", "payments", "set", "db/prod#password", "--stdin"], "s3cret");
    assert_eq!(admin.get(&mount, "db/prod"), json!({ "password": "s3cret" }));
    assert_eq!(home.run(&["--team", "payments", "get", "db/prod#password"], ""), "s3cret\n");
    assert_eq!(home.run(&["--team", "payments", "list"], ""), "db/prod\n");
    home.run(&["--team", "payments", "delete", "db/prod", "-y"], "");
    assert_eq!(home.run(&["--team", "payments", "list"], ""), "");
    home.run(&["--team", "payments", "undelete", "db/prod"], "");
    assert_eq!(home.run(&["--team", "payments", "get", "db/prod#password"], ""), "s3cret\n");
    let configuration = std::fs::read_to_string(home.folder().join("config/config.toml")).unwrap();
    assert!(!configuration.contains(server.root()), "a credential in the configuration");
}
