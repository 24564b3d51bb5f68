//! The tree: in and out, the filter, delete and undo.

use crate::support::pure::{Pure, entries, matching};
use std::sync::Arc;
use strongroom::domain::Folder;
use strongroom::message::{Answer, Names, Outcome, Request};
use strongroom::provider::Error;

const NAMES: &[&str] = &["db", "db-old", "db/prod", "db/stage/a", "db/stage/b", "web/key"];

fn selected(pure: &Pure) -> Option<&str> {
    pure.app.shared().selected.as_ref().map(|at| at.path.as_str())
}

#[test]
fn folders_come_first_and_a_name_may_be_both() {
    let mut pure = Pure::with_names(NAMES);
    assert_eq!(selected(&pure), None);
    pure.press("jj");
    assert_eq!(selected(&pure), Some("db"));
    pure.press("j");
    assert_eq!(selected(&pure), Some("db-old"));
}

#[test]
fn going_out_stands_where_one_went_in_and_going_in_where_one_was() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("<enter>j");
    assert_eq!(selected(&pure), Some("db/prod"));
    pure.press("hl");
    assert_eq!(selected(&pure), Some("db/prod"));
    pure.press("kl").shows("db › stage");
    assert_eq!(selected(&pure), Some("db/stage/a"));
    pure.press("hh");
    assert_eq!(selected(&pure), None);
    pure.press("h").shows("this is the top of the team");
}

#[test]
fn the_filter_asks_at_every_key_and_the_newest_answer_counts() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("/s");
    let first = pure.ticket(|request| matches!(request, Request::Filter { .. }));
    pure.press("t");
    assert!(pure.cancelled.contains(&first));
    pure.answer(
        |request| matches!(request, Request::Filter { pattern, .. } if pattern == "st"),
        Ok(matching(NAMES, "st", &["db/stage/a"], &[3, 4])),
    );
    assert_eq!(selected(&pure), Some("db/stage/a"));
    pure.shows("1 found");
    pure.press("<enter>q");
    assert!(!pure.effects.is_empty(), "after Enter the keys are verbs again");
}

#[test]
fn leaving_the_filter_stays_on_what_it_found() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("/b");
    let found = matching(NAMES, "b", &["db/stage/b"], &[9]);
    pure.answer(|request| matches!(request, Request::Filter { .. }), Ok(found));
    pure.press("<esc>").shows("db › stage");
    assert_eq!(selected(&pure), Some("db/stage/b"));
}

#[test]
fn a_filter_that_answers_in_parts_keeps_the_name_that_was_gone_to() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("/s");
    let ticket = pure.ticket(|request| matches!(request, Request::Filter { .. }));
    let part = matching(NAMES, "s", &["db/stage/a", "db/stage/b"], &[]);
    pure.reply(ticket, Answer::Part(part)).shows("2 found…");
    assert_eq!(selected(&pure), Some("db/stage/a"));
    pure.press("<down><ctrl-a>").shows("more names are still looked at");
    let all = matching(NAMES, "s", &["db/prod", "db/stage/a", "db/stage/b"], &[]);
    pure.reply(ticket, Answer::End(Ok(all))).shows("3 found").hides("3 found…");
    assert_eq!(selected(&pure), Some("db/stage/b"));
}

#[test]
fn a_filter_hands_on_what_is_known_only_when_it_is_all() {
    let mut pure = Pure::with_names(NAMES);
    let is_filter = |request: &Request| matches!(request, Request::Filter { .. });
    let knows = |pure: &Pure| {
        let newest = pure.open.iter().rev().find(|(_, request)| is_filter(request));
        matches!(newest, Some((_, Request::Filter { known: Some(_), .. })))
    };
    pure.press("/s");
    assert!(!knows(&pure));
    let ticket = pure.ticket(is_filter);
    pure.reply(ticket, Answer::Part(matching(NAMES, "s", &["db/stage/a"], &[])));
    pure.press("t");
    assert!(!knows(&pure));
    pure.answer(is_filter, Ok(matching(NAMES, "st", &["db/stage/a"], &[])));
    pure.press("a");
    assert!(knows(&pure));
}

#[test]
fn new_names_keep_the_cursor_on_the_same_secret() {
    let mut pure = Pure::with_names(&["b", "c"]);
    pure.press("j");
    assert_eq!(selected(&pure), Some("c"));
    pure.press("R");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["a", "b", "c"]))));
    assert_eq!(selected(&pure), Some("c"));
}

#[test]
fn a_folder_that_has_become_empty_is_left() {
    let mut pure = Pure::with_names(&["a/b/c", "z"]);
    pure.press("ll").shows("a › b");
    pure.press("R");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["z"]))));
    assert_eq!(selected(&pure), Some("z"));
}

#[test]
fn delete_asks_first_and_undo_brings_it_back() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("u").shows("no delete is left");
    pure.press("d").shows("Delete a?");
    pure.press("n");
    assert!(!pure.is_asked(|request| matches!(request, Request::Delete(..))));
    pure.press("dy").answer(|request| matches!(request, Request::Delete(..)), Ok(Outcome::Done));
    pure.shows("u undoes");
    pure.press("u");
    assert!(
        pure.is_asked(|request| matches!(request, Request::Undelete(at, None) if at.path.as_str() == "a"))
    );
}

#[test]
fn removing_for_good_wants_the_name_typed() {
    let mut pure = Pure::with_names(&["db/prod"]);
    pure.press("lD<enter>").shows("type prod to go on");
    assert!(!pure.is_asked(|request| matches!(request, Request::Erase(_))));
    pure.press("prod<enter>");
    assert!(pure.is_asked(|request| matches!(request, Request::Erase(_))));
}

#[test]
fn the_question_keeps_its_subject_when_the_selection_changes_below_it() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("Rd");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["b"]))));
    pure.press("y");
    assert!(pure.is_asked(|request| matches!(request, Request::Delete(at, _) if at.path.as_str() == "a")));
}

#[test]
fn a_listing_that_failed_tells_why_and_what_to_do() {
    let mut pure = Pure::started(strongroom::provider::Lock::Open);
    pure.answer_places();
    pure.answer(|request| matches!(request, Request::List(_)), Err(crate::support::pure::unreachable()));
    pure.shows("cannot be listed").shows("check the address");
}

#[test]
fn a_mark_remembers_the_place_and_its_letter_goes_there_also_in_another_team() {
    let mut pure = Pure::with_names(&["a", "b/c"]);
    pure.press("gm").shows("mark b/ with a letter");
    pure.press("k");
    let Some((_, Request::Mark(mark))) = pure.open.iter().find(|(_, r)| matches!(r, Request::Mark(_))) else {
        panic!("no mark among {:?}", pure.open)
    };
    assert_eq!((mark.letter, mark.path.as_str(), mark.team.as_str()), ('k', "b/", "personal"));
    let mark = |letter, team: &str, path: &str| strongroom::message::Mark {
        letter,
        team: strongroom::domain::TeamId::new(team).unwrap(),
        path: path.into(),
    };
    let marks = || Ok(Outcome::Marks(vec![mark('k', "personal", "b/"), mark('s', "second", "x/y")]));
    let asks = |request: &Request| matches!(request, Request::Marks);
    // The letter may come before the marks.
    pure.press("'k").answer(asks, marks());
    assert_eq!(pure.app.shared().selected.as_ref().unwrap().path.as_str(), "b/c");
    pure.press("'").answer(asks, marks()).shows("k b/ · s second: x/y");
    pure.press("s");
    assert_eq!(pure.app.shared().team.as_str(), "second");
    pure.answer(|r| matches!(r, Request::List(_)), Ok(Outcome::Names(entries(&["a", "x/y", "x/z"]))));
    assert_eq!(pure.app.shared().selected.as_ref().unwrap().path.as_str(), "x/y");
    pure.press("'").answer(asks, marks()).press("z").shows("nothing is marked with z");
}

#[test]
fn after_a_mark_key_no_other_key_does_what_it_does_elsewhere() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("m<esc>").shows("nothing was done");
    pure.press("'").answer(|r| matches!(r, Request::Marks), Ok(Outcome::Marks(Vec::new())));
    pure.shows("nothing is marked yet");
    assert!(!pure.is_asked(|request| matches!(request, Request::Mark(_))));
}

#[test]
fn a_mark_is_forgotten_by_its_letter_after_the_key_that_deletes() {
    let mut pure = Pure::with_names(&["a", "b/c"]);
    let mark = |letter| strongroom::message::Mark {
        letter,
        team: strongroom::domain::TeamId::personal(),
        path: "b/".into(),
    };
    let marks = || Ok(Outcome::Marks(vec![mark('k')]));
    let asks = |request: &Request| matches!(request, Request::Marks);
    pure.press("'").answer(asks, marks()).shows("⌫ forgets one · k b/");
    pure.press("<back>").shows("the letter to forget").shows("k b/");
    pure.press("z").shows("nothing is marked with z");
    assert!(!pure.is_asked(|request| matches!(request, Request::Forget(_))));
    // Also before the marks are known.
    pure.press("'<back>k");
    assert!(!pure.is_asked(asks));
    pure.answer(|request| matches!(request, Request::Forget('k')), Ok(Outcome::Done));
    pure.shows("k leads nowhere any more");
    pure.press("'<back><esc>").shows("nothing was done");
}

#[test]
fn a_jump_that_waits_for_names_says_so_and_tells_when_they_came_without_it_or_not_at_all() {
    let is_list = |request: &Request| matches!(request, Request::List(_));
    let mark = strongroom::message::Mark {
        letter: 'k',
        team: strongroom::domain::TeamId::new("second").unwrap(),
        path: "x/y".into(),
    };
    let jump = || {
        let mut pure = Pure::with_names(&["a"]);
        let marks = Ok(Outcome::Marks(vec![mark.clone()]));
        pure.press("'k").answer(|request| matches!(request, Request::Marks), marks);
        pure.shows("Then x/y is shown.");
        pure
    };
    jump().answer(is_list, Ok(Outcome::Names(entries(&["b"])))).shows("there is no x/y in second");
    jump()
        .answer(is_list, Err(crate::support::pure::unreachable()))
        .shows("x/y cannot be shown, second cannot be listed: the store: it is gone");
    let mut pure = jump();
    // A part of the names proves nothing.
    let ticket = pure.ticket(is_list);
    pure.reply(ticket, Answer::Part(Outcome::Names(entries(&["b"])))).hides("there is no");
    pure.answer(is_list, Ok(Outcome::Names(entries(&["b", "x/y"]))));
    assert_eq!(selected(&pure), Some("x/y"));
}

#[test]
fn what_comes_back_late_does_not_move_the_cursor_of_who_went_on() {
    let is_undelete = |request: &Request| matches!(request, Request::Undelete(..));
    for (went_on, wanted) in [("", "b"), ("k", "a"), ("4", "c")] {
        let mut pure = Pure::with_names(&["a", "b", "c"]);
        pure.press("jdy").answer(|request| matches!(request, Request::Delete(..)), Ok(Outcome::Done));
        pure.press("u").press(went_on).answer(is_undelete, Ok(Outcome::Done));
        assert_eq!(selected(&pure), Some(wanted), "after {went_on:?}");
    }
}

#[test]
fn names_that_come_anew_keep_the_cursor_on_its_match() {
    let mut pure = Pure::with_names(NAMES);
    let is_filter = |request: &Request| matches!(request, Request::Filter { .. });
    pure.press("/db<enter>").answer(is_filter, Ok(matching(NAMES, "db", &["db", "db-old", "db/prod"], &[0])));
    pure.press("jR");
    assert_eq!(selected(&pure), Some("db-old"));
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(NAMES))));
    pure.answer(is_filter, Ok(matching(NAMES, "db", &["db", "db-old", "db/prod"], &[0])));
    assert_eq!(selected(&pure), Some("db-old"));
}

#[test]
fn each_delete_of_the_session_can_be_undone_the_last_first() {
    let mut pure = Pure::with_names(&["a", "b", "c"]);
    let is_delete = |request: &Request| matches!(request, Request::Delete(..));
    pure.press("dy").answer(is_delete, Ok(Outcome::Done));
    pure.press("gdy").answer(is_delete, Ok(Outcome::Done));
    for wanted in ["b", "a"] {
        let is_it =
            |request: &Request| matches!(request, Request::Undelete(at, None) if at.path.as_str() == wanted);
        pure.press("u").answer(is_it, Ok(Outcome::Done)).shows(&format!("{wanted} is back"));
    }
    pure.press("u").shows("no delete is left to undo");
}

#[test]
fn where_something_could_not_be_read_the_pane_does_not_say_that_nothing_is_there() {
    let folder = |name: &str| Folder::new(name).unwrap();
    let denied = || Error::Denied { reason: "the login may not list it".into() };
    let listed = |unreadable: Vec<(Folder, Error)>| {
        let mut pure = Pure::with_names(&["a"]);
        pure.press("R");
        let names = Arc::new(Names::new(Vec::new(), unreadable));
        pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(names)));
        pure
    };
    let pure = listed(vec![(folder("personal/app"), denied())]);
    pure.hides("nothing here yet")
        .shows("No name is seen here")
        .shows("app cannot be")
        .shows("may not list it");
    pure.shows("J opens a secret by its path").shows("R tries again");
    let pure = listed(vec![(folder("personal/app"), denied()), (folder("personal/db"), denied())]);
    pure.hides("nothing here yet").shows("and 1 more folder");
    // What lies in another team's place says nothing of this one.
    listed(vec![(folder("second/app"), denied())]).shows("There is nothing here yet.");
    listed(Vec::new()).shows("There is nothing here yet.");
}

#[test]
fn a_list_whose_end_is_out_of_sight_says_in_its_border_how_much_more_there_is() {
    let names: Vec<String> = (0..30).map(|name| format!("name-{name:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut pure = Pure::with_names(&names);
    pure.size = (60, 20);
    pure.event(strongroom::message::Event::Resize { width: 60, height: 20 });
    // No row is given up for it.
    pure.shows("name-14").hides("name-15").shows("─ ↓ 15 more ╯");
    pure.press("<ctrl-d><ctrl-d><ctrl-d>").shows("─ ↑ 14  ↓ 1 more ╯");
    pure.press("G").shows("─ ↑ 15 more ╯").shows("name-29");
    let mut pure = Pure::with_names(&names[..15]);
    pure.size = (60, 20);
    pure.event(strongroom::message::Event::Resize { width: 60, height: 20 });
    pure.shows("name-14").hides("more ╯");
}
