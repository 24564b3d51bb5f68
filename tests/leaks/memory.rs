//! What the console's memory holds of values before, while and after they are shown, typed, pasted and saved.

use super::unwiped;
use crate::support::home::{Home, PROGRAM};
use crate::support::random;
use crate::support::scan::{Found, Image};
use base64::Engine;
use std::time::{Duration, Instant};
use termlens::{Key, Terminal};

/// A wipe that follows a frame may still be under way when the frame is seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// A console at work, with the values that are looked for in its memory.
struct Patient {
    console: Terminal,
    token: String,
    /// The token as it goes to the clipboard of a terminal.
    copied: String,
    /// The lines of a private key without its frame, which is known to everybody.
    key: String,
    typed: String,
    pasted: (String, String),
    passphrase: String,
    /// Never given to the console.
    control: String,
}

impl Patient {
    /// A store with a short value and a key in it, opened in this program.
    fn admit(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> (Home, Self) {
        let home = Home::new();
        let token = random::letters(40);
        let (pem, key) = random::pem();
        home.run(&["set", "alpha", "--stdin"], &token);
        home.run(&["set", "beta", "--kind", "private_key", "--stdin"], &pem);
        let terminal = home.terminal().size(200, 60).envs(environment.iter().copied());
        let started = if rustix::process::geteuid().is_root() {
            terminal.args(arguments).spawn(program)
        } else {
            // Whoever owns the namespace of a process may look into it.
            terminal.args(["--user", "--map-root-user", program]).args(arguments).spawn("unshare")
        };
        let mut console = started.expect("the console starts");
        home.unlock(&mut console);
        console.wait_until(|screen| screen.contains("alpha") && screen.contains("beta")).unwrap();
        console.wait_until(|screen| screen.contains("content")).unwrap();
        let patient = Self {
            console,
            copied: base64::engine::general_purpose::STANDARD.encode(&token),
            token,
            key,
            typed: random::letters(40),
            pasted: random::pem(),
            passphrase: home.passphrase.clone(),
            control: random::letters(40),
        };
        (home, patient)
    }

    fn image(&self) -> Image {
        Image::of(self.console.pid().expect("it runs")).expect("the memory of our own child can be read")
    }

    fn press(&mut self, key: Key) {
        self.console.send(key).unwrap();
    }

    fn see(&mut self, text: &str) {
        self.console.wait_until(|screen| screen.contains(text)).unwrap();
    }

    fn see_no(&mut self, text: &str) {
        self.console.wait_until(|screen| !screen.contains(text)).unwrap();
    }

    /// Reveals the selected secret, whose value shows this at its start.
    fn reveal(&mut self, start: &str) {
        self.press(Key::Char('r'));
        self.see(start);
        // The next second's frame: both of the console's frames hold the value then.
        let second = |screen: &termlens::Screen| screen.find("hides in").map(|(row, _)| screen.row_text(row));
        let now = second(&self.console.screen());
        self.console.wait_until(|screen| second(screen).is_some_and(|then| Some(then) != now)).unwrap();
    }

    fn hide(&mut self, start: &str) {
        self.press(Key::Char('r'));
        self.see_no(start);
    }

    /// Replaces the value of the selected secret's field, by typing or otherwise, and saves it.
    fn edit(&mut self, fill: impl FnOnce(&mut Self)) {
        self.press(Key::Char('e'));
        self.see("╭ Edit ");
        self.press(Key::Ctrl('u'));
        self.press(Key::Ctrl('k'));
        fill(self);
        self.press(Key::Ctrl('s'));
        self.see("saved as version 2");
    }

    /// What is left of all values together.
    fn left(&self) -> Vec<(&'static str, Found)> {
        let (names, values): (Vec<_>, Vec<_>) = [
            ("the token", self.token.as_str()),
            ("the token for the clipboard", &self.copied),
            ("the key", &self.key),
            ("what was typed", &self.typed),
            ("what was pasted", &self.pasted.1),
            ("the passphrase", &self.passphrase),
            ("the control", &self.control),
        ]
        .into_iter()
        .unzip();
        names.into_iter().zip(self.image().find(&values)).collect()
    }

    /// Nothing is left of any value.
    fn assert_clean(&self, when: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = self.left();
            if left.iter().all(|(_, found)| found.is_nothing()) {
                return;
            }
            if Instant::now() > until {
                let report: Vec<String> =
                    left.iter().map(|(name, found)| format!("{name}: {found}")).collect();
                panic!("{when}:\n{}", report.join("\n"));
            }
        }
    }
}

/// Whether there is a way to look into the memory of a console.
fn can_look() -> bool {
    let has_namespaces = || {
        let probe =
            std::process::Command::new("unshare").args(["--user", "--map-root-user", "true"]).output();
        probe.is_ok_and(|output| output.status.success())
    };
    let can = rustix::process::geteuid().is_root() || has_namespaces();
    if !can {
        eprintln!("SKIPPED: neither root nor user namespaces, so no memory but our own can be read");
    }
    can
}

/// The beginning of a value, as the first row of it shows.
fn start(value: &str) -> &str {
    &value[..30]
}

#[test]
fn no_value_stays_in_memory() {
    if !can_look() {
        return;
    }
    // Another build of the same version can be looked into: a release, as people run it.
    let program = std::env::var("STRONGROOM_TEST_PROGRAM").unwrap_or_else(|_| PROGRAM.into());
    let (_home, mut patient) = Patient::admit(&program, &[], &[]);
    patient.assert_clean("before the first value is asked for");

    let token = patient.token.clone();
    patient.reveal(start(&token));
    let shown = patient.image().find(&[&token]).remove(0);
    assert!((1..=2).contains(&shown.whole.len()), "shown: {shown}");
    assert!((1..=2).contains(&shown.apart.len()), "shown: {shown}");
    patient.hide(start(&token));
    patient.assert_clean("after a token was hidden");

    patient.press(Key::Char('y'));
    patient.see("copied");
    patient.console.wait_until(|screen| screen.clipboard().is_some()).unwrap();
    assert_eq!(patient.console.screen().clipboard().and_then(|clipboard| clipboard.text()), Some(&*token));
    patient.assert_clean("after a token was copied");

    patient.press(Key::Char('e'));
    patient.see("╭ Edit ");
    patient.press(Key::Esc);
    patient.see_no("╭ Edit ");
    patient.assert_clean("after a form was left");

    patient.press(Key::Char('j'));
    let key = patient.key.clone();
    patient.reveal(start(&key));
    let shown = patient.image().find(&[&key]).remove(0);
    assert!(!shown.whole.is_empty() && !shown.apart.is_empty(), "shown: {shown}");
    patient.hide(start(&key));
    patient.assert_clean("after a key was hidden");

    // From the pane of the value, so that it stays in sight.
    patient.press(Key::Char('4'));
    patient.reveal(start(&key));
    patient.console.resize(70, 24).unwrap();
    patient.console.wait_frame(|screen| screen.size() == (70, 24) && screen.contains(start(&key))).unwrap();
    patient.hide(start(&key));
    patient.assert_clean("after the window shrank and the key was hidden");
    patient.console.resize(200, 60).unwrap();
    patient.console.wait_frame(|screen| screen.size() == (200, 60) && screen.contains("alpha")).unwrap();
    patient.press(Key::Char('3'));

    patient.edit(|patient| {
        let pasted = patient.pasted.0.clone();
        patient.console.paste(&pasted).unwrap();
    });
    patient.assert_clean("after a key was pasted and saved");

    patient.press(Key::Char('k'));
    patient.edit(|patient| {
        for letter in patient.typed.clone().chars() {
            patient.press(Key::Char(letter));
        }
        // Once in sight, too.
        patient.press(Key::Ctrl('r'));
        let typed = patient.typed.clone();
        patient.see(start(&typed));
    });
    patient.assert_clean("after a token was typed and saved");

    let typed = patient.typed.clone();
    patient.reveal(start(&typed));
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
    let (_home, mut patient) =
        Patient::admit(program.to_str().expect("a path in text"), unwiped::ARGUMENTS, unwiped::ENVIRONMENT);
    let token = patient.token.clone();
    patient.reveal(start(&token));
    patient.hide(start(&token));
    patient.press(Key::Char('j'));
    let key = patient.key.clone();
    patient.reveal(start(&key));
    patient.hide(start(&key));
    let left = patient.left();
    let found = |wanted: &str| left.iter().any(|(name, found)| *name == wanted && !found.is_nothing());
    assert!(found("the token") || found("the key"), "the search is blind: {left:?}");
    assert!(!found("the control"), "the search sees what is not there: {left:?}");
}
