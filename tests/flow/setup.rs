//! Setting a team up from the console, on a provider that does what the test wants to go wrong.

use crate::support::console::Console;
use crate::support::ground::{Ground, TOKEN};
use std::sync::Arc;
use strongroom::domain::{Folder, ProviderId, TeamId};
use strongroom::ops::Session;
use strongroom::provider::{Gate, MissingRight, Provider};
use strongroom::providers::memory::{OpenKeeper, Store};

/// A console with this provider, under the name `corp`, and a team elsewhere.
fn console(ground: &Arc<Ground>) -> Console {
    let store: Arc<dyn Provider> = Arc::new(Store::new());
    let corp: Arc<dyn Provider> = ground.clone();
    let local = ProviderId::local();
    let providers = vec![
        (local.clone(), "embedded store".to_owned(), store),
        (ProviderId::new("corp").unwrap(), "a server".to_owned(), corp),
    ];
    let teams = vec![(TeamId::personal(), local, Folder::root())];
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let session = Session::with_providers(keeper, providers, teams).of_person("tester");
    let mut console = Console::on(Arc::new(session), false);
    console.settle();
    console
}

#[test]
fn a_team_is_set_up_entered_and_its_tokens_handed_out_and_a_second_run_changes_nothing() {
    let ground = Arc::new(Ground::new());
    let mut console = console(&ground);
    console.work("1Gspay<tab><tab>alice<tab>bob<ctrl-s>").shows("2 made, 0 changed, 0 unchanged");
    console.shows("changes wait for approval").shows("team pay in your configuration").hides(TOKEN);
    console.work("<enter>").hides(TOKEN).work("r").shows(&format!("{TOKEN}alice"));
    console.pass(std::time::Duration::from_secs(10)).hides(TOKEN);
    console
        .work("jr")
        .shows(&format!("{TOKEN}bob"))
        .work("<esc>")
        .hides("Tokens for the people")
        .hides(TOKEN);
    console.work("<esc>").shows("pay").hides("Set a team up");
    assert_eq!(ground.stands(), ["mount team-pay", "policy team-pay"]);
    let team = console.session.team(&TeamId::new("pay").unwrap()).unwrap();
    assert_eq!((team.provider.as_str(), team.root.as_str()), ("corp", "team-pay"));
    // The cursor of the teams is on it, and so the form knows it.
    console.work("2s<ctrl-s>").shows("nothing had to be changed").work("<esc>").hides("Set a team up");
}

#[test]
fn a_missing_right_is_named_and_nothing_is_changed() {
    let ground = Arc::new(Ground::new());
    let right = MissingRight { path: "sys/mounts/team-pay".into(), lacks: vec!["read"], purpose: "to look" };
    ground.missing.lock().unwrap().push(right);
    let mut console = console(&ground);
    console
        .work("1Gspay<ctrl-s>")
        .shows("rights are missing; nothing was changed")
        .shows("sys/mounts/team-pay");
    assert!(ground.stands().is_empty());
    assert!(console.session.team(&TeamId::new("pay").unwrap()).is_err());
    ground.missing.lock().unwrap().clear();
    console.work("<ctrl-s>").shows("2 made");
}

#[test]
fn an_advisory_gate_is_told_as_what_it_is() {
    let ground = Arc::new(Ground::new());
    *ground.gate.lock().unwrap() = Ok(Gate::Advisory("the server wrote it at once".into()));
    let mut console = console(&ground);
    console.work("1Gspay<ctrl-s>").shows("changes do NOT wait for approval: the server wrote it at once");
}

#[test]
fn tokens_that_were_made_are_handed_out_when_the_next_cannot_be_and_the_rest_is_made_later() {
    let ground = Arc::new(Ground::new());
    *ground.refused.lock().unwrap() = Some("bob");
    let mut console = console(&ground);
    console
        .work("1Gspay<tab><tab>alice bob carol<ctrl-s>")
        .shows("token for bob: ")
        .shows("the names are full");
    console.work("<enter>").shows("alice").work("r").shows(&format!("{TOKEN}alice")).work("<esc>");
    console.shows("bob carol");
    *ground.refused.lock().unwrap() = None;
    console.work("<ctrl-s>").shows("hands out the tokens of bob, carol");
}

#[test]
fn a_team_of_this_name_elsewhere_is_left_alone_and_said_and_the_tokens_come_all_the_same() {
    let ground = Arc::new(Ground::new());
    let mut console = console(&ground);
    console
        .work("1Gspersonal<tab><tab>alice<ctrl-s>")
        .shows("it was left alone")
        .shows("hands out the token of alice");
    let team = console.session.team(&TeamId::personal()).unwrap();
    assert_eq!(team.provider, ProviderId::local());
}

#[test]
fn esc_stops_between_two_steps_and_nobody_gets_a_token_then() {
    let ground = Arc::new(Ground::new());
    ground.pace.forget_permits(999);
    let mut console = console(&ground);
    console.press("1Gspay<tab><tab>alice<ctrl-s>");
    console.settle_until(|console| console.screen().contains("mount team-pay"));
    console.press("<esc>").shows("stops after what is under way");
    ground.pace.add_permits(10);
    console.settle().shows("stopped; what was made stays").hides("hands out").shows("alice");
    assert_eq!(ground.stands().len(), 2);
    console.work("<ctrl-s>").shows("nothing had to be changed").shows("hands out the token of alice");
}

#[test]
fn locking_while_it_runs_begins_no_further_step_and_keeps_no_token() {
    let ground = Arc::new(Ground::new());
    ground.pace.forget_permits(999);
    let mut console = console(&ground);
    console.press("1Gspay<tab><tab>alice<ctrl-s>");
    console.settle_until(|console| console.screen().contains("mount team-pay"));
    console.press("<ctrl-l>").hides("Set a team up");
    ground.pace.add_permits(10);
    console.settle();
    assert!(!format!("{:?}", console.app).contains(TOKEN));
    assert!(console.session.team(&TeamId::new("pay").unwrap()).is_err(), "it went on");
}
