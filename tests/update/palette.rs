//! The palette and the jump line: found by letters, completed, recalled, refused with the reason.

use crate::support::pure::Pure;
use strongroom::message::{Effect, Request};

const NAMES: &[&str] = &["db/prod/admin", "db/prod/app", "db/test", "mail", "mail-old"];

fn pure() -> Pure {
    Pure::with_names(NAMES)
}

fn selected(pure: &Pure) -> Option<String> {
    pure.app.shared().selected.as_ref().map(|at| at.path.to_string())
}

#[test]
fn a_verb_is_found_by_a_few_letters_and_done() {
    let mut pure = pure();
    pure.press(":").shows("Palette").shows("secrets.reveal");
    pure.press("lokn").hides("Palette of");
    pure.press("<ctrl-u>quit<enter>");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn a_verb_of_the_pane_is_done_by_its_pane() {
    let mut pure = pure();
    pure.press(":add<enter>").shows("New secret in personal").hides("Palette");
}

#[test]
fn what_cannot_be_done_says_why_and_the_line_stays() {
    let mut pure = pure();
    pure.press(":secrets.undo").shows("(no delete is left to undo)");
    pure.press("<enter>").shows("undo: no delete is left").shows("Palette");
    pure.press("<esc>").hides("Palette");
}

#[test]
fn letters_that_nothing_has_are_said_so() {
    let mut pure = pure();
    pure.press(":zzqq<enter>").shows("no verb has these letters");
}

#[test]
fn tab_completes_a_path_as_far_as_all_agree() {
    let mut pure = pure();
    pure.press(":go d<tab>").shows(": go db/");
    pure.press("p<tab>").shows(": go db/prod/");
    pure.press("<tab>").shows(": go db/prod/a");
    pure.press("p<tab><enter>").hides("Palette");
    assert_eq!(selected(&pure).as_deref(), Some("db/prod/app"));
}

#[test]
fn jumping_goes_to_secrets_and_into_folders() {
    let mut pure = pure();
    pure.press("4Jmail-<tab><enter>").hides("Jump");
    assert_eq!(selected(&pure).as_deref(), Some("mail-old"));
    pure.press("Jmail<enter>");
    assert_eq!(selected(&pure).as_deref(), Some("mail"), "the whole name comes before longer ones");
    pure.press("Jdb/prod/<enter>");
    assert_eq!(selected(&pure).as_deref(), Some("db/prod/admin"));
    pure.press("Jnowhere<enter>").shows("nothing begins with nowhere");
}

#[test]
fn a_jump_is_edited_folder_by_folder() {
    let mut pure = pure();
    pure.press("Jdb/prod/app<backtab>").shows("→ db/prod/").shows("db/prod/admin");
    pure.press("<ctrl-w>").shows("→ db/").shows("db/test");
    pure.press("<backtab>").hides("→ db");
}

#[test]
fn what_was_typed_comes_back_in_an_empty_line() {
    let mut pure = pure();
    pure.press(":refresh<enter>Jmail<enter>");
    for (keys, line) in
        [(":<up>", ": go mail"), ("<up>", ": refresh"), ("<up>", ": refresh"), ("<down>", ": go mail")]
    {
        pure.press(keys).shows(line);
    }
    pure.press("<down>").hides(": go mail");
    pure.press("<esc>J<up>").shows("→ mail");
}

#[test]
fn another_team_is_found_by_letters() {
    let mut pure = pure();
    pure.press(":team sec<enter>");
    assert_eq!(pure.app.shared().team.as_str(), "second");
    assert!(pure.is_asked(|request| matches!(request, Request::Switch(_))));
}

#[test]
fn keys_that_are_typed_never_do_what_they_do_elsewhere() {
    let mut pure = pure();
    pure.press(":qdDRbJ").shows(": qdDRbJ");
    assert!(!pure.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}
