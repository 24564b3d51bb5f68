//! The form: made from the kind, safe against others, and nothing typed is lost by an error.

use crate::support::pure::{Pure, content};
use std::time::Duration;
use strongroom::domain::{SecretKind, SecretValue, VersionNumber};
use strongroom::message::{Effect, Event, Outcome, PASTE_LIMIT, Paste, Request, Save, Signal};
use strongroom::provider::{Base, Error};

fn is_save(request: &Request) -> bool {
    matches!(request, Request::Save(_))
}

fn save(pure: &Pure) -> &Save {
    let found = pure.open.iter().rev().find_map(|(_, request)| match request {
        Request::Save(save) => Some(save),
        _ => None,
    });
    found.expect("a save under way")
}

fn paste(pure: &mut Pure, text: &str) {
    pure.event(Event::Paste(Paste { text: SecretValue::copied(text.as_bytes()), is_too_large: false }));
}

fn editing() -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("e").answer_values(
        "a",
        SecretKind::BasicAuth,
        &[("username", "alice"), ("password", "old-password")],
    );
    pure
}

#[test]
fn every_kind_has_a_form_with_exactly_its_fields() {
    let mut pure = Pure::with_names(&[]);
    pure.press("ax<tab>");
    for spec in strongroom::domain::KINDS.iter().cycle().skip(1).take(8) {
        pure.shows(spec.name);
        for field in spec.fields {
            pure.shows(field.name);
        }
        pure.press("<space>");
    }
}

#[test]
fn a_save_that_waits_for_approval_closes_the_form_and_names_the_request() {
    let mut pure = editing();
    pure.press("<down>x<ctrl-s>");
    let pending = Error::Pending { id: "0192-request".into() };
    pure.answer(|request| matches!(request, Request::Save(_)), Err(pending));
    pure.shows("waiting for approval as request 0192-request; not written yet").hides("Edit a");
}

#[test]
fn what_was_typed_survives_a_change_of_kind() {
    let mut pure = Pure::with_names(&[]);
    // api_key: three after key_value is jwt.
    pure.press("atoken<tab><space><space><tab>abc<backtab><space>").shows("jwt");
    pure.press("<ctrl-s>").shows("a JWT has three parts");
    pure.press("<backtab><left><ctrl-s>");
    assert!(save(&pure).fields.field("content").unwrap().value.expose(|value| value == b"abc"));
    assert_eq!(save(&pure).kind, SecretKind::ApiKey);
    assert_eq!(save(&pure).base, Base::Absent);
}

#[test]
fn a_typed_value_is_never_on_screen_until_it_is_asked_for() {
    let mut pure = editing();
    pure.press("<down>-more").hides("old-password").hides("-more").shows("••••••••");
    pure.press("<ctrl-r>").shows("old-password-more");
    pure.press("<tab>").hides("old-password");
    assert!(!format!("{:?}", pure.app).contains("old-password"));
}

#[test]
fn an_edit_is_based_on_the_version_that_was_read() {
    let mut pure = editing();
    pure.press("<down><ctrl-u>new-password<ctrl-s>");
    assert_eq!(save(&pure).base, Base::Version(VersionNumber(1)));
    assert!(save(&pure).fields.field("password").unwrap().value.expose(|v| v == b"new-password"));
    assert!(save(&pure).fields.field("username").unwrap().value.expose(|v| v == b"alice"));
}

#[test]
fn a_conflict_writes_nothing_and_keeps_what_was_typed() {
    let mut pure = editing();
    pure.press("<down>-mine<ctrl-s>");
    let conflict = Error::Conflict { current: Some(VersionNumber(4)) };
    pure.answer(|request| matches!(request, Request::Save(_)), Err(conflict));
    pure.shows("reading what they wrote");
    let theirs = content("a", SecretKind::BasicAuth, &[("username", "alice"), ("password", "theirs")], 4);
    pure.answer(|request| matches!(request, Request::Read { .. }), Ok(theirs)).shows("Conflict: a");
    pure.press("<esc>").shows("version 4").shows("nothing was written");
    pure.press("<ctrl-o>");
    assert_eq!(save(&pure).base, Base::Version(VersionNumber(4)));
    assert!(save(&pure).fields.field("password").unwrap().value.expose(|v| v == b"old-password-mine"));
}

#[test]
fn an_error_keeps_the_form_open_with_the_reason() {
    let mut pure = editing();
    pure.press("<down>-mine<ctrl-s>");
    pure.answer(|request| matches!(request, Request::Save(_)), Err(crate::support::pure::unreachable()));
    pure.shows("not saved").shows("it is gone");
    pure.press("<ctrl-r>").shows("old-password-mine");
}

#[test]
fn a_saved_form_closes_and_says_which_version() {
    let mut pure = editing();
    pure.press("<down>x<ctrl-s>").answer(
        |request| matches!(request, Request::Save(_)),
        Ok(Outcome::Written { version: VersionNumber(2), is_new: true }),
    );
    pure.shows("a saved as version 2").hides("Edit a");
}

#[test]
fn saving_twice_sends_one_change() {
    let mut pure = editing();
    pure.press("<down>x<ctrl-s><ctrl-s>y<ctrl-s>");
    assert_eq!(pure.open.iter().filter(|(_, request)| matches!(request, Request::Save(_))).count(), 1);
}

#[test]
fn leaving_asks_only_when_something_typed_would_be_lost() {
    let mut pure = editing();
    pure.press("<esc>").hides("Edit a");
    // Moving about is not typing.
    let mut pure = editing();
    pure.press("<left><home><tab><end><ctrl-r><ctrl-c>").hides("Edit a");
    let mut pure = editing();
    pure.press("<down>x<esc>").shows("would be lost");
    pure.press("<tab>").hides("would be lost").shows("Edit a");
    pure.press("<esc>y").hides("Edit a");
    let mut pure = editing();
    pure.press("x<ctrl-c>").shows("would be lost");
    pure.press("y").hides("Edit a");
    assert!(pure.effects.iter().all(|effect| !matches!(effect, Effect::Quit)));
}

#[test]
fn a_terminal_that_is_too_small_asks_before_it_loses_what_was_typed() {
    for key in ["q", "<ctrl-c>"] {
        let mut pure = editing();
        pure.press("x");
        pure.size = (30, 8);
        pure.event(Event::Resize { width: 30, height: 8 });
        pure.press(key).shows("would be lost");
        assert!(!pure.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
        pure.press("a").hides("would be lost");
        pure.press(key).press(key);
        assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
    }
}

#[test]
fn what_is_shown_is_masked_again_when_its_time_is_over_and_on_every_way_out() {
    let shown = || {
        let mut pure = editing();
        pure.press("<down><ctrl-r>").shows("old-password").shows("10s");
        pure
    };
    let mut pure = shown();
    // Typing does not move the end.
    pure.pass(Duration::from_secs(6)).press("x").shows("old-passwordx").shows("4s");
    pure.pass(Duration::from_secs(4)).hides("old-password").shows("Edit a");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)));
    shown().event(Event::Focus(false)).hides("old-password");
    shown().event(Event::Signal(Signal::Suspend)).hides("old-password");
    shown().press("<ctrl-z>").hides("old-password");
    shown().press("<tab>").hides("old-password");
    shown().press("<ctrl-r>").hides("old-password");
    shown().press("<ctrl-l>").hides("old-password").hides("Edit a");
}

#[test]
fn a_lock_drops_the_form_with_everything_typed() {
    let mut pure = editing();
    pure.press("<down>-typed<ctrl-r>").pass(Duration::from_secs(301));
    pure.hides("-typed").hides("Edit a").shows("locked");
    assert!(!format!("{:?}", pure.app).contains("form: State"));
}

#[test]
fn names_of_fields_and_labels_are_unique_and_printable() {
    let mut pure = Pure::with_names(&[]);
    pure.press("akv<tab><tab>port<enter>1<tab>port<enter>").shows("port is there already");
    pure.press("<ctrl-u><tab>owner=a<enter>owner=b<enter>").shows("owner is there already");
    pure.press("<ctrl-u>=b<enter>").shows("a name is not empty");
    pure.press("<ctrl-u>");
    paste(&mut pure, "a\u{1b}b");
    pure.press("<enter>").shows("no control characters");
}

#[test]
fn names_that_are_not_allowed_are_refused_with_the_reason() {
    for (name, reason) in [
        ("a//b", "no empty part"),
        ("a/../b", "`..`"),
        ("/a", "start or end with a slash"),
        ("a#b", "written %23"),
        ("a b/ c", "does not start or end with a space"),
    ] {
        let mut pure = Pure::with_names(&[]);
        pure.press(&format!("a{name}<tab><space><space><tab>value<ctrl-s>"))
            .shows(reason)
            .shows("New secret");
        assert!(pure.open.iter().all(|(_, request)| !matches!(request, Request::Save(_))));
    }
}

#[test]
fn fields_and_labels_are_added_and_removed() {
    let mut pure = Pure::with_names(&[]);
    pure.press("akv<tab><tab>port<enter>8080<ctrl-t><tab>host<enter>db.local<tab>gone<enter>x<ctrl-x>");
    pure.press("<tab>owner=ops<enter><ctrl-s>");
    let save = save(&pure);
    assert_eq!(save.fields.len(), 2, "{:?}\n{}", save.fields, pure.screen());
    assert_eq!(save.fields.field("port").unwrap().shape, strongroom::domain::Shape::Json);
    assert_eq!(save.labels.get("owner").map(String::as_str), Some("ops"));
}

#[test]
fn a_half_added_line_is_not_lost_silently() {
    let mut pure = Pure::with_names(&[]);
    pure.press("ax<tab><space><space><tab>v<tab>owner=ops<ctrl-s>").shows("adds the line");
}

#[test]
fn a_paste_goes_into_the_line_whole_or_not_at_all() {
    let mut pure = editing();
    pure.press("<down><ctrl-u>");
    paste(&mut pure, "two\nlines");
    pure.shows("several lines");
    paste(&mut pure, "one-line\n");
    pure.press("<ctrl-r>").shows("one-line");
    pure.event(Event::Paste(Paste { text: SecretValue::new(Vec::new()), is_too_large: true }));
    pure.shows("larger than 1024 KiB").shows("one-line");
    paste(&mut pure, &"x".repeat(PASTE_LIMIT));
    pure.shows("larger than 1024 KiB").shows("one-line");
}

#[test]
fn a_pasted_key_keeps_its_lines() {
    let mut pure = Pure::with_names(&[]);
    pure.press("akey<tab><left><tab>");
    pure.press("<backtab>").shows("generic");
    pure.press("<tab>");
    paste(&mut pure, "line one\r\nline two\rline three");
    pure.press("<ctrl-s>");
    let value = &save(&pure).fields.field("content").unwrap().value;
    assert!(value.expose(|value| value == b"line one\nline two\nline three"));
}

#[test]
fn a_paste_outside_a_text_field_does_nothing() {
    let mut pure = Pure::with_names(&["a"]);
    let before = pure.screen();
    paste(&mut pure, "dyq");
    assert_eq!(pure.screen(), before);
    assert!(pure.effects.is_empty());
}

#[test]
fn the_line_that_a_refusal_is_about_gets_the_keys() {
    let mut pure = Pure::with_names(&[]);
    pure.press("adb/<tab><space><tab>root<tab>pw<ctrl-s>").shows("a name does not start or end with a slash");
    pure.press("prod<tab><tab><ctrl-u><tab><ctrl-s>").shows("`username`: must not be empty");
    pure.press("x<ctrl-s>");
    assert_eq!(save(&pure).at.path.as_str(), "db/prod");
    assert!(save(&pure).fields.field("username").unwrap().value.expose(|value| value == b"x"));
}

#[test]
fn what_is_typed_or_pasted_behind_a_mask_that_holds_a_value_is_told_to_be_added() {
    let note = "this changes the value behind the mask";
    let mut pure = editing();
    pure.press("<down>x").shows(note);
    let mut pure = editing();
    pure.press("<down>");
    paste(&mut pure, "pasted");
    pure.shows(note);
    // Emptied, or seen, nothing has to be told.
    editing().press("<down><ctrl-u>x").hides(note);
    editing().press("<down><ctrl-r>x").hides(note);
    let mut pure = Pure::with_names(&[]);
    pure.press("ax<tab>b<tab><tab>xy").hides(note);
}

#[test]
fn a_kind_is_chosen_by_its_first_letter() {
    let mut pure = Pure::with_names(&[]);
    pure.press("ax<tab>p").shows("‹ private_key ›");
    pure.press("k").shows("‹ key_store ›");
    pure.press("k").shows("‹ key_value ›");
    pure.press("z").shows("‹ key_value ›");
    pure.press("kJ").shows("‹ jwt ›");
}

#[test]
fn a_save_without_an_answer_may_have_been_made_and_the_next_one_finds_out() {
    let uncertain = || Err(Error::Uncertain { what: "the server https://vault".into() });
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("e").answer_values("a", SecretKind::ApiKey, &[("content", "old")]);
    pure.press("<ctrl-u>new<ctrl-s>").answer(is_save, uncertain());
    pure.shows("it is not known whether").hides("not saved");
    pure.press("<ctrl-s>").answer(is_save, Err(Error::Conflict { current: None }));
    pure.answer_values("a", SecretKind::ApiKey, &[("content", "new")]);
    pure.shows("a is saved as version").hides("Edit a");
    // Another one's version is no sign of ours.
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("e").answer_values("a", SecretKind::ApiKey, &[("content", "old")]);
    pure.press("<ctrl-u>new<ctrl-s>").answer(is_save, uncertain());
    pure.press("<ctrl-s>").answer(is_save, Err(Error::Conflict { current: None }));
    pure.answer_values("a", SecretKind::ApiKey, &[("content", "theirs")]);
    pure.hides("a is saved");
}

#[test]
fn what_a_kind_put_in_itself_does_not_become_a_field_of_another() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("anew<tab>k").shows("key_store_type");
    pure.press("k").shows("key_value").hides("key_store_type");
}

#[test]
fn in_presentation_mode_a_form_shows_no_field() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("Pe").answer_values("a", SecretKind::BasicAuth, &[("username", "alice"), ("password", "p")]);
    pure.shows("Edit a").hides("alice");
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("e").answer_values("a", SecretKind::BasicAuth, &[("username", "alice"), ("password", "p")]);
    pure.shows("alice");
}

#[test]
fn what_was_typed_comes_back_with_a_kind_that_has_a_place_for_it() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("anew<tab>g<tab>typed-content<backtab>b").shows("username").hides("content ");
    pure.press("g<tab><ctrl-r>").shows("typed-content");
}

#[test]
fn the_lines_of_labels_say_that_labels_are_not_secret() {
    for (width, height) in [(60, 20), (80, 24), (120, 40)] {
        let mut pure = Pure::with_names(&[]);
        pure.size = (width, height);
        pure.event(Event::Resize { width, height });
        let rows = |pure: &Pure| pure.screen().lines().position(|line| line.contains("ctrl-s save"));
        pure.press("ax<tab><tab>v").hides("not secret");
        let before = rows(&pure);
        pure.press("<tab>").shows("labels are not secret: they are kept and shown in clear");
        pure.press("owner=ops<enter>").shows("labels are not secret");
        pure.press("<backtab>").shows("label owner").shows("labels are not secret");
        assert!(before.is_some());
        pure.press("<backtab>").hides("not secret");
    }
}
