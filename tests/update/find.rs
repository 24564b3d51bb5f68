//! Finding over all teams: asked once, matched at every key, the newest pattern wins.

use crate::support::pure::{Pure, entries, unreachable};
use strongroom::domain::TeamId;
use strongroom::message::{Answer, Found, Match, Outcome, Request, Ticket};

fn is_list_all(request: &Request) -> bool {
    matches!(request, Request::ListAll)
}

fn is_find(request: &Request) -> bool {
    matches!(request, Request::Find { .. })
}

fn team(name: &str) -> TeamId {
    TeamId::new(name).unwrap()
}

fn listed(name: &str, names: &[&str]) -> Answer {
    Answer::Part(Outcome::Listed { team: team(name), names: Ok(entries(names)), is_all: true })
}

fn found(rows: &[(&str, &str)]) -> Outcome {
    let row = |(name, path): &(&str, &str)| Found {
        team: team(name),
        name: Match { path: (*path).into(), lit: vec![0] },
    };
    Outcome::Found { found: rows.iter().map(row).collect(), count: rows.len() }
}

/// The overlay is open; nothing has answered.
fn open(pure: &mut Pure) -> Ticket {
    pure.press("f");
    pure.ticket(is_list_all)
}

#[test]
fn the_listings_are_asked_once_and_every_key_asks_only_for_matches() {
    let mut pure = Pure::with_names(&["a"]);
    let listings = open(&mut pure);
    pure.reply(listings, listed("personal", &["mail"]));
    pure.press("m");
    let first = pure.ticket(is_find);
    pure.press("a");
    assert!(pure.cancelled.contains(&first), "the newest pattern wins");
    assert_eq!(pure.open.iter().filter(|(_, request)| is_list_all(request)).count(), 1);
    assert!(pure.is_asked(|request| matches!(request, Request::Find { pattern, .. } if pattern == "ma")));
}

#[test]
fn each_team_that_answers_is_looked_through_at_once() {
    let mut pure = Pure::with_names(&["a"]);
    let listings = open(&mut pure);
    pure.press("mail").reply(listings, listed("personal", &["mail"]));
    pure.answer(is_find, Ok(found(&[("personal", "mail")])));
    pure.shows("1 found in 1 of 2 teams").shows("not answered yet: second (local)");
    pure.reply(listings, listed("second", &["mail/two"]));
    let places = |request: &Request| matches!(request, Request::Find { places, .. } if places.len() == 2);
    assert!(pure.is_asked(places));
    pure.answer(is_find, Ok(found(&[("personal", "mail"), ("second", "mail/two")])));
    pure.shows("2 found in 2 of 2 teams").hides("not answered yet");
}

#[test]
fn what_could_not_be_read_is_counted_with_the_reason() {
    let mut pure = Pure::with_names(&["a"]);
    let listings = open(&mut pure);
    let failed = Outcome::Listed { team: team("second"), names: Err(unreachable()), is_all: true };
    pure.reply(listings, Answer::Part(failed));
    pure.shows("1 place could not be read: second (local): it is gone");
}

#[test]
fn the_cursor_stays_on_its_name_when_more_is_found() {
    let mut pure = Pure::with_names(&["a"]);
    let listings = open(&mut pure);
    pure.press("m").reply(listings, listed("personal", &["ma", "mb"]));
    pure.answer(is_find, Ok(found(&[("personal", "ma"), ("personal", "mb")]))).press("<down>");
    pure.reply(listings, listed("second", &["m"]));
    pure.answer(is_find, Ok(found(&[("second", "m"), ("personal", "ma"), ("personal", "mb")])));
    pure.press("<enter>").hides("Find in all teams");
    let wanted = pure.app.shared();
    assert_eq!(wanted.team, TeamId::personal());
}

#[test]
fn going_to_a_name_of_another_team_stands_on_it_without_asking_its_names_again() {
    let mut pure = Pure::with_names(&["a"]);
    let listings = open(&mut pure);
    pure.press("deep").reply(listings, listed("second", &["x/deep", "y"]));
    pure.answer(is_find, Ok(found(&[("second", "x/deep")]))).press("<enter>");
    let shared = pure.app.shared();
    assert_eq!(shared.team, team("second"));
    assert_eq!(shared.selected.as_ref().map(|at| at.path.as_str()), Some("x/deep"));
    pure.shows("3 Secrets › x");
    // The names are asked anew all the same; the cursor stays.
    pure.answer(
        |request| matches!(request, Request::List(_)),
        Ok(Outcome::Names(entries(&["w", "x/deep", "x/deeper"]))),
    );
    assert_eq!(pure.app.shared().selected.as_ref().map(|at| at.path.as_str()), Some("x/deep"));
}

#[test]
fn closing_gives_up_what_was_asked() {
    let mut pure = Pure::with_names(&["a"]);
    let listings = open(&mut pure);
    pure.press("x").reply(listings, listed("personal", &["x"]));
    let find = pure.ticket(is_find);
    pure.press("<esc>").hides("Find in all teams");
    assert!(pure.cancelled.contains(&listings) && pure.cancelled.contains(&find));
}
