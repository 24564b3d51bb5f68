//! What every store that can write, keeps versions and has a bin must do: each sentence of the contract, once.

use super::stores::Place;
use crate::support::changes::{
    after, change, content, field, fingerprint, first, json, labels, numbers, text,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use strongroom::domain::{
    Fields, Folder, Secret, SecretKind, SecretState, SecretValue, Shape, VersionNumber, VersionState, Which,
};
use strongroom::provider::{Base, Capabilities, Change, Error, Result};

/// Runs every sentence against every store.
macro_rules! contract {
    ($($sentence:ident,)*) => {
        mod memory { $(#[tokio::test] async fn $sentence() {
            super::$sentence(&super::super::stores::memory(stringify!($sentence))).await;
        })* }
        mod local { $(#[tokio::test(flavor = "multi_thread")] async fn $sentence() {
            super::$sentence(&super::super::stores::local(stringify!($sentence)).await).await;
        })* }
    };
}

contract! {
    it_says_what_it_can_do,
    a_secret_is_read_back_as_it_was_written,
    types_and_order_of_fields_are_kept,
    values_of_any_bytes_and_a_megabyte_are_kept,
    odd_names_are_names,
    a_name_that_is_taken_is_refused,
    a_moved_base_is_a_conflict_and_nothing_is_written,
    a_base_on_a_missing_secret_is_a_conflict,
    of_forty_racing_creators_one_wins,
    of_forty_racing_writers_each_version_has_one_winner,
    a_secret_keeps_its_kind_while_it_has_a_history,
    labels_are_kept_or_replaced,
    a_missing_secret_is_not_found_by_any_verb,
    a_list_holds_what_lies_below_the_folder,
    a_deleted_secret_lies_in_the_bin,
    older_versions_of_a_deleted_secret_can_be_read,
    numbering_goes_on_after_a_delete,
    undelete_brings_back,
    undelete_of_a_destroyed_or_unknown_version_changes_nothing,
    deleting_versions_leaves_those_that_are_gone,
    deleting_an_unknown_version_changes_nothing,
    destroy_takes_the_content_and_leaves_the_place,
    a_destroyed_newest_version_lies_in_the_bin_and_does_not_come_back,
    erase_takes_everything,
    history_is_newest_first_and_complete,
    an_outline_tells_names_and_types,
}

async fn it_says_what_it_can_do(place: &Place) {
    assert!(!Capabilities::of(&*place.provider, false).is_read_only());
    assert!(place.provider.versioning().is_some() && place.provider.bin().is_some());
    place.provider.health().await.unwrap();
    place.provider.check_path(&place.at("any name")).unwrap();
}

async fn a_secret_is_read_back_as_it_was_written(place: &Place) {
    let at = place.at("db/prod");
    let fields: Fields = [field("username", "app"), field("password", "hunter2")].into_iter().collect();
    let owner = labels(&[("owner", "alice"), ("note", "línea")]);
    let write = Change { labels: Some(owner.clone()), ..change(SecretKind::BasicAuth, Base::Absent, fields) };
    assert_eq!(place.writing().write(&at, write).await, Ok(VersionNumber::FIRST));

    let read = place.provider.read(&at, Which::Latest).await.unwrap();
    assert_eq!((&read.secret.path, read.secret.kind), (&at, Some(SecretKind::BasicAuth)));
    assert_eq!((read.secret.labels, read.secret.state), (owner, SecretState::Active));
    assert_eq!(read.secret.version, Some(VersionNumber::FIRST));
    assert!(read.secret.updated.is_some());
    let values: Vec<_> = read.fields.iter().map(|f| f.value.expose_text(str::to_owned).unwrap()).collect();
    assert_eq!(values, ["app", "hunter2"]);
    let numbered = place.provider.read(&at, Which::Number(VersionNumber::FIRST)).await.unwrap();
    assert_eq!(numbered.secret.version, Some(VersionNumber::FIRST));
    assert_eq!(
        place.provider.read(&at, Which::Number(VersionNumber(2))).await.unwrap_err(),
        Error::not_found(format!("version 2 of `{at}`"))
    );
    let unheard_of = Which::Number(VersionNumber(u64::MAX));
    assert!(matches!(place.provider.read(&at, unheard_of).await, Err(Error::NotFound { .. })));
    assert!(matches!(
        place.provider.read(&at, Which::Number(VersionNumber(0))).await,
        Err(Error::NotFound { .. })
    ));
}

async fn types_and_order_of_fields_are_kept(place: &Place) {
    let at = place.at("typed");
    let written = r#"{"z":1,"a":"1","on":true,"none":null,"list":[1, 2.50],"deep":{"b":1,"a":2}}"#;
    let write = change(SecretKind::KeyValue, Base::Absent, json(written));
    place.writing().write(&at, write).await.unwrap();
    let read = place.provider.read(&at, Which::Latest).await.unwrap();
    assert_eq!(read.fields.to_json().expose_text(str::to_owned).unwrap(), written);
    assert_eq!(
        fingerprint(SecretKind::KeyValue, &read.fields),
        fingerprint(SecretKind::KeyValue, &json(written))
    );
}

async fn values_of_any_bytes_and_a_megabyte_are_kept(place: &Place) {
    let bytes: Vec<u8> = (0..1024 * 1024 + 3).map(|i: u32| i.to_le_bytes()[0] ^ i.to_le_bytes()[1]).collect();
    for (name, value) in [("big", bytes), ("empty", Vec::new()), ("nul", vec![0, 255, 10, 27])] {
        let at = place.at(name);
        let mut fields = Fields::content(SecretValue::copied(&value));
        let mut content = fields.take("content").unwrap();
        content.shape = Shape::Binary;
        fields.put(content);
        place.writing().write(&at, change(SecretKind::Generic, Base::Absent, fields)).await.unwrap();
        let read = place.provider.read(&at, Which::Latest).await.unwrap();
        let field = read.fields.field("content").unwrap();
        assert!(field.value.same_as(&SecretValue::new(value)) && field.shape == Shape::Binary);
    }
}

async fn odd_names_are_names(place: &Place) {
    let long = "n".repeat(1024 - place.root.len() - 1);
    let names = [
        "with space",
        "Müller/日本語/🔑",
        "a.b",
        "...",
        "%2e%2e",
        "a'b\"c`d",
        "*?[x]",
        "--flag",
        "A",
        "a",
        &long,
    ];
    for name in names {
        place.writing().write(&place.at(name), first(name)).await.unwrap();
    }
    for name in names {
        assert_eq!(content(&*place.provider, &place.at(name), Which::Latest).await, name);
    }
    let wanted: BTreeSet<_> = names.iter().map(|name| place.at(name)).collect();
    assert_eq!(listed(place, "").await.into_iter().map(|s| s.path).collect::<BTreeSet<_>>(), wanted);
}

async fn a_name_that_is_taken_is_refused(place: &Place) {
    let at = place.at("taken");
    place.writing().write(&at, first("one")).await.unwrap();
    let refused = place.writing().write(&at, first("two")).await;
    assert!(matches!(refused, Err(Error::Exists { .. })), "{refused:?}");
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "one");
}

async fn a_moved_base_is_a_conflict_and_nothing_is_written(place: &Place) {
    let at = place.at("moved");
    place.writing().write(&at, first("one")).await.unwrap();
    assert_eq!(place.writing().write(&at, after(1, "two")).await, Ok(VersionNumber(2)));
    for base in [1, 3] {
        let refused = place.writing().write(&at, after(base, "lost")).await;
        assert_eq!(refused, Err(Error::Conflict { current: Some(VersionNumber(2)) }));
    }
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "two");
    assert_eq!(place.versioning().history(&at).await.unwrap().len(), 2);
}

async fn a_base_on_a_missing_secret_is_a_conflict(place: &Place) {
    let refused = place.writing().write(&place.at("missing"), after(1, "lost")).await;
    assert_eq!(refused, Err(Error::Conflict { current: None }));
    assert_eq!(listed(place, "").await, []);
}

async fn of_forty_racing_creators_one_wins(place: &Place) {
    let results = race(place, "created", |writer| first(&format!("writer {writer}"))).await;
    let winners: Vec<_> = (0..).zip(&results).filter(|(_, result)| result.is_ok()).map(|(w, _)| w).collect();
    let [winner] = winners[..] else { panic!("{} writers won", winners.len()) };
    assert!(results.iter().all(|r| matches!(r, Ok(VersionNumber::FIRST) | Err(Error::Exists { .. }))));
    let there = content(&*place.provider, &place.at("created"), Which::Latest).await;
    assert_eq!(there, format!("writer {winner}"));
}

async fn of_forty_racing_writers_each_version_has_one_winner(place: &Place) {
    let at = place.at("raced");
    place.writing().write(&at, first("start")).await.unwrap();
    for base in 1..=5 {
        let results = race(place, "raced", |writer| after(base, &format!("writer {writer}"))).await;
        assert_eq!(results.iter().filter(|result| **result == Ok(VersionNumber(base + 1))).count(), 1);
        assert_eq!(results.iter().filter(|r| matches!(r, Err(Error::Conflict { .. }))).count(), 39);
    }
    let history = place.versioning().history(&at).await.unwrap();
    assert_eq!(history.iter().map(|info| info.number).collect::<Vec<_>>(), numbers(&[6, 5, 4, 3, 2, 1]));
}

async fn a_secret_keeps_its_kind_while_it_has_a_history(place: &Place) {
    let at = place.at("kind");
    place.writing().write(&at, first("one")).await.unwrap();
    let other = |base| change(SecretKind::ApiKey, base, text("key"));
    let base = Base::Version(VersionNumber::FIRST);
    assert!(matches!(place.writing().write(&at, other(base)).await, Err(Error::Invalid { .. })));
    place.writing().delete(&at).await.unwrap();
    let refused = place.writing().write(&at, other(Base::Absent)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    place.writing().erase(&at).await.unwrap();
    assert_eq!(place.writing().write(&at, other(Base::Absent)).await, Ok(VersionNumber::FIRST));
}

async fn labels_are_kept_or_replaced(place: &Place) {
    let at = place.at("labelled");
    let (one, two) = (labels(&[("owner", "alice"), ("tier", "1")]), labels(&[("owner", "bob")]));
    place.writing().write(&at, Change { labels: Some(one.clone()), ..first("one") }).await.unwrap();
    place.writing().write(&at, after(1, "two")).await.unwrap();
    assert_eq!(listed(place, "").await[0].labels, one);

    place.writing().write_labels(&at, two.clone()).await.unwrap();
    let listed_now = &listed(place, "").await[0];
    assert_eq!((&listed_now.labels, listed_now.version), (&two, Some(VersionNumber(2))));
    assert_eq!(place.versioning().history(&at).await.unwrap().len(), 2);

    place.writing().delete(&at).await.unwrap();
    let refused = place.writing().write_labels(&at, one.clone()).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })));
    place.writing().write(&at, first("again")).await.unwrap();
    assert_eq!(listed(place, "").await[0].labels, two);
    place.writing().write(&at, Change { labels: Some(labels(&[])), ..after(3, "bare") }).await.unwrap();
    assert_eq!(listed(place, "").await[0].labels, labels(&[]));
}

async fn a_missing_secret_is_not_found_by_any_verb(place: &Place) {
    let at = place.at("never");
    let one = numbers(&[1]);
    let refused = [
        place.provider.read(&at, Which::Latest).await.map(|_| ()),
        place.provider.outline(&at, Which::Latest).await.map(|_| ()),
        place.writing().write_labels(&at, labels(&[])).await,
        place.writing().delete(&at).await,
        place.writing().erase(&at).await,
        place.versioning().history(&at).await.map(|_| ()),
        place.versioning().delete_versions(&at, &one).await,
        place.versioning().undelete(&at, &one).await,
        place.versioning().destroy(&at, &one).await,
    ];
    assert!(refused.iter().all(|r| *r == Err(Error::not_found(format!("`{at}`")))), "{refused:?}");
}

async fn a_list_holds_what_lies_below_the_folder(place: &Place) {
    for name in ["a/x", "a/deep/er/y", "ab/z", "a b/w", "b"] {
        place.writing().write(&place.at(name), first(name)).await.unwrap();
    }
    let names = |found: Vec<Secret>| found.iter().map(|s| s.path.clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(listed(place, "a").await), [place.at("a/x"), place.at("a/deep/er/y")].into());
    assert_eq!(names(listed(place, "a/deep").await), [place.at("a/deep/er/y")].into());
    assert_eq!(names(listed(place, "b").await), [].into());
    assert_eq!(listed(place, "").await.len(), 5);
    assert!(
        listed(place, "").await.iter().all(|s| s.kind == Some(SecretKind::Generic) && s.updated.is_some())
    );
    let everything = list_at(place, &Folder::root()).await;
    assert!(everything.iter().any(|secret| secret.path == place.at("b")));
}

async fn a_deleted_secret_lies_in_the_bin(place: &Place) {
    let at = place.at("gone");
    let owner = labels(&[("owner", "alice")]);
    place.writing().write(&at, Change { labels: Some(owner.clone()), ..first("one") }).await.unwrap();
    place.writing().write(&place.at("other"), first("stays")).await.unwrap();
    assert_eq!(binned(place).await.len(), 0);
    place.writing().delete(&at).await.unwrap();

    assert_eq!(
        listed(place, "").await.iter().map(|s| s.path.clone()).collect::<Vec<_>>(),
        [place.at("other")]
    );
    let bin = binned(place).await;
    assert_eq!((&bin[0].secret.path, &bin[0].secret.labels), (&at, &owner));
    assert_eq!((bin[0].secret.state, bin[0].until), (SecretState::Deleted, None));
    let history = place.versioning().history(&at).await.unwrap();
    assert_eq!((history[0].state, history[0].deleted), (VersionState::Deleted, bin[0].deleted));
    assert!(bin[0].deleted.is_some());

    let Err(Error::NotFound { note: Some(note), .. }) = place.provider.read(&at, Which::Latest).await else {
        panic!("a deleted secret is not read")
    };
    assert!(note.contains("bin") && note.contains("undelete"), "{note}");
    assert!(matches!(place.writing().delete(&at).await, Err(Error::NotFound { .. })));
}

async fn older_versions_of_a_deleted_secret_can_be_read(place: &Place) {
    let at = three_versions(place, "older").await;
    place.writing().delete(&at).await.unwrap();
    assert_eq!(content(&*place.provider, &at, Which::Number(VersionNumber(2))).await, "two");
    let read = place.provider.read(&at, Which::Number(VersionNumber(2))).await.unwrap();
    assert_eq!((read.secret.version, read.secret.state), (Some(VersionNumber(2)), SecretState::Deleted));
    assert_eq!(
        states(place, &at).await,
        [VersionState::Deleted, VersionState::Superseded, VersionState::Superseded]
    );
}

async fn numbering_goes_on_after_a_delete(place: &Place) {
    let at = three_versions(place, "again").await;
    place.writing().delete(&at).await.unwrap();
    assert_eq!(place.writing().write(&at, first("four")).await, Ok(VersionNumber(4)));
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "four");
    assert_eq!(binned(place).await.len(), 0);
    place.writing().delete(&at).await.unwrap();
    // Somebody who knows the newest version may build on it although it is deleted.
    assert_eq!(place.writing().write(&at, after(4, "five")).await, Ok(VersionNumber(5)));
}

async fn undelete_brings_back(place: &Place) {
    let at = three_versions(place, "back").await;
    place.writing().delete(&at).await.unwrap();
    place.versioning().delete_versions(&at, &numbers(&[1])).await.unwrap();
    place.versioning().undelete(&at, &numbers(&[3, 1, 2])).await.unwrap();
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "three");
    assert_eq!(
        states(place, &at).await,
        [VersionState::Current, VersionState::Superseded, VersionState::Superseded]
    );
    assert_eq!(place.versioning().history(&at).await.unwrap()[0].deleted, None);
    assert_eq!((listed(place, "").await.len(), binned(place).await.len()), (1, 0));
}

async fn undelete_of_a_destroyed_or_unknown_version_changes_nothing(place: &Place) {
    let at = three_versions(place, "nothing").await;
    place.versioning().delete_versions(&at, &numbers(&[1, 3])).await.unwrap();
    place.versioning().destroy(&at, &numbers(&[2])).await.unwrap();
    for versions in [[3, 2], [1, 9]] {
        let refused = place.versioning().undelete(&at, &numbers(&versions)).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
    assert_eq!(
        states(place, &at).await,
        [VersionState::Deleted, VersionState::Destroyed, VersionState::Deleted]
    );
}

async fn deleting_versions_leaves_those_that_are_gone(place: &Place) {
    let at = three_versions(place, "twice").await;
    place.versioning().destroy(&at, &numbers(&[1])).await.unwrap();
    place.versioning().delete_versions(&at, &numbers(&[2])).await.unwrap();
    let before = place.versioning().history(&at).await.unwrap();
    place.versioning().delete_versions(&at, &numbers(&[1, 2])).await.unwrap();
    assert_eq!(place.versioning().history(&at).await.unwrap(), before);
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "three");
    let hidden = place.provider.read(&at, Which::Number(VersionNumber(2))).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })));
}

async fn deleting_an_unknown_version_changes_nothing(place: &Place) {
    let at = three_versions(place, "unknown").await;
    let before = place.versioning().history(&at).await.unwrap();
    for verb in 0..2 {
        let versions = numbers(&[3, 4]);
        let refused = match verb {
            0 => place.versioning().delete_versions(&at, &versions).await,
            _ => place.versioning().destroy(&at, &versions).await,
        };
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
    assert_eq!(place.versioning().history(&at).await.unwrap(), before);
}

async fn destroy_takes_the_content_and_leaves_the_place(place: &Place) {
    let at = three_versions(place, "destroyed").await;
    let before = place.versioning().history(&at).await.unwrap();
    place.versioning().destroy(&at, &numbers(&[1, 2])).await.unwrap();
    assert_eq!(
        states(place, &at).await,
        [VersionState::Current, VersionState::Destroyed, VersionState::Destroyed]
    );
    let Err(Error::NotFound { note: Some(note), .. }) =
        place.provider.read(&at, Which::Number(VersionNumber(2))).await
    else {
        panic!("a destroyed version is not read")
    };
    assert!(note.contains("destroyed"), "{note}");
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "three");
    let history = place.versioning().history(&at).await.unwrap();
    let told = |info: &strongroom::domain::VersionInfo| {
        (info.number, info.created, info.fingerprint, info.author.clone())
    };
    assert_eq!(history.iter().map(told).collect::<Vec<_>>(), before.iter().map(told).collect::<Vec<_>>());
    place.versioning().destroy(&at, &numbers(&[2])).await.unwrap();
    assert_eq!(place.versioning().history(&at).await.unwrap(), history);
}

async fn a_destroyed_newest_version_lies_in_the_bin_and_does_not_come_back(place: &Place) {
    let at = three_versions(place, "stump").await;
    place.versioning().destroy(&at, &numbers(&[3])).await.unwrap();
    assert_eq!((listed(place, "").await.len(), binned(place).await.len()), (0, 1));
    assert!(binned(place).await[0].deleted.is_some());
    assert!(matches!(place.provider.read(&at, Which::Latest).await, Err(Error::NotFound { .. })));
    assert!(matches!(place.versioning().undelete(&at, &numbers(&[3])).await, Err(Error::NotFound { .. })));
    assert_eq!(content(&*place.provider, &at, Which::Number(VersionNumber(2))).await, "two");
    assert_eq!(place.writing().write(&at, first("four")).await, Ok(VersionNumber(4)));
}

async fn erase_takes_everything(place: &Place) {
    let at = three_versions(place, "erased").await;
    place.writing().write(&place.at("neighbour"), first("stays")).await.unwrap();
    place.writing().erase(&at).await.unwrap();
    assert_eq!((listed(place, "").await.len(), binned(place).await.len()), (1, 0));
    assert!(matches!(place.versioning().history(&at).await, Err(Error::NotFound { .. })));
    assert!(matches!(
        place.provider.read(&at, Which::Number(VersionNumber(1))).await,
        Err(Error::NotFound { .. })
    ));
    assert_eq!(place.writing().write(&at, first("new")).await, Ok(VersionNumber::FIRST));
    assert_eq!(place.versioning().history(&at).await.unwrap().len(), 1);
    place.writing().delete(&at).await.unwrap();
    place.writing().erase(&at).await.unwrap();
    assert_eq!(binned(place).await.len(), 0);
}

async fn history_is_newest_first_and_complete(place: &Place) {
    let at = place.at("history");
    for (base, author) in [(0, "alice"), (1, "bob"), (2, "carol")] {
        let write = if base == 0 {
            first("same")
        } else {
            after(base, ["", "other", "same"][usize::try_from(base).unwrap()])
        };
        place.writing().write(&at, Change { author: author.into(), ..write }).await.unwrap();
    }
    let history = place.versioning().history(&at).await.unwrap();
    assert_eq!(history.iter().map(|info| info.number).collect::<Vec<_>>(), numbers(&[3, 2, 1]));
    let authors: Vec<_> = history.iter().map(|info| info.author.as_deref().unwrap()).collect();
    assert_eq!(authors, ["carol", "bob", "alice"]);
    assert_eq!(history[0].fingerprint, Some(fingerprint(SecretKind::Generic, &text("same"))));
    assert_eq!(history[0].fingerprint, history[2].fingerprint);
    assert_ne!(history[0].fingerprint, history[1].fingerprint);
    assert!(history[0].created >= history[2].created && history[2].created.0 > 0);
    assert_eq!(
        states(place, &at).await,
        [VersionState::Current, VersionState::Superseded, VersionState::Superseded]
    );
    assert_eq!(listed(place, "").await[0].updated, Some(history[0].created));
}

async fn an_outline_tells_names_and_types(place: &Place) {
    let at = place.at("outlined");
    let fields = json(r#"{"port": 5432, "password": "canary-value"}"#);
    place.writing().write(&at, change(SecretKind::KeyValue, Base::Absent, fields)).await.unwrap();
    let outline = place.provider.outline(&at, Which::Latest).await.unwrap();
    let told: Vec<_> = outline.fields.iter().map(|field| (field.name.as_str(), field.shape)).collect();
    assert_eq!(told, [("port", Shape::Json), ("password", Shape::Text)]);
    assert!(!format!("{outline:?}").contains("canary-value"));
}

/// Forty writers at once, each with its own change.
async fn race(place: &Place, name: &str, change: impl Fn(u64) -> Change) -> Vec<Result<VersionNumber>> {
    let gate = Arc::new(tokio::sync::Barrier::new(40));
    let writers: Vec<_> = (0..40)
        .map(|writer| {
            let (provider, at, gate) = (place.provider.clone(), place.at(name), gate.clone());
            let change = change(writer);
            tokio::spawn(async move {
                gate.wait().await;
                provider.writing().unwrap().write(&at, change).await
            })
        })
        .collect();
    let mut results = Vec::new();
    for writer in writers {
        results.push(writer.await.unwrap());
    }
    results
}

async fn three_versions(place: &Place, name: &str) -> strongroom::domain::SecretPath {
    let at = place.at(name);
    place.writing().write(&at, first("one")).await.unwrap();
    place.writing().write(&at, after(1, "two")).await.unwrap();
    place.writing().write(&at, after(2, "three")).await.unwrap();
    at
}

async fn states(place: &Place, at: &strongroom::domain::SecretPath) -> Vec<VersionState> {
    place.versioning().history(at).await.unwrap().iter().map(|info| info.state).collect()
}

async fn listed(place: &Place, below: &str) -> Vec<Secret> {
    let root = Folder::new(place.root).unwrap();
    let folder = if below.is_empty() { root } else { root.join_folder(&Folder::new(below).unwrap()) };
    list_at(place, &folder).await
}

async fn list_at(place: &Place, folder: &Folder) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut pages = |page: strongroom::provider::Page| {
        assert_eq!(page.unreadable, []);
        found.extend(page.secrets);
    };
    place.provider.list(folder, &mut pages).await.unwrap();
    found
}

async fn binned(place: &Place) -> Vec<strongroom::provider::Binned> {
    place.bin().deleted(&Folder::new(place.root).unwrap()).await.unwrap()
}
