//! What the console's memory holds of values before, while and after they are shown, typed, pasted and saved.

use super::patient::{Patient, can_look, person, program, start};
use super::unwiped;
use crate::support::home::Home;
use crate::support::random;
use base64::Engine;
use termlens::Key;

/// The values that are looked for.
struct Values {
    token: String,
    /// The lines of a private key without its frame, which is known to everybody.
    key: String,
    typed: String,
    pasted: (String, String),
}

/// A store with a short value and a key in it, opened in this program.
fn admit(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> (Home, Values, Patient) {
    let home = person();
    let (pem, key) = random::pem();
    let values =
        Values { token: random::letters(40), key, typed: random::letters(40), pasted: random::pem() };
    home.run(&["set", "alpha", "--stdin"], &values.token);
    home.run(&["set", "beta", "--kind", "private_key", "--stdin"], &pem);
    let mut patient = Patient::start(&home, program, arguments, environment);
    home.unlock(&mut patient.console);
    patient.see("alpha");
    patient.see("beta");
    patient.see("content");
    patient
        .watch("the token", &values.token)
        // The token as it goes to the clipboard of a terminal.
        .watch("the token for the clipboard", base64::engine::general_purpose::STANDARD.encode(&values.token))
        .watch("the key", &values.key)
        .watch("what was typed", &values.typed)
        .watch("what was pasted", &values.pasted.1)
        .watch("the passphrase", &home.passphrase)
        .watch("the control", random::letters(40));
    (home, values, patient)
}

#[test]
fn no_value_stays_in_memory() {
    if !can_look() {
        return;
    }
    let (_home, values, mut patient) = admit(&program(), &[], &[]);
    patient.assert_clean("before the first value is asked for");

    let (token, key) = (&*values.token, &*values.key);
    patient.reveal(start(token));
    let shown = patient.copies(token);
    assert!((1..=2).contains(&shown.whole.len()), "shown: {shown}");
    assert!((1..=2).contains(&shown.apart.len()), "shown: {shown}");
    patient.hide(start(token));
    patient.assert_clean("after a token was hidden");

    patient.press(Key::Char('y'));
    patient.see("copied");
    patient.console.wait_until(|screen| screen.clipboard().is_some()).unwrap();
    assert_eq!(patient.console.screen().clipboard().and_then(|clipboard| clipboard.text()), Some(token));
    patient.assert_clean("after a token was copied");

    patient.press(Key::Char('e'));
    patient.see("ctrl-s save");
    patient.press(Key::Esc);
    patient.see_no("╭ Edit ");
    patient.assert_clean("after a form was left");

    patient.press(Key::Char('j'));
    patient.reveal(start(key));
    let shown = patient.copies(key);
    assert!(!shown.whole.is_empty() && !shown.apart.is_empty(), "shown: {shown}");
    patient.hide(start(key));
    patient.assert_clean("after a key was hidden");

    // From the pane of the value, so that it stays in sight.
    patient.press(Key::Char('4'));
    patient.reveal(start(key));
    patient.console.resize(70, 24).unwrap();
    patient.console.wait_frame(|screen| screen.size() == (70, 24) && screen.contains(start(key))).unwrap();
    patient.hide(start(key));
    patient.assert_clean("after the window shrank and the key was hidden");
    patient.console.resize(200, 60).unwrap();
    patient.console.wait_frame(|screen| screen.size() == (200, 60) && screen.contains("alpha")).unwrap();
    patient.press(Key::Char('3'));

    patient.edit(|patient| patient.console.paste(&values.pasted.0).unwrap());
    patient.assert_clean("after a key was pasted and saved");

    patient.press(Key::Char('k'));
    patient.edit(|patient| {
        patient.write(&values.typed);
        // Once in sight, too.
        patient.press(Key::Ctrl('r'));
        patient.see(start(&values.typed));
    });
    patient.assert_clean("after a token was typed and saved");

    patient.reveal(start(&values.typed));
    patient.press(Key::Ctrl('l'));
    patient.see("is locked");
    patient.assert_clean("after the console was locked");
}

#[test]
fn without_the_wiping_the_same_search_finds_copies() {
    if !can_look() {
        return;
    }
    let program = std::env::current_exe().expect("the test program knows itself");
    let program = program.to_str().expect("a path in text");
    let (_home, values, mut patient) = admit(program, unwiped::ARGUMENTS, unwiped::ENVIRONMENT);
    patient.reveal(start(&values.token));
    patient.hide(start(&values.token));
    patient.press(Key::Char('j'));
    patient.reveal(start(&values.key));
    patient.hide(start(&values.key));
    let left = patient.left();
    let found = |wanted: &str| left.iter().any(|(name, found)| *name == wanted && !found.is_nothing());
    assert!(found("the token") || found("the key"), "the search is blind: {left:?}");
    assert!(!found("the control"), "the search sees what is not there: {left:?}");
}
