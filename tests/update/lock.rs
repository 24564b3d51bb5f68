//! The gate: first run, unlock, idle lock.

use crate::support::console::facts;
use crate::support::pure::{Pure, entries, matching, unreachable};
use std::time::Duration;
use strongroom::domain::{SecretKind, TeamId};
use strongroom::message::{Effect, Outcome, Request, Shared};
use strongroom::provider::{Error, Lock};

#[test]
fn the_first_run_asks_twice_and_takes_only_two_that_are_the_same() {
    let mut pure = Pure::started(Lock::Missing);
    pure.shows("Welcome");
    pure.press("correct horse<enter>").hides("correct");
    assert!(pure.open.is_empty());
    pure.press("correct hrose<enter>").shows("not the same");
    assert!(pure.open.is_empty());
    pure.press("correct horse<enter>");
    assert!(matches!(&pure.open[0].1, Request::Create(value) if value.expose(|v| v == b"correct horse")));
}

#[test]
fn a_short_passphrase_is_refused_with_the_reason() {
    let mut pure = Pure::started(Lock::Missing);
    pure.press("short<enter>").shows("at least 8 characters");
    assert!(pure.open.is_empty());
}

#[test]
fn a_wrong_passphrase_says_so_and_the_next_try_starts_empty() {
    let mut pure = Pure::started(Lock::Locked);
    pure.press("wrong one<enter>");
    pure.answer(|request| matches!(request, Request::Unlock(_)), Err(Error::WrongPassphrase));
    pure.shows("wrong passphrase").hides("••••••••");
    pure.press("right one<enter>");
    assert!(matches!(&pure.open[0].1, Request::Unlock(value) if value.expose(|v| v == b"right one")));
    pure.answer(|request| matches!(request, Request::Unlock(_)), Ok(Outcome::Lock(Lock::Open)));
    pure.shows("Secrets");
}

#[test]
fn a_store_that_cannot_be_made_keeps_what_was_typed() {
    let mut pure = Pure::started(Lock::Missing);
    pure.press("correct horse<enter>correct horse<enter>");
    pure.answer(|request| matches!(request, Request::Create(_)), Err(unreachable()));
    pure.shows("it is gone").shows("••••••••");
    pure.press("<enter>");
    assert!(pure.is_asked(|request| matches!(request, Request::Create(_))));
}

#[test]
fn nothing_but_leaving_works_at_the_gate() {
    let mut pure = Pure::started(Lock::Locked);
    pure.press("?:12345<tab><ctrl-z>");
    assert!(pure.open.is_empty());
    pure.press("<esc>");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn it_locks_after_the_time_without_a_key_and_warns_before() {
    let mut pure = Pure::with_names(&["a"]);
    pure.hides("locks in");
    assert_eq!(pure.app.next_tick(pure.now), Some(Duration::from_secs(270)));
    pure.pass(Duration::from_secs(280)).shows("locks in 20s");
    pure.pass(Duration::from_secs(20)).shows("is locked").hides("Secrets");
    assert!(pure.is_asked(|request| matches!(request, Request::Lock)));
    assert!(pure.is_asked(|request| matches!(request, Request::ClearClipboard)));
    assert_eq!(pure.app.next_tick(pure.now), None);
}

#[test]
fn the_demo_never_locks_and_counts_nothing_down() {
    let mut pure = Pure::on(Shared { is_demo: true, ..facts(TeamId::personal()) });
    assert_eq!(pure.app.next_tick(pure.now), None);
    pure.pass(Duration::from_secs(1000)).shows("Secrets");
    assert_eq!(pure.app.next_tick(pure.now), None);
}

#[test]
fn a_key_puts_the_lock_off() {
    let mut pure = Pure::with_names(&["a"]);
    pure.pass(Duration::from_secs(299)).press("j").pass(Duration::from_secs(299)).shows("Secrets");
}

#[test]
fn locking_forgets_names_and_forms() {
    let mut pure = Pure::with_names(&["secret-name"]);
    pure.press("a<end>half-typed-name<ctrl-l>").shows("is locked");
    pure.hides("secret-name").hides("half-typed");
    assert!(!format!("{:?}", pure.app).contains("secret-name"));
}

#[test]
fn what_the_lock_dropped_is_told_when_it_is_opened_again() {
    let open = |pure: &mut Pure| {
        pure.press("secret phrase<enter>");
        pure.answer(|request| matches!(request, Request::Unlock(_)), Ok(Outcome::Lock(Lock::Open)));
    };
    let mut pure = Pure::with_names(&["a"]);
    pure.press("anew<tab><tab>value<ctrl-l>");
    open(&mut pure);
    pure.shows("the lock has dropped what was typed");
    let mut pure = Pure::with_names(&["a"]);
    pure.press("a<ctrl-l>");
    open(&mut pure);
    pure.hides("the lock has dropped");
}

#[test]
fn what_became_of_a_save_under_way_is_told_after_the_lock() {
    for during in [true, false] {
        let mut pure = Pure::with_names(&["a"]);
        pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
        pure.press("e").answer_values("a", SecretKind::ApiKey, &[("content", "old")]);
        pure.press("<ctrl-u>new<ctrl-s><ctrl-l>");
        let is_save = |request: &Request| matches!(request, Request::Save(_));
        let end = |pure: &mut Pure| {
            pure.answer(is_save, Err(Error::Conflict { current: None }));
        };
        if during {
            end(&mut pure);
        }
        pure.press("secret phrase<enter>");
        pure.answer(|request| matches!(request, Request::Unlock(_)), Ok(Outcome::Lock(Lock::Open)));
        if !during {
            end(&mut pure);
        }
        pure.press("E").shows("changed by someone else meanwhile; nothing was written");
    }
}

fn unlock(pure: &mut Pure, names: &[&str]) {
    pure.press("<ctrl-l>").hides("stage");
    pure.press("right one<enter>");
    pure.answer(|request| matches!(request, Request::Unlock(_)), Ok(Outcome::Lock(Lock::Open)));
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(names))));
}

#[test]
fn after_unlocking_the_cursor_is_where_it_was() {
    let names = ["app/x", "db/prod", "db/stage", "mail"];
    let selected = |pure: &Pure| pure.app.shared().selected.as_ref().map(|at| at.path.to_string());
    let mut pure = Pure::with_names(&names);
    pure.press("jlj").shows("3 Secrets › db");
    unlock(&mut pure, &names);
    pure.shows("3 Secrets › db");
    assert_eq!(selected(&pure).as_deref(), Some("db/stage"));
    // On a folder it stands, and does not open it.
    pure.press("h");
    unlock(&mut pure, &names);
    pure.hides("3 Secrets › db");
    pure.press("lj");
    assert_eq!(selected(&pure).as_deref(), Some("db/stage"));
    // What a filter found is shown where it lies.
    let mut pure = Pure::with_names(&names);
    pure.press("/mail").answer(
        |request| matches!(request, Request::Filter { .. }),
        Ok(matching(&names, "mail", &["mail"], &[])),
    );
    unlock(&mut pure, &names);
    assert_eq!(selected(&pure).as_deref(), Some("mail"));
}

#[test]
fn what_is_gone_after_unlocking_takes_the_cursor_nowhere() {
    let mut pure = Pure::with_names(&["app/x", "db/prod", "db/stage", "mail"]);
    pure.press("jlj");
    unlock(&mut pure, &["app/x", "mail"]);
    pure.hides("3 Secrets ›");
    pure.press("j");
    assert_eq!(pure.app.shared().selected.as_ref().map(|at| at.path.as_str()), Some("mail"));
}
