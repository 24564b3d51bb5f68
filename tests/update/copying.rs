//! The copy menu says what will be on the clipboard, and asks for exactly that.

use crate::support::pure::{Pure, unreachable};
use std::time::Duration;
use strongroom::domain::SecretKind;
use strongroom::message::{CopyAs, Outcome, Request};

fn menu() -> Pure {
    let mut pure = Pure::with_names(&["db/prod"]);
    pure.press("l").answer_outline("db/prod", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("Y");
    pure
}

fn is_copy(request: &Request) -> bool {
    matches!(request, Request::Copy { .. })
}

#[test]
fn it_says_what_will_be_on_the_clipboard_and_shows_no_value() {
    let pure = menu();
    pure.shows("Copy db/prod").shows("password=••••••••").shows("all 2 fields");
    pure.shows("strongroom://personal/db/prod#password");
    pure.shows("strongroom get 'db/prod#password' --team personal");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
}

#[test]
fn every_letter_asks_for_its_form() {
    let forms = [
        ("v", CopyAs::Value, Some("password")),
        ("d", CopyAs::Dotenv, Some("password")),
        ("D", CopyAs::Dotenv, None),
        ("J", CopyAs::Json, None),
        ("r", CopyAs::Reference, Some("password")),
        ("c", CopyAs::Command, Some("password")),
        ("y", CopyAs::Value, Some("password")),
        ("jj<enter>", CopyAs::Dotenv, None),
    ];
    for (keys, wanted, wanted_field) in forms {
        let mut pure = menu();
        pure.press(keys);
        let is_it = |request: &Request| match request {
            Request::Copy { form, field, .. } => *form == wanted && field.as_deref() == wanted_field,
            _ => false,
        };
        assert!(pure.is_asked(is_it), "{keys}: {:?}", pure.open);
    }
}

#[test]
fn a_copied_value_counts_down_and_a_reference_does_not() {
    let mut pure = menu();
    pure.press("v").answer(is_copy, Ok(Outcome::Copied { by: "test" }));
    pure.shows("copied the value of db/prod (test)").shows("clipboard 30s").hides("Copy db/prod");
    pure.press("Yr").answer(is_copy, Ok(Outcome::Copied { by: "test" }));
    pure.shows("copied the reference of db/prod").hides("clipboard 30s").hides("clipboard 29s");
    pure.pass(Duration::from_secs(40)).hides("left the clipboard");
}

#[test]
fn when_nothing_was_copied_the_menu_stays_and_says_why() {
    let mut pure = menu();
    pure.press("J").answer(is_copy, Err(unreachable()));
    pure.shows("Copy db/prod").shows("it is gone").hides("clipboard 30s");
}

#[test]
fn closing_gives_the_question_up() {
    let mut pure = menu();
    pure.press("J");
    let ticket = pure.ticket(is_copy);
    pure.press("<esc>").hides("Copy db/prod");
    assert!(pure.cancelled.contains(&ticket));
}

#[test]
fn what_is_not_possible_is_shown_with_its_reason() {
    let mut pure = Pure::with_names(&["token"]);
    pure.answer_outline("token", SecretKind::ApiKey, &["content"]);
    pure.press("Y").shows("it has one field").shows("TOKEN=••••••••");
    pure.press("D");
    assert!(!pure.is_asked(is_copy));
}

#[test]
fn in_detail_it_is_about_the_field_under_the_cursor() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("4kYv");
    let is_username = |request: &Request| matches!(request, Request::Copy { field: Some(field), .. } if field == "username");
    assert!(pure.is_asked(is_username));
}

#[test]
fn in_presentation_mode_only_what_holds_no_value_can_be_copied() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("PYv").shows("Copy a").shows("presentation mode is on");
    assert!(!pure.is_asked(is_copy));
    pure.press("c");
    assert!(pure.is_asked(is_copy));
}
