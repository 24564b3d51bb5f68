//! The generator: a recipe by keys, the value from the working half, and the field as it was unless it is taken.

use crate::support::pure::{Pure, unreachable};
use strongroom::domain::{CharSet, Recipe, SecretKind, SecretValue};
use strongroom::message::{Outcome, Request};

fn editing() -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("e").answer_values(
        "a",
        SecretKind::BasicAuth,
        &[("username", "alice"), ("password", "old-password")],
    );
    pure
}

fn asked(pure: &Pure) -> &Recipe {
    let found = pure.open.iter().rev().find_map(|(_, request)| match request {
        Request::Generate(recipe) => Some(recipe),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing is generated:\n{}", pure.screen()))
}

fn answer(pure: &mut Pure, value: &str) {
    let value = Outcome::Generated(SecretValue::copied(value.as_bytes()));
    pure.answer(|request| matches!(request, Request::Generate(_)), Ok(value));
}

#[test]
fn a_value_goes_into_the_field_masked() {
    let mut pure = editing();
    pure.press("<down><ctrl-g>").shows("Generate password").shows("bits");
    pure.press("<enter>");
    assert_eq!(*asked(&pure), Recipe::default());
    answer(&mut pure, "made-up");
    pure.hides("Generate password").hides("made-up");
    pure.press("<ctrl-r>").shows("made-up");
    pure.press("<esc>").shows("would be lost");
}

#[test]
fn leaving_keeps_the_field_and_gives_the_question_up() {
    let mut pure = editing();
    pure.press("<down><ctrl-g><enter><esc>").hides("Generate password");
    assert!(!pure.is_asked(|request| matches!(request, Request::Generate(_))));
    pure.press("<ctrl-r>").shows("old-password");
    pure.press("<esc>").hides("Edit a");
}

#[test]
fn a_newer_question_overtakes_the_older() {
    let mut pure = editing();
    pure.press("<down><ctrl-g><enter>8<enter>");
    assert_eq!(pure.open.iter().filter(|(_, request)| matches!(request, Request::Generate(_))).count(), 1);
    assert!(matches!(asked(&pure), Recipe::Characters { length: 8, .. }));
}

#[test]
fn length_and_sets_are_chosen_by_keys() {
    let mut pure = editing();
    pure.press("<down><ctrl-g><right><right><left>j<space>jj<space>jj<space><enter>");
    let sets = vec![CharSet::Upper, CharSet::Symbols];
    assert_eq!(*asked(&pure), Recipe::Characters { length: 33, sets, is_distinct: true });
    pure.press("24<enter>");
    assert!(matches!(asked(&pure), Recipe::Characters { length: 24, .. }));
}

#[test]
fn words_are_a_choice() {
    let mut pure = editing();
    pure.press("<down><ctrl-g><up><right>").shows("words").shows("77 bits");
    pure.press("7<enter>");
    assert_eq!(*asked(&pure), Recipe::Words(7));
}

#[test]
fn a_recipe_that_makes_nothing_is_refused_with_the_reason() {
    let mut pure = editing();
    pure.press("<down><ctrl-g>j<space>j<space>j<space>j<space>").shows("at least one set");
    pure.press("<enter>");
    assert!(!pure.is_asked(|request| matches!(request, Request::Generate(_))));
    pure.press("<space>2").shows("4 to 4096");
    pure.press("<enter>");
    assert!(!pure.is_asked(|request| matches!(request, Request::Generate(_))));
}

#[test]
fn a_failure_stays_in_the_generator() {
    let mut pure = editing();
    pure.press("<down><ctrl-g><enter>");
    pure.answer(|request| matches!(request, Request::Generate(_)), Err(unreachable()));
    pure.shows("it is gone").shows("Generate password");
}

#[test]
fn what_must_come_from_elsewhere_is_not_made_up() {
    let mut pure = editing();
    pure.press("<ctrl-g>").shows("nothing can be made up").hides("Generate ");
    // From generic to key_store: the password can, the file cannot.
    let mut pure = Pure::with_names(&[]);
    pure.press("ax<tab><left><left>").shows("key_store");
    pure.press("<tab><tab><ctrl-g>");
    pure.shows("nothing can be made up");
    pure.press("<tab><ctrl-g>").shows("Generate password");
}

#[test]
fn a_secret_key_is_made_of_bytes() {
    let mut pure = Pure::with_names(&[]);
    pure.press("ax<tab><left><left><left>").shows("secret_key");
    pure.press("<tab><ctrl-g><enter>");
    assert_eq!(*asked(&pure), Recipe::Bytes(32));
}
