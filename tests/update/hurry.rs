//! Somebody in a hurry: wrong keys do no harm, and the next right one is in sight.

use crate::support::pure::{Pure, entries, matching, version};
use strongroom::domain::{SecretKind, VersionNumber, VersionState};
use strongroom::message::{Deed, Event, Mark, Outcome, Outlook, Planned, Request, Tally};
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
    let versions = vec![version(2, VersionState::Current), version(1, VersionState::Superseded)];
    pure.answer(|request| matches!(request, Request::History(_)), Ok(Outcome::History(versions)));
    pure.press("Hjo").shows("Roll a back to version 1?");
    assert!(!pure.is_asked(|request| matches!(request, Request::Rollback { .. })));
    pure.press("noy");
    let is_rollback = |request: &Request| matches!(request, Request::Rollback { to: VersionNumber(1), .. });
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
    let tally = Tally {
        deed,
        team,
        to: None,
        done,
        pending: Vec::new(),
        failed,
        left,
        because: None,
        can_undo: true,
        losses: Default::default(),
    };
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

fn is_list(request: &Request) -> bool {
    matches!(request, Request::List(_))
}

/// The names `a` and `b` are known, a mark leads to `z`, and the list is asked for again.
fn jumping() -> Pure {
    let mut pure = Pure::with_names(&["a", "b"]);
    let mark = Mark { letter: 'z', team: pure.app.shared().team.clone(), path: "z".into() };
    pure.press("R'z");
    pure.answer(|request| matches!(request, Request::Marks), Ok(Outcome::Marks(vec![mark])));
    pure
}

fn cursor(pure: &Pure) -> Option<&str> {
    pure.app.shared().selected.as_ref().map(|at| at.path.as_str())
}

#[test]
fn a_jump_that_comes_late_takes_the_cursor_of_whoever_waits() {
    let mut pure = jumping();
    pure.answer(is_list, Ok(Outcome::Names(entries(&["a", "b", "z"]))));
    assert_eq!(cursor(&pure), Some("z"));
}

#[test]
fn a_jump_that_comes_late_leaves_the_cursor_of_whoever_has_moved_on() {
    let mut pure = jumping();
    pure.press("j").answer(is_list, Ok(Outcome::Names(entries(&["a", "b", "z"]))));
    assert_eq!(cursor(&pure), Some("b"));
    pure.shows("z is there now").shows("the cursor stays");
    let mut pure = jumping();
    pure.press("j").answer(is_list, Ok(Outcome::Names(entries(&["a", "b"]))));
    assert_eq!(cursor(&pure), Some("b"));
    pure.shows("there is no z");
}

#[test]
fn what_was_saved_does_not_call_the_cursor_back() {
    let mut pure = Pure::with_names(&["a", "b"]);
    // Names that were asked for before the save may be older than it, so that they are asked for again.
    pure.press("Ran<tab><space><space><tab>v<ctrl-s>");
    let is_save = |request: &Request| matches!(request, Request::Save(_));
    pure.answer(is_save, Ok(Outcome::Written { version: VersionNumber(1), is_new: true }));
    pure.press("j").answer(is_list, Ok(Outcome::Names(entries(&["a", "b", "n"]))));
    assert_eq!(cursor(&pure), Some("b"));
}

#[test]
fn a_selection_that_is_not_in_sight_is_told() {
    let mut pure = Pure::with_names(&["app/k", "app/l", "db/x", "top"]);
    pure.press("l<ctrl-a>").shows("2 selected of 2");
    pure.press("hj").shows("2 selected of 4");
    pure.press("l").shows("2 selected, 2 in app/");
    pure.press(" ").shows("3 selected, 2 in app/");
    pure.press("hG l").press("hgl").shows("4 selected, 2 elsewhere");
}

#[test]
fn undo_while_the_delete_runs_says_that_it_runs_and_undoes_no_other() {
    let is_delete = |request: &Request| matches!(request, Request::Delete(..));
    let is_undelete = |request: &Request| matches!(request, Request::Undelete(..));
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("dyu").shows("the delete is still under way").hides("no delete is left");
    pure.answer(is_delete, Ok(Outcome::Done));
    pure.press("dyu").shows("still under way");
    assert!(!pure.is_asked(is_undelete), "a would come back instead of b");
    pure.answer(is_delete, Err(Error::Throttled)).press("u");
    assert!(pure.is_asked(is_undelete));
}

#[test]
fn undo_while_several_are_deleted_says_that_it_runs() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("<ctrl-a>dyu").shows("the delete is still under way");
}

#[test]
fn a_message_longer_than_its_row_can_be_read_whole() {
    let mut pure = narrow();
    let reason = "one two three four five six seven eight nine ten eleven twelve the-last-word";
    let error = Error::Unreachable { what: "https://vault:8200".into(), reason: reason.into() };
    pure.press("j").answer_outline("key", SecretKind::ApiKey, &["content"]);
    pure.press("y").answer(is_copy, Err(error));
    pure.hides("the-last-word").shows("E whole");
    pure.press("E").shows("╭ Messages").shows("the-last-word");
    pure.press("E").hides("╭ Messages").hides("the-last-word");
    // Over what has opened, the row of the keys is free.
    let error = Error::Unreachable { what: "it".into(), reason: reason[..60].into() };
    pure.press("Yv").answer(is_copy, Err(error)).shows("╭ Copy").shows("eleven");
}

#[test]
fn what_was_said_is_forgotten_when_the_console_locks() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("E").shows("Nothing was said yet");
    pure.press("<esc>yP<ctrl-l>right one<enter>");
    pure.answer(|request| matches!(request, Request::Unlock(_)), Ok(Outcome::Lock(Lock::Open)));
    pure.press("E").shows("╭ Messages").hides("presentation");
}

#[test]
fn a_yes_that_was_typed_before_the_question_was_seen_is_none() {
    let is_delete = |request: &Request| matches!(request, Request::Delete(..));
    for yes in ["y", "<enter>"] {
        let mut pure = Pure::with_names(&["a"]);
        pure.hurry("d").hurry(yes).shows("Delete a?").shows("that key came before the question");
        assert!(!pure.is_asked(is_delete));
        pure.press(yes);
        assert!(pure.is_asked(is_delete));
    }
    // A no harms nobody.
    let mut pure = Pure::with_names(&["a"]);
    pure.hurry("dn").hides("Delete a?");
}

#[test]
fn a_name_that_was_typed_before_the_question_was_seen_waits_for_its_enter() {
    let is_erase = |request: &Request| matches!(request, Request::Erase(_));
    let mut pure = Pure::with_names(&["a"]);
    pure.hurry("Da<enter>").shows("type a: a");
    assert!(!pure.is_asked(is_erase));
    pure.press("<enter>");
    assert!(pure.is_asked(is_erase));
}

#[test]
fn an_enter_before_the_plan_was_seen_carries_nothing_out() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("cb<enter>");
    let planned = Planned {
        from: crate::support::changes::path("a"),
        to: "b".into(),
        outlook: Outlook::Create,
        loss: Default::default(),
    };
    pure.answer(|request| matches!(request, Request::Plan(_)), Ok(Outcome::Planned(vec![planned])));
    let is_many = |request: &Request| matches!(request, Request::Many(_));
    pure.hurry("<enter>").shows("1 to be copied");
    assert!(!pure.is_asked(is_many));
    pure.press("<enter>");
    assert!(pure.is_asked(is_many));
}

#[test]
fn what_is_typed_on_after_esc_does_not_lose_the_form() {
    for typed in ["y", "<alt-y>"] {
        let mut pure = Pure::with_names(&[]);
        pure.press("acorp").hurry("<esc>").hurry(typed).shows("New secret in").shows("corp ");
    }
    // Esc and the key came as one.
    let mut pure = Pure::with_names(&[]);
    pure.press("acorp<alt-y>").shows("New secret in").shows("corp ");
}

#[test]
fn a_question_on_a_terminal_that_is_too_small_is_not_seen() {
    let is_delete = |request: &Request| matches!(request, Request::Delete(..));
    let mut pure = Pure::with_names(&["a"]);
    pure.hurry("d");
    pure.size = (30, 8);
    pure.event(Event::Resize { width: 30, height: 8 }).event(Event::Seen);
    pure.size = (120, 40);
    pure.event(Event::Resize { width: 120, height: 40 }).hurry("y");
    assert!(!pure.is_asked(is_delete));
}
