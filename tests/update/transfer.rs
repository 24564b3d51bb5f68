//! Copy to and move to: where, then the plan, then one task; nothing before the plan was seen.

use crate::support::pure::{Pure, entries};
use strongroom::domain::{SecretPath, TeamId};
use strongroom::message::{Deed, Destination, Losses, Many, Outcome, Outlook, Planned, Request, Tally};
use strongroom::provider::Loss;

const NAMES: &[&str] = &["db/prod", "db/stage/a", "mail", "web"];

fn is_plan(request: &Request) -> bool {
    matches!(request, Request::Plan(_))
}

fn is_many(request: &Request) -> bool {
    matches!(request, Request::Many(_))
}

/// What is asked: what is done, the paths, and where they go.
fn asked(pure: &Pure) -> (Deed, Vec<String>, Destination) {
    let found = pure.open.iter().rev().find_map(|(_, request)| match request {
        Request::Plan(Many { deed, paths, to, .. }) | Request::Many(Many { deed, paths, to, .. }) => {
            Some((*deed, paths.iter().map(ToString::to_string).collect(), to.clone().unwrap()))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing was asked:\n{}", pure.screen()))
}

fn to(team: &str, before: &str, after: &str) -> Destination {
    Destination { team: TeamId::new(team).unwrap(), before: before.into(), after: after.into() }
}

fn planned(of: &[(&str, &str, Outlook)]) -> Outcome {
    let planned = |(from, to, outlook): &(&str, &str, Outlook)| Planned {
        from: SecretPath::new(from).unwrap(),
        to: (*to).into(),
        outlook: outlook.clone(),
        loss: Loss::default(),
    };
    Outcome::Planned(of.iter().map(planned).collect())
}

#[test]
fn a_secret_is_copied_to_another_name_after_its_plan_was_seen() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("jc").shows("Copy mail of personal").shows("older ones stay");
    pure.press("<enter>").shows("they are there already");
    assert!(!pure.is_asked(is_plan));
    pure.press("/old<enter>").shows("nothing is written yet");
    assert_eq!(asked(&pure), (Deed::Copy, vec!["mail".into()], to("personal", "mail", "mail/old")));
    pure.answer(is_plan, Ok(planned(&[("mail", "mail/old", Outlook::Create)])));
    pure.shows("+ mail → mail/old").shows("1 to be copied");
    assert!(!pure.is_asked(is_many), "nothing is done before the plan was seen");
    pure.press("<enter>").hides("Copy mail of");
    assert_eq!(asked(&pure), (Deed::Copy, vec!["mail".into()], to("personal", "mail", "mail/old")));
    assert!(pure.is_asked(is_many));
}

#[test]
fn a_folder_is_moved_to_another_team_and_what_is_different_there_stays() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("M").shows("Move 2 secrets of personal").shows("with the original, in the bin");
    pure.press("<tab><right><enter><ctrl-u>new<enter>");
    assert_eq!(
        asked(&pure),
        (Deed::Move, vec!["db/prod".into(), "db/stage/a".into()], to("second", "db/", "new/"))
    );
    let plan =
        planned(&[("db/prod", "new/prod", Outlook::Create), ("db/stage/a", "new/stage/a", Outlook::Exists)]);
    pure.answer(is_plan, Ok(plan)).shows("! db/stage/a → new/stage/a  holds something else, which stays");
    pure.shows("1 to be moved · 1 left as they are");
    pure.press("<enter>");
    assert_eq!(asked(&pure).1, ["db/prod"]);
    let tally = Tally {
        deed: Deed::Move,
        team: TeamId::personal(),
        to: Some(to("second", "db/", "new/")),
        done: vec![SecretPath::new("db/prod").unwrap()],
        pending: Vec::new(),
        failed: Vec::new(),
        left: Vec::new(),
        because: None,
        can_undo: false,
        losses: Default::default(),
    };
    pure.answer(is_many, Ok(Outcome::Many(Box::new(tally))));
    pure.shows("moved: 1 secret from personal to second").hides("undoes");
}

#[test]
fn a_selection_goes_with_what_its_paths_have_in_common() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("<ctrl-a>c").shows("Copy 4 secrets of personal");
    pure.press("backup<enter>");
    assert_eq!(asked(&pure).2, to("personal", "", "backup/"));
    pure.press("<esc><esc><esc>l<ctrl-a>M").shows("Move 2 secrets");
    pure.press("<ctrl-u><enter>");
    assert_eq!(asked(&pure).2, to("personal", "db/", ""));
}

#[test]
fn what_is_the_same_there_is_only_moved_and_a_plan_of_nothing_does_nothing() {
    for (key, goes) in [("c", false), ("M", true)] {
        let mut pure = Pure::with_names(NAMES);
        pure.press("j").press(key).press("2<enter>");
        pure.answer(is_plan, Ok(planned(&[("mail", "mail2", Outlook::Same)]))).shows("the same is there");
        pure.press("<enter>");
        assert_eq!(pure.is_asked(is_many), goes, "{key}");
        if !goes {
            pure.shows("nothing of this can go there");
        }
    }
}

#[test]
fn escape_goes_back_step_by_step_and_stops_the_plan() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("jc2<enter>");
    let ticket = pure.ticket(is_plan);
    pure.press("<esc>").shows("mail2");
    assert!(pure.cancelled.contains(&ticket));
    pure.press("3<enter>");
    assert_eq!(asked(&pure).2.after, "mail23");
    pure.answer(is_plan, Err(crate::support::pure::unreachable())).shows("it is gone").shows("mail23");
    pure.press("<enter>").answer(is_plan, Ok(planned(&[("mail", "mail23", Outlook::Create)])));
    pure.press("<esc>").shows("mail23");
    pure.press("<esc>").hides("Copy mail of");
}

#[test]
fn a_wrong_path_is_told_before_anything_is_asked() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("jc/<enter>").shows("slash");
    pure.press("<ctrl-u><enter>");
    assert!(!pure.is_asked(is_plan));
}

#[test]
fn both_teams_are_listed_again_when_they_are_shown() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("jc<tab><right><enter><enter>");
    pure.answer(is_plan, Ok(planned(&[("mail", "mail", Outlook::Create)]))).press("<enter>");
    pure.press("2j<enter>");
    let is_list = |request: &Request| matches!(request, Request::List(_));
    pure.answer(is_list, Ok(Outcome::Names(entries(&["x"]))));
    let tally = Tally {
        deed: Deed::Copy,
        team: TeamId::personal(),
        to: Some(to("second", "mail", "mail")),
        done: vec![SecretPath::new("mail").unwrap()],
        pending: Vec::new(),
        failed: Vec::new(),
        left: Vec::new(),
        because: None,
        can_undo: false,
        losses: Default::default(),
    };
    pure.answer(is_many, Ok(Outcome::Many(Box::new(tally))));
    assert!(pure.is_asked(is_list));
}

#[test]
fn who_writes_while_the_plan_stands_means_another_place() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("jc/old<enter>").answer(is_plan, Ok(planned(&[("mail", "mail/old", Outlook::Create)])));
    pure.press("/x").hides("1 to be copied").shows("mail/old/x");
    pure.press("<enter>");
    assert!(!pure.is_asked(is_many), "the old plan must not be carried out");
    assert_eq!(asked(&pure), (Deed::Copy, vec!["mail".into()], to("personal", "mail", "mail/old/x")));
}

#[test]
fn what_is_not_kept_there_is_told_of_each_and_of_all_before_and_after() {
    let loss = |kind, labels| Loss { kind, labels, binary: false, history: true };
    let row = |from: &str, to: &str, outlook, loss| Planned {
        from: SecretPath::new(from).unwrap(),
        to: to.into(),
        outlook,
        loss,
    };
    let mut pure = Pure::with_names(NAMES);
    pure.size = (60, 20);
    pure.event(strongroom::message::Event::Resize { width: 60, height: 20 });
    pure.press("<ctrl-a>M<tab><right><enter><enter>");
    let plan = vec![
        row("db/prod", "db/prod", Outlook::Create, loss(true, true)),
        row("mail", "mail", Outlook::Create, loss(true, false)),
        // What stays loses nothing.
        row("web", "web", Outlook::Exists, loss(true, true)),
    ];
    pure.answer(is_plan, Ok(Outcome::Planned(plan)));
    pure.shows("+ db/prod → db/prod  without kind, labels").shows("+ mail → mail  without kind");
    pure.shows("not kept in second: kind, labels (of 1), history");
    pure.press("<enter>");
    let mut losses = Losses::default();
    losses.add(loss(true, false));
    let tally = Tally {
        deed: Deed::Move,
        team: TeamId::personal(),
        to: Some(to("second", "", "")),
        done: vec![SecretPath::new("mail").unwrap()],
        pending: Vec::new(),
        failed: Vec::new(),
        left: Vec::new(),
        because: None,
        can_undo: false,
        losses,
    };
    assert!(tally.summary().ends_with("from personal to second · not kept in second: kind, history"));
    pure.answer(is_many, Ok(Outcome::Many(Box::new(tally)))).shows("moved: 1 secret");
    pure.press("E").shows("not kept in").shows("kind, history");
}

#[test]
fn a_place_that_is_known_to_keep_no_labels_says_so_before_the_plan() {
    let mut pure = Pure::with_names(NAMES);
    pure.press("jc").shows("with kind and labels");
    let grants = strongroom::message::Grants {
        team: TeamId::personal(),
        missing: &[strongroom::provider::Ability::Labels],
        secrets: Vec::new(),
    };
    let mut shared = crate::support::console::facts(TeamId::personal());
    shared.known.learn(grants);
    let mut pure = Pure::on(shared);
    pure.answer_places();
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(NAMES))));
    pure.press("jc").shows("without kind and labels");
}
