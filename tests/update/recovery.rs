//! A provider that could not be reached is asked again by itself; while all are well nothing wakes.

use crate::support::console::facts as facts_of;
use crate::support::pure::{Pure, entries, unreachable};
use std::time::Duration;
use strongroom::domain::SecretKind;
use strongroom::message::{Answer, Outcome, ProviderFacts, ProviderState, Request};
use strongroom::provider::{Error, Health};

fn is_recheck(request: &Request) -> bool {
    matches!(request, Request::Recheck(_))
}

fn is_list(request: &Request) -> bool {
    matches!(request, Request::List(_))
}

fn facts(pure: &Pure, state: ProviderState) -> Outcome {
    let known = pure.app.shared().providers[0].clone();
    Outcome::Provider(Box::new(ProviderFacts { state, ..known }))
}

/// The provider has just failed with this.
fn failing(error: Error) -> Pure {
    let shared = facts_of(strongroom::domain::TeamId::personal());
    let timing = strongroom::domain::Timing { lock: Duration::ZERO, ..shared.timing };
    let mut pure = Pure::on(strongroom::message::Shared { timing, ..shared });
    pure.answer_places();
    pure.answer(is_list, Ok(Outcome::Names(entries(&["a"]))));
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let failed = facts(&pure, ProviderState::Failed(error));
    pure.reply(survey, Answer::Part(failed)).reply(survey, Answer::End(Ok(Outcome::Done)));
    pure.answer(is_list, Ok(Outcome::Done));
    pure
}

fn wait(pure: &Pure) -> Option<Duration> {
    pure.app.next_tick(pure.now)
}

#[test]
fn nothing_wakes_while_every_provider_is_well() {
    let mut pure = Pure::with_names(&["a"]);
    let before = wait(&pure);
    pure.pass(Duration::from_secs(10));
    assert!(!pure.is_asked(is_recheck));
    // The idle lock alone counts down.
    assert!(before.is_none_or(|wait| wait > Duration::from_secs(60)), "{before:?}");
}

#[test]
fn a_provider_that_could_not_be_reached_is_asked_again_and_what_was_greyed_comes_back() {
    let mut pure = failing(unreachable());
    pure.press("3a").shows("it is gone");
    assert_eq!(wait(&pure), Some(Duration::from_secs(5)));
    pure.pass(Duration::from_secs(5));
    let recheck = pure.ticket(is_recheck);
    let well = facts(&pure, ProviderState::Ready(Health::default()));
    pure.reply(recheck, Answer::Part(well)).reply(recheck, Answer::End(Ok(Outcome::Done)));
    assert!(pure.is_asked(is_list), "the names are asked anew");
    pure.press("a").shows("New secret in personal");
    assert_eq!(wait(&pure), None, "nothing wakes any more");
}

#[test]
fn the_waits_grow_and_stay_bounded_and_refresh_begins_anew() {
    let mut pure = failing(unreachable());
    let mut waits = Vec::new();
    for _ in 0..9 {
        let next = wait(&pure).unwrap();
        waits.push(next.as_secs());
        pure.pass(next);
        let recheck = pure.ticket(is_recheck);
        let failed = facts(&pure, ProviderState::Failed(unreachable()));
        pure.reply(recheck, Answer::Part(failed));
        assert_eq!(wait(&pure), None, "one question at a time");
        pure.reply(recheck, Answer::End(Ok(Outcome::Done)));
    }
    assert_eq!(waits[..5], [5, 10, 20, 40, 80]);
    assert!(waits.iter().all(|wait| *wait <= 300), "{waits:?}");
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let failed = facts(&pure, ProviderState::Failed(unreachable()));
    pure.reply(survey, Answer::Part(failed)).reply(survey, Answer::End(Ok(Outcome::Done)));
    assert_eq!(wait(&pure), Some(Duration::from_secs(5)));
}

#[test]
fn a_login_that_was_refused_is_never_tried_again_unasked() {
    for error in [Error::Denied { reason: "the token is not known".into() }, Error::ended("it is old")] {
        let mut pure = failing(error);
        pure.pass(Duration::from_secs(200));
        assert!(!pure.is_asked(is_recheck));
    }
}

#[test]
fn an_answer_of_the_provider_is_a_sign_of_life() {
    let mut pure = failing(unreachable());
    assert!(!pure.is_asked(is_recheck));
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    assert!(pure.is_asked(is_recheck));
}

#[test]
fn a_locked_console_asks_nobody() {
    let mut pure = failing(unreachable());
    pure.press("<ctrl-l>").pass(Duration::from_secs(30));
    assert!(!pure.is_asked(is_recheck));
    assert_eq!(wait(&pure), None);
}

fn sealed() -> Error {
    Error::Locked { what: "the server vault.example (sealed)".into() }
}

/// The provider is well and known by name, and its names are there.
fn known() -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let health = Health {
        server: "OpenBao 2.7.2".into(),
        identity: Some("root".into()),
        namespace: Some("ops".into()),
        ..Health::default()
    };
    let well = facts(&pure, ProviderState::Ready(health));
    pure.reply(survey, Answer::Part(well)).reply(survey, Answer::End(Ok(Outcome::Done)));
    pure.answer(is_list, Ok(Outcome::Names(entries(&["a"]))));
    pure.shows("OpenBao 2.7.2 · ns ops · root · RW").shows("● local");
    pure
}

fn is_outline(request: &Request) -> bool {
    matches!(request, Request::Outline(..))
}

#[test]
fn an_answer_that_the_server_is_sealed_is_seen_at_once_and_it_comes_back_by_itself() {
    let mut pure = known();
    pure.answer(is_outline, Err(sealed()));
    pure.shows("OpenBao 2.7.2 · ns ops · sealed").hides("root").hides("RW").shows("✗ local");
    assert!(!pure.is_asked(is_recheck), "it has said so itself");
    pure.press("3a").shows("local is sealed");
    assert_eq!(wait(&pure), Some(Duration::from_secs(5)));
    pure.pass(Duration::from_secs(5));
    let recheck = pure.ticket(is_recheck);
    let still = Health { server: "OpenBao 2.7.2".into(), is_sealed: true, ..Health::default() };
    let still = facts(&pure, ProviderState::Ready(still));
    pure.reply(recheck, Answer::Part(still)).reply(recheck, Answer::End(Ok(Outcome::Done)));
    pure.shows("✗ local");
    pure.pass(Duration::from_secs(10));
    let recheck = pure.ticket(is_recheck);
    let well = facts(&pure, ProviderState::Ready(Health::default()));
    pure.reply(recheck, Answer::Part(well)).reply(recheck, Answer::End(Ok(Outcome::Done)));
    pure.shows("● local").shows(" · RW").hides(" · sealed");
    assert!(pure.is_asked(is_list) && pure.is_asked(is_outline), "what failed is asked anew");
}

#[test]
fn a_change_that_finds_the_server_sealed_tells_it_as_well() {
    let mut pure = known();
    pure.press("dy").answer(|request| matches!(request, Request::Delete(..)), Err(sealed()));
    pure.shows("✗ local").shows(" · sealed");
}

#[test]
fn a_server_that_does_not_answer_is_asked_at_once_how_it_is_and_once() {
    let gone = Error::Unreachable { what: "the server vault.example".into(), reason: "refused".into() };
    for error in [gone, Error::ended("it is old"), Error::Uncertain { what: "the server".into() }] {
        let mut pure = known();
        pure.answer(is_outline, Err(error.clone()));
        let recheck = pure.ticket(is_recheck);
        // The other questions fail alike; one look is enough.
        pure.answer(|request| matches!(request, Request::History(_)), Err(error.clone()));
        let failed = facts(&pure, ProviderState::Failed(error));
        pure.reply(recheck, Answer::Part(failed)).reply(recheck, Answer::End(Ok(Outcome::Done)));
        pure.shows("✗ local").hides("RW");
        assert!(!pure.is_asked(is_recheck), "no second look at once");
    }
}

#[test]
fn what_is_no_matter_of_the_server_leaves_it_as_it_is() {
    let denied = Error::Denied { reason: "the login may not read it".into() };
    for error in [denied, Error::Locked { what: "the key of the audit log".into() }, Error::Throttled] {
        let mut pure = known();
        pure.answer(is_outline, Err(error));
        pure.shows("● local").shows("RW");
        assert!(!pure.is_asked(is_recheck));
    }
}

#[test]
fn a_server_that_fails_while_another_is_asked_has_its_turn_afterwards() {
    let mut pure = Pure::started(strongroom::provider::Lock::Open);
    pure.answer_places_with(&["corp"]);
    pure.answer(is_list, Ok(Outcome::Names(entries(&["a"]))));
    let corp = pure.app.shared().providers[1].clone();
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let failed = ProviderFacts { state: ProviderState::Failed(unreachable()), ..corp.clone() };
    pure.reply(survey, Answer::Part(Outcome::Provider(Box::new(failed))));
    pure.reply(survey, Answer::End(Ok(Outcome::Done))).pass(Duration::from_secs(5));
    let first = pure.ticket(is_recheck);
    pure.answer(is_outline, Err(unreachable()));
    assert_eq!(pure.ticket(is_recheck), first, "one question at a time");
    pure.reply(first, Answer::End(Ok(Outcome::Done)));
    let asks_local = |request: &Request| matches!(request, Request::Recheck(ids) if *ids == [strongroom::domain::ProviderId::local()]);
    assert!(pure.is_asked(asks_local));
}
