//! The end of a login: looked after in time and no sooner, told in good time, and one key away from the next login.

use crate::support::console::facts as facts_of;
use crate::support::pure::{Pure, entries};
use std::collections::BTreeMap;
use std::time::Duration;
use strongroom::domain::{Fields, ProviderId, TeamId, Timing};
use strongroom::message::{Answer, Outcome, ProviderFacts, ProviderState, Request, Shared, TeamFacts};
use strongroom::provider::{Error, Health, Lifetime, Registration, Renewal, Result};
use strongroom::providers::vault::KIND;

const HOUR: Duration = Duration::from_hours(1);

fn is_renew(request: &Request) -> bool {
    matches!(request, Request::Renew(_))
}

fn is_registration(request: &Request) -> bool {
    matches!(request, Request::Registration(_))
}

/// The team's provider is a server whose login ends in three hours, and something is due in two.
fn with_login(why_not: Option<&'static str>) -> Pure {
    let shared = facts_of(TeamId::personal());
    let timing = Timing { lock: Duration::ZERO, ..shared.timing };
    let mut pure = Pure::on(Shared { timing, kinds: &[&KIND], ..shared });
    pure.answer_places();
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["a"]))));
    let life = life(&pure, 3 * HOUR, 2 * HOUR, why_not);
    tell(&mut pure, &life);
    pure
}

fn life(pure: &Pure, left: Duration, due: Duration, why_not: Option<&'static str>) -> Lifetime {
    let now = pure.now.wall;
    Lifetime { expires: now.plus(left), renewal: Renewal { due: now.plus(due), why_not } }
}

fn tell(pure: &mut Pure, life: &Lifetime) {
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let shared = pure.app.shared();
    let id = ProviderId::new("corp").unwrap();
    let health = Health { expires: Some(life.expires), renewal: Some(life.renewal), ..Health::default() };
    let facts = ProviderFacts {
        id: id.clone(),
        kind: KIND.title.into(),
        state: ProviderState::Ready(health),
        ..shared.providers[0].clone()
    };
    let teams = shared.teams.iter().map(|team| TeamFacts { provider: id.clone(), ..team.clone() }).collect();
    pure.reply(survey, Answer::Part(Outcome::Places(teams, vec![facts])));
    pure.reply(survey, Answer::End(Ok(Outcome::Done)));
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Done));
}

/// Time goes by on both clocks, tick by tick as the console would be woken; gives how often that was.
fn live(pure: &mut Pure, time: Duration) -> usize {
    let (end, mut ticks) = (pure.now.clock + time, 0);
    while let Some(pause) = pure.app.next_tick(pure.now).filter(|pause| pure.now.clock + *pause <= end) {
        // The loop never turns faster.
        let pause = pause.max(Duration::from_millis(10));
        pure.now.wall = pure.now.wall.plus(pause);
        pure.pass(pause);
        ticks += 1;
    }
    let rest = end.saturating_sub(pure.now.clock);
    pure.now.wall = pure.now.wall.plus(rest);
    pure.now.clock = end.max(pure.now.clock);
    ticks
}

fn renewed(pure: &mut Pure, result: Result<Option<Lifetime>>) {
    let ticket = pure.ticket(is_renew);
    let id = pure.app.shared().providers[0].id.clone();
    pure.reply(ticket, Answer::Part(Outcome::Renewed(id, Box::new(result))));
    pure.reply(ticket, Answer::End(Ok(Outcome::Done)));
}

fn expired() -> Error {
    Error::ended("the server does not accept the token any more")
}

#[test]
fn a_login_that_renews_itself_is_renewed_when_that_is_due_and_the_figure_follows() {
    let mut pure = with_login(None);
    pure.shows("login 3h");
    let ticks = live(&mut pure, Duration::from_secs(2 * 3600 - 1));
    assert!(!pure.is_asked(is_renew), "nothing is due yet");
    assert!(ticks < 70, "woken {ticks} times for the figures alone");
    live(&mut pure, Duration::from_secs(2));
    assert!(pure.is_asked(is_renew));
    live(&mut pure, Duration::from_mins(5));
    assert_eq!(pure.open.iter().filter(|(_, request)| is_renew(request)).count(), 1, "it is asked once");
    let next = life(&pure, 9 * HOUR, 6 * HOUR, None);
    renewed(&mut pure, Ok(Some(next)));
    pure.shows("login 9h").hides("logs in again");
    let ticks = live(&mut pure, 5 * HOUR);
    assert!(!pure.is_asked(is_renew) && ticks <= 6, "{ticks}");
}

#[test]
fn a_login_without_an_end_wakes_nobody() {
    let mut pure = with_login(None);
    live(&mut pure, 2 * HOUR + Duration::from_secs(1));
    renewed(&mut pure, Ok(None));
    assert_eq!(pure.app.next_tick(pure.now), None);
    pure.hides("login");
}

#[test]
fn what_does_not_renew_itself_is_told_in_good_time_with_the_reason_and_the_key() {
    let mut pure = with_login(Some("cannot be renewed"));
    pure.shows("login 3h").hides("cannot be renewed;");
    live(&mut pure, 2 * HOUR + Duration::from_secs(1));
    assert!(!pure.is_asked(is_renew), "there is nothing to try");
    pure.shows("login ends in 59m, cannot be renewed; F9 logs in again");
    // At its end one look tells whether it has ended.
    live(&mut pure, HOUR);
    renewed(&mut pure, Err(expired()));
    pure.shows("the login has ended; F9 logs in again");
    live(&mut pure, 9 * HOUR);
    assert!(!pure.is_asked(is_renew) && !pure.is_asked(|request| matches!(request, Request::Recheck(_))));
    assert_eq!(pure.app.next_tick(pure.now), None, "nobody logs in by itself");
    pure.press("3a").shows("the login has ended");
}

#[test]
fn a_narrow_header_keeps_the_warning_before_what_matters_less() {
    let mut pure = with_login(Some("cannot be renewed"));
    live(&mut pure, 2 * HOUR + Duration::from_secs(1));
    for size in [(80, 24), (60, 20)] {
        pure.size = size;
        pure.event(strongroom::message::Event::Resize { width: size.0, height: size.1 });
        pure.shows("login ends in 59m");
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_asked_again_like_any_other() {
    let mut pure = with_login(None);
    live(&mut pure, 2 * HOUR + Duration::from_secs(1));
    renewed(&mut pure, Err(crate::support::pure::unreachable()));
    pure.shows("it is gone");
    live(&mut pure, Duration::from_secs(6));
    assert!(pure.is_asked(|request| matches!(request, Request::Recheck(_))));
}

#[test]
fn one_key_opens_the_credentials_over_a_form_and_nothing_typed_is_lost() {
    let mut pure = with_login(None);
    pure.press("a").press("my-own-name");
    live(&mut pure, 2 * HOUR + Duration::from_secs(1));
    renewed(&mut pure, Err(expired()));
    pure.press("<f9>");
    let registered = Registration {
        id: ProviderId::new("corp").unwrap(),
        kind: KIND.name.into(),
        settings: BTreeMap::from([("url".into(), "https://vault.example.com".into())]),
        credentials: Fields::new(),
        kept: vec!["token".into()],
        enabled: true,
        read_only: false,
    };
    pure.answer(is_registration, Ok(Outcome::Registration(Box::new(registered))));
    pure.shows("Edit the provider corp");
    pure.press("n3w-t0ken").shows("•••").hides("n3w-t0ken");
    pure.press("<f9>");
    assert!(!pure.is_asked(is_registration), "it is open already");
    pure.press("<esc>y").shows("my-own-name");
}

#[test]
fn an_answer_that_tells_the_end_has_the_provider_asked_once() {
    let mut pure = with_login(None);
    pure.press("R").answer(|request| matches!(request, Request::List(_)), Err(expired()));
    let is_recheck = |request: &Request| matches!(request, Request::Recheck(_));
    assert_eq!(pure.open.iter().filter(|(_, request)| is_recheck(request)).count(), 1);
    let ticket = pure.ticket(is_recheck);
    let known = pure.app.shared().providers[0].clone();
    let facts = ProviderFacts { state: ProviderState::Failed(expired()), ..known };
    pure.reply(ticket, Answer::Part(Outcome::Provider(Box::new(facts))));
    pure.reply(ticket, Answer::End(Ok(Outcome::Done)));
    pure.shows("the login has ended; F9 logs in again");
}

#[test]
fn a_locked_console_renews_nothing_and_opens_no_form() {
    let mut pure = with_login(None);
    pure.press("<ctrl-l>");
    live(&mut pure, 3 * HOUR);
    assert!(!pure.is_asked(is_renew));
    pure.press("<f9>");
    assert!(!pure.is_asked(is_registration));
}

#[test]
fn logging_out_asks_how_far_it_goes_and_tells_what_it_does() {
    let mut pure = with_login(None);
    let is_out = |is_ended: bool| move |request: &Request| matches!(request, Request::LogOut(_, ended) if *ended == is_ended);
    pure.press("1x").shows("Log out of corp?").shows("void for everybody");
    pure.press("y<enter>").shows("Log out of corp?");
    assert!(!pure.is_asked(is_out(true)) && !pure.is_asked(is_out(false)));
    pure.press("<esc>").hides("Log out of corp?");
    pure.press("xr");
    assert!(!pure.is_asked(is_out(false)));
    pure.answer(is_out(true), Err(crate::support::pure::unreachable())).shows("it is gone");
    pure.press("xr").answer(is_out(true), Ok(Outcome::Done)).shows("at the server too");
    pure.press("xf").answer(is_out(false), Ok(Outcome::Done)).shows("logged out of corp: forgotten here");
}
