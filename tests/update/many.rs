//! The selection of many: one, a range, all; verbs on it, one task, never twice.

use crate::support::pure::{Pure, entries, matching, unreachable};
use strongroom::domain::{SecretPath, TeamId};
use strongroom::message::{Answer, Deed, Effect, Many, Outcome, Progress, Reached, Request, Tally};
use strongroom::provider::{Error, Lock};

const NAMES: &[&str] = &["db/prod", "db/stage/a", "db/stage/b", "mail", "web"];

fn is_many(request: &Request) -> bool {
    matches!(request, Request::Many(_))
}

/// The paths of the change to many that is under way.
fn asked(pure: &Pure) -> (Deed, Vec<String>) {
    let mut all = pure.open.iter().filter_map(|(_, request)| match request {
        Request::Many(Many { deed, paths, .. }) => {
            Some((*deed, paths.iter().map(ToString::to_string).collect()))
        }
        _ => None,
    });
    let found = all.next().unwrap_or_else(|| panic!("nothing was asked:\n{}", pure.screen()));
    assert!(all.next().is_none(), "it was asked twice");
    found
}

fn paths(paths: &[&str]) -> Vec<SecretPath> {
    paths.iter().map(|path| SecretPath::new(path).unwrap()).collect()
}

fn tally(deed: Deed, done: &[&str], failed: &[&str], left: &[&str]) -> Outcome {
    Outcome::Many(Box::new(Tally {
        deed,
        team: TeamId::personal(),
        to: None,
        done: paths(done),
        pending: Vec::new(),
        failed: paths(failed).into_iter().map(|path| (path, unreachable())).collect(),
        left: paths(left),
        because: None,
        can_undo: deed == Deed::Delete,
        losses: Default::default(),
    }))
}

#[test]
fn space_selects_one_and_moves_on_and_a_folder_means_all_below_it() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("<space>").shows("3 selected of 5");
    pure.press("<space>").shows("4 selected of 5");
    pure.press("k<space>").shows("3 selected of 5");
    pure.press("gl").shows("✓ stage/");
    pure.press("<space>").shows("1 selected of 3");
    pure.press("h").shows("~ db/").shows("1 of 3");
}

#[test]
fn a_range_grows_and_shrinks_with_the_cursor() {
    let mut pure = Pure::with_names(&["a", "b", "c", "d"]);
    pure.press("jv").shows("range, 1 selected");
    pure.press("jj").shows("range, 3 selected");
    pure.press("k").shows("range, 2 selected");
    pure.press("kk").shows("range, 2 selected");
    pure.press("v").shows("2 selected of 4").hides("range");
    pure.press("Gv").shows("range, 3 selected");
    pure.press("<esc>").shows("2 selected of 4");
    pure.press("<esc>").hides("selected of");
}

#[test]
fn all_means_the_folder_shown_or_what_the_filter_found() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("l<ctrl-a>").shows("3 selected of 3");
    pure.press("<esc>h/m");
    let found = matching(NAMES, "m", &["mail"], &[0]);
    pure.answer(|request| matches!(request, Request::Filter { .. }), Ok(found));
    pure.press("<ctrl-a>").shows("1 selected of 1 found");
    pure.press("<enter>dy");
    assert_eq!(asked(&pure), (Deed::Delete, vec!["mail".to_owned()]));
}

#[test]
fn another_team_begins_without_a_selection() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("<ctrl-a>").shows("5 selected");
    pure.press("2j<enter>");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(NAMES))));
    pure.hides("selected of");
}

#[test]
fn names_that_are_gone_are_no_longer_selected_but_a_list_still_coming_takes_none_away() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("<ctrl-a>R");
    let ticket = pure.ticket(|request| matches!(request, Request::List(_)));
    pure.reply(ticket, Answer::Part(Outcome::Names(entries(&["a"])))).shows("2 selected");
    pure.reply(ticket, Answer::End(Ok(Outcome::Names(entries(&["b"]))))).shows("1 selected");
}

#[test]
fn deleting_many_asks_once_is_one_change_and_is_not_doubled_by_a_second_press() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("<space>d").shows("Delete 3 secrets?").shows("db/prod, db/stage/a, db/stage/b");
    pure.press("yy");
    assert_eq!(asked(&pure).1, ["db/prod", "db/stage/a", "db/stage/b"]);
    pure.shows("1 task 0/3");
    pure.press("dy").shows("still under way");
    assert_eq!(asked(&pure).1.len(), 3);
}

#[test]
fn destroying_many_wants_the_number_or_the_name_of_the_whole_typed() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("G<space>k<space>D").shows("type 2:");
    pure.press("3<enter>").shows("type 2 to go on");
    assert!(!pure.is_asked(is_many));
    pure.press("<esc><esc>gl<space>D").shows("type stage:");
    pure.press("<esc><esc>");
    pure.press("<ctrl-a>D").shows("type db:");
    pure.press("<esc><esc>");
    pure.press("h<ctrl-a>D").shows("type personal:");
    pure.press("personal<enter>");
    assert_eq!(asked(&pure).0, Deed::Erase);
    assert_eq!(asked(&pure).1.len(), 5);
}

#[test]
fn what_failed_stays_selected_and_is_named_with_its_reason() {
    let mut pure = Pure::with_names(&["a", "b", "c"]);
    pure.press("<ctrl-a>dy").answer(is_many, Ok(tally(Deed::Delete, &["a", "c"], &["b"], &[])));
    pure.shows("deleted: 2 of 3 secrets in personal · 1 failed: b (the store: it is gone)");
    let lists = pure.open.iter().filter(|(_, request)| matches!(request, Request::List(_))).count();
    assert_eq!(lists, 1, "the names are asked once");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["b"]))));
    pure.shows("1 selected of 1");
}

#[test]
fn undo_brings_back_all_that_was_deleted_and_nothing_else() {
    let mut pure = Pure::with_names(&["a", "b", "c"]);
    pure.press("<ctrl-a>dy").answer(is_many, Ok(tally(Deed::Delete, &["a", "c"], &[], &["b"])));
    pure.shows("u undoes");
    pure.press("u");
    assert_eq!(asked(&pure), (Deed::Restore, vec!["a".to_owned(), "c".to_owned()]));
    pure.answer(is_many, Ok(tally(Deed::Restore, &["a", "c"], &[], &[])));
    pure.shows("restored: 2 secrets");
    pure.press("u").shows("no delete is left");
}

#[test]
fn a_task_tells_how_far_it_is_and_is_stopped_by_x_before_its_next_step_only() {
    let mut pure = Pure::with_names(&["a", "b", "c"]);
    pure.press("<ctrl-a>dy");
    let ticket = pure.ticket(is_many);
    pure.reply(ticket, Answer::Part(Outcome::Progress(Progress { done: 1, pending: 0, failed: 1, of: 3 })));
    pure.shows("1 task 2/3");
    pure.press("w").shows("delete: 3 secrets in personal").shows("before the next secret");
    pure.press("xx");
    let stops = pure.effects.iter().filter(|effect| matches!(effect, Effect::Stop(it) if *it == ticket));
    assert_eq!(stops.count(), 1, "asked once however often the key is pressed");
    assert!(!pure.cancelled.contains(&ticket), "a change is never given up");
    pure.shows("it stops after what is under way");
    pure.reply(ticket, Answer::End(Ok(tally(Deed::Delete, &["a"], &["b"], &["c"]))));
    pure.shows("stopped; deleted: 1 of 3 secrets").shows("1 not touched");
    pure.press("w").hides("1 task").shows("2 selected of 3");
}

#[test]
fn a_lock_stops_what_has_steps_left() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("<ctrl-a>dy<ctrl-l>");
    let ticket = pure.ticket(is_many);
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Stop(it) if *it == ticket)));
    assert_eq!(pure.app.shared().lock, Lock::Locked);
    pure.reply(ticket, Answer::End(Ok(tally(Deed::Delete, &["a"], &[], &["b"]))));
    assert!(!pure.is_asked(|request| matches!(request, Request::List(_))), "a locked store is not asked");
}

#[test]
fn a_store_that_is_gone_stops_the_change_and_the_rest_stays_selected() {
    let mut pure = Pure::with_names(&["a", "b", "c", "d", "e"]);
    pure.press("<ctrl-a>dy");
    let Outcome::Many(mut tally) = tally(Deed::Delete, &["a"], &["b"], &["c", "d", "e"]) else { panic!() };
    tally.because = Some(unreachable());
    pure.answer(is_many, Ok(Outcome::Many(tally)));
    pure.shows(
        "deleted: 1 of 5 secrets in personal · stopped, the store: it is gone · 4 remain: b, c, d and 1 more",
    );
    pure.answer(
        |request| matches!(request, Request::List(_)),
        Ok(Outcome::Names(entries(&["b", "c", "d", "e"]))),
    );
    pure.shows("4 selected of 4");
}

#[test]
fn what_failed_and_what_is_not_known_are_told_apart() {
    let Outcome::Many(mut tally) = tally(Deed::Delete, &["a"], &["b", "c"], &["d"]) else { panic!() };
    tally.failed[0].1 = Error::Uncertain { what: "the server".into() };
    tally.failed[1].1 = Error::Throttled;
    assert_eq!(
        tally.summary(),
        "stopped; deleted: 1 of 4 secrets in personal · not known whether done: b · 1 failed: c (the server asks for \
         fewer requests) · 1 not touched"
    );
    let mut pure = Pure::with_names(&["a", "b", "c", "d"]);
    pure.press("<ctrl-a>dy").answer(is_many, Ok(Outcome::Many(tally)));
    pure.press("w").shows("✗ delete: 4 secrets").shows("not known whether done: b");
}

#[test]
fn who_leaves_is_told_how_far_it_was() {
    let progress = Progress { done: 2, pending: 1, failed: 1, of: 9 };
    let reached = Reached { progress, under_way: paths(&["e", "f"]) };
    assert_eq!(
        reached.words(),
        "2 of 9 secrets done · 1 wait for approval · 1 failed · not known: e, f · 3 not begun"
    );
}

#[test]
fn undo_brings_back_what_was_deleted_in_another_team() {
    let mut pure = Pure::with_names(&["a", "b", "c"]);
    pure.press("<ctrl-a>dy").answer(is_many, Ok(tally(Deed::Delete, &["a", "b"], &[], &["c"])));
    pure.press("2j<enter>");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["x"]))));
    pure.press("u");
    assert_eq!(asked(&pure), (Deed::Restore, vec!["a".to_owned(), "b".to_owned()]));
    let lists = |pure: &Pure| pure.open.iter().filter(|(_, it)| matches!(it, Request::List(_))).count();
    pure.answer(is_many, Ok(tally(Deed::Restore, &["a", "b"], &[], &[])));
    pure.shows("restored: 2 secrets in personal");
    assert_eq!(lists(&pure), 0, "the team that is shown did not change");
    pure.press("u").shows("no delete is left");
}

#[test]
fn a_change_that_ends_after_the_team_was_switched_can_be_undone_and_selects_nothing_here() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("<ctrl-a>dy2j<enter>");
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["a", "b"]))));
    pure.answer(is_many, Ok(tally(Deed::Delete, &["a"], &["b"], &[])));
    pure.shows("deleted: 1 of 2 secrets in personal").shows("u undoes").hides("selected of");
    pure.press("u");
    assert!(
        pure.is_asked(
            |request| matches!(request, Request::Undelete(at, None) if at.team == TeamId::personal())
        )
    );
}

#[test]
fn a_folder_under_the_cursor_means_all_below_it_and_stays_unselected_when_the_answer_is_no() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("d").shows("Delete 3 secrets?");
    pure.press("<esc>").hides("selected of");
    pure.press("D").shows("type db:");
    pure.press("<esc><esc>dy");
    assert_eq!(asked(&pure).1, ["db/prod", "db/stage/a", "db/stage/b"]);
    pure.answer(is_many, Ok(tally(Deed::Delete, &["db/prod"], &["db/stage/a"], &["db/stage/b"])));
    pure.shows("2 selected");
}

#[test]
fn what_waits_for_approval_has_not_failed_is_no_longer_selected_and_is_not_asked_for_again() {
    let mut pure = Pure::with_names(&["a", "b", "c", "d"]);
    pure.press("<ctrl-a>dy");
    let Outcome::Many(mut told) = tally(Deed::Delete, &["a", "d"], &[], &[]) else { unreachable!() };
    told.pending = paths(&["b", "c"]);
    pure.answer(is_many, Ok(Outcome::Many(told)));
    pure.shows("deleted: 2 of 4 secrets in personal · 2 wait for approval").hides("failed").hides("selected");
    pure.press("w").shows("◐ delete: 4 secrets in personal");
    pure.press("<esc>u");
    assert_eq!(asked(&pure), (Deed::Restore, vec!["a".to_owned(), "d".to_owned()]));
}

#[test]
fn originals_whose_move_waits_for_approval_stay_and_this_is_said() {
    let Outcome::Many(mut told) = tally(Deed::Move, &[], &["a"], &[]) else { unreachable!() };
    told.pending = paths(&["b"]);
    let said = told.summary();
    assert!(said.starts_with(
        "moved: 0 of 2 secrets in personal · 1 wait for approval, the originals stay · 1 failed"
    ));
}
