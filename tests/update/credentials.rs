//! Credentials in the form of a provider: the keys are where one is missing, what cannot be one is never sent, and the
//! reason of a refusal is to be seen whole.

use crate::support::console::facts;
use crate::support::pure::Pure;
use strongroom::domain::{Fields, ProviderId, TeamId};
use strongroom::message::{Answer, Event, Outcome, ProviderFacts, Request, Shared};
use strongroom::provider::{Error, Finding, Registration};
use strongroom::providers::vault::KIND;

const CANARY: &str = "correct horse battery";

fn is_check(request: &Request) -> bool {
    matches!(request, Request::Check(_) | Request::CheckAgain(_))
}

fn on_vault() -> Pure {
    let mut pure = Pure::on(Shared { kinds: &[&KIND], ..facts(TeamId::personal()) });
    pure.answer_places();
    pure
}

/// A new provider with name and address typed, and the keys in the line of the token.
fn at_token() -> Pure {
    let mut pure = on_vault();
    pure.press("1acorp<tab><tab>https://vault.example<tab><tab><tab><tab>").shows("token");
    pure
}

/// The form of a provider that logs in like this and keeps these credentials.
fn editing(auth: &str, kept: &[&str]) -> Pure {
    let mut pure = on_vault();
    let settings = [("url", "https://vault.example"), ("auth", auth)];
    let registered = Registration {
        id: ProviderId::new("corp").unwrap(),
        kind: KIND.name.into(),
        settings: settings.map(|(key, text)| (key.to_owned(), text.to_owned())).into(),
        credentials: Fields::new(),
        kept: kept.iter().map(|key| (*key).to_owned()).collect(),
        enabled: true,
        read_only: false,
    };
    let facts = pure.app.shared().providers[0].clone();
    let corp = ProviderFacts { id: registered.id.clone(), kind: KIND.title.into(), ..facts };
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let (teams, mut providers) = (pure.app.shared().teams.clone(), pure.app.shared().providers.clone());
    providers.push(corp);
    pure.reply(survey, Answer::Part(Outcome::Places(teams, providers)));
    pure.press("1Ge").answer(
        |request| matches!(request, Request::Registration(_)),
        Ok(Outcome::Registration(Box::new(registered))),
    );
    pure
}

fn resize(pure: &mut Pure, width: u16, height: u16) {
    pure.size = (width, height);
    pure.event(Event::Resize { width, height });
}

fn step(pure: &mut Pure, step: &'static str, finding: Finding) {
    let ticket = pure.ticket(is_check);
    pure.reply(ticket, Answer::Part(Outcome::Step(step, finding)));
}

fn refused() -> Finding {
    let reason = "the login is refused: the name or the password is wrong; it is not tried again by itself";
    Finding::Failed(Error::Denied { reason: reason.into() })
}

#[test]
fn a_passphrase_in_the_line_of_the_wrapping_token_is_refused_and_never_sent() {
    let mut pure = at_token();
    pure.press("<tab>").press(CANARY).press("<tab>");
    pure.shows("wrapping token: that is no wrapping token").hides("at once");
    for (_, request) in &pure.open {
        let Request::Check(registration) = request else { continue };
        assert!(registration.credentials.is_empty(), "it was sent");
    }
    pure.press("<ctrl-s><ctrl-s>").shows("that is no wrapping token");
    assert!(!pure.is_asked(|request| matches!(request, Request::Register(_))));
    // Nor as a token, which has no spaces.
    let mut pure = at_token();
    pure.press(CANARY).press("<tab>").shows("token: that is no token").hides("horse");
    assert!(!pure.is_asked(is_check), "{:?}", pure.open);
}

#[test]
fn a_token_that_is_typed_makes_the_wrapping_token_needless() {
    let mut pure = at_token();
    pure.shows("wrapping token");
    pure.press("root<tab>").hides("wrapping token").shows("renew");
    pure.press("<backtab><ctrl-u>").shows("wrapping token");
    // What was typed there before does not count any more either.
    pure.press("<tab>s.0123456789abcdefghij<backtab>root<tab>");
    let ticket = pure.ticket(is_check);
    let (_, Request::Check(registration)) = pure.open.iter().find(|(open, _)| *open == ticket).unwrap()
    else {
        panic!("no check")
    };
    assert!(registration.credentials.field("token").is_some());
    assert!(registration.credentials.field("wrapping_token").is_none());
}

#[test]
fn the_keys_are_where_a_credential_is_missing_and_the_user_name_is_seen_while_it_is_typed() {
    let mut pure = editing("userpass", &[]);
    pure.press("dave<tab>hunter2").shows("dave").hides("hunter2").shows("••••••••");
    assert!(pure.is_asked(is_check) || !pure.screen().contains("missing"), "{}", pure.screen());
    pure.press("<backtab><ctrl-r>").shows("nothing is masked in this line");
    let mut pure = editing("userpass", &["username"]);
    pure.press("hunter2").hides("hunter2").shows("••••••••");
    // Saving leads to the line that is missing.
    let mut pure = editing("userpass", &[]);
    pure.press("<backtab><backtab><ctrl-s>").shows("user name: missing");
    pure.press("dave").shows("dave");
}

#[test]
fn a_credential_that_is_not_typed_yet_is_no_failure() {
    let mut pure = at_token();
    step(&mut pure, "reachable", Finding::Fine("it answers".into()));
    let none = Error::Denied { reason: "no credentials are kept for corp".into() };
    step(&mut pure, "login", Finding::NoCredentials(none));
    pure.answer(is_check, Ok(Outcome::Done));
    pure.shows("Check  waits for the token or the wrapping token").shows("· login").hides("failed");
    pure.hides("no credentials are kept");
    // To save it so is possible, and says what comes of it.
    pure.press("<ctrl-s>").shows("Saved so, nothing can be read or written");
}

#[test]
fn on_a_low_terminal_the_lines_come_before_steps_that_say_nothing() {
    let mut pure = editing("userpass", &[]);
    resize(&mut pure, 60, 20);
    for text in ["name ", "kind", "user name", "password", "renew", "mounts"] {
        pure.shows(text);
    }
    pure.shows("not possible yet: user name: missing").hides("· reachable").shows("↓enabled");
}

#[test]
fn the_reason_of_a_failure_stands_whole_and_what_is_scrolled_away_is_marked() {
    for (width, height) in [(60, 20), (80, 24), (120, 40)] {
        let mut pure = editing("userpass", &["username", "password"]);
        resize(&mut pure, width, height);
        for passed in ["reachable", "TLS", "initialised and unsealed", "product", "namespace"] {
            step(&mut pure, passed, Finding::Fine("it is".into()));
        }
        step(&mut pure, "login", refused());
        pure.answer(is_check, Ok(Outcome::Done));
        let told: Vec<String> = pure
            .screen()
            .lines()
            .map(|line| {
                line.rsplit('│').nth(if width == 60 { 1 } else { 2 }).unwrap_or(line).trim().to_owned()
            })
            .collect();
        let whole = told.join(" ");
        for words in ["✗ login", "the name or the password is wrong;", "tried again by itself"] {
            assert!(whole.contains(words), "{words:?} at {width}×{height}:\n{}", pure.screen());
        }
        pure.shows("failed: nothing can be read or written");
        if height == 20 {
            pure.hides("· token").shows("↓");
            pure.press("<tab><tab><tab><tab><tab><tab><tab>").shows("↑");
        }
    }
}

#[test]
fn a_reason_does_not_repeat_the_address_that_stands_in_the_form() {
    let mut pure = at_token();
    let what = "the server https://vault.example".to_owned();
    let reason = "nothing listens there: the connection is refused".to_owned();
    step(&mut pure, "reachable", Finding::Failed(Error::Unreachable { what, reason }));
    pure.answer(is_check, Ok(Outcome::Done));
    pure.shows("reachable")
        .shows("nothing listens there: the connection is refused")
        .hides("the server https");
}

#[test]
fn a_choice_is_made_by_its_letter() {
    let mut pure = on_vault();
    pure.press("1acorp<tab><tab>https://vault.example<tab><tab><tab>u").shows("‹ userpass ›");
    pure.press("a").shows("‹ approle ›");
    pure.press("t").shows("‹ token ›");
    // Lines that are seldom needed stand behind the credentials, so that none of these lands there.
    pure.press("a<tab>the-role<tab>the-secret").shows("••••••••").hides("the-role").hides("the-secret");
}

#[test]
fn what_is_only_for_trying_things_out_is_offered_in_the_demo_alone() {
    let everything = strongroom::providers::KINDS;
    let form = |is_demo: bool| {
        let mut pure = Pure::on(Shared { kinds: everything, is_demo, ..facts(TeamId::personal()) });
        pure.answer_places();
        pure.press("1ax<tab><right>");
        pure
    };
    form(false).shows("‹ vault ›").hides("memory");
    form(true).shows("‹ memory ›");
}

#[test]
fn a_pasted_certificate_goes_into_the_line_of_the_authority_and_nowhere_else() {
    let pem = "-----BEGIN CERTIFICATE-----\rAAAA\r-----END CERTIFICATE-----\r";
    let paste = |pure: &mut Pure| {
        let text = strongroom::domain::SecretValue::copied(pem.as_bytes());
        pure.event(Event::Paste(strongroom::message::Paste { text, is_too_large: false }));
    };
    let mut pure = at_token();
    paste(&mut pure);
    pure.shows("the pasted text has several lines");
    pure.press("<backtab><backtab>");
    paste(&mut pure);
    pure.press("<tab>");
    let ticket = pure.ticket(is_check);
    let (_, Request::Check(registration)) = pure.open.iter().find(|(open, _)| *open == ticket).unwrap()
    else {
        panic!("no check")
    };
    let packed = registration.settings["ca_cert"].strip_prefix("base64://").unwrap().to_owned();
    let unpacked = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, packed).unwrap();
    assert_eq!(unpacked, pem.replace('\r', "\n").trim_end().as_bytes());
}

#[test]
fn what_is_weak_is_named_although_its_line_has_no_room() {
    let mut pure = editing("userpass", &["username", "password"]);
    resize(&mut pure, 60, 20);
    step(&mut pure, "login", Finding::Fine("by name and password".into()));
    step(&mut pure, "token", Finding::Warning("it never ends".into()));
    pure.answer(is_check, Ok(Outcome::Done));
    pure.shows("Check  passed; weak: token");
}

const STEPS: [(&str, &str); 9] = [
    ("reachable", "it answers"),
    ("TLS", "encrypted"),
    ("initialised and unsealed", "it is"),
    ("product", "OpenBao 2.7.2"),
    ("namespace", "none is set"),
    ("login", "by token with the policy pay"),
    ("token", "it ends in 7h and renews itself"),
    ("mounts", "kv/ (version 2)"),
    ("rights", "list, read, write, delete"),
];

#[test]
fn a_check_that_has_no_room_is_scrolled_and_shows_what_is_newest_by_itself() {
    for (width, height) in [(60, 20), (80, 24)] {
        let mut pure = editing("userpass", &["username", "password"]);
        resize(&mut pure, width, height);
        for (name, text) in STEPS {
            step(&mut pure, name, Finding::Fine(text.into()));
            pure.shows(text);
        }
        pure.answer(is_check, Ok(Outcome::Done));
        pure.shows("Check  passed")
            .shows("list, read, write, delete")
            .shows("it ends in 7h")
            .shows("pgup pgdn steps");
        pure.hides("it answers");
        let mut seen = pure.screen();
        for _ in 0..4 {
            pure.press("<pageup>");
            seen += &pure.screen();
        }
        for (_, text) in STEPS {
            assert!(seen.contains(text), "{text}:\n{seen}");
        }
        // It stays where it is at both ends, and no key is lost there.
        pure.shows("● reachable").hides("list, read, write").shows("↓");
        pure.press("<pagedown>").hides("● reachable");
        pure.press("<pagedown><pagedown><pagedown><pagedown>").shows("list, read, write, delete").shows("↑");
        pure.press("<pageup><pageup><pageup><pageup>").shows("● reachable");
        // A new check begins anew.
        pure.press("<ctrl-t>");
        assert!(pure.is_asked(is_check));
        for (name, text) in STEPS {
            step(&mut pure, name, Finding::Fine(text.into()));
        }
        pure.shows("list, read, write, delete");
    }
}

#[test]
fn of_a_check_that_has_no_room_the_step_that_failed_is_in_sight() {
    for (width, height) in [(60, 20), (80, 24)] {
        let mut pure = editing("userpass", &["username", "password"]);
        resize(&mut pure, width, height);
        step(&mut pure, "reachable", Finding::Fine("it answers".into()));
        step(&mut pure, "TLS", Finding::Fine("encrypted".into()));
        let sealed = Error::Locked { what: "the server vault.example (sealed)".into() };
        step(&mut pure, "initialised and unsealed", Finding::Failed(sealed));
        pure.answer(is_check, Ok(Outcome::Done));
        pure.shows("✗ initialised and unsealed").shows("the server vault.example is").hides("not tried");
        pure.press("<pageup><pageup>").shows("● reachable");
    }
}

#[test]
fn where_all_of_the_check_is_seen_no_key_scrolls_it() {
    let mut pure = editing("userpass", &["username", "password"]);
    for (name, text) in STEPS {
        step(&mut pure, name, Finding::Fine(text.into()));
    }
    pure.answer(is_check, Ok(Outcome::Done));
    pure.shows("it answers").shows("list, read, write, delete").hides("pgup pgdn");
    let before = pure.screen();
    pure.press("<pagedown><pageup>");
    assert_eq!(pure.screen(), before);
}
