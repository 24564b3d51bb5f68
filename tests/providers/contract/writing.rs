//! Reading, writing, labels and lists.

use super::{list_at, listed};
use crate::providers::stores::Place;
use crate::support::changes::{
    after, change, content, field, fingerprint, first, json, labels, numbers, text,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use strongroom::domain::{
    Fields, Folder, Secret, SecretKind, SecretState, SecretValue, Shape, VersionNumber, Which,
};
use strongroom::provider::{Base, Capabilities, Change, Content, Error, Result};

pub(super) async fn it_says_what_it_can_do(place: &Place) {
    assert!(!Capabilities::of(&*place.provider, false).is_read_only());
    assert!(place.provider.versioning().is_some() && place.provider.bin().is_some());
    place.provider.health().await.unwrap();
    place.provider.check_path(&place.at("any name")).unwrap();
}

pub(super) async fn many_are_read_in_their_order(place: &Place) {
    let names = ["c", "a", "deep/b", "d"];
    for name in names {
        place.writing().write(&place.at(name), first(name)).await.unwrap();
    }
    place.writing().delete(&place.at("d")).await.unwrap();
    let asked = ["deep/b", "nowhere", "a", "c", "d", "a"];
    let paths: Vec<_> = asked.iter().map(|name| place.at(name)).collect();
    let many = place.provider.for_many().unwrap_or_else(|| place.provider.clone());
    let read = many.read_many(&paths).await;
    let value = |content: &Content| content.fields.field("content").unwrap().value.expose_text(str::to_owned);
    let told = read.iter().map(|result| match result {
        Ok(content) => value(content),
        Err(Error::NotFound { .. }) => None,
        Err(error) => Some(error.to_string()),
    });
    let wanted = ["deep/b", "", "a", "c", "", "a"].map(|name| (!name.is_empty()).then(|| name.to_owned()));
    assert_eq!(told.collect::<Vec<_>>(), wanted);
}

pub(super) async fn a_secret_is_read_back_as_it_was_written(place: &Place) {
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
    let value = |name| read.fields.field(name).unwrap().value.expose_text(str::to_owned).unwrap();
    assert_eq!(
        (value("username"), value("password"), read.fields.len()),
        ("app".into(), "hunter2".into(), 2)
    );
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

pub(super) async fn types_of_fields_are_kept(place: &Place) {
    let at = place.at("typed");
    let written = r#"{"z":1,"a":"1","on":true,"none":null,"list":[1, 2.50],"deep":{"b":1,"a":2}}"#;
    let write = change(SecretKind::KeyValue, Base::Absent, json(written));
    place.writing().write(&at, write).await.unwrap();
    let read = place.provider.read(&at, Which::Latest).await.unwrap();
    if place.traits.keeps_order {
        assert_eq!(read.fields.to_json().expose_text(str::to_owned).unwrap(), written);
    }
    assert_eq!(
        fingerprint(SecretKind::KeyValue, &read.fields),
        fingerprint(SecretKind::KeyValue, &json(written))
    );
}

pub(super) async fn values_of_any_bytes_and_of_the_largest_size_are_kept(place: &Place) {
    let bytes: Vec<u8> =
        (0..place.traits.largest).map(|i: u32| i.to_le_bytes()[0] ^ i.to_le_bytes()[1]).collect();
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

pub(super) async fn odd_names_are_names(place: &Place) {
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

pub(super) async fn a_name_that_is_taken_is_refused(place: &Place) {
    let at = place.at("taken");
    place.writing().write(&at, first("one")).await.unwrap();
    let refused = place.writing().write(&at, first("two")).await;
    assert!(matches!(refused, Err(Error::Exists { .. })), "{refused:?}");
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "one");
}

pub(super) async fn a_moved_base_is_a_conflict_and_nothing_is_written(place: &Place) {
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

pub(super) async fn a_base_on_a_missing_secret_is_a_conflict(place: &Place) {
    let refused = place.writing().write(&place.at("missing"), after(1, "lost")).await;
    assert_eq!(refused, Err(Error::Conflict { current: None }));
    assert_eq!(listed(place, "").await, []);
}

pub(super) async fn of_forty_racing_creators_one_wins(place: &Place) {
    let results = race(place, "created", |writer| first(&format!("writer {writer}"))).await;
    let winners: Vec<_> = (0..).zip(&results).filter(|(_, result)| result.is_ok()).map(|(w, _)| w).collect();
    let [winner] = winners[..] else { panic!("{} writers won", winners.len()) };
    assert!(results.iter().all(|r| matches!(r, Ok(VersionNumber::FIRST) | Err(Error::Exists { .. }))));
    let there = content(&*place.provider, &place.at("created"), Which::Latest).await;
    assert_eq!(there, format!("writer {winner}"));
}

pub(super) async fn of_forty_racing_writers_each_version_has_one_winner(place: &Place) {
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

pub(super) async fn a_secret_keeps_its_kind_while_it_has_a_history(place: &Place) {
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

pub(super) async fn labels_are_kept_or_replaced(place: &Place) {
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

pub(super) async fn a_missing_secret_is_not_found_by_any_verb(place: &Place) {
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

pub(super) async fn a_list_holds_what_lies_below_the_folder(place: &Place) {
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
