//! The field of several lines: rows, cursor, wide characters, and nothing to be seen while it is masked.

use crate::support::pure::Pure;
use strongroom::domain::SecretValue;
use strongroom::message::{Event, Paste, Request};

/// A new `generic` with the keys in its content.
fn editor() -> Pure {
    let mut pure = Pure::with_names(&[]);
    pure.press("akey<tab><left>").shows("generic");
    pure.press("<tab>");
    pure
}

fn paste(pure: &mut Pure, text: &str) {
    pure.event(Event::Paste(Paste { text: SecretValue::copied(text.as_bytes()), is_too_large: false }));
}

/// What the form saves.
fn saved(pure: &mut Pure) -> String {
    pure.press("<ctrl-s>");
    let save = pure.open.iter().rev().find_map(|(_, request)| match request {
        Request::Save(save) => Some(save),
        _ => None,
    });
    let save = save.unwrap_or_else(|| panic!("nothing is saved:\n{}", pure.screen()));
    save.fields.field("content").unwrap().value.expose_text(str::to_owned).unwrap()
}

#[test]
fn enter_breaks_the_line_and_tab_leaves() {
    let mut pure = editor();
    pure.shows("new line");
    pure.press("<ctrl-r>one<enter>two<tab>").hides("two");
    assert_eq!(saved(&mut pure), "one\ntwo");
}

#[test]
fn a_line_break_behind_the_mask_is_told() {
    let mut pure = editor();
    pure.press("one").hides("a line break went in");
    pure.press("<enter>").shows("a line break went in");
    assert_eq!(saved(&mut pure), "one\n");
}

#[test]
fn a_masked_text_tells_neither_its_length_nor_its_lines() {
    let mut short = editor();
    short.press("x");
    let mut long = editor();
    paste(&mut long, &"a longer line\n".repeat(30));
    assert_eq!(short.screen(), long.screen());
}

#[test]
fn up_and_down_keep_the_column_over_shorter_lines() {
    let mut pure = editor();
    paste(&mut pure, "first\nab\nthird");
    pure.press("<ctrl-r><up><up>X<down><down>Y");
    assert_eq!(saved(&mut pure), "firstX\nab\nthirdY");
    let mut pure = editor();
    paste(&mut pure, "first\nab\nthird");
    pure.press("<ctrl-r><left><up><up>X");
    assert_eq!(saved(&mut pure), "firsXt\nab\nthird");
}

#[test]
fn home_and_end_stay_in_the_line() {
    let mut pure = editor();
    paste(&mut pure, "one\ntwo\nthree");
    pure.press("<ctrl-r><up><home>A<end>B<up><end>C");
    assert_eq!(saved(&mut pure), "oneC\nAtwoB\nthree");
}

#[test]
fn killing_takes_the_line_first_and_its_end_next() {
    let mut pure = editor();
    paste(&mut pure, "one\ntwo\nthree");
    pure.press("<ctrl-r><up><ctrl-u>").shows("three");
    assert_eq!(saved(&mut pure), "one\n\nthree");
    let mut pure = editor();
    paste(&mut pure, "one\ntwo\nthree");
    pure.press("<ctrl-r><up><home><ctrl-k><ctrl-k>");
    assert_eq!(saved(&mut pure), "one\nthree");
}

#[test]
fn masked_ctrl_u_empties_all_before_the_cursor() {
    let mut pure = editor();
    paste(&mut pure, "one\ntwo");
    pure.press("<ctrl-u>new");
    assert_eq!(saved(&mut pure), "new");
}

#[test]
fn wide_characters_and_clusters_are_one_step() {
    let mut pure = editor();
    paste(&mut pure, "秘密の鍵\ne\u{301}e\u{301}");
    pure.press("<ctrl-r><left><back>X");
    assert_eq!(saved(&mut pure), "秘密の鍵\nXe\u{301}");
    // Column 3 lies inside the second wide character: the cursor stands before it.
    let mut pure = editor();
    paste(&mut pure, "秘密の鍵\nabc");
    pure.press("<ctrl-r><up>X");
    assert_eq!(saved(&mut pure), "秘X密の鍵\nabc");
}

#[test]
fn long_lines_are_broken_and_the_cursor_walks_their_rows() {
    let mut pure = editor();
    paste(&mut pure, &format!("{}end", "0123456789".repeat(20)));
    // The text is 72 columns wide with one free for the cursor: 203 characters take three rows.
    pure.press("<ctrl-r><up><up><up>X");
    let text = saved(&mut pure);
    assert_eq!(text.find('X'), Some(203 - 2 * 71), "{text}");
    let mut pure = editor();
    paste(&mut pure, &format!("{}end", "0123456789".repeat(20)));
    pure.press("<ctrl-r><up><up><up><down><down>X");
    assert!(saved(&mut pure).ends_with("endX"));
}

#[test]
fn a_long_text_scrolls_and_the_cursor_stays_in_sight() {
    let mut pure = editor();
    let lines: Vec<String> = (0..60).map(|line| format!("line-{line:02}")).collect();
    paste(&mut pure, &lines.join("\n"));
    pure.press("<ctrl-r>").shows("line-59").hides("line-20").shows("↑");
    for _ in 0..8 {
        pure.press("<pageup>");
    }
    pure.shows("line-00").hides("line-59").shows("↓");
    for (width, height) in [(60, 20), (40, 10), (80, 24)] {
        pure.size = (width, height);
        pure.event(Event::Resize { width, height });
        pure.shows("line-00");
    }
}

#[test]
fn a_field_of_free_name_has_one_line_until_a_second_is_made() {
    let mut pure = Pure::with_names(&[]);
    pure.press("akv<tab><tab>pem<enter><ctrl-r>one").shows("one");
    let alt_enter = "<alt-enter>";
    pure.press(alt_enter).press("two<up><home>X").shows("Xone").shows("two");
    // Enter goes on, as in every field of one line.
    pure.press("<enter>").hides("Xone");
}

#[test]
fn control_characters_of_a_text_are_symbols() {
    let mut pure = editor();
    paste(&mut pure, "a\u{1b}[31mb\n\tc");
    pure.press("<ctrl-r>").shows("␛[31mb").shows("␉c");
    assert!(!pure.screen().contains('\u{1b}'));
}

#[test]
fn a_text_of_any_length_and_script_is_walked_through_without_losing_a_row() {
    // Long lines of one and of two columns, marks that join the character before, short and empty lines.
    let text =
        format!("{}\n\n{}\ne\u{301}{}\u{301}x\nlast\n", "a".repeat(400), "鍵".repeat(200), "b".repeat(150));
    let mut pure = editor();
    paste(&mut pure, &text);
    pure.press("<ctrl-r>");
    let mut up = Vec::new();
    for _ in 0..60 {
        up.push(pure.screen());
        pure.press("<up>");
    }
    pure.press("S");
    let all = up.concat();
    assert!(all.contains("last") && all.contains("鍵鍵") && all.contains("aaa"));
    for _ in 0..60 {
        pure.press("<down>");
    }
    pure.press("E");
    assert_eq!(saved(&mut pure), format!("S{text}E"));
}

#[test]
fn one_long_line_is_seen_around_the_cursor() {
    let mut pure = Pure::with_names(&[]);
    pure.press("akey<tab><space><tab>").shows("username");
    paste(&mut pure, &format!("begin{}finish", "x".repeat(500_000)));
    pure.shows("finish").hides("begin");
    pure.press("<home>").shows("begin").hides("finish");
    pure.press("<end><left><left>鍵").shows("fini鍵");
}
