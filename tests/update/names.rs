//! The names after a change: what it did is known, and nothing is listed again for it.

use crate::support::console::TODAY;
use crate::support::pure::{Pure, entries, secret, version};
use std::sync::Arc;
use strongroom::domain::{Secret, SecretKind, Timestamp, VersionNumber, VersionState};
use strongroom::message::{Entry, Names, Outcome, Request};
use strongroom::provider::Outline;

fn is_list(request: &Request) -> bool {
    matches!(request, Request::List(_))
}

fn is_delete(request: &Request) -> bool {
    matches!(request, Request::Delete(..))
}

fn is_undelete(request: &Request) -> bool {
    matches!(request, Request::Undelete(..))
}

fn is_save(request: &Request) -> bool {
    matches!(request, Request::Save(_))
}

fn is_history_of(name: &str) -> impl Fn(&Request) -> bool {
    move |request| matches!(request, Request::History(at) if at.path.as_str() == name)
}

fn selected(pure: &Pure) -> Option<&str> {
    pure.app.shared().selected.as_ref().map(|at| at.path.as_str())
}

fn names(pure: &Pure) -> Vec<&str> {
    let names = pure.app.shared().names.as_ref().unwrap();
    names.entries().iter().map(|entry| &*entry.path).collect()
}

/// The versions of a secret, newest first.
fn versions(states: &[VersionState]) -> Outcome {
    let count = states.len() as u64;
    let version = |(place, state): (u64, &VersionState)| version(count - place, *state);
    Outcome::History((0..).zip(states).map(version).collect())
}

/// Answers that this is what a secret looks like now.
fn look(pure: &mut Pure, name: &'static str, version: u64, updated: Timestamp) {
    let told = Secret {
        version: Some(VersionNumber(version)),
        updated: Some(updated),
        ..secret(name, SecretKind::ApiKey)
    };
    let outline =
        Outline { secret: told, kind: SecretKind::ApiKey, fields: Vec::new(), is_whole: true, ends: None };
    let is_it = |request: &Request| matches!(request, Request::Outline(at, _) if at.path.as_str() == name);
    pure.answer(is_it, Ok(Outcome::Outline(Box::new(outline))));
}

#[test]
fn a_delete_an_undo_and_a_new_secret_are_seen_without_a_listing() {
    let mut pure = Pure::with_names(&["a", "b", "c"]);
    pure.press("jdy").answer(is_delete, Ok(Outcome::Done));
    assert_eq!((names(&pure), selected(&pure)), (vec!["a", "c"], Some("c")));
    pure.press("u").answer(is_undelete, Ok(Outcome::Done));
    assert_eq!((names(&pure), selected(&pure)), (vec!["a", "b", "c"], Some("b")));
    pure.press("abb<tab><space><space><tab>v<ctrl-s>");
    pure.answer(is_save, Ok(Outcome::Written { version: VersionNumber(1), is_new: true }));
    assert_eq!((names(&pure), selected(&pure)), (vec!["a", "b", "bb", "c"], Some("bb")));
    assert!(!pure.is_asked(is_list), "{:?}", pure.open);
}

#[test]
fn names_that_are_still_coming_may_be_older_than_a_change_and_are_asked_for_again() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("R");
    let before = pure.ticket(is_list);
    pure.press("dy").answer(is_delete, Ok(Outcome::Done));
    assert!(pure.cancelled.contains(&before) && pure.ticket(is_list) != before);
}

#[test]
fn a_change_in_another_team_leaves_the_names_alone() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("dy");
    let ticket = pure.ticket(is_delete);
    pure.press("2j<enter>");
    pure.answer(is_list, Ok(Outcome::Names(entries(&["a", "z"]))));
    pure.reply(ticket, strongroom::message::Answer::End(Ok(Outcome::Done)));
    assert_eq!(names(&pure), ["a", "z"]);
}

#[test]
fn what_a_look_shows_of_a_secret_stands_in_the_list_too() {
    let mut pure = Pure::with_names(&["a", "b"]);
    look(&mut pure, "a", 7, TODAY);
    let entry = pure.app.shared().names.as_ref().unwrap().entry("a").unwrap().clone();
    assert_eq!(entry.version, Some(VersionNumber(7)));
    // What was brought back out of sight is looked at once; who moved on stays where he is.
    pure.press("dy").answer(is_delete, Ok(Outcome::Done));
    pure.press("u").press("4").answer(is_undelete, Ok(Outcome::Done));
    assert_eq!(selected(&pure), Some("b"));
    look(&mut pure, "a", 7, TODAY);
    assert_eq!(*pure.app.shared().names.as_ref().unwrap().entry("a").unwrap(), entry);
}

#[test]
fn a_listing_of_names_alone_gets_no_versions_beside_some_of_them() {
    let bare = |path: &str| Entry { path: path.into(), kind: None, version: None, updated: None };
    let names = Arc::new(Names::new(vec![bare("a"), bare("b")], Vec::new()));
    let told = Entry { version: Some(VersionNumber(2)), ..bare("a") };
    assert!(!names.tells() && names.knowing(&told).is_none());
    let names = entries(&["a", "b"]).with(&["c".into()]);
    assert!(names.tells(), "one more name takes nothing from the others");
    let names = names.knowing(&Entry { path: "c".into(), ..told }).unwrap();
    assert_eq!(names.entry("c").unwrap().version, Some(VersionNumber(2)));
    assert!(names.knowing(&names.entry("c").unwrap().clone()).is_none());
}

#[test]
fn the_versions_that_a_change_has_left_are_not_asked_for_again() {
    use VersionState::{Current, Deleted, Destroyed, Superseded};
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("dy").answer(is_delete, Ok(versions(&[Deleted, Superseded])));
    pure.press("u").answer(is_undelete, Ok(versions(&[Current, Superseded])));
    assert_eq!(selected(&pure), Some("a"));
    assert!(!pure.is_asked(is_history_of("a")), "{:?}", pure.open);
    pure.press("H").shows("2 current").shows("1 superseded");
    // An older version is destroyed: the secret stays, and so does the cursor.
    pure.press("GDa<enter>");
    let is_destroy = |request: &Request| matches!(request, Request::Destroy(..));
    pure.answer(is_destroy, Ok(versions(&[Current, Destroyed]))).shows("1 destroyed");
    assert_eq!((names(&pure), selected(&pure)), (vec!["a", "b"], Some("a")));
    assert!(!pure.is_asked(is_history_of("a")) && !pure.is_asked(is_list), "{:?}", pure.open);
}

#[test]
fn what_a_change_told_of_the_versions_does_not_hold_for_who_comes_by_later() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("dy").answer(is_delete, Ok(Outcome::Done));
    pure.press("u4").answer(is_undelete, Ok(versions(&[VersionState::Current])));
    assert_eq!(selected(&pure), Some("b"));
    pure.press("3gg");
    assert_eq!(selected(&pure), Some("a"));
    assert!(pure.is_asked(is_history_of("a")));
}

#[test]
fn a_secret_that_was_found_by_a_filter_is_edited_without_leaving_it() {
    let mut pure = Pure::with_names(&["a/key", "b/key"]);
    let found = crate::support::pure::matching(&["a/key", "b/key"], "key", &["a/key", "b/key"], &[2, 3, 4]);
    pure.press("/key<enter>").answer(|request| matches!(request, Request::Filter { .. }), Ok(found));
    pure.press("j").answer_outline("b/key", SecretKind::ApiKey, &["content"]);
    pure.press("e").answer_values("b/key", SecretKind::ApiKey, &[("content", "one")]);
    pure.press("two<ctrl-s>");
    pure.answer(is_save, Ok(Outcome::Written { version: VersionNumber(2), is_new: true }));
    assert_eq!(selected(&pure), Some("b/key"));
    pure.shows("/key");
}
