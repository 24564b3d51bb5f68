//! The form of a provider: nothing is saved unasked, the newest check wins, nothing typed is lost.

use crate::support::pure::{Pure, unreachable};
use strongroom::domain::ProviderId;
use strongroom::message::{Answer, Outcome, Request, Ticket};
use strongroom::provider::{Error, Finding, Registration};

fn is_check(request: &Request) -> bool {
    matches!(request, Request::Check(_))
}

fn is_save(request: &Request) -> bool {
    matches!(request, Request::Register(_))
}

/// The form of a new provider in memory with its name typed and left.
fn named() -> Pure {
    let shared = crate::support::console::facts(strongroom::domain::TeamId::personal());
    let mut pure = Pure::on(strongroom::message::Shared { is_demo: true, ..shared });
    pure.answer_places();
    pure.press("1ascratch<tab><right><tab><backtab>");
    pure
}

fn step(pure: &mut Pure, ticket: Ticket, step: &'static str, finding: Finding) {
    pure.reply(ticket, Answer::Part(Outcome::Step(step, finding)));
}

fn saved(pure: &Pure) -> &Registration {
    match pure.open.iter().find(|(_, request)| is_save(request)) {
        Some((_, Request::Register(registration))) => registration,
        _ => panic!("nothing is saved: {:?}", pure.open),
    }
}

#[test]
fn the_check_runs_when_a_line_is_left_and_shows_each_step_as_it_comes() {
    let mut pure = named();
    let check = pure.ticket(is_check);
    pure.shows("under way").shows("· reachable");
    step(&mut pure, check, "reachable", Finding::Waiting);
    pure.shows("… reachable");
    step(&mut pure, check, "reachable", Finding::Fine("it answers".into()));
    pure.shows("● reachable").shows("it answers").shows("· login");
    step(&mut pure, check, "login", Finding::Failed(Error::Denied { reason: "unknown".into() }));
    pure.reply(check, Answer::End(Ok(Outcome::Done)));
    pure.shows("✗ login").shows("not allowed: unknown").shows("not tried");
    assert!(!pure.is_asked(is_save));
}

#[test]
fn a_newer_check_wins_and_late_steps_of_the_older_change_nothing() {
    let mut pure = named();
    let old = pure.ticket(is_check);
    pure.press("<tab>2s<tab>");
    assert!(pure.cancelled.contains(&old));
    let new = pure.ticket(is_check);
    assert_ne!(old, new);
    let before = pure.screen();
    step(&mut pure, old, "reachable", Finding::Failed(unreachable()));
    pure.reply(old, Answer::End(Ok(Outcome::Done)));
    assert_eq!(pure.screen(), before);
    step(&mut pure, new, "reachable", Finding::Fine("new".into()));
    pure.shows("● reachable");
}

#[test]
fn what_is_typed_while_a_check_runs_is_checked_when_its_line_is_left() {
    let mut pure = named();
    let old = pure.ticket(is_check);
    step(&mut pure, old, "reachable", Finding::Waiting);
    pure.press("<tab>").press("2s").hides("… reachable");
    // The end of the old check is the end of nothing.
    step(&mut pure, old, "login", Finding::Failed(unreachable()));
    pure.reply(old, Answer::End(Ok(Outcome::Done)));
    pure.shows("starts when a line is left");
    assert!(!pure.is_asked(is_check));
    pure.press("<tab>").shows("under way").hides("✗ login");
    let new = pure.ticket(is_check);
    step(&mut pure, new, "reachable", Finding::Fine(String::new()));
    pure.reply(new, Answer::End(Ok(Outcome::Done)));
    pure.press("<ctrl-s>");
    assert_eq!(saved(&pure).settings["delay"], "2s");
}

#[test]
fn what_is_not_complete_is_told_and_not_checked() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("1a<tab>").shows("not possible yet: name: missing");
    assert!(!pure.is_asked(is_check));
    // A name that cannot be one is told in the same place.
    pure.press("<backtab>Upper<tab>").shows("not possible yet: a provider name has");
    pure.press("<ctrl-s>");
    assert!(!pure.is_asked(is_save));
}

#[test]
fn saving_waits_for_the_check_that_runs() {
    let mut pure = named();
    let check = pure.ticket(is_check);
    pure.press("<ctrl-s>").shows("saved when the check has passed");
    assert!(!pure.is_asked(is_save));
    step(&mut pure, check, "reachable", Finding::Fine(String::new()));
    pure.reply(check, Answer::End(Ok(Outcome::Done)));
    assert_eq!(saved(&pure).id.as_str(), "scratch");
    pure.answer(is_save, Ok(Outcome::Done)).shows("registered scratch").hides("Register a provider");
    assert!(pure.is_asked(|request| matches!(request, Request::Survey)));
}

#[test]
fn saving_with_a_failed_check_says_what_will_not_work_and_asks_once_more() {
    let mut pure = named();
    let check = pure.ticket(is_check);
    step(&mut pure, check, "reachable", Finding::Failed(unreachable()));
    pure.reply(check, Answer::End(Ok(Outcome::Done)));
    pure.press("<ctrl-s>").shows("nothing in it can be read or written").shows("saves anyway");
    assert!(!pure.is_asked(is_save));
    pure.press("<ctrl-s>");
    assert!(pure.is_asked(is_save));
    pure.answer(is_save, Ok(Outcome::Done)).shows("for now nothing in it can be read or written");
}

#[test]
fn an_error_keeps_the_form_and_what_is_typed() {
    let mut pure = named();
    let check = pure.ticket(is_check);
    pure.reply(check, Answer::End(Ok(Outcome::Done)));
    pure.press("<ctrl-s>").answer(is_save, Err(unreachable()));
    pure.shows("not saved: the store: it is gone").shows("scratch").shows("Register a provider");
    pure.press("<ctrl-s>");
    assert!(pure.is_asked(is_save));
    let error = Error::Exists { what: "the provider scratch".into() };
    pure.answer(is_save, Err(error)).shows("choose another name").shows("scratch");
}

#[test]
fn settings_appear_with_their_condition_and_a_credential_is_never_seen_unasked() {
    let mut pure = named();
    pure.hides("PIN");
    // Kind, delay, sample data, login.
    pure.press("<tab><tab><tab><right>").shows("PIN");
    pure.press("<tab>472911").hides("472911").shows("••••");
    pure.press("<ctrl-r>").shows("472911");
    // Leaving the line hides it again.
    pure.press("<tab>").hides("472911");
    let Some((_, Request::Check(registration))) =
        pure.open.iter().rev().find(|(_, request)| is_check(request))
    else {
        panic!("no check among {:?}", pure.open)
    };
    assert_eq!(registration.settings.get("auth").map(String::as_str), Some("pin"));
    assert!(registration.credentials.field("pin").is_some());
    assert!(!registration.settings.contains_key("pin"), "a credential is no setting");
    assert!(!format!("{registration:?}").contains("472911"));
}

#[test]
fn leaving_asks_only_when_something_typed_would_be_lost() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("1a<esc>").hides("Register a provider");
    pure.press("ax<esc>").shows("would be lost");
    pure.press("y").hides("Register a provider");
}

#[test]
fn the_built_in_provider_stays_and_its_verbs_say_why() {
    let mut pure = Pure::with_names(&["a"]);
    for key in ["e", "o", "W", "d"] {
        pure.press("1").press(key).shows("the provider local is built in and stays as it is");
    }
}

#[test]
fn editing_starts_from_what_is_registered_and_keeps_a_credential_that_is_not_typed_anew() {
    let mut pure = Pure::with_names(&["a"]);
    let registered = Registration {
        id: ProviderId::new("scratch").unwrap(),
        kind: "memory".into(),
        settings: [("auth".to_owned(), "pin".to_owned())].into(),
        credentials: strongroom::domain::Fields::new(),
        kept: vec!["pin".into()],
        enabled: true,
        read_only: true,
    };
    let facts = pure.app.shared().providers[0].clone();
    let other = strongroom::message::ProviderFacts { id: registered.id.clone(), ..facts };
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let (teams, mut providers) = (pure.app.shared().teams.clone(), pure.app.shared().providers.clone());
    providers.push(other);
    pure.reply(survey, Answer::Part(Outcome::Places(teams, providers)));
    pure.press("1Ge").answer(
        |request| matches!(request, Request::Registration(_)),
        Ok(Outcome::Registration(Box::new(registered))),
    );
    pure.shows("Edit the provider scratch").shows("kept; type to replace it").shows("stays as it is");
    assert!(pure.is_asked(is_check), "it is checked as soon as it is opened");
    pure.press("1s<ctrl-s><ctrl-s>");
    let Some((_, Request::Reregister(new))) =
        pure.open.iter().find(|(_, request)| matches!(request, Request::Reregister(_)))
    else {
        panic!("nothing is saved: {:?}", pure.open)
    };
    assert_eq!((new.kept.clone(), new.credentials.len(), new.read_only), (vec!["pin".to_owned()], 0, true));
    assert_eq!(new.settings.get("delay").map(String::as_str), Some("1s"));
}

/// The form of `corp`, a provider with an address and a kept token.
fn editing_remote() -> Pure {
    let shared = strongroom::message::Shared {
        kinds: crate::support::kinds::KINDS,
        ..crate::support::console::facts(strongroom::domain::TeamId::personal())
    };
    let mut pure = Pure::on(shared);
    pure.answer_places();
    let registered = Registration {
        id: ProviderId::new("corp").unwrap(),
        kind: "remote".into(),
        settings: [("url".to_owned(), "https://a.example".to_owned())].into(),
        credentials: strongroom::domain::Fields::new(),
        kept: vec!["token".into()],
        enabled: true,
        read_only: false,
    };
    let facts = pure.app.shared().providers[0].clone();
    let other = strongroom::message::ProviderFacts { id: registered.id.clone(), ..facts };
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let (teams, mut providers) = (pure.app.shared().teams.clone(), pure.app.shared().providers.clone());
    providers.push(other);
    pure.reply(survey, Answer::Part(Outcome::Places(teams, providers)));
    pure.press("1Ge").answer(
        |request| matches!(request, Request::Registration(_)),
        Ok(Outcome::Registration(Box::new(registered))),
    );
    pure
}

#[test]
fn another_address_asks_for_the_kept_credential_again_and_the_old_one_has_it_back() {
    let mut pure = editing_remote();
    let check = pure.ticket(is_check);
    pure.answer(is_check, Ok(Outcome::Done));
    pure.press("2<tab>").shows("not possible yet: token: missing");
    assert!(!pure.is_asked(is_check), "nothing is sent to the new address");
    pure.press("<tab>").shows("kept for the address before; type it again for this one");
    pure.press("<ctrl-s>").shows("token: missing");
    pure.press("<backtab><backtab><back><tab>");
    assert_ne!(pure.ticket(is_check), check, "checked again with what is kept");
    pure.press("<tab>").shows("kept; type to replace it");
}

#[test]
fn the_cursor_goes_to_the_provider_that_was_saved() {
    let mut pure = named();
    let check = pure.ticket(is_check);
    pure.reply(check, Answer::End(Ok(Outcome::Done)));
    pure.press("<ctrl-s>").answer(is_save, Ok(Outcome::Done));
    let facts = pure.app.shared().providers[0].clone();
    let id = |name: &str| strongroom::message::ProviderFacts {
        id: ProviderId::new(name).unwrap(),
        ..facts.clone()
    };
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let teams = pure.app.shared().teams.clone();
    let places = Outcome::Places(teams.clone(), vec![id("local"), id("other"), id("scratch"), id("zoo")]);
    pure.reply(survey, Answer::Part(places));
    pure.press("d").shows("Take the provider scratch out");
    pure.press("n");
    // It stays on its provider when another one comes before it.
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let places = Outcome::Places(teams, vec![id("local"), id("early"), id("other"), id("scratch")]);
    pure.reply(survey, Answer::Part(places));
    pure.press("d").shows("Take the provider scratch out");
}

#[test]
fn a_form_that_is_left_ends_what_its_check_has_begun_and_one_that_is_saved_keeps_it() {
    let is_left = |request: &Request| matches!(request, Request::LeaveCheck);
    let mut pure = named();
    pure.answer(is_check, Ok(Outcome::Done));
    pure.press("<esc>");
    assert!(!pure.is_asked(is_left), "something typed would be lost");
    pure.press("y");
    assert!(pure.is_asked(is_left));
    let mut pure = named();
    pure.answer(is_check, Ok(Outcome::Done));
    pure.press("<ctrl-s>");
    pure.answer(is_save, Ok(Outcome::Done));
    assert!(!pure.is_asked(is_left));
}

#[test]
fn a_check_that_is_asked_for_is_one_of_its_own() {
    let mut pure = named();
    pure.answer(is_check, Ok(Outcome::Done));
    pure.press("<ctrl-t>");
    assert!(pure.is_asked(|request| matches!(request, Request::CheckAgain(_))));
}
