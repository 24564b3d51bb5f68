//! An overlay that opens late keeps the keys: what is typed blindly lands nowhere.

use crate::support::pure::{Pure, unreachable};
use std::time::Duration;
use strongroom::domain::{Fields, ProviderId, SecretKind, SecretValue};
use strongroom::message::{Event, Outcome, Paste, ProviderFacts, ProviderState, Request, TeamFacts};
use strongroom::provider::{Error, Registration};
use strongroom::providers::memory;

const MOMENT: Duration = Duration::from_millis(150);

fn is_read(request: &Request) -> bool {
    matches!(request, Request::Read { .. })
}

fn is_outline(request: &Request) -> bool {
    matches!(request, Request::Outline(..))
}

fn changes_nothing(pure: &Pure) {
    let is_change = |request: &Request| {
        matches!(request, Request::Delete(..) | Request::Erase(_) | Request::Save(_) | Request::Copy { .. })
    };
    assert!(!pure.is_asked(is_change), "{:?}", pure.open);
}

/// `e` was pressed on `a`, and the store takes its time.
fn reading() -> Pure {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("e");
    pure
}

#[test]
fn keys_between_edit_and_its_form_reach_neither_the_list_nor_the_form() {
    let mut pure = reading();
    pure.press("dyDu<enter><tab>j").shows("goes nowhere").hides("Delete a?");
    changes_nothing(&pure);
    pure.answer_values("a", SecretKind::ApiKey, &[("content", "was")]);
    // Whoever types blindly goes on doing so: nothing is taken until it was seen.
    pure.press("more<enter>").shows("It is open now").shows("Edit a");
    pure.press("<esc>").hides("It is open now").shows("Edit a");
    pure.press("<ctrl-r>").shows("was").hides("more");
    pure.press("x<ctrl-s>");
    assert!(pure.is_asked(|request| matches!(request, Request::Save(_))));
}

#[test]
fn a_form_that_nobody_typed_before_takes_the_keys_at_once() {
    let mut pure = reading();
    pure.hides("give up");
    pure.answer_values("a", SecretKind::ApiKey, &[("content", "was")]);
    assert_eq!(pure.app.part_with_keys(), "form");
    pure.press("x<ctrl-r>").shows("wasx");
}

#[test]
fn what_opens_late_shows_itself_after_a_moment_and_no_sooner() {
    let mut pure = reading();
    assert_eq!(pure.app.next_tick(pure.now), Some(MOMENT));
    pure.pass(MOMENT).shows("Edit a").shows("Reading").shows("give up");
    assert_eq!(pure.app.part_with_keys(), "opening");
}

#[test]
fn escape_gives_up_what_opens_late() {
    let mut pure = reading();
    let read = pure.ticket(is_read);
    pure.press("xy<esc>").hides("Edit a");
    assert!(pure.cancelled.contains(&read));
    pure.press("d").shows("Delete a?");
}

#[test]
fn what_does_not_open_leaves_the_keys_to_the_list_once_it_was_seen() {
    let mut pure = reading();
    pure.answer(is_read, Err(unreachable())).shows("it is gone");
    assert_eq!(pure.app.part_with_keys(), "secrets", "nothing was typed, so nothing must be told");
    pure.press("ed").answer(is_read, Err(unreachable()));
    pure.press("yD").shows("It does not open").shows("it is gone");
    changes_nothing(&pure);
    pure.press("<esc>");
    assert_eq!(pure.app.part_with_keys(), "secrets");
}

#[test]
fn a_paste_before_the_form_lands_nowhere() {
    let mut pure = reading();
    let text = SecretValue::copied(b"pasted");
    pure.event(Event::Paste(Paste { text, is_too_large: false })).shows("goes nowhere");
    pure.answer_values("a", SecretKind::ApiKey, &[("content", "was")]);
    pure.press("<esc><ctrl-r>").shows("was").hides("pasted");
}

#[test]
fn a_copy_menu_that_waits_for_the_fields_keeps_the_keys_and_giving_up_keeps_the_fields() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("Yd").hides("Delete a?");
    changes_nothing(&pure);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.shows("Copy a");
    pure.press("<esc>");
    assert_eq!(pure.app.part_with_keys(), "copy");
    pure.press("<esc>j").press("Y<esc>").answer_outline("b", SecretKind::ApiKey, &["content"]);
    assert_eq!(pure.app.part_with_keys(), "secrets", "it was given up");
    pure.shows("content");
}

#[test]
fn edit_does_not_wait_for_the_fields() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("e").answer_values("a", SecretKind::ApiKey, &[("content", "was")]);
    assert_eq!(pure.app.part_with_keys(), "form");
}

#[test]
fn a_verb_on_fields_that_cannot_be_read_says_why() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer(is_outline, Err(Error::Throttled)).press("Y").shows("fewer requests");
    assert_eq!(pure.app.part_with_keys(), "secrets");
}

#[test]
fn the_form_of_a_provider_opens_the_same_way() {
    let mut pure = Pure::with_names(&["a"]);
    let far = ProviderId::new("far").unwrap();
    let local = pure.app.shared().providers[0].clone();
    let facts = ProviderFacts { id: far.clone(), state: ProviderState::Asking, ..local.clone() };
    let teams: Vec<TeamFacts> = pure.app.shared().teams.clone();
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    pure.reply(survey, strongroom::message::Answer::Part(Outcome::Places(teams, vec![local, facts])));
    pure.press("1jedo").hides("Take the provider");
    let registration = Registration {
        id: far,
        kind: memory::KIND.name.into(),
        settings: Default::default(),
        credentials: Fields::new(),
        kept: Vec::new(),
        enabled: true,
        read_only: false,
    };
    let is_asked = |request: &Request| matches!(request, Request::Registration(_));
    pure.answer(is_asked, Ok(Outcome::Registration(Box::new(registration))));
    pure.shows("It is open now");
    pure.press("<esc>");
    assert_eq!(pure.app.part_with_keys(), "register");
    assert!(!pure.is_asked(|request| matches!(request, Request::Enable(..) | Request::Unregister(_))));
}

#[test]
fn locking_while_something_opens_leaves_nothing_behind() {
    let mut pure = reading();
    pure.press("x<ctrl-l>").hides("goes nowhere");
    assert_eq!(pure.app.part_with_keys(), "unlock");
    assert!(!pure.is_asked(is_read));
}

#[test]
fn a_question_still_takes_the_answer_that_came_with_its_key() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("dy");
    assert!(pure.is_asked(|request| matches!(request, Request::Delete(..))));
}
