//! Old versions: revealed as a lease, compared without values, changed only where that is possible.

use crate::support::console::TODAY;
use crate::support::pure::{Pure, version};
use std::time::Duration;
use strongroom::domain::{
    Diff, Fate, Fingerprint, SecretKind, VersionInfo, VersionNumber, VersionState, Which,
};
use strongroom::message::{Effect, Event, Mouse, MouseKind, Outcome, Request};

const OLD: &str = "canary-old-2468";
const NEW: &str = "canary-new-1357";

/// Standing on version 3 of a secret with versions 5 to 1.
fn on_version_3() -> Pure {
    let mut pure = Pure::with_names(&["a", "b"]);
    let versions = vec![
        version(5, VersionState::Current),
        version(4, VersionState::Superseded),
        version(3, VersionState::Superseded),
        version(2, VersionState::Deleted),
        version(1, VersionState::Destroyed),
    ];
    pure.answer(|request| matches!(request, Request::History(_)), Ok(Outcome::History(versions)));
    pure.press("Hjj");
    pure
}

fn is_read(request: &Request, number: u64) -> bool {
    matches!(request, Request::Read { which: Which::Number(VersionNumber(read)), .. } if *read == number)
}

fn revealed() -> Pure {
    let mut pure = on_version_3();
    pure.press("r");
    assert!(pure.is_asked(|request| is_read(request, 3)));
    pure.answer_values("a", SecretKind::BasicAuth, &[("password", OLD)]);
    pure.shows(OLD).shows("v3 password").shows("10s");
    pure
}

fn is_hidden_and_wiped(pure: &Pure) {
    pure.hides(OLD).hides(NEW);
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)), "no wipe was asked for");
    assert!(!format!("{:?}", pure.app).contains("canary"));
}

#[test]
fn an_old_version_is_revealed_for_some_seconds() {
    let mut pure = revealed();
    pure.pass(Duration::from_secs(9)).shows("1s").shows(OLD);
    pure.pass(Duration::from_secs(1));
    is_hidden_and_wiped(&pure);
}

#[test]
fn whatever_ends_a_reveal_ends_that_of_an_old_version() {
    for keys in ["r", "j", "k", "4", "h", "?", "D", "=", "<ctrl-l>", "<ctrl-z>", "q", "<tab>"] {
        let mut pure = revealed();
        pure.press(keys);
        is_hidden_and_wiped(&pure);
    }
    let mut pure = revealed();
    pure.event(Event::Focus(false));
    is_hidden_and_wiped(&pure);
    let mut pure = revealed();
    pure.event(Event::Mouse(Mouse { kind: MouseKind::WheelUp, column: 100, row: 30 }));
    is_hidden_and_wiped(&pure);
}

#[test]
fn a_value_that_comes_too_late_is_not_shown() {
    let mut pure = on_version_3();
    pure.press("r");
    let ticket = pure.ticket(|request| is_read(request, 3));
    pure.press("j");
    assert!(pure.cancelled.contains(&ticket));
}

#[test]
fn what_is_deleted_or_destroyed_says_why_it_cannot_be_read() {
    let mut pure = on_version_3();
    pure.press("jr").shows("version 2 is deleted; undelete it first");
    pure.press("jr").shows("the content of version 1 is gone for good");
    pure.press("=").shows("the content of version 1 is gone for good");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
}

#[test]
fn changes_that_are_not_possible_say_which_version_and_why() {
    let mut pure = on_version_3();
    pure.press("u").shows("version 3 is not deleted");
    pure.press("kko").shows("version 5 is the current one");
    pure.press("jjjo").shows("version 2 is deleted; undelete it first");
    pure.press("u");
    assert!(pure.is_asked(|request| matches!(request, Request::Undelete(_, Some(VersionNumber(2))))));
    pure.press("jD").shows("the content of version 1 is gone for good");
    pure.press("kD").shows("Destroy version 2 of a?").shows("type a:");
}

#[test]
fn a_version_that_ends_by_itself_tells_how_long_it_has_left() {
    let mut pure = Pure::with_names(&["a"]);
    let ends = |number, state, left| VersionInfo {
        ends: Some(TODAY.plus(Duration::from_secs(left))),
        ..version(number, state)
    };
    let versions = vec![
        ends(3, VersionState::Current, 5 * 3_600),
        ends(2, VersionState::Superseded, 50),
        version(1, VersionState::Superseded),
    ];
    pure.answer(|request| matches!(request, Request::History(_)), Ok(Outcome::History(versions)));
    pure.answer_outline_ending(
        "a",
        SecretKind::ApiKey,
        &["content"],
        TODAY.plus(Duration::from_secs(18_000)),
    );
    pure.shows(" 3 current     now  ends 5h").shows(" 2 superseded  now  ends 50s");
    pure.hides(" 1 superseded  now  ends").shows("api_key v1 now · ends 5h");
    pure.now.wall = TODAY.plus(Duration::from_mins(1));
    pure.shows(" 2 superseded   1m  ended").shows(" 3 current      1m  ends 4h");
}

#[test]
fn what_is_brought_back_for_a_while_says_until_when() {
    let mut pure = on_version_3();
    pure.press("ju");
    let is_it = |request: &Request| matches!(request, Request::Undelete(..));
    let ends = Some(TODAY.plus(Duration::from_hours(1)));
    let back = VersionInfo { ends, ..version(2, VersionState::Superseded) };
    let versions = vec![version(5, VersionState::Current), back];
    pure.answer(is_it, Ok(Outcome::History(versions)));
    pure.shows("version 2 is back, until ").shows("it ends by itself then");
    let mut pure = on_version_3();
    pure.press("ju").answer(is_it, Ok(Outcome::History(vec![version(2, VersionState::Current)])));
    pure.shows("version 2 is back").hides("until");
}

#[test]
fn an_undone_delete_of_what_ends_by_itself_says_until_when() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("dy").answer(|request| matches!(request, Request::Delete(..)), Ok(Outcome::Done));
    pure.press("u");
    let ends = Some(TODAY.plus(Duration::from_hours(1)));
    let versions = vec![VersionInfo { ends, ..version(1, VersionState::Current) }];
    pure.answer(|request| matches!(request, Request::Undelete(..)), Ok(Outcome::History(versions)));
    pure.shows("a is back, until ");
}

fn compares(pure: &Pure, older: u64, newer: u64) -> bool {
    let pair = (VersionNumber(older), VersionNumber(newer));
    pure.is_asked(|request| matches!(request, Request::Compare { from, to, .. } if (*from, *to) == pair))
}

#[test]
fn without_a_mark_the_current_version_is_compared() {
    let mut pure = on_version_3();
    pure.press("=");
    assert!(compares(&pure, 3, 5));
}

#[test]
fn any_two_versions_can_be_compared_the_older_one_first() {
    let mut pure = on_version_3();
    pure.press("<space>").shows("* 3");
    pure.press("k<enter>");
    assert!(compares(&pure, 3, 4));
    let mut pure = on_version_3();
    pure.press("k<space>j<enter>");
    assert!(compares(&pure, 3, 4));
}

#[test]
fn a_version_is_not_compared_with_itself() {
    let mut pure = on_version_3();
    pure.press("<space>=").shows("move to another");
    pure.press("<space>kk=").shows("move to another");
    assert!(!pure.is_asked(|request| matches!(request, Request::Compare { .. })));
}

#[test]
fn what_a_comparison_has_shown_stands_beside_the_versions_and_equal_content_is_said() {
    let mut pure = on_version_3();
    pure.press("=");
    let print = Fingerprint([0xab; 32]);
    let diff = Diff {
        from: VersionNumber(3),
        to: VersionNumber(5),
        kinds: (SecretKind::Generic, SecretKind::Generic),
        prints: (print, print),
        fields: vec![("content".into(), Fate::Same)],
        labels: Vec::new(),
    };
    let compared = Outcome::Compared(Box::new(diff));
    pure.answer(|request| matches!(request, Request::Compare { .. }), Ok(compared));
    pure.shows("generic · same content").shows("abababababab");
    pure.press("<esc>").shows(" 5 current     now  abababab").shows(" 4 superseded  now   ");
}

/// Comparing versions 3 and 5, with the cursor on the field that changed.
fn compared() -> Pure {
    let mut pure = on_version_3();
    pure.press("=");
    let diff = Diff {
        from: VersionNumber(3),
        to: VersionNumber(5),
        kinds: (SecretKind::KeyValue, SecretKind::KeyValue),
        prints: (Fingerprint([1; 32]), Fingerprint([2; 32])),
        fields: vec![
            ("kept".into(), Fate::Same),
            ("turned".into(), Fate::Changed),
            ("came".into(), Fate::Added),
            ("went".into(), Fate::Removed),
        ],
        labels: vec![("owner".into(), Fate::Changed)],
    };
    pure.answer(|request| matches!(request, Request::Compare { .. }), Ok(Outcome::Compared(Box::new(diff))));
    pure
}

fn answer_side(pure: &mut Pure, number: u64, value: &str) {
    let content = crate::support::pure::values("a", SecretKind::KeyValue, &[("turned", value)]);
    pure.answer(|request| is_read(request, number), Ok(content));
}

#[test]
fn a_comparison_tells_every_field_and_no_value() {
    let pure = compared();
    pure.shows("3 of 4 fields differ").shows("~ turned").shows("+ came").shows("- went").shows("~ owner");
    pure.shows("••••••••  changed");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
}

#[test]
fn both_sides_of_a_field_are_revealed_together_and_go_together() {
    let mut pure = compared();
    pure.press("r");
    answer_side(&mut pure, 3, OLD);
    pure.pass(Duration::from_secs(2));
    answer_side(&mut pure, 5, NEW);
    pure.shows(OLD).shows(NEW).shows("hides in 8s");
    pure.pass(Duration::from_secs(8));
    is_hidden_and_wiped(&pure);
}

#[test]
fn whatever_ends_a_reveal_ends_that_of_a_comparison() {
    for keys in ["r", "j", "k", "<esc>", "<ctrl-l>", "<ctrl-z>"] {
        let mut pure = compared();
        pure.press("r");
        answer_side(&mut pure, 3, OLD);
        answer_side(&mut pure, 5, NEW);
        pure.shows(OLD).shows(NEW);
        pure.press(keys);
        is_hidden_and_wiped(&pure);
    }
}

#[test]
fn a_field_that_one_side_has_not_is_read_from_the_other_alone() {
    let mut pure = compared();
    pure.press("jr");
    assert!(pure.is_asked(|request| is_read(request, 5)));
    assert!(!pure.is_asked(|request| is_read(request, 3)));
    pure.shows("does not have it");
}

#[test]
fn half_a_comparison_is_not_shown() {
    let mut pure = compared();
    pure.press("r");
    answer_side(&mut pure, 3, OLD);
    pure.answer(|request| is_read(request, 5), Err(crate::support::pure::unreachable()));
    is_hidden_and_wiped(&pure);
    pure.shows("it is gone");
}

#[test]
fn in_presentation_mode_no_version_is_revealed() {
    let mut pure = on_version_3();
    pure.press("Pr").shows("presentation mode is on");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
    let mut pure = compared();
    pure.press("<esc>P=r");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
}
