//! History, the bin, bringing back and taking away.

use super::{binned, listed, states, three_versions};
use crate::providers::stores::Place;
use crate::support::changes::{after, change, content, fingerprint, first, json, labels, numbers, text};
use std::collections::BTreeMap;
use strongroom::domain::{SecretKind, SecretState, Shape, VersionInfo, VersionNumber, VersionState, Which};
use strongroom::provider::{Base, Change, Error};

pub(super) async fn a_deleted_secret_lies_in_the_bin(place: &Place) {
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

pub(super) async fn older_versions_of_a_deleted_secret_can_be_read(place: &Place) {
    let at = three_versions(place, "older").await;
    place.writing().delete(&at).await.unwrap();
    assert_eq!(content(&*place.provider, &at, Which::Number(VersionNumber(2))).await, "two");
    let read = place.provider.read(&at, Which::Number(VersionNumber(2))).await.unwrap();
    assert_eq!(read.secret.version, Some(VersionNumber(2)));
    assert_eq!(
        states(place, &at).await,
        [VersionState::Deleted, VersionState::Superseded, VersionState::Superseded]
    );
}

pub(super) async fn numbering_goes_on_after_a_delete(place: &Place) {
    let at = three_versions(place, "again").await;
    place.writing().delete(&at).await.unwrap();
    assert_eq!(place.writing().write(&at, first("four")).await, Ok(VersionNumber(4)));
    assert_eq!(content(&*place.provider, &at, Which::Latest).await, "four");
    assert_eq!(binned(place).await.len(), 0);
    place.writing().delete(&at).await.unwrap();
    // What was deleted does not come back by a write of somebody who knows nothing of that.
    let unknowing = place.writing().write(&at, after(4, "five")).await;
    assert!(matches!(unknowing, Err(Error::NotFound { .. })), "{unknowing:?}");
    assert_eq!(place.writing().write(&at, first("five")).await, Ok(VersionNumber(5)));
}

pub(super) async fn undelete_brings_back(place: &Place) {
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

pub(super) async fn undelete_of_a_destroyed_or_unknown_version_changes_nothing(place: &Place) {
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

pub(super) async fn deleting_versions_leaves_those_that_are_gone(place: &Place) {
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

pub(super) async fn deleting_an_unknown_version_changes_nothing(place: &Place) {
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

pub(super) async fn destroy_takes_the_content_and_leaves_the_place(place: &Place) {
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
    let told = |info: &VersionInfo| (info.number, info.created, info.fingerprint, info.author.clone());
    assert_eq!(history.iter().map(told).collect::<Vec<_>>(), before.iter().map(told).collect::<Vec<_>>());
    place.versioning().destroy(&at, &numbers(&[2])).await.unwrap();
    assert_eq!(place.versioning().history(&at).await.unwrap(), history);
}

pub(super) async fn a_destroyed_newest_version_lies_in_the_bin_and_does_not_come_back(place: &Place) {
    let at = three_versions(place, "stump").await;
    place.versioning().destroy(&at, &numbers(&[3])).await.unwrap();
    assert_eq!((listed(place, "").await.len(), binned(place).await.len()), (0, 1));
    assert!(binned(place).await[0].deleted.is_some() || !place.traits.tells_destruction);
    assert!(matches!(place.provider.read(&at, Which::Latest).await, Err(Error::NotFound { .. })));
    assert!(matches!(place.versioning().undelete(&at, &numbers(&[3])).await, Err(Error::NotFound { .. })));
    assert_eq!(content(&*place.provider, &at, Which::Number(VersionNumber(2))).await, "two");
    assert_eq!(place.writing().write(&at, first("four")).await, Ok(VersionNumber(4)));
}

pub(super) async fn erase_takes_everything(place: &Place) {
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

pub(super) async fn history_is_newest_first_and_complete(place: &Place) {
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
    if place.traits.keeps_authors {
        let authors: Vec<_> = history.iter().map(|info| info.author.as_deref().unwrap()).collect();
        assert_eq!(authors, ["carol", "bob", "alice"]);
        assert_eq!(history[0].fingerprint, Some(fingerprint(SecretKind::Generic, &text("same"))));
        assert_eq!(history[0].fingerprint, history[2].fingerprint);
        assert_ne!(history[0].fingerprint, history[1].fingerprint);
    }
    assert!(history[0].created >= history[2].created && history[2].created.0 > 0);
    assert_eq!(
        states(place, &at).await,
        [VersionState::Current, VersionState::Superseded, VersionState::Superseded]
    );
    assert_eq!(listed(place, "").await[0].updated, Some(history[0].created));
}

pub(super) async fn an_outline_tells_names_and_types(place: &Place) {
    let at = place.at("outlined");
    let fields = json(r#"{"port": 5432, "password": "canary-value"}"#);
    place.writing().write(&at, change(SecretKind::KeyValue, Base::Absent, fields)).await.unwrap();
    let outline = place.provider.outline(&at, Which::Latest).await.unwrap();
    let told: BTreeMap<_, _> =
        outline.fields.iter().map(|field| (field.name.as_str(), field.shape)).collect();
    let types = [("port", Shape::Json), ("password", Shape::Text)];
    assert_eq!(told, types.map(|(name, shape)| (name, place.traits.tells_types.then_some(shape))).into());
    assert!(!format!("{outline:?}").contains("canary-value"));
}
