//! Leaving a form in which something was typed: one question, and the key that answers it does nothing else.

use crate::support::pure::Pure;
use strongroom::domain::SecretKind;
use strongroom::provider::Lock;

/// Each form with something typed, the text that is to be seen in it, and its title.
fn forms() -> Vec<(Pure, &'static str, &'static str)> {
    let open = |keys: &str| {
        let mut pure = Pure::with_names(&["a"]);
        pure.press(keys);
        pure
    };
    vec![
        (open("1acorp"), "corp ", "Register a provider"),
        (open("2acorp"), "corp ", "Make a team"),
        (open("3acorp"), "corp ", "New secret in"),
        (setting_up(), "corp ", "Set a team up"),
    ]
}

/// The form of a team that is set up in a server.
fn setting_up() -> Pure {
    let mut pure = Pure::started(Lock::Open);
    pure.answer_places_with(&["corp"]);
    pure.press("2scorp");
    pure
}

#[test]
fn y_leaves() {
    for (mut pure, _, title) in forms() {
        pure.press("<esc>").shows("would be lost. y leaves");
        pure.press("y").hides(title);
    }
}

#[test]
fn the_key_that_asked_loses_nothing_however_often_it_is_pressed() {
    for key in ["<esc>", "<ctrl-c>"] {
        for (mut pure, typed, title) in forms() {
            for _ in 0..9 {
                pure.press(key).shows(title).shows(typed);
            }
        }
    }
}

#[test]
fn every_other_key_goes_on_and_lands_nowhere() {
    for (mut pure, typed, title) in forms() {
        for key in ["n", "x", "<back>", "<enter>", "<tab>", "<ctrl-s>", "<ctrl-u>"] {
            let before = pure.screen();
            pure.press("<esc>").press(key).hides("would be lost").shows(title).shows(typed);
            assert_eq!(pure.screen(), before, "after {key} in {title}");
        }
    }
}

#[test]
fn an_answer_never_lands_behind_a_mask() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]).press("e");
    pure.answer_values("a", SecretKind::BasicAuth, &[("username", "alice"), ("password", "old")]);
    pure.press("<down>x<esc>n<ctrl-r>").shows("oldx ").hides("oldxn");
}
