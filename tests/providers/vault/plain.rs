//! Mounts of KV version 1: the sentences of the contract that hold without versions, and honesty about the rest.

use super::{Login, listed};
use crate::support::changes::{after, change, content, first, json, labels, numbers, path};
use crate::support::home::Home;
use crate::support::servers::OpenBao;
use serde_json::json as body;
use std::sync::Arc;
use strongroom::domain::{Labels, SecretKind, SecretPath, VersionNumber, Which};
use strongroom::provider::{Base, Change, Error, Provider};

/// A mount, and a path in it.
fn place() -> Option<(Arc<dyn Provider>, String, SecretPath)> {
    let server = OpenBao::shared()?;
    let mount = server.admin().kv1();
    let at = path(&format!("{mount}/db/prod"));
    Some((Login::root(server).connect(), mount, at))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_is_read_back_with_its_types() {
    let Some((provider, mount, at)) = place() else { return };
    let fields = json(r#"{"port": 5432, "password": "p", "deep": {"a": [1, true, null]}}"#);
    let writing = provider.writing().unwrap();
    assert_eq!(
        writing.write(&at, change(SecretKind::KeyValue, Base::Absent, fields)).await,
        Ok(VersionNumber(1))
    );
    let read = provider.read(&at, Which::Latest).await.unwrap();
    let told = read.fields.to_json().expose_text(str::to_owned).unwrap();
    assert_eq!(told, r#"{"deep":{"a":[1,true,null]},"password":"p","port":5432}"#);
    assert_eq!((read.kind(), read.secret.version), (SecretKind::KeyValue, Some(VersionNumber(1))));
    assert_eq!(listed(&*provider, &mount).await.0.into_iter().collect::<Vec<_>>(), [at.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_refused_when_somebody_else_wrote_since_it_was_read() {
    let Some((provider, mount, at)) = place() else { return };
    let writing = provider.writing().unwrap();
    writing.write(&at, first("one")).await.unwrap();
    assert!(matches!(writing.write(&at, first("again")).await, Err(Error::Exists { .. })));
    assert_eq!(writing.write(&at, after(1, "two")).await, Ok(VersionNumber(2)));
    let admin = OpenBao::shared().unwrap().admin();
    admin.write(&format!("{mount}/db/prod"), body!({ "content": "theirs" }));
    let refused = writing.write(&at, after(2, "ours")).await;
    assert_eq!(refused, Err(Error::Conflict { current: Some(VersionNumber(3)) }));
    assert_eq!(content(&*provider, &at, Which::Latest).await, "theirs");
    assert_eq!(writing.write(&at, after(3, "ours")).await, Ok(VersionNumber(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_forty_racing_writers_of_this_program_one_wins() {
    let Some((provider, _, at)) = place() else { return };
    provider.writing().unwrap().write(&at, first("start")).await.unwrap();
    let writers: Vec<_> = (0..40)
        .map(|writer| {
            let (provider, at) = (Arc::clone(&provider), at.clone());
            tokio::spawn(async move {
                provider.writing().unwrap().write(&at, after(1, &format!("writer {writer}"))).await
            })
        })
        .collect();
    let mut won = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(number) => won += u32::from(number == VersionNumber(2)),
            Err(error) => assert_eq!(error, Error::Conflict { current: Some(VersionNumber(2)) }),
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_does_not_keep_is_refused_with_the_reason() {
    let Some((provider, mount, at)) = place() else { return };
    let labelled = Change { labels: Some(labels(&[("owner", "alice")])), ..first("one") };
    let refused = [
        provider.writing().unwrap().write(&at, labelled).await.map(|_| ()),
        provider.versioning().unwrap().history(&at).await.map(|_| ()),
        provider.versioning().unwrap().destroy(&at, &numbers(&[1])).await,
        provider
            .patching()
            .unwrap()
            .patch(&at, crate::support::changes::field("a", "b"), None)
            .await
            .map(|_| ()),
    ];
    for refusal in refused {
        let Err(Error::Unsupported { what }) = refusal else { panic!("{refusal:?}") };
        assert!(what.contains("version 1") && what.contains(&mount), "{what}");
    }
    let empty = Change { labels: Some(Labels::new()), ..first("one") };
    assert_eq!(provider.writing().unwrap().write(&at, empty).await, Ok(VersionNumber(1)));
    assert!(matches!(
        provider.writing().unwrap().write_labels(&at, labels(&[("a", "b")])).await,
        Err(Error::Unsupported { .. })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_gone() {
    let Some((provider, mount, at)) = place() else { return };
    let writing = provider.writing().unwrap();
    writing.write(&at, first("one")).await.unwrap();
    writing.delete(&at).await.unwrap();
    let missing = Err(Error::not_found(format!("`{at}`")));
    assert_eq!(writing.delete(&at).await, missing);
    assert_eq!(writing.erase(&at).await, missing);
    assert_eq!(provider.read(&at, Which::Latest).await.map(|_| ()), missing);
    assert_eq!(writing.write(&at, after(1, "lost")).await, Err(Error::Conflict { current: None }));
    assert_eq!(listed(&*provider, &mount).await.0.len(), 0);
    writing.write(&at, first("new")).await.unwrap();
}

#[test]
fn a_command_that_deletes_says_that_it_is_for_good() {
    let Some(server) = OpenBao::shared() else { return };
    let (home, admin) = (Home::new(), server.admin());
    let mount = admin.kv1();
    admin.write(&format!("{mount}/app"), body!({ "content": "one" }));
    let at = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let credentials = body!({ "token": server.root() }).to_string();
    home.run(&[&at[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    home.run(&["team", "create", "old", "--provider", "corp", "--root", &mount], "");
    let said = home.run(&["--team", "old", "delete", "app", "-y"], "");
    assert!(said.contains("app: deleted for good; this place keeps no versions"), "{said}");
    assert_eq!(admin.call("GET", &format!("{mount}/app"), None).status, 404);
}
