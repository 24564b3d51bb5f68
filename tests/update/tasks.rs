//! The tasks overlay: what is worth a row, what can be stopped, what has ended.

use crate::support::pure::{Pure, unreachable};
use std::time::Duration;
use strongroom::message::{Answer, Outcome, Request};

fn is_outline(request: &Request) -> bool {
    matches!(request, Request::Outline(..))
}

#[test]
fn a_question_is_worth_a_row_after_a_moment_and_a_change_at_once() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("w").shows("Nothing is under way");
    assert_eq!(pure.app.next_tick(pure.now), Some(Duration::from_secs(1)), "it is looked at");
    pure.pass(Duration::from_secs(1)).shows("look at a in personal").shows("detail");
    pure.press("wdyw").shows("delete a in personal").shows("never stopped in its middle");
}

#[test]
fn a_question_is_given_up_at_once_and_its_pane_says_so() {
    let mut pure = Pure::with_names(&["a"]);
    pure.pass(Duration::from_secs(2)).press("w");
    let ticket = pure.ticket(is_outline);
    pure.press("x");
    assert!(pure.cancelled.contains(&ticket));
    pure.shows("■ look at a");
    pure.press("<esc>").shows("stopped");
}

#[test]
fn a_change_of_one_step_is_not_stopped_and_says_why() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("dywx").shows("stop: a change is never stopped in its middle");
    assert!(pure.is_asked(|request| matches!(request, Request::Delete(..))));
    pure.answer(|request| matches!(request, Request::Delete(..)), Err(unreachable()));
    pure.shows("✗ delete a in personal").shows("the store: it is gone");
    pure.press("x").shows("nothing is under way here");
}

#[test]
fn the_cursor_stays_on_its_task_when_others_come_and_go() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("R").pass(Duration::from_secs(2)).press("wj");
    let list = pure.ticket(|request| matches!(request, Request::List(_)));
    let rows: Vec<String> = pure.screen().lines().map(str::to_owned).collect();
    let at = |what: &str, rows: &[String]| rows.iter().position(|row| row.contains(what)).unwrap();
    let (outline, first) = (at("look at a", &rows), at("list the names", &rows).min(at("ask every", &rows)));
    assert!(outline != first);
    // The cursor is on the second one; the first one ends and moves below it.
    let tickets: Vec<_> = pure.open.iter().map(|(ticket, _)| *ticket).collect();
    let second = tickets[1];
    pure.reply(tickets[0], Answer::End(Ok(Outcome::Done))).press("x");
    assert!(pure.cancelled.contains(&second), "{list:?} {:?}\n{}", pure.cancelled, pure.screen());
}

#[test]
fn only_the_last_fifty_are_remembered() {
    let mut pure = Pure::with_names(&["a"]);
    for seconds in 1..=60 {
        pure.press("dy").pass(Duration::from_secs(seconds));
        pure.answer(|request| matches!(request, Request::Delete(..)), Err(unreachable()));
    }
    // The newest took sixty seconds and stands first, the oldest that is remembered eleven.
    pure.press("wG").shows(" 11s").hides(" 10s");
}
