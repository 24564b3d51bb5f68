//! A reveal is a lease: it ends by itself and with everything that takes the eye away.

use crate::support::pure::Pure;
use std::time::Duration;
use strongroom::domain::SecretKind;
use strongroom::message::{Effect, Event, Mouse, MouseKind, Outcome, Request, Signal};

const VALUE: &str = "canary-value-7531";

fn revealed() -> Pure {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    pure.press("r").answer_values("a", SecretKind::BasicAuth, &[("password", VALUE)]);
    pure.shows(VALUE);
    pure
}

fn is_hidden_and_wiped(pure: &Pure) {
    pure.hides(VALUE);
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)), "no wipe was asked for");
    assert!(!format!("{:?}", pure.app).contains(VALUE));
}

#[test]
fn a_mask_has_one_width_whatever_the_value() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    let short = pure.screen();
    assert_eq!(short.matches("••••••••").count(), 1);
    assert!(!short.contains("•••••••••"));
}

#[test]
fn the_value_shows_its_seconds_and_goes_when_they_are_over() {
    let mut pure = revealed();
    pure.shows("10s");
    assert_eq!(pure.app.next_tick(pure.now), Some(Duration::from_secs(1)));
    pure.pass(Duration::from_secs(9)).shows("1s").shows(VALUE);
    pure.pass(Duration::from_secs(1));
    is_hidden_and_wiped(&pure);
}

#[test]
fn activity_does_not_make_it_longer() {
    let mut pure = revealed();
    for _ in 0..9 {
        pure.press("<f>".replace("<f>", "3").as_str()).pass(Duration::from_secs(1));
    }
    pure.pass(Duration::from_secs(1));
    is_hidden_and_wiped(&pure);
}

#[test]
fn pressing_again_hides_it() {
    let mut pure = revealed();
    pure.press("r");
    is_hidden_and_wiped(&pure);
}

#[test]
fn moving_the_selection_ends_it() {
    let mut pure = revealed();
    pure.press("j");
    is_hidden_and_wiped(&pure);
}

#[test]
fn losing_the_focus_of_the_terminal_ends_it() {
    let mut pure = revealed();
    pure.event(Event::Focus(false));
    is_hidden_and_wiped(&pure);
}

#[test]
fn leaving_the_pane_ends_it() {
    let mut pure = revealed();
    pure.press("1");
    is_hidden_and_wiped(&pure);
}

#[test]
fn clicking_elsewhere_ends_it() {
    let mut pure = revealed();
    pure.event(Event::Mouse(Mouse { kind: MouseKind::Press, column: 2, row: 2 }));
    is_hidden_and_wiped(&pure);
}

#[test]
fn locking_ends_it() {
    let mut pure = revealed();
    pure.press("<ctrl-l>");
    is_hidden_and_wiped(&pure);
}

#[test]
fn suspending_ends_it_before_the_terminal_is_given_away() {
    let mut pure = revealed();
    pure.event(Event::Signal(Signal::Suspend));
    is_hidden_and_wiped(&pure);
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Suspend)));
}

#[test]
fn leaving_ends_it() {
    let mut pure = revealed();
    pure.press("q");
    is_hidden_and_wiped(&pure);
}

#[test]
fn opening_an_overlay_ends_it() {
    let mut pure = revealed();
    pure.press("?");
    is_hidden_and_wiped(&pure);
}

#[test]
fn a_value_that_comes_after_the_focus_was_lost_is_not_shown() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("r");
    let ticket = pure.ticket(|request| matches!(request, Request::Read { .. }));
    pure.event(Event::Focus(false));
    assert!(pure.cancelled.contains(&ticket));
}

#[test]
fn reveal_before_the_outline_came_waits_for_it() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("r");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.answer_values("a", SecretKind::ApiKey, &[("content", VALUE)]);
    pure.shows(VALUE);
}

#[test]
fn a_reveal_that_waits_for_the_fields_is_given_up_with_the_focus() {
    for way_out in ["1", "<focus-lost>"] {
        let mut pure = Pure::with_names(&["a"]);
        pure.press("r");
        if way_out == "<focus-lost>" {
            pure.event(Event::Focus(false));
        } else {
            pure.press(way_out);
        }
        pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
        assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })), "{way_out}");
    }
}

#[test]
fn copying_counts_down_and_says_when_it_is_over() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("y")
        .answer(|request| matches!(request, Request::Copy { .. }), Ok(Outcome::Copied { by: "test" }));
    pure.shows("clipboard 30s");
    pure.pass(Duration::from_secs(30)).hides("clipboard 30s").shows("left the clipboard");
}

#[test]
fn what_was_copied_does_not_count_down_while_the_console_is_stopped() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("y")
        .answer(|request| matches!(request, Request::Copy { .. }), Ok(Outcome::Copied { by: "test" }));
    pure.event(Event::Signal(Signal::Suspend)).shows("clipboard 30s");
    pure.event(Event::Signal(Signal::Stop)).hides("clipboard 30s").shows("left the clipboard");
    assert!(!pure.app.keeps_clipboard());
}

#[test]
fn control_characters_of_a_value_are_shown_as_symbols() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("r").answer_values("a", SecretKind::ApiKey, &[("content", "x\u{1b}[31mred\u{202e}y")]);
    pure.shows("x␛[31mred�y");
}

#[test]
fn on_a_narrow_terminal_a_reveal_goes_where_it_can_be_seen() {
    let mut pure = Pure::with_names(&["a"]);
    pure.size = (60, 20);
    pure.event(Event::Resize { width: 60, height: 20 });
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.hides("4 Detail");
    pure.press("r").answer_values("a", SecretKind::ApiKey, &[("content", VALUE)]);
    pure.shows("4 Detail").shows(VALUE);
    pure.press("r");
    pure.hides(VALUE);
}

#[test]
fn a_value_whose_pane_gives_way_to_a_smaller_terminal_ends() {
    for (width, height) in [(60, 20), (20, 5)] {
        let mut pure = revealed();
        pure.size = (width, height);
        pure.event(Event::Resize { width, height });
        pure.size = (120, 40);
        pure.event(Event::Resize { width: 120, height: 40 });
        is_hidden_and_wiped(&pure);
    }
}

/// A value of many lines, revealed in the pane of detail itself.
fn revealed_text() -> Pure {
    let text: Vec<String> = (1..=60).map(|line| format!("line-{line}.")).collect();
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.answer_outline("a", SecretKind::Generic, &["content"]);
    pure.press("4r").answer_values("a", SecretKind::Generic, &[("content", &text.join("\n"))]);
    pure.shows("line-1.").hides("line-60.").shows("of 60 rows");
    pure
}

#[test]
fn a_value_that_does_not_fit_is_scrolled_through_to_its_end_and_back() {
    let mut pure = revealed_text();
    pure.press("j").hides("line-1.").shows("line-2.");
    pure.press("<pagedown><pagedown><pagedown><pagedown>").shows("line-60.").hides("line-2.");
    pure.press("j").shows("line-60.");
    pure.press("k").hides("line-60.").shows("line-59.");
    pure.press("g").shows("line-1.");
    pure.event(Event::Mouse(Mouse { kind: MouseKind::WheelDown, column: 100, row: 5 }));
    pure.hides("line-1.").shows("line-2.");
}

#[test]
fn scrolling_makes_a_lease_no_longer() {
    let mut pure = revealed_text();
    for _ in 0..10 {
        pure.shows("of 60 rows");
        pure.press("j").pass(Duration::from_secs(1));
    }
    pure.hides("line-").hides("of 60 rows");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)));
}

#[test]
fn every_row_of_a_long_value_can_be_seen_on_every_terminal() {
    for size in [(60, 20), (80, 24), (120, 40), (40, 10)] {
        let mut pure = revealed_text();
        pure.size = size;
        pure.event(Event::Resize { width: size.0, height: size.1 });
        pure.press("g");
        for line in 1..=60 {
            for _ in 0..60 {
                if pure.screen().contains(&format!("line-{line}.")) {
                    break;
                }
                pure.press("j");
            }
            pure.shows(&format!("line-{line}."));
        }
    }
}

#[test]
fn escape_hides_a_value_before_it_does_anything_else() {
    for pane in ["", "4"] {
        let mut pure = Pure::with_names(&["a", "b"]);
        pure.press(pane);
        pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
        pure.press("r").answer_values("a", SecretKind::BasicAuth, &[("password", VALUE)]);
        pure.shows(VALUE);
        pure.press("<esc>");
        is_hidden_and_wiped(&pure);
    }
}

#[test]
fn escape_gives_up_a_value_that_is_on_its_way() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("r").shows("reading …");
    pure.press("<esc>").hides("reading …");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
    let mut pure = Pure::with_names(&["a"]);
    pure.press("r<esc>").answer_outline("a", SecretKind::ApiKey, &["content"]);
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
}

#[test]
fn spaces_and_line_ends_at_the_ends_of_a_value_are_seen() {
    for (value, seen) in
        [("pass ", "pass␠"), (" \tx", "␠␉x"), ("pass\n", "pass␊"), ("a b", "a b"), ("  ", "␠␠")]
    {
        let mut pure = Pure::with_names(&["a"]);
        pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
        pure.press("r").answer_values("a", SecretKind::ApiKey, &[("content", value)]);
        pure.shows(&format!("{seen} "));
    }
    // Lines end with line ends.
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::Generic, &["content"]);
    pure.press("r").answer_values("a", SecretKind::Generic, &[("content", "one\ntwo\n")]);
    pure.shows("two").hides("␊");
}

#[test]
fn in_detail_the_keys_are_about_the_main_field_until_the_cursor_moves() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    let is_of = |request: &Request, wanted: &str| matches!(request, Request::Copy { field: Some(field), .. } if field == wanted);
    pure.press("4y");
    assert!(pure.is_asked(|request| is_of(request, "password")));
    pure.press("ky");
    assert!(pure.is_asked(|request| is_of(request, "username")));
}

#[test]
fn a_press_in_detail_chooses_the_field_in_that_row() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::BasicAuth, &["username", "password"]);
    let screen = pure.screen();
    for wanted in ["username", "password"] {
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(wanted)).unwrap();
        let column = line[..line.find(wanted).unwrap()].chars().count();
        let (column, row) = (u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
        pure.event(Event::Mouse(Mouse { kind: MouseKind::Press, column, row }));
        pure.press("y");
        let is_it = |request: &Request| matches!(request, Request::Copy { field: Some(field), .. } if field == wanted);
        assert!(pure.is_asked(is_it), "{wanted}");
    }
}
