//! What a terminal sends besides plain keys.

use crate::support::home::demo;
use termlens::Key;

#[test]
fn a_click_gives_the_keys_to_the_pane_under_it() {
    let mut console = demo((120, 40));
    console.wait_until(|screen| screen.contains("2 Teams") && screen.contains("5 Versions")).unwrap();
    let (row, column) = console.screen().find("2 Teams").unwrap();
    console.click(column, row + 2).unwrap();
    console.wait_until(|screen| screen.contains("work in this team")).unwrap();
}

#[test]
fn a_value_hides_when_the_terminal_loses_the_focus() {
    let mut console = demo((100, 30));
    console.send_str("lr").unwrap();
    console.wait_until(|screen| screen.contains("hides in")).unwrap();
    console.focus_out().unwrap();
    console.wait_until(|screen| !screen.contains("hides in")).unwrap();
}

#[test]
fn escape_alone_is_understood_without_another_key() {
    let mut console = demo((100, 30));
    console.send(Key::Char('?')).unwrap();
    console.wait_until(|screen| screen.contains("╭ Keys")).unwrap();
    console.send(Key::Esc).unwrap();
    console.wait_until(|screen| !screen.contains("╭ Keys")).unwrap();
}

#[test]
fn a_yes_that_came_together_with_the_key_that_asks_is_none() {
    let mut console = demo((100, 30));
    // Into the first folder; the delete and its answer arrive before any frame.
    console.send_str("ldy").unwrap();
    console
        .wait_until(|screen| {
            screen.contains("╭ Confirm") && screen.contains("that key came before the question")
        })
        .unwrap();
    console.send(Key::Char('y')).unwrap();
    console.wait_until(|screen| screen.contains("deleted ")).unwrap();
}
