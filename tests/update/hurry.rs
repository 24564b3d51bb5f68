//! Somebody in a hurry: wrong keys do no harm, and the next right one is in sight.

use crate::support::console::TODAY;
use crate::support::pure::{Pure, matching};
use strongroom::domain::{SecretKind, VersionInfo, VersionNumber, VersionState};
use strongroom::message::{Deed, Event, Outcome, Request, Tally};
use strongroom::provider::{Error, Lock};

const NAMES: &[&str] = &["db/prod", "db/stage", "key"];

/// The last row but one: the keys of the pane.
fn hint_line(pure: &Pure) -> String {
    let screen = pure.screen();
    let rows: Vec<&str> = screen.lines().collect();
    rows[rows.len() - 2].trim_end().to_owned()
}

fn narrow() -> Pure {
    let mut pure = Pure::with_names(NAMES);
    pure.size = (60, 20);
    pure.event(Event::Resize { width: 60, height: 20 });
    pure
}

fn is_copy(request: &Request) -> bool {
    matches!(request, Request::Copy { .. })
}

#[test]
fn a_stray_key_rolls_nothing_back() {
    let mut pure = Pure::with_names(&["a"]);
    let version = |number, state| VersionInfo {
        number: VersionNumber(number),
        state,
        created: TODAY,
        deleted: None,
        fingerprint: None,
        author: None,
        stages: Vec::new(),
    };
    let versions = vec![version(2, VersionState::Current), version(1, VersionState::Superseded)];
    pure.answer(|request| matches!(request, Request::History(_)), Ok(Outcome::History(versions)));
    pure.press("Hjo").shows("Roll a back to version 1?");
    assert!(!pure.is_asked(|request| matches!(request, Request::Rollback(..))));
    pure.press("noy");
    let is_rollback = |request: &Request| matches!(request, Request::Rollback(_, VersionNumber(1)));
    assert!(pure.is_asked(is_rollback));
    pure.answer(is_rollback, Ok(Outcome::Written { version: VersionNumber(3), is_new: true }));
    pure.shows("rolled back to version 1, as version 3");
    pure.press("o").press("y");
    pure.answer(is_rollback, Ok(Outcome::Written { version: VersionNumber(3), is_new: false }));
    pure.shows("version 3 holds the same already");
}

#[test]
fn escape_and_a_key_that_arrive_as_one_are_both_meant() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("?").shows("╭ Keys");
    pure.press("<alt-:>").hides("╭ Keys").shows("╭ Palette");
    pure.press("<alt-j>").hides("╭ Palette");
    let selected = pure.app.shared().selected.as_ref().map(|at| at.path.as_str());
    assert_eq!(selected, Some("key"), "one further than the folder");
}

#[test]
fn escape_and_a_key_that_arrive_as_one_do_not_leave_the_gate() {
    let mut pure = Pure::started(Lock::Locked);
    pure.press("<alt-x>");
    assert!(pure.effects.is_empty(), "{:?}", pure.effects);
}

#[test]
fn a_copy_says_of_what_also_after_moving_on() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("yj").answer(is_copy, Ok(Outcome::Copied { by: "test" }));
    pure.shows("copied a#password (test)");
}

#[test]
fn what_one_key_had_to_say_goes_with_the_next() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("r").shows("reveal: this is a folder");
    pure.press("j").hides("this is a folder");
}

#[test]
fn what_was_done_and_what_failed_stays_in_sight() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("y").answer(is_copy, Ok(Outcome::Copied { by: "test" }));
    pure.press("j").shows("copied a#content");
    pure.press("y").answer_outline("b", SecretKind::ApiKey, &["content"]);
    pure.answer(is_copy, Err(Error::Throttled));
    pure.press("k").shows("the server asks for fewer requests");
}

#[test]
fn a_change_that_was_stopped_half_way_stays_in_sight() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("<ctrl-a>dy");
    let is_many = |request: &Request| matches!(request, Request::Many(_));
    let team = pure.app.shared().team.clone();
    let names = |names: &[&str]| names.iter().map(|name| crate::support::changes::path(name)).collect();
    let (done, left) = (names(&["a"]), names(&["b"]));
    let (deed, failed) = (Deed::Delete, Vec::new());
    let tally = Tally { deed, team, to: None, done, failed, left, because: None, can_undo: true };
    pure.answer(is_many, Ok(Outcome::Many(Box::new(tally))));
    pure.press("j").shows("1 not touched");
}

#[test]
fn a_value_on_its_way_says_so_in_its_row() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.hides("reading …");
    pure.press("r").shows("password  ••••••••  reading …");
    pure.answer_values("a", SecretKind::BasicAuth, &[("password", "there-it-is")]);
    pure.shows("there-it-is").hides("reading …");
}

#[test]
fn a_filter_without_a_match_tells_where_else_to_look() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("/zz");
    let none = matching(NAMES, "zz", &[], &[]);
    pure.answer(|request| matches!(request, Request::Filter { .. }), Ok(none));
    pure.shows("Nothing matches here.").shows("then f finds");
}

#[test]
fn after_unlocking_the_names_have_the_keys() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("4<ctrl-l>right one<enter>");
    pure.answer(|request| matches!(request, Request::Unlock(_)), Ok(Outcome::Lock(Lock::Open)));
    assert!(hint_line(&pure).contains("add"), "{}", pure.screen());
}

#[test]
fn a_narrow_hint_line_has_whole_hints_that_work_now_first_and_help_last() {
    let mut pure = narrow();
    assert_eq!(hint_line(&pure), " a add  d delete  / filter  l open  f find  r reveal  ? help");
    pure.press("j");
    assert_eq!(hint_line(&pure), " r reveal  y copy  e edit  a add  d delete  f find  ? help");
    for pane in ["1", "2", "4", "5"] {
        pure.press(pane);
        assert!(hint_line(&pure).ends_with("  ? help"), "{}", pure.screen());
    }
}

#[test]
fn while_text_is_typed_the_hint_line_tells_how_to_end_it() {
    let mut pure = narrow();
    pure.press("/");
    assert_eq!(hint_line(&pure), " ⏎ keep filter  ↑ ↓ move  ctrl-u empty  esc drop filter");
    pure.press("<enter>");
    assert!(hint_line(&pure).contains("add"), "{}", pure.screen());
}

#[test]
fn a_server_out_of_reach_points_to_the_network_and_a_file_to_the_disk() {
    let far = Error::Unreachable { what: "https://vault:8200".into(), reason: "timed out".into() };
    let near = Error::Unreachable { what: "the store".into(), reason: "no space".into() };
    assert!(far.hint().unwrap().contains("network"));
    assert!(near.hint().unwrap().contains("disk"));
}
