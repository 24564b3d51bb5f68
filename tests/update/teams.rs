//! Teams at the keyboard: the form, what goes wrong in it, the cursor, removing, a mistake in a section.

use crate::support::pure::{Pure, matching, unreachable};
use strongroom::domain::TeamId;
use strongroom::message::{Answer, NewTeam, Outcome, Request, TeamFacts};
use strongroom::provider::Error;

fn is_save(request: &Request) -> bool {
    matches!(request, Request::CreateTeam(_))
}

fn saved(pure: &Pure) -> &NewTeam {
    match pure.open.iter().find(|(_, request)| is_save(request)) {
        Some((_, Request::CreateTeam(new))) => new,
        _ => panic!("nothing is saved: {:?}", pure.open),
    }
}

/// The survey answers with these teams on the embedded store; the sign says which are broken.
fn survey(pure: &mut Pure, teams: &[(&str, Option<&str>)]) {
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let local = pure.app.shared().providers[0].clone();
    let facts = |(name, broken): &(&str, Option<&str>)| TeamFacts {
        id: TeamId::new(name).unwrap(),
        provider: local.id.clone(),
        root: (*name).into(),
        broken: broken.map(str::to_owned),
    };
    let teams = teams.iter().map(facts).collect();
    pure.reply(survey, Answer::Part(Outcome::Places(teams, vec![local.clone()])));
    pure.reply(survey, Answer::End(Ok(Outcome::Done)));
}

#[test]
fn a_team_is_made_with_its_usual_root_and_has_the_cursor_afterwards() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2a").shows("Make a team").shows("the team's name (/ is all of the provider)");
    pure.press("pay").shows("pay (/ is all of the provider)");
    pure.press("<tab>").shows("‹ local ›");
    assert!(!pure.is_asked(is_save), "saved unasked");
    pure.press("<ctrl-s>");
    let new = saved(&pure);
    assert_eq!((new.id.as_str(), new.provider.as_str(), &new.root), ("pay", "local", &None));
    pure.answer(is_save, Ok(Outcome::Done)).shows("made the team pay on local; ⏎ works in it");
    pure.hides("Make a team");
    survey(&mut pure, &[("personal", None), ("early", None), ("pay", None), ("second", None)]);
    pure.press("<enter>");
    assert_eq!(pure.app.shared().team.as_str(), "pay");
    assert!(pure.is_asked(|request| matches!(request, Request::List(team) if team.as_str() == "pay")));
}

#[test]
fn what_cannot_be_a_team_is_told_in_its_line_and_not_sent() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2a<ctrl-s>").shows("name: missing");
    pure.press("Up<ctrl-s>").shows("a team name has");
    pure.press("<ctrl-u>up<tab><tab>x/../y<ctrl-s>").shows("root: ");
    assert!(!pure.is_asked(is_save));
    // The keys are where it is wrong.
    pure.press("<ctrl-u>/<enter>");
    assert!(saved(&pure).root.as_ref().is_some_and(strongroom::domain::Folder::is_root));
}

#[test]
fn an_error_keeps_the_form_and_all_that_is_typed() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2apay<tab><tab>vault/pay<ctrl-s>").answer(is_save, Err(unreachable()));
    pure.shows("not saved: the store: it is gone").shows("pay").shows("vault/pay");
    pure.press("<ctrl-s>");
    pure.answer(is_save, Err(Error::Exists { what: "the team pay".into() })).shows("choose another name");
    // The keys are in the name, and it can be mended there.
    pure.press("s<ctrl-s>");
    assert_eq!(saved(&pure).id.as_str(), "pays");
}

#[test]
fn while_it_is_saved_nothing_is_typed_and_nothing_left() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2apay<ctrl-s>x<ctrl-s><esc>").shows("Make a team").shows("it is being saved").hides("payx");
    assert_eq!(pure.open.iter().filter(|(_, request)| is_save(request)).count(), 1);
}

#[test]
fn leaving_asks_only_when_something_typed_would_be_lost() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2a<esc>").hides("Make a team");
    pure.press("ax<esc>").shows("would be lost");
    pure.press("y").hides("Make a team");
}

#[test]
fn a_team_is_removed_after_a_question_and_its_secrets_stay() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2gd").shows("the team personal is built in and stays");
    pure.press("jd").shows("Take the team second out").shows("Its secrets stay on local");
    pure.press("n");
    assert!(!pure.is_asked(|request| matches!(request, Request::RemoveTeam(_))));
    pure.press("dy").answer(|request| matches!(request, Request::RemoveTeam(_)), Ok(Outcome::Done));
    pure.shows("removed the team second; its secrets stay");
    survey(&mut pure, &[("personal", None)]);
    pure.press("d").shows("the team personal is built in and stays");
}

#[test]
fn when_the_active_team_goes_the_first_one_is_active() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2G<enter>");
    assert_eq!(pure.app.shared().team.as_str(), "second");
    pure.press("2dy").answer(|request| matches!(request, Request::RemoveTeam(_)), Ok(Outcome::Done));
    survey(&mut pure, &[("personal", None)]);
    assert_eq!(pure.app.shared().team.as_str(), "personal");
    assert!(pure.is_asked(|request| matches!(request, Request::List(team) if team.as_str() == "personal")));
}

#[test]
fn a_team_with_a_mistake_stays_with_the_reason_and_comes_back_when_it_is_mended() {
    let mut pure = Pure::with_names(&["a"]);
    let wrong = "config.toml:7: teams.second.provider: must be one of local";
    pure.press("R");
    survey(&mut pure, &[("personal", None), ("second", Some(wrong))]);
    pure.press("2G").shows("second").shows("✗").shows("teams.second.provider").shows("must be one of local");
    pure.press("<enter>").shows("work in this team: config.toml:7");
    assert_eq!(pure.app.shared().team.as_str(), "personal", "nobody works in it");
    pure.press("R");
    survey(&mut pure, &[("personal", None), ("second", None)]);
    pure.hides("must be one of");
    pure.press("<enter>");
    assert_eq!(pure.app.shared().team.as_str(), "second");
}

#[test]
fn the_active_team_is_listed_again_when_it_lies_elsewhere() {
    let mut pure = Pure::with_names(&["only-here"]);
    pure.shows("only-here");
    pure.press("R");
    pure.answer(|request| matches!(request, Request::List(_)), Err(unreachable()));
    survey(&mut pure, &[("personal", Some("config.toml:1: teams.personal: no")), ("second", None)]);
    pure.hides("only-here");
    assert!(pure.is_asked(|request| matches!(request, Request::List(_))));
}

#[test]
fn a_provider_that_was_registered_is_chosen_for_the_next_team() {
    let shared = crate::support::console::facts(strongroom::domain::TeamId::personal());
    let mut pure = Pure::on(strongroom::message::Shared { is_demo: true, ..shared });
    pure.answer_places();
    let is_check = |request: &Request| matches!(request, Request::Check(_));
    let is_register = |request: &Request| matches!(request, Request::Register(_));
    pure.press("1ascratch<tab><right><tab><backtab>").answer(is_check, Ok(Outcome::Done));
    pure.press("<ctrl-s>").answer(is_register, Ok(Outcome::Done));
    pure.shows("registered scratch; 2 a puts a team on it");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let (teams, local) = (pure.app.shared().teams.clone(), pure.app.shared().providers[0].clone());
    let scratch = strongroom::message::ProviderFacts {
        id: strongroom::domain::ProviderId::new("scratch").unwrap(),
        ..local.clone()
    };
    pure.reply(survey, Answer::Part(Outcome::Places(teams, vec![local, scratch])));
    pure.press("2a").shows("‹ scratch ›");
    pure.press("<tab><space>").shows("‹ local ›");
}

#[test]
fn an_active_team_that_is_gone_from_the_configuration_is_told_and_no_other_takes_its_place() {
    let mut pure = Pure::with_names(&["a"]);
    let is_switch = |request: &Request| matches!(request, Request::Switch(_));
    pure.press("R");
    survey(&mut pure, &[("early", None)]);
    pure.shows("the team personal is not in config.toml");
    assert!(!pure.is_asked(is_switch), "another team was chosen");
    assert_eq!(pure.app.shared().team.as_str(), "personal");
    assert!(pure.app.shared().names.is_none(), "names of a team that is gone");
    // The keys are where another one is chosen.
    pure.press("<enter>");
    assert!(pure.is_asked(is_switch));
    assert_eq!(pure.app.shared().team.as_str(), "early");
}

#[test]
fn a_team_that_is_configured_again_goes_on() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("R");
    survey(&mut pure, &[("early", None)]);
    pure.press("R");
    survey(&mut pure, &[("personal", None), ("early", None)]);
    assert!(pure.is_asked(|request| matches!(request, Request::List(team) if team.as_str() == "personal")));
    assert!(!pure.is_asked(|request| matches!(request, Request::Switch(_))));
}

fn is_filter(request: &Request) -> bool {
    matches!(request, Request::Filter { .. })
}

#[test]
fn a_filter_shows_the_teams_that_match_and_the_verbs_are_about_what_it_found() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2/sd").shows("/sd").shows("esc drop filter");
    let all = ["personal", "second"];
    pure.answer(is_filter, Ok(matching(&all, "sd", &["second"], &[0, 5])));
    pure.shows("  second").hides("▸ personal");
    // Its letters are no verbs, and Enter keeps it.
    pure.press("<enter>d").shows("Take the team second out of the configuration?");
    pure.press("n<enter>");
    assert_eq!(pure.app.shared().team.as_str(), "second");
    // Without it the cursor stays where it is.
    pure.press("2<esc>").shows("  personal").shows("▸ second");
    pure.press("d").shows("Take the team second out");
}

#[test]
fn a_filter_without_a_match_says_so_and_esc_shows_all_teams_again() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("2/zz").answer(is_filter, Ok(matching(&["personal", "second"], "zz", &[], &[])));
    pure.shows("Nothing matches here.");
    pure.press("<enter><enter>").shows("2 Teams");
    assert_eq!(pure.app.shared().team.as_str(), "personal");
    pure.press("<esc>").hides("Nothing matches here.").shows("second");
}

#[test]
fn a_filter_shows_the_providers_that_match() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("R").answer_places_with(&["corp", "lab"]);
    let all = ["corp", "lab", "local"];
    pure.press("1/la").answer(is_filter, Ok(matching(&all, "la", &["lab"], &[0, 1])));
    pure.shows("● lab").hides("● corp");
    pure.press("<enter>d").shows("Take the provider lab out");
    pure.press("n");
    // They are asked for again with the filter on: the same one stays under the cursor.
    pure.press("R").answer_places_with(&["aaa", "corp", "lab"]);
    let all = ["aaa", "corp", "lab", "local"];
    pure.answer(is_filter, Ok(matching(&all, "la", &["lab"], &[0, 1])));
    pure.press("d").shows("Take the provider lab out");
    pure.press("n<esc>").shows("● corp");
    pure.press("d").shows("Take the provider lab out");
}
