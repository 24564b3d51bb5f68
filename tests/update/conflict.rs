//! The three-way view: every rule of the merge, masked, and nothing typed is lost whatever is chosen.

use crate::support::pure::{Pure, content};
use std::time::Duration;
use strongroom::domain::{SecretKind, VersionNumber};
use strongroom::message::{Effect, Event, Outcome, Request, Save};
use strongroom::provider::{Base, Error};

const KIND: SecretKind = SecretKind::KeyValue;

fn is_save(request: &Request) -> bool {
    matches!(request, Request::Save(_))
}

fn is_read(request: &Request) -> bool {
    matches!(request, Request::Read { .. })
}

/// An edit of `a` with the fields host, port and user.
fn editing() -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", KIND, &["host", "port", "user"]);
    pure.press("e").answer_values("a", KIND, &[("host", "base-h"), ("port", "base-p"), ("user", "base-u")]);
    pure
}

/// Types, saves, and meets a version 2 with these fields.
fn against(typed: &str, theirs: &[(&str, &str)]) -> Pure {
    let mut pure = editing();
    pure.press(typed).press("<ctrl-s>");
    meet(&mut pure, theirs, 2);
    pure
}

fn meet(pure: &mut Pure, theirs: &[(&str, &str)], version: u64) {
    pure.answer(is_save, Err(Error::Conflict { current: Some(VersionNumber(version)) }));
    pure.answer(is_read, Ok(content("a", KIND, theirs, version)));
    pure.shows("Conflict: a");
}

fn save(pure: &Pure) -> &Save {
    let found = pure.open.iter().rev().find_map(|(_, request)| match request {
        Request::Save(save) => Some(&**save),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no save under way:\n{}", pure.screen()))
}

/// The fields that are being saved, as `name=value`.
fn fields(pure: &Pure) -> Vec<String> {
    let text = |field: &strongroom::domain::Field| field.value.expose_text(str::to_owned).unwrap();
    save(pure).fields.iter().map(|field| format!("{}={}", field.name, text(field))).collect()
}

#[test]
fn what_only_one_side_changed_is_taken_from_there() {
    let mut pure = against("<ctrl-u>my-h", &[("host", "base-h"), ("port", "their-p"), ("user", "base-u")]);
    pure.shows("‹ theirs").shows("yours ›").hides("to choose");
    pure.press("<enter>").shows("Edit a").shows("merged with version 2");
    pure.press("<ctrl-s>");
    assert_eq!(fields(&pure), ["host=my-h", "port=their-p", "user=base-u"]);
    assert_eq!(save(&pure).base, Base::Version(VersionNumber(2)));
}

#[test]
fn what_both_changed_is_asked() {
    let theirs = [("host", "their-h"), ("port", "base-p"), ("user", "base-u")];
    for (choice, host) in [("<left>", "host=their-h"), ("<right>", "host=my-h"), ("<space>", "host=my-h")] {
        let mut pure = against("<ctrl-u>my-h", &theirs);
        pure.shows("‹ choose ›").shows("1 to choose");
        pure.press("<enter>").shows("both changed host");
        pure.press(choice).press("<enter>").hides("Conflict: a");
        pure.press("<ctrl-s>");
        assert_eq!(fields(&pure)[0], host);
    }
}

#[test]
fn the_same_change_on_both_sides_needs_no_choice() {
    let mut pure = against("<ctrl-u>same", &[("host", "same"), ("port", "base-p"), ("user", "base-u")]);
    pure.shows("both same");
    pure.press("<left>").shows("both did the same");
    pure.press("<enter><ctrl-s>");
    assert_eq!(fields(&pure)[0], "host=same");
}

#[test]
fn added_and_removed_fields_are_merged_too() {
    // You remove host and add mine; they remove user and add theirs.
    let mut pure = editing();
    pure.press("<ctrl-x><tab><tab>mine<enter>m<ctrl-s>");
    meet(&mut pure, &[("host", "base-h"), ("port", "base-p"), ("theirs", "t")], 2);
    pure.shows("added").shows("removed");
    pure.press("<enter><ctrl-s>");
    assert_eq!(fields(&pure), ["port=base-p", "mine=m", "theirs=t"]);
}

#[test]
fn a_field_removed_there_and_changed_here_is_asked() {
    let mut pure = against("<ctrl-u>my-h", &[("port", "base-p"), ("user", "base-u")]);
    pure.shows("removed").shows("‹ choose ›");
    pure.press("<left><enter><ctrl-s>");
    assert_eq!(fields(&pure), ["port=base-p", "user=base-u"]);
}

#[test]
fn labels_are_merged_by_the_same_rules() {
    let mut pure = editing();
    // To the line for labels: three fields and one for a further field come before.
    pure.press("<backtab>owner=me<enter>mine=1<enter><ctrl-s>");
    pure.answer(is_save, Err(Error::Conflict { current: Some(VersionNumber(2)) }));
    let Outcome::Values(mut theirs) =
        content("a", KIND, &[("host", "base-h"), ("port", "base-p"), ("user", "base-u")], 2)
    else {
        unreachable!()
    };
    theirs.secret.labels =
        [("owner", "them"), ("theirs", "2")].map(|(name, text)| (name.into(), text.into())).into();
    pure.answer(is_read, Ok(Outcome::Values(theirs)));
    pure.shows("label owner").shows("1 to choose").shows("them");
    pure.press("r").shows("labels are not masked");
    pure.press("<left><enter><ctrl-s>");
    let labels: Vec<_> = save(&pure).labels.iter().map(|(name, text)| format!("{name}={text}")).collect();
    assert_eq!(labels, ["mine=1", "owner=them", "theirs=2"]);
}

#[test]
fn going_back_keeps_everything_typed_and_the_old_base() {
    let mut pure = against("<ctrl-u>my-h", &[("host", "their-h"), ("port", "their-p"), ("user", "base-u")]);
    pure.press("<right><esc>").shows("Edit a").shows("version 2");
    pure.press("<ctrl-s>");
    assert_eq!(fields(&pure), ["host=my-h", "port=base-p", "user=base-u"]);
    assert_eq!(save(&pure).base, Base::Version(VersionNumber(1)));
    // The same conflict again is the same view again.
    meet(&mut pure, &[("host", "their-h"), ("port", "their-p"), ("user", "base-u")], 2);
    pure.shows("1 to choose");
}

#[test]
fn a_second_conflict_starts_from_the_merge() {
    let mut pure = against("<ctrl-u>my-h", &[("host", "base-h"), ("port", "their-p"), ("user", "base-u")]);
    pure.press("<enter><ctrl-s>");
    // Version 3 changed only the user: port came from version 2 and is no change of ours.
    meet(&mut pure, &[("host", "base-h"), ("port", "their-p"), ("user", "u3")], 3);
    pure.hides("to choose");
    pure.press("<enter><ctrl-s>");
    assert_eq!(fields(&pure), ["host=my-h", "port=their-p", "user=u3"]);
    assert_eq!(save(&pure).base, Base::Version(VersionNumber(3)));
}

#[test]
fn the_three_values_are_masked_and_shown_as_a_lease() {
    let shown = || {
        let mut pure =
            against("<ctrl-u>my-h", &[("host", "their-h"), ("port", "their-p"), ("user", "base-u")]);
        pure.hides("base-h").hides("their-h").hides("my-h").hides("their-p");
        assert!(!format!("{:?}", pure.app).contains("their-h"));
        pure.press("r").shows("base-h").shows("their-h").shows("my-h").shows("10s").hides("their-p");
        pure
    };
    shown().press("r").hides("their-h");
    shown().press("j").hides("their-h").hides("their-p");
    shown().press("<esc>").hides("their-h");
    shown().event(Event::Focus(false)).hides("their-h");
    let mut pure = shown();
    pure.pass(Duration::from_secs(9)).shows("their-h");
    pure.pass(Duration::from_secs(1)).hides("their-h").hides("base-h").hides("my-h");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)));
}

#[test]
fn what_was_deleted_meanwhile_can_be_written_as_new() {
    let gone = || Error::NotFound { what: "a".into(), note: None };
    // The store says so at once, or only when theirs is asked for.
    let mut pure = editing();
    pure.press("<ctrl-u>my-h<ctrl-s>").answer(is_save, Err(gone())).shows("deleted it meanwhile");
    let mut pure = editing();
    pure.press("<ctrl-u>my-h<ctrl-s>").answer(is_save, Err(Error::Conflict { current: None }));
    pure.answer(is_read, Err(gone())).shows("deleted it meanwhile");
    pure.press("<ctrl-o>");
    assert_eq!(save(&pure).base, Base::Absent);
    assert_eq!(fields(&pure)[0], "host=my-h");
    // It came back before that: a conflict like any other.
    pure.answer(is_save, Err(Error::Exists { what: "a".into() }));
    pure.answer(is_read, Ok(content("a", KIND, &[("host", "again")], 5))).shows("Conflict: a");
}

#[test]
fn theirs_that_cannot_be_read_keep_the_form() {
    let mut pure = editing();
    pure.press("<ctrl-u>my-h<ctrl-s>");
    pure.answer(is_save, Err(Error::Conflict { current: Some(VersionNumber(2)) }));
    pure.answer(is_read, Err(crate::support::pure::unreachable())).shows("it is gone").shows("Edit a");
    pure.press("<ctrl-s>");
    assert_eq!(fields(&pure)[0], "host=my-h");
}

#[test]
fn theirs_of_another_kind_are_not_merged() {
    let mut pure = editing();
    pure.press("<ctrl-u>my-h<ctrl-s>");
    pure.answer(is_save, Err(Error::Conflict { current: Some(VersionNumber(2)) }));
    let theirs = content("a", SecretKind::ApiKey, &[("content", "k")], 2);
    pure.answer(is_read, Ok(theirs)).shows("api_key").hides("Conflict: a").shows("Edit a");
}

#[test]
fn keys_pressed_while_theirs_are_read_go_nowhere() {
    let mut pure = editing();
    pure.press("<ctrl-u>my-h<ctrl-s>");
    pure.answer(is_save, Err(Error::Conflict { current: Some(VersionNumber(2)) }));
    pure.press("rrr<ctrl-g>").hides("Generate");
    pure.press("<esc>").shows("nothing was written").shows("Edit a");
    assert!(!pure.is_asked(is_read));
    pure.press("<ctrl-s>");
    assert_eq!(fields(&pure)[0], "host=my-h");
}

#[test]
fn presentation_mode_keeps_the_three_masked() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", KIND, &["host"]);
    pure.press("Pe").answer_values("a", KIND, &[("host", "base-h")]);
    pure.press("<ctrl-u>my-h<ctrl-s>");
    meet(&mut pure, &[("host", "their-h")], 2);
    pure.press("r").shows("presentation mode is on");
    pure.hides("their-h").hides("base-h").hides("10s");
}

#[test]
fn values_of_many_rows_are_scrolled_and_stay_on_their_lease() {
    let long = |name: &str| (1..=30).fold(String::new(), |text, row| text + name + &format!("-row-{row}\n"));
    let (base, theirs) = (long("base"), long("their"));
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", KIND, &["host"]);
    pure.press("e").answer_values("a", KIND, &[("host", &base)]);
    pure.press("<ctrl-u>mine<ctrl-s>");
    meet(&mut pure, &[("host", &theirs)], 2);
    for size in [(120, 40), (60, 20)] {
        pure.size = size;
        pure.event(Event::Resize { width: size.0, height: size.1 });
        pure.press("r").shows("base-row-1").shows("their-row-1").shows("mine").shows("scroll");
        let mut seen = String::new();
        for _ in 0..40 {
            seen.push_str(&pure.screen());
            pure.press("<ctrl-d>");
        }
        for row in 1..=30 {
            assert!(seen.contains(&format!("base-row-{row}")), "row {row} at {size:?}:\n{}", pure.screen());
            assert!(seen.contains(&format!("their-row-{row}")), "row {row} at {size:?}:\n{}", pure.screen());
        }
        // However often it was pressed at the end, the way back begins at once.
        pure.shows("their-row-30");
        pure.press("<ctrl-u><ctrl-u>").hides("their-row-30");
        pure.press("r").hides("row-");
        pure.press("r").shows("base-row-1");
        pure.pass(Duration::from_secs(11)).hides("row-");
    }
}
