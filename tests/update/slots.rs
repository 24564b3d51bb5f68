//! Questions are overtaken, changes are not; late answers change nothing.

use crate::support::pure::{Pure, entries, unreachable, values};
use strongroom::domain::SecretKind;
use strongroom::message::{Answer, Effect, Event, Outcome, Request, Signal};

#[test]
fn a_newer_question_overtakes_the_older_one() {
    let mut pure = Pure::with_names(&["a", "b"]);
    let first = pure.ticket(|request| matches!(request, Request::Outline(at, _) if at.path.as_str() == "a"));
    pure.press("j");
    assert!(pure.cancelled.contains(&first));
    assert!(pure.is_asked(|request| matches!(request, Request::Outline(at, _) if at.path.as_str() == "b")));
}

#[test]
fn a_late_answer_to_an_overtaken_question_changes_nothing() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("r");
    let late = pure.ticket(|request| matches!(request, Request::Read { .. }));
    pure.press("j");
    let before = pure.screen();
    pure.reply(late, Answer::End(Ok(values("a", SecretKind::ApiKey, &[("content", "late-value")]))));
    assert_eq!(pure.screen(), before);
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let mut pure = Pure::with_names(&["a"]);
    let before = pure.screen();
    pure.reply(strongroom::message::Ticket(9_999), Answer::End(Ok(Outcome::Names(entries(&["x"])))));
    assert_eq!(pure.screen(), before);
}

#[test]
fn a_change_under_way_is_neither_doubled_nor_aborted() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("dy");
    assert!(pure.is_asked(|request| matches!(request, Request::Delete(..))));
    pure.press("jdy");
    let deletes = pure.open.iter().filter(|(_, request)| matches!(request, Request::Delete(..))).count();
    assert_eq!(deletes, 1);
    pure.shows("still under way");
    let change = pure.ticket(|request| matches!(request, Request::Delete(..)));
    pure.press("R").event(Event::Signal(Signal::Leave));
    assert!(!pure.cancelled.contains(&change));
}

#[test]
fn a_failed_change_says_so_and_what_it_was_about() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("dy").answer(|request| matches!(request, Request::Delete(..)), Err(unreachable()));
    pure.shows("the store: it is gone");
    pure.shows("a ");
}

#[test]
fn what_goes_wrong_beside_the_work_is_said() {
    let mut pure = Pure::with_names(&["a"]);
    let ticket = pure.ticket(|request| matches!(request, Request::Outline(..)));
    pure.reply(ticket, Answer::Part(Outcome::Warning("the audit log cannot be written".into())));
    pure.shows("the audit log cannot be written");
}

#[test]
fn leaving_is_an_effect_and_not_a_flag() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("q");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}
