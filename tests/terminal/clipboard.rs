//! The clipboard of a real display: a copied value is there, leaves in time, and takes nobody else's with it.

use crate::support::display::Display;
use crate::support::home::Home;
use crate::support::random;
use termlens::{Key, Terminal};

/// A person with one secret of this value, and copied values that stay for this long.
fn home(value: &str, stays: &str) -> Home {
    let home = Home::new();
    home.run(&["set", "alpha", "--stdin"], value);
    let config = home.folder().join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), format!("[timing]\nclipboard = \"{stays}\"\n")).unwrap();
    home
}

/// The console of that person on this display, after the value was copied.
fn copied(home: &Home, display: &Display) -> Terminal {
    let mut console =
        home.terminal().env("DISPLAY", display.name()).spawn(crate::support::home::PROGRAM).unwrap();
    home.unlock(&mut console);
    console.wait_until(|screen| screen.contains("alpha") && screen.contains("content")).unwrap();
    console.send(Key::Char('y')).unwrap();
    console.wait_until(|screen| screen.contains("copied alpha#content (clipboard)")).unwrap();
    console
}

fn quit(mut console: Terminal) {
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
}

#[test]
fn a_copied_value_is_on_the_display_and_leaves_when_its_time_is_over() {
    let Some(display) = Display::start() else { return };
    let value = random::letters(40);
    let home = home(&value, "3s");
    let mut console = copied(&home, &display);
    display.wait_until_it_holds(&value);
    console.wait_until(|screen| screen.contains("has left the clipboard")).unwrap();
    display.wait_until_it_holds("");
    quit(console);
}

#[test]
fn leaving_takes_a_copied_value_off_the_display() {
    let Some(display) = Display::start() else { return };
    let value = random::letters(40);
    let home = home(&value, "1h");
    let console = copied(&home, &display);
    display.wait_until_it_holds(&value);
    quit(console);
    assert_eq!(display.clipboard(), "");
}

#[test]
fn what_somebody_else_has_copied_meanwhile_stays() {
    let Some(display) = Display::start() else { return };
    let home = home(&random::letters(40), "3s");
    let mut console = copied(&home, &display);
    let _other = display.copy("somebody else's");
    display.wait_until_it_holds("somebody else's");
    console.wait_until(|screen| screen.contains("has left the clipboard")).unwrap();
    // The end of the console is a point after which nothing is taken off any more.
    quit(console);
    assert_eq!(display.clipboard(), "somebody else's");
}
