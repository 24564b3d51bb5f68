//! Many at once: selection, one task, stopping it, undo, the bin; finding over all teams while one is slow.

use super::local::made;
use crate::support::console::Console;
use std::sync::Arc;
use std::time::Duration;
use strongroom::domain::{Folder, ProviderId, SecretPath, TeamId};
use strongroom::message::{Answer, Deed, Effect, Event, Many, Outcome, Request, Tally, Ticket};
use strongroom::ops::Session;
use strongroom::ops::audit::{self, Act};
use strongroom::provider::{Error, Provider};
use strongroom::providers::memory::{OpenKeeper, Store};
use strongroom::runtime::{Arrival, Runtime};

/// The demo as soon as the names of the active team are there; the slow provider is still asked.
fn demo() -> Console {
    let mut console = Console::demo();
    console.settle_until(|console| {
        let facts = console.app.shared();
        facts.names.is_some() && !facts.teams.is_empty()
    });
    console
}

fn names(console: &Console) -> usize {
    console.app.shared().names.as_ref().map_or(0, |names| names.entries().len())
}

#[test]
fn a_folder_is_deleted_brought_back_and_restored_from_the_bin_as_one_task_each() {
    let mut console = demo();
    console.work("2j<enter>").shows("72");
    console.work("<space><space>dy").shows("deleted: 18 secrets in payments · u undoes");
    assert_eq!(names(&console), 54);
    console.work("u").shows("restored: 18 secrets in payments");
    assert_eq!(names(&console), 72);
    console.work("<space>dy");
    assert_eq!(names(&console), 63);
    console.work("b").shows("Bin of payments").work("v8ju").work("<esc>");
    console.work("<esc>");
    assert!(names(&console) < 72);
    console.work("b<ctrl-a>u<esc><esc>").hides("Bin of");
    assert_eq!(names(&console), 74, "the folder, and the two that lay there before");
}

#[test]
fn destroying_a_folder_takes_its_name_and_leaves_nothing_in_the_bin() {
    let mut console = demo();
    console.work("2j<enter><space>D").shows("type checkout:");
    console.work("checkout<enter>").shows("removed for good: 9 secrets in payments");
    assert_eq!(names(&console), 63);
    console.work("b").hides("checkout");
}

#[test]
fn a_change_to_many_in_a_slow_team_is_stopped_between_two_of_them_and_says_how_far_it_got() {
    let mut console = demo();
    console.press("2jjj<enter>").settle_until(|console| names(console) == 27);
    console.press("<ctrl-a>d").shows("Delete 27 secrets?").press("y").shows("1 task 0/27");
    console.settle_until(|console| console.screen().contains("1 task 4/27"));
    // Every key works meanwhile, and the same change is not made twice.
    console.press("dy").shows("still under way");
    console.press("wx").shows("it stops after what is under way");
    console.settle().press("<esc>").shows("stopped; deleted: 8 of 27 secrets in legacy · 19 not touched");
    assert_eq!(names(&console), 19);
    console.shows("19 selected of 19");
    assert!(!console.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn finding_shows_the_fast_teams_while_the_slow_one_is_still_asked_and_counts_the_failing_one() {
    let mut console = demo();
    console.press("fdbprim").settle_until(|console| {
        let screen = console.screen();
        screen.contains("in 5 of 7 teams") && screen.contains("platform")
    });
    console.shows("not answered yet: legacy (aws-legacy)");
    console.shows("1 place could not be read: recovery (dr-site): the connection timed out");
    console.settle().shows("in 6 of 7 teams").hides("not answered yet");
    console.press("<ctrl-u>intranetdb").settle().press("<enter>");
    assert_eq!(console.app.shared().team, TeamId::new("legacy").unwrap());
    // The names came along: it stands there at once, although the team takes seconds to list them.
    console.shows("3 Secrets › intranet › db");
    let selected = console.app.shared().selected.as_ref().map(|at| at.path.to_string());
    assert!(selected.is_some_and(|path| path.starts_with("intranet/db/")));
}

#[test]
fn a_change_to_many_writes_one_line_each_to_the_audit_log() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut console = made(folder.path());
    for name in ["x/a", "b", "c"] {
        // The form begins with the folder shown.
        console.work(&format!("a{name}<tab><space><space><tab>v<ctrl-s>"));
    }
    console.work("h<space>dy").shows("deleted: 3 secrets in personal");
    console.work("u").shows("restored: 3 secrets in personal").work("<esc>");
    let session = console.session.clone();
    let entries = tokio::runtime::Runtime::new().unwrap().block_on(async move {
        let sound = audit::verify(&session).await.unwrap().is_sound();
        assert!(sound);
        audit::entries(&session).await.unwrap()
    });
    let lines = |act: Act| entries.iter().filter(|entry| entry.what == act).count();
    assert_eq!((lines(Act::Delete), lines(Act::Undelete)), (3, 3));
}

/// What comes of deleting `n00` to `n99` in a store that fails like this.
fn deleted_in_vain(failure: Error) -> Tally {
    let store = Arc::new(Store::new().with_failure(failure));
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let providers: Vec<(_, _, Arc<dyn Provider>)> = vec![(ProviderId::local(), "memory".into(), store)];
    let teams = vec![(TeamId::personal(), ProviderId::local(), Folder::root())];
    let runtime = Runtime::start(Arc::new(Session::with_providers(keeper, providers, teams)), || ()).unwrap();
    let paths: Vec<_> = (0..100).map(|name| SecretPath::new(&format!("n{name:02}")).unwrap()).collect();
    let many = Many { deed: Deed::Delete, team: TeamId::personal(), paths, to: None, can_undo: true };
    runtime.run(Ticket(1), Request::Many(many));
    loop {
        let arrival = runtime.wait_for_arrival(Duration::from_secs(60)).expect("an answer");
        if let Arrival::Event(Event::Reply(reply)) = arrival
            && let Answer::End(Ok(Outcome::Many(tally))) = reply.answer
        {
            return *tally;
        }
    }
}

#[test]
fn a_store_that_is_gone_is_asked_a_few_times_and_not_for_each_of_many() {
    let gone = Error::Unreachable { what: "the server".into(), reason: "timed out".into() };
    let tally = deleted_in_vain(gone.clone());
    assert_eq!(tally.because, Some(gone));
    assert!(tally.done.is_empty());
    assert!(tally.failed.len() <= 4, "{} were tried", tally.failed.len());
    assert_eq!(tally.failed.len() + tally.left.len(), 100);
}

#[test]
fn a_change_to_many_whose_answers_are_lost_names_those_that_were_under_way() {
    let tally = deleted_in_vain(Error::Uncertain { what: "the server".into() });
    assert_eq!(tally.open().count(), 4);
    assert_eq!(
        tally.summary(),
        "deleted: 0 of 100 secrets in personal · not known whether done: n00, n01, n02, n03 · stopped, the server did \
         not answer · 96 remain: n04, n05, n06 and 93 more"
    );
    assert_eq!(tally.remaining().count(), 100);
}

#[test]
fn a_folder_is_moved_to_another_team_after_its_plan_and_lies_in_the_bin_of_the_first() {
    let mut console = demo();
    console.work("2j<enter>").shows("72");
    console.work("M").shows("Move 9 secrets of payments");
    console.work("<tab>b<enter><ctrl-u>from-payments<enter>").shows("9 to be moved").shows("+ checkout/");
    console.work("<enter>").shows("moved: 9 secrets from payments to build");
    assert_eq!(names(&console), 63);
    console.work("b").shows("checkout/").work("<esc>");
    console.work("2jjj<enter>").shows("from-payments");
}

#[test]
fn a_copy_within_a_team_holds_the_same_and_a_second_one_finds_it_there() {
    let mut console = demo();
    console
        .settle()
        .work("aone<tab>a<tab>the-value<tab>owner=me<enter><ctrl-s>")
        .shows("one saved as version 1");
    console.work("c2<enter>").shows("+ one → one2").work("<enter>").shows("copied: 1 secret in personal");
    console.work("c2<enter>").shows("= one → one2  the same is there").work("<esc><esc>");
    console.work("e<ctrl-u>other<ctrl-s>").work("c2<enter>").shows("! one → one2  holds something else");
    console.work("<enter>").shows("nothing of this can go there").work("<esc><esc>");
    console.work("M3<enter><enter>").shows("moved: 1 secret in personal");
    console.work("Jone3<enter>").work("r").shows("other").shows("owner");
    console.work("3Jone2<enter>").work("r").shows("the-value");
}
