//! Setting a team up at the keyboard: the form, its steps, what goes wrong, and the tokens at the end.

use crate::support::console::TODAY;
use crate::support::ground::TOKEN;
use crate::support::pure::{Pure, unreachable};
use std::time::Duration;
use strongroom::domain::{PersonId, SecretValue};
use strongroom::message::{Answer, Effect, Event, Outcome, Paste, Request, SetUp};
use strongroom::provider::{
    Alteration, Altered, Error, Gate, Invitation, Lock, MissingRight, Person, Piece, SetupEnd, Stage,
    Standing, TeamEntry, TextLine,
};

fn is_set_up(request: &Request) -> bool {
    matches!(request, Request::SetUp(_))
}

fn is_copy(request: &Request) -> bool {
    matches!(request, Request::CopyThis(..))
}

/// A console that knows these servers beside the embedded store.
fn console(servers: &[&str]) -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("R").answer_places_with(servers);
    pure
}

fn wanted(pure: &Pure) -> &SetUp {
    match pure.open.iter().find(|(_, request)| is_set_up(request)) {
        Some((_, Request::SetUp(wanted))) => wanted,
        _ => panic!("nothing is set up: {:?}", pure.open),
    }
}

fn person(name: &str, is_operator: bool, is_approver: bool) -> Person {
    Person { name: PersonId::new(name).unwrap(), is_operator, is_approver }
}

fn tell(pure: &mut Pure, stage: Stage) {
    let ticket = pure.ticket(is_set_up);
    pure.reply(ticket, Answer::Part(Outcome::Stage(Box::new(stage))));
}

fn piece(pure: &mut Pure, what: &str, standing: Standing) {
    tell(pure, Stage::Piece(Piece { what: what.into(), standing }));
}

fn invite(pure: &mut Pure, name: &str) {
    let token = SecretValue::from_text(format!("{TOKEN}{name}"));
    let until = TODAY.plus(Duration::from_secs(900));
    tell(
        pure,
        Stage::Invited(Invitation { person: person(name, true, false), token, until, accessor: None }),
    );
}

fn end(pure: &mut Pure, end: SetupEnd) {
    pure.answer(is_set_up, Ok(Outcome::SetUp(Box::new(end))));
}

/// Two tokens, in the view that hands them out.
fn handed_out() -> Pure {
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>alice, bob<ctrl-s>");
    tell(&mut pure, Stage::Gate(Gate::Enforced));
    invite(&mut pure, "alice");
    invite(&mut pure, "bob");
    end(&mut pure, SetupEnd::Done);
    pure.shows("hands out the tokens of alice, bob");
    pure.press("<enter>").shows("Tokens for the people of pay");
    pure
}

fn is_hidden_and_wiped(pure: &Pure) {
    pure.hides(TOKEN);
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)), "no wipe was asked for");
    assert!(!format!("{:?}", pure.app).contains(TOKEN));
}

#[test]
fn where_there_is_nothing_to_set_up_the_verb_is_greyed_with_the_reason() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2s").shows("set a team up: none of the providers has anything to set up for a team");
    pure.press("1gs").shows("set a team up: local has nothing to set up for a team");
    let mut pure = console(&["corp"]);
    pure.press("1gs").shows("local has nothing").hides("operators");
    pure.press("js").shows("operators");
}

#[test]
fn what_is_typed_becomes_the_team_and_its_people_each_once() {
    let mut pure = console(&["corp"]);
    pure.press("2spay").shows("corp").shows("team-pay").shows("Nobody is named");
    // With one provider there is nothing to choose.
    pure.press("<tab><tab>alice bob").shows("A token each for alice (operator), bob (operator).");
    pure.press("<enter>bob,carol").shows("bob (operator, approver), carol (approver)");
    assert!(!pure.is_asked(is_set_up), "set up unasked");
    pure.press("<enter>");
    let SetUp { provider, plan, people, .. } = wanted(&pure);
    assert_eq!((provider.as_str(), plan.team.as_str(), &*plan.mount), ("corp", "pay", "team-pay"));
    let expected = [person("alice", true, false), person("bob", true, true), person("carol", false, true)];
    assert_eq!(people, &expected);
}

#[test]
fn among_several_providers_one_is_chosen_and_the_one_under_the_cursor_comes_first() {
    let mut pure = console(&["corp", "lab"]);
    pure.press("1Gs").shows("‹ lab ›");
    pure.press("pay<tab><right>").shows("‹ corp ›");
    pure.press("<ctrl-s>");
    assert_eq!(wanted(&pure).provider.as_str(), "corp");
}

#[test]
fn a_team_that_is_there_is_filled_in_and_the_keys_are_where_people_are_named() {
    let mut pure = console(&["corp"]);
    let survey = {
        pure.press("R");
        pure.ticket(|request| matches!(request, Request::Survey))
    };
    let (mut teams, providers) = (pure.app.shared().teams.clone(), pure.app.shared().providers.clone());
    teams[1].provider = providers[1].id.clone();
    teams[1].root = "elsewhere".into();
    pure.reply(survey, Answer::Part(Outcome::Places(teams, providers)));
    pure.press("2Gsdora<ctrl-s>");
    let SetUp { plan, people, .. } = wanted(&pure);
    assert_eq!((plan.team.as_str(), &*plan.mount), ("second", "elsewhere"));
    assert_eq!(people[0].name.as_str(), "dora");
}

#[test]
fn what_cannot_be_is_told_in_its_line_and_not_sent() {
    let mut pure = console(&["corp"]);
    pure.press("2s<ctrl-s>").shows("team: missing");
    pure.press("Pay<ctrl-s>").shows("a team name has");
    pure.press("<ctrl-u>pay<tab>/<ctrl-s>").shows("root: a team is set up in a place of its own");
    pure.press("<ctrl-u><tab>alice Bob").shows("Bob: a person name has");
    pure.press("<ctrl-s>").shows("Bob: a person");
    assert!(!pure.is_asked(is_set_up));
    pure.press("<ctrl-w>bob<ctrl-s>");
    assert_eq!(wanted(&pure).people.len(), 2);
}

#[test]
fn a_list_of_names_may_be_pasted_with_a_line_for_each() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>");
    let text = SecretValue::copied(b"alice\r\nbob\n");
    pure.event(Event::Paste(Paste { text, is_too_large: false })).press("<ctrl-s>");
    assert_eq!(wanted(&pure).people.len(), 2);
}

#[test]
fn steps_are_told_as_they_come_and_the_proof_of_the_gate_with_them() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<ctrl-s>").shows("under way");
    tell(&mut pure, Stage::Allowed);
    piece(&mut pure, "mount team-pay", Standing::Made);
    piece(&mut pure, "policy team-pay-reader", Standing::Changed);
    piece(&mut pure, "group pay-approvers", Standing::Unchanged);
    pure.shows("made      mount team-pay").shows("changed   policy team-pay-reader").shows("unchanged group");
    tell(&mut pure, Stage::Gate(Gate::Advisory("this server has no control groups".into())));
    tell(&mut pure, Stage::Entry(TeamEntry::Made));
    pure.shows("changes do NOT wait for approval: this server has no control groups");
    // What is typed meanwhile is lost on nobody.
    pure.press("x<ctrl-s>").shows("it is under way");
    assert_eq!(pure.open.iter().filter(|(_, request)| is_set_up(request)).count(), 1);
    end(&mut pure, SetupEnd::Done);
    pure.shows("1 made, 1 changed, 1 unchanged").shows("set up the team pay on corp").hides("payx");
    // Nothing was left to do, so nothing is asked.
    pure.press("<esc>").hides("Set a team up");
}

#[test]
fn missing_rights_come_back_into_the_form_and_nothing_typed_is_lost() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>alice<ctrl-s>");
    let right = |number: u8| MissingRight {
        path: format!("sys/mounts/team-{number}"),
        lacks: vec!["read", "create and update"],
        purpose: "to make the mounts",
    };
    end(&mut pure, SetupEnd::Lacking((10..40).map(right).collect()));
    pure.shows("rights are missing; nothing was changed").shows("sys/mounts/team-10").shows("alice");
    pure.shows("Log in to corp with a token that has these rights");
    // More than there is room for can be read all the same.
    pure.hides("sys/mounts/team-39");
    pure.press("<pagedown><pagedown>").shows("sys/mounts/team-39");
    pure.press("<pageup><pageup>").shows("sys/mounts/team-10");
    pure.press("<ctrl-s>");
    assert_eq!(wanted(&pure).people.len(), 1);
}

#[test]
fn an_error_keeps_the_form_with_what_stands_by_now() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>alice<ctrl-s>");
    piece(&mut pure, "mount team-pay", Standing::Made);
    end(&mut pure, SetupEnd::Broken(unreachable()));
    pure.shows("not finished: the store: it is gone").shows("mount team-pay").shows("alice");
    pure.press("<ctrl-s>").answer(is_set_up, Err(unreachable())).shows("not set up: the store: it is gone");
    pure.press("<esc>").shows("would be lost");
    pure.press("y").hides("Set a team up");
}

#[test]
fn esc_stops_before_the_next_step_and_says_so() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<ctrl-s>");
    let ticket = pure.ticket(is_set_up);
    pure.press("<esc>").shows("stops after what is under way").shows("Set a team up");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Stop(told) if *told == ticket)));
    end(&mut pure, SetupEnd::Stopped);
    pure.shows("stopped; what was made stays, and ctrl-s goes on");
}

#[test]
fn who_has_a_token_is_struck_off_and_who_has_none_is_named() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>alice bob carol<tab>bob<ctrl-s>");
    invite(&mut pure, "alice");
    let refused = Error::Denied { reason: "the names are full".into() };
    end(&mut pure, SetupEnd::Uninvited(person("bob", true, true), refused));
    pure.shows("hands out the token of alice");
    pure.press("<enter>").shows("no token for bob: ").shows("alice");
    pure.press("y");
    pure.answer(is_copy, Ok(Outcome::Copied { by: "test" })).press("<esc>");
    pure.shows("bob carol").shows("no token for bob");
    pure.press("<ctrl-s>");
    let names: Vec<&str> = wanted(&pure).people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["bob", "carol"]);
}

#[test]
fn tokens_are_masked_and_a_reveal_is_a_lease() {
    let mut pure = handed_out();
    pure.hides(TOKEN)
        .shows("••••••••")
        .shows("changes wait for approval")
        .shows("within 15m, by 2026-06-01T12:15:00Z");
    pure.press("r").shows("canary-token-of-alice").shows("10s");
    pure.pass(Duration::from_secs(9)).shows("canary-token-of-alice");
    pure.pass(Duration::from_secs(1));
    is_hidden_and_wiped(&pure);
    pure.shows("revealed");
    pure.press("jr").shows("canary-token-of-bob");
    pure.press("r");
    is_hidden_and_wiped(&pure);
}

#[test]
fn a_token_is_hidden_by_all_that_ends_a_lease_and_is_there_afterwards() {
    for ends in [&["k"][..], &["<ctrl-r>"]] {
        let mut pure = handed_out();
        pure.press("jr").shows("canary-token-of-bob");
        pure.press(ends[0]);
        is_hidden_and_wiped(&pure);
    }
    let mut pure = handed_out();
    pure.press("r").event(Event::Focus(false));
    is_hidden_and_wiped(&pure);
    pure.press("r").shows("canary-token-of-alice");
    pure.event(Event::Signal(strongroom::message::Signal::Suspend));
    is_hidden_and_wiped(&pure);
    // Locking takes the tokens with it.
    pure.press("r<ctrl-l>");
    is_hidden_and_wiped(&pure);
    pure.hides("Tokens for the people");
}

#[test]
fn in_presentation_mode_no_token_is_shown_or_copied() {
    let mut pure = console(&["corp"]);
    pure.press("P2spay<tab><tab>alice<ctrl-s>");
    invite(&mut pure, "alice");
    end(&mut pure, SetupEnd::Done);
    pure.press("<enter>r").shows("presentation mode is on").hides(TOKEN);
    pure.press("y").hides(TOKEN);
    assert!(!pure.is_asked(is_copy));
}

#[test]
fn a_copy_leaves_the_clipboard_again_and_shows_nothing() {
    let mut pure = handed_out();
    pure.press("y").hides(TOKEN);
    let copied = pure.open.iter().find(|(_, request)| is_copy(request));
    let Some((_, Request::CopyThis(token, keep))) = copied else { panic!("nothing is copied") };
    assert_eq!(token.expose_text(str::to_owned).as_deref(), Some("canary-token-of-alice"));
    assert_eq!(*keep, Duration::from_secs(30));
    pure.answer(is_copy, Ok(Outcome::Copied { by: "test" })).shows("copied the token for alice (test)");
    pure.shows("clipboard 30s").hides(TOKEN);
}

#[test]
fn leaving_asks_while_a_token_was_neither_shown_nor_copied() {
    let mut pure = handed_out();
    pure.press("rr<esc>").shows("Lost, if you leave: the token of bob");
    pure.press("j").hides("Lost, if you leave");
    pure.press("y").answer(is_copy, Err(unreachable()));
    pure.press("<esc>").shows("the token of bob");
    pure.press("<esc><esc>").shows("the token of bob");
    pure.press("y").hides("Tokens for the people");
    // What is left of the form is a report; nothing is in the lines that would be lost.
    pure.press("<esc>").hides("Set a team up");
    // The same before they were handed out at all.
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>alice<ctrl-s>");
    invite(&mut pure, "alice");
    end(&mut pure, SetupEnd::Done);
    pure.press("<esc>").shows("Lost, if you leave: the token of alice");
    pure.press("<esc>").shows("Set a team up");
    pure.press("<esc>y").hides("Set a team up");
    assert!(!format!("{:?}", pure.app).contains(TOKEN));
}

#[test]
fn a_token_past_its_time_is_told_as_such() {
    let mut pure = handed_out();
    pure.now.wall = TODAY.plus(Duration::from_secs(901));
    pure.shows("its time is over");
}

#[test]
fn a_run_of_a_form_that_was_locked_away_gives_its_tokens_to_no_other() {
    let mut pure = console(&["corp"]);
    pure.press("2spay<tab><tab>alice<ctrl-s>");
    let before = pure.ticket(is_set_up);
    pure.press("<ctrl-l>");
    // A store without a passphrase is open again at once.
    pure.answer(|request| matches!(request, Request::Lock), Ok(Outcome::Lock(Lock::Open)));
    pure.press("2sother<tab><tab>bob<ctrl-s>").shows("the run before is still coming to its end");
    invite(&mut pure, "alice");
    pure.reply(before, Answer::End(Ok(Outcome::SetUp(Box::new(SetupEnd::Stopped)))));
    pure.hides("token for alice");
    pure.press("<ctrl-s>");
    assert_eq!(wanted(&pure).plan.team.as_str(), "other");
}

#[test]
fn what_others_use_is_asked_about_and_its_own_key_says_yes() {
    let mut pure = console(&["corp"]);
    let altering = Alteration {
        what: "cas_required of the mount team-pay".into(),
        change: Altered::Setting { now: "false".into(), then: "true".into() },
        matters: "others must name the version",
    };
    pure.press("2spay<ctrl-s>");
    assert!(wanted(&pure).agreed.is_empty());
    end(&mut pure, SetupEnd::Altering(vec![altering.clone()]));
    pure.shows("a question; nothing was changed").shows("cas_required of the mount team-pay: false → true");
    pure.press("<enter>");
    assert!(!pure.is_asked(is_set_up), "Enter is no yes");
    // What is typed may mean another place: the question is over.
    pure.press("<tab>x").hides("cas_required");
    pure.press("<ctrl-u><ctrl-y>");
    assert!(!pure.is_asked(is_set_up), "nothing was asked");
    pure.press("<ctrl-s>");
    end(&mut pure, SetupEnd::Altering(vec![altering.clone()]));
    pure.press("<ctrl-y>");
    assert_eq!(wanted(&pure).agreed, [altering]);
    end(&mut pure, SetupEnd::Done);
    pure.hides("a question");
}

#[test]
fn the_lines_of_a_policy_that_go_and_come_are_read_before_the_yes() {
    let mut pure = console(&["corp"]);
    let mut lines = vec![TextLine::Stays("path \"team-pay/data/*\" {".into())];
    lines.push(TextLine::Goes("capabilities = [\"sudo\"]".into()));
    lines.extend((0..40).map(|line| TextLine::Comes(format!("line {line} of ours"))));
    let altering = Alteration {
        what: "policy team-pay-operator".into(),
        change: Altered::Text(lines),
        matters: "everybody who has it may do what it says then",
    };
    pure.press("2spay<ctrl-s>");
    end(&mut pure, SetupEnd::Altering(vec![altering.clone()]));
    pure.shows("would be  policy team-pay-operator: everybody").shows("path \"team-pay/data/*\" {");
    pure.shows("- goes      capabilities = [\"sudo\"]").shows("+ comes     line 0 of ours").hides("line 39");
    pure.shows("This stands already. ctrl-y changes it for all who use it.");
    pure.press("<pagedown><pagedown><pagedown><pagedown>").shows("line 39 of ours");
    pure.press("<ctrl-y>");
    assert_eq!(wanted(&pure).agreed, [altering]);
}
