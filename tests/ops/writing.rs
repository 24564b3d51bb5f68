//! Writing: the same content makes no version, a moved base writes nothing, names that are missing have neighbours.

use super::ground::{Ground, path, value};
use strongroom::domain::{Address, Field, Fields, Labels, SecretKind, VersionNumber, VersionState, Which};
use strongroom::ops::write::{Draft, Saved};
use strongroom::ops::{self, put, read::Why};
use strongroom::provider::{Base, Error};

const FIRST: VersionNumber = VersionNumber::FIRST;

#[tokio::test]
async fn the_same_content_makes_no_version() {
    let ground = Ground::new();
    ground.save("db", r#"{"a":1,"b":2}"#, Base::Absent).await.unwrap();
    let again = ground.save("db", r#"{"b": 2, "a": 1}"#, Base::Version(FIRST)).await.unwrap();
    assert_eq!(again, Saved { version: FIRST, is_new: false, is_relabelled: false });
}

#[tokio::test]
async fn other_labels_alone_make_no_version_and_are_written() {
    let ground = Ground::new();
    ground.save("db", r#"{"a":1}"#, Base::Absent).await.unwrap();
    let place = ground.place().await;
    let labels = Labels::from([("owner".to_owned(), "ann".to_owned())]);
    let draft = Draft {
        kind: SecretKind::KeyValue,
        fields: Fields::from_json(br#"{"a":1}"#).unwrap(),
        labels: Some(labels.clone()),
        base: Base::Version(FIRST),
    };
    let saved = ops::write::save(&ground.session, &place, &path("db"), draft).await.unwrap();
    assert!(!saved.is_new);
    let outline = ops::read::outline(&ground.session, &place, &path("db"), Which::Latest).await.unwrap();
    assert_eq!((outline.secret.labels, outline.secret.version), (labels, Some(FIRST)));
}

#[tokio::test]
async fn a_moved_base_is_a_conflict_and_writes_nothing() {
    let ground = Ground::new();
    ground.save("db", r#"{"a":1}"#, Base::Absent).await.unwrap();
    ground.save("db", r#"{"a":2}"#, Base::Version(FIRST)).await.unwrap();
    let late = ground.save("db", r#"{"a":3}"#, Base::Version(FIRST)).await;
    assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
    // Content that the newest version has already does not hide that the base has moved.
    let late = ground.save("db", r#"{"a":2}"#, Base::Version(FIRST)).await;
    assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
    let absent = ground.save("db", r#"{"a":3}"#, Base::Absent).await;
    assert!(matches!(absent, Err(Error::Exists { .. })), "{absent:?}");
}

#[tokio::test]
async fn a_field_written_meanwhile_is_not_lost() {
    let ground = Ground::new();
    ground.save("db", r#"{"a":1}"#, Base::Absent).await.unwrap();
    let place = ground.place().await;
    let address = Address::parse("db#b").unwrap();
    let standing = put::look(&ground.session, &place, address, None).await.unwrap();
    // While the value is being typed, somebody else writes.
    ground.save("db", r#"{"a":1,"c":3}"#, Base::Version(FIRST)).await.unwrap();
    let given = Fields::from_iter([Field::text("b", value("2"))]);
    let written = standing.write(&ground.session, &place, given, Labels::new()).await;
    assert!(matches!(written, Err(Error::Conflict { current: Some(VersionNumber(2)) })), "{written:?}");
}

#[tokio::test]
async fn labels_have_limits() {
    let ground = Ground::new();
    let place = ground.place().await;
    for (name, text) in [("", "x".to_owned()), ("a\nb", "x".to_owned()), ("owner", "x".repeat(2000))] {
        let draft = Draft {
            kind: SecretKind::Generic,
            fields: Fields::content(value("x")),
            labels: Some(Labels::from([(name.to_owned(), text)])),
            base: Base::Absent,
        };
        let saved = ops::write::save(&ground.session, &place, &path("db"), draft).await;
        assert!(matches!(saved, Err(Error::Invalid { .. })), "{name:?}");
    }
}

#[tokio::test]
async fn a_missing_name_is_answered_with_the_nearest() {
    let ground = Ground::new();
    for name in ["db/prod", "db/staging", "mail/smtp"] {
        ground.save(name, r#"{"a":1}"#, Base::Absent).await.unwrap();
    }
    let place = ground.place().await;
    let note = async |wanted: &str| {
        let read = ops::read::content(&ground.session, &place, &path(wanted), Which::Latest, Why::Read).await;
        let Err(Error::NotFound { note, .. }) = read else { panic!("{wanted} was found") };
        note
    };
    assert_eq!(note("db/prd").await.as_deref(), Some("near it: db/prod"));
    assert_eq!(note("smtp").await.as_deref(), Some("near it: mail/smtp"));
    assert_eq!(note("zzz").await, None);
    ops::write::delete(&ground.session, &place, &path("db/prod"), None).await.unwrap();
    assert_eq!(
        note("db/prod").await.as_deref(),
        Some("it lies in the bin, `strongroom undelete` brings it back")
    );
}

#[tokio::test]
async fn what_was_decided_on_an_older_version_is_a_conflict_and_changes_nothing() {
    let ground = Ground::new();
    ground.save("db", r#"{"a":1}"#, Base::Absent).await.unwrap();
    ground.save("db", r#"{"a":2}"#, Base::Version(VersionNumber(1))).await.unwrap();
    let place = ground.place().await;
    let (seen, newest) = (Some(VersionNumber(1)), Some(VersionNumber(2)));
    let back = ops::write::rollback(&ground.session, &place, &path("db"), VersionNumber(1), seen).await;
    assert_eq!(back, Err(Error::Conflict { current: newest }));
    let gone = ops::write::delete(&ground.session, &place, &path("db"), seen).await;
    assert_eq!(gone, Err(Error::Conflict { current: newest }));
    let history = ops::history::versions(&ground.session, &place, &path("db")).await.unwrap();
    let states: Vec<_> = history.iter().map(|info| (info.number.0, info.state)).collect();
    assert_eq!(states, [(2, VersionState::Current), (1, VersionState::Superseded)]);
    let back = ops::write::rollback(&ground.session, &place, &path("db"), VersionNumber(1), newest).await;
    assert_eq!(back.map(|saved| saved.version), Ok(VersionNumber(3)));
    ops::write::delete(&ground.session, &place, &path("db"), Some(VersionNumber(3))).await.unwrap();
}

#[tokio::test]
async fn the_fields_of_a_kind_stand_in_its_order_whatever_the_order_they_were_written_in() {
    let ground = Ground::new();
    let fields = Fields::from_json(br#"{"password":"p","username":"u"}"#).unwrap();
    let draft = Draft { kind: SecretKind::BasicAuth, fields, labels: None, base: Base::Absent };
    let place = ground.place().await;
    ops::write::save(&ground.session, &place, &path("db"), draft).await.unwrap();
    let content = ops::read::content(&ground.session, &place, &path("db"), Which::Latest, Why::Read).await;
    let names: Vec<_> = content.unwrap().fields.iter().map(|field| field.name.clone()).collect();
    assert_eq!(names, ["username", "password"]);
    let outline = ops::read::outline(&ground.session, &place, &path("db"), Which::Latest).await.unwrap();
    let names: Vec<_> = outline.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["username", "password"]);
}
