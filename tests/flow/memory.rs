//! On the sample data: browsing, editing, a slow and a failing provider, somebody else writing.

use crate::support::console::Console;
use std::sync::Arc;
use std::time::Duration;
use strongroom::domain::{Fields, Folder, Labels, ProviderId, SecretKind, SecretPath, SecretValue, TeamId};
use strongroom::message::{Effect, ProviderState};
use strongroom::ops::Session;
use strongroom::ops::write::{Draft, save};
use strongroom::provider::{Base, Provider};
use strongroom::providers::memory::{OpenKeeper, Store};

fn in_payments() -> Console {
    let mut console = Console::demo();
    console.settle().work("2j<enter>");
    console
}

#[test]
fn a_secret_is_added_revealed_edited_deleted_and_brought_back() {
    let mut console = Console::demo();
    console.settle().work("aapp/token<tab><space><space><tab>first-value<ctrl-s>");
    console.shows("app/token saved as version 1").hides("first-value");
    console.work("r").shows("first-value");
    console.work("e<ctrl-u>second-value<enter><ctrl-s>").shows("saved as version 2").hides("second-value");
    console.work("r").shows("second-value");
    console.work("dy").shows("deleted app/token").hides("second-value");
    console.work("u").shows("app/token is back");
    console.work("r").shows("second-value");
    console.work("H").shows("superseded").work("joy").shows("rolled back to version 1, as version 3");
    console.work("3r").shows("first-value");
}

#[test]
fn the_bin_shows_what_was_deleted_and_gives_it_back() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>v<ctrl-s>").work("dy");
    console.work("b").shows("Bin of personal").shows("new");
    console.work("<esc>").hides("Bin of");
}

#[test]
fn the_same_content_makes_no_new_version() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>v<ctrl-s>").work("e<ctrl-s>");
    console.shows("nothing changed; version 1 holds the same");
}

#[test]
fn other_labels_on_the_same_content_are_told_as_such() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>v<ctrl-s>").work("e<tab>owner=me<enter><ctrl-s>");
    console.shows("new: labels saved; version 1 stays").shows("owner").hides("nothing changed");
    console.work("e<ctrl-s>").shows("nothing changed; version 1 holds the same");
}

#[test]
fn somebody_else_writing_meanwhile_is_a_conflict_and_nothing_typed_is_lost() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>base<ctrl-s>").work("e<ctrl-u>mine");
    let session = console.session.clone();
    let team = TeamId::personal();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let place = session.place(Some(&team)).await.unwrap();
        let draft = Draft {
            kind: SecretKind::ApiKey,
            fields: Fields::content(SecretValue::copied(b"theirs")),
            labels: Some(Labels::new()),
            base: Base::Version(strongroom::domain::VersionNumber(1)),
        };
        save(&session, &place, &SecretPath::new("new").unwrap(), draft).await.unwrap();
    });
    console.work("<ctrl-s>").shows("nothing was written").shows("version 2");
    console.work("<esc>").shows("Edit new").work("<ctrl-o>").shows("saved as version 3");
    console.work("r").shows("mine");
    console.work("Hjoy").shows("back to version 2, as version 4").work("3r").shows("theirs");
}

#[test]
fn an_existing_name_is_not_written_over() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>one<ctrl-s>");
    console.work("anew<tab><space><space><tab>two<ctrl-s>").shows("exists already").shows("New secret");
    console.work("<esc><esc>r").shows("one");
}

/// One fast provider, and one whose every call takes longer than any test.
fn beside_a_slow_one() -> Console {
    let fast = Arc::new(Store::new());
    let slow = Arc::new(Store::new().with_delay(Duration::from_secs(600)));
    let slow_id = ProviderId::new("slow").unwrap();
    let providers: Vec<(_, _, Arc<dyn Provider>)> =
        vec![(ProviderId::local(), "memory".into(), fast.clone()), (slow_id.clone(), "memory".into(), slow)];
    let teams = vec![
        (TeamId::personal(), ProviderId::local(), Folder::root()),
        (TeamId::new("slow").unwrap(), slow_id, Folder::root()),
    ];
    let keeper = Arc::new(OpenKeeper::new(fast));
    Console::on(Arc::new(Session::with_providers(keeper, providers, teams)), true)
}

#[test]
fn a_slow_provider_never_blocks_the_keys() {
    let mut console = beside_a_slow_one();
    let is_asking = |console: &Console| {
        console.app.shared().providers.iter().any(|provider| provider.state == ProviderState::Asking)
    };
    console.settle_until(|console| console.screen().contains("RW") && console.app.shared().names.is_some());
    console.press("anew<tab><space><space><tab>quick-value<ctrl-s>");
    console.settle_until(|console| console.app.shared().selected.is_some());
    console.press("r").settle_until(|console| console.screen().contains("quick-value"));
    assert!(is_asking(&console));
    console.press("2j<enter>").shows("Listing").hides("quick-value");
    console.press("2gg<enter>").settle_until(|console| console.app.shared().names.is_some());
    assert_eq!(console.app.shared().team, TeamId::personal());
}

#[test]
fn a_failing_provider_says_why_in_its_row_and_in_its_team() {
    let mut console = Console::demo();
    console.settle().work("1G").shows("✗ dr-site").shows("timed out");
    console.work("2G<enter>").shows("cannot be listed");
}

#[test]
fn the_filter_finds_fuzzily_and_lights_the_letters() {
    let mut console = in_payments();
    console.work("/prd");
    let found = console.screen();
    assert!(found.contains("found"), "{found}");
    console.work("<ctrl-u>zzzzqqq").shows("Nothing matches");
    console.work("<esc>").hides("Nothing matches");
}

#[test]
fn names_of_another_team_never_mix_with_those_of_the_last() {
    let mut console = in_payments();
    console.work("2gg<enter>");
    let personal = console.screen();
    console.press("2j<enter>2gg<enter>").settle();
    assert_eq!(console.app.shared().team, TeamId::personal());
    assert_eq!(console.screen().lines().nth(3), personal.lines().nth(3));
}

#[test]
fn the_value_of_a_copy_goes_to_the_clipboard_and_nowhere_else() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>clip-canary<ctrl-s>").work("y").hides("clip-canary");
    let is_copied = console.screen().contains("clipboard 30s");
    // Without a terminal that has a clipboard it says so instead.
    assert!(is_copied || console.screen().contains("nothing was copied"), "{}", console.screen());
    assert!(!console.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn an_old_version_is_revealed_and_compared_with_the_current_one() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>first-value<ctrl-s>");
    console.work("e<ctrl-u>second-value<enter><ctrl-s>").work("Hj");
    console.work("r").shows("first-value").shows("v1 content").work("r").hides("first-value");
    console.work("=").shows("Compare new").shows("its one field differs").shows("~ content");
    console.hides("first-value").hides("second-value");
    console.work("r").shows("first-value").shows("second-value");
    console.work("<esc>").hides("first-value").hides("second-value").hides("Compare");
    console.work("oy").shows("rolled back to version 1, as version 3");
    console.work("jj=").shows("same content");
}

#[test]
fn marks_are_kept_and_lead_from_one_team_to_another() {
    let mut console = in_payments();
    console.work("jmf").shows("f leads to fraud/");
    console.work("2gg<enter>").hides("▸ fraud");
    console.work("'").shows("f payments: fraud/").work("f").shows("Secrets › fraud");
    assert_eq!(console.app.shared().team.as_str(), "payments");
}

#[test]
fn presentation_mode_holds_old_versions_and_comparisons_too() {
    let mut console = Console::demo();
    console.settle().work("anew<tab><space><space><tab>first-value<ctrl-s>");
    console.work("e<ctrl-u>second-value<enter><ctrl-s>").work("PHj");
    console.work("r").shows("presentation mode is on").hides("first-value");
    console.work("=").shows("Compare new").work("r").shows("presentation mode is on");
    console.hides("first-value").hides("second-value");
    console.work("<esc>Pr").shows("first-value");
}
