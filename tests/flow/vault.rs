//! The real program on a pseudo-terminal and a real server: from an empty store through the guided form to a secret's
//! whole life.

use crate::support::home::{Home, PROGRAM};
use crate::support::random;
use crate::support::servers::OpenBao;
use serde_json::json;
use termlens::{Key, Terminal};

/// A person before a console, and what must never be seen there unasked.
struct Person {
    console: Terminal,
    masked: Vec<String>,
}

impl Person {
    fn press(&mut self, key: Key) -> &mut Self {
        self.console.send(key).unwrap();
        self
    }

    fn keys(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.press(Key::Char(letter));
        }
        self
    }

    fn tab(&mut self) -> &mut Self {
        self.press(Key::Tab)
    }

    /// Waits for a text; nothing that is masked is on any screen until then.
    fn see(&mut self, text: &str) -> &mut Self {
        let masked = self.masked.clone();
        let seen = self.console.wait_until(|screen| {
            for value in &masked {
                assert!(!screen.full_text().contains(value), "a value is to be seen:\n{screen:?}");
            }
            screen.contains(text)
        });
        seen.unwrap_or_else(|error| panic!("{text:?} is not to be seen: {error:?}"));
        self
    }

    fn see_no(&mut self, text: &str) -> &mut Self {
        self.console.wait_until(|screen| !screen.contains(text)).unwrap();
        self
    }

    /// Reveals the value of the selected secret, sees it with its countdown, and hides it again.
    fn look_at(&mut self, value: &str) -> &mut Self {
        self.see("content  ••••••••");
        self.masked.retain(|masked| masked != value);
        self.press(Key::Char('r')).see(value).see("hides in");
        self.press(Key::Char('r')).see_no(value);
        self.masked.push(value.to_owned());
        self
    }
}

#[test]
fn from_an_empty_store_through_the_guided_form_to_a_secrets_whole_life() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    let rules = format!(
        "path \"{mount}/*\" {{ capabilities = [\"create\", \"read\", \"update\", \"patch\", \"delete\", \"list\", \"scan\"] }}"
    );
    let policy = admin.policy(&rules);
    let token = admin.token(json!({ "policies": [policy, "default"], "ttl": "1h", "display_name": "alice" }));
    let (first, second) = (random::letters(24), random::letters(24));
    let home = Home::new();
    let authority = home.folder().join("authority.pem");
    std::fs::write(&authority, server.authority()).unwrap();

    let console = home.terminal().size(120, 40).spawn(PROGRAM).unwrap();
    let masked = vec![home.passphrase.clone(), token.clone(), first.clone(), second.clone()];
    let mut person = Person { console, masked };
    let passphrase = home.passphrase.clone();
    person.see("Welcome").keys(&passphrase).press(Key::Enter).keys(&passphrase).press(Key::Enter);
    person.see("3 Secrets");

    // The form, with the steps of its check as it is filled.
    person.keys("1a").see("Register a provider").keys("corp").tab();
    person.see("‹ vault ›").tab();
    person.keys(&server.tls_address()).tab().see("✗ TLS").see("authority");
    person.tab().keys(&authority.display().to_string()).tab();
    person.see("● TLS").see("● product").see("OpenBao 2.").see("waits for the token");
    person.tab().keys(&token).see("••••••••").tab();
    person.see("● login").see("passed").see("alice");
    person.press(Key::Ctrl('s')).see("registered corp").see("● corp");

    person.keys("2a").see("A team is a home for secrets").keys("pay").tab().see("‹ corp ›").tab();
    person.press(Key::Ctrl('u')).keys(&mount).press(Key::Ctrl('s')).see("made the team pay on corp");
    person.press(Key::Enter).see("There is nothing here yet");

    // Of a kind that has one value.
    person.keys("a").see("New secret").keys("app/db").tab().keys("  ").see("‹ api_key ›").tab();
    person.keys(&first).press(Key::Ctrl('s')).see("app/db saved as version 1");
    assert_eq!(admin.get(&mount, "app/db"), json!({ "content": first }));
    person.look_at(&first);

    person.keys("e").see("ctrl-s save").press(Key::Ctrl('u')).keys(&second);
    person.press(Key::Ctrl('s')).see("saved as version 2");
    person.look_at(&second);

    // Two versions side by side, without their values; then back to the first.
    person.keys("5").see("superseded").keys("j=").see("Compare app/db").see("its one field differs");
    person.press(Key::Esc).see_no("Compare app/db");
    person
        .keys("o")
        .see("Roll app/db back to version 1?")
        .keys("y")
        .see("rolled back to version 1, as version 3");
    assert_eq!(admin.get(&mount, "app/db"), json!({ "content": first }));
    person.keys("3").look_at(&first);

    person.keys("d").see("Delete app/db?").keys("y").see("deleted app/db");
    assert_eq!(admin.get(&mount, "app/db"), json!(null));
    person.keys("b").see("Bin of pay").see("app/db  deleted").keys("u");
    person.see("app/db is back");
    assert_eq!(admin.get(&mount, "app/db"), json!({ "content": first }));

    let told = admin.read(&format!("{mount}/metadata/app/db"));
    assert_eq!(told["data"]["current_version"], 3);
    for version in ["1", "2", "3"] {
        let version = &told["data"]["versions"][version];
        assert_eq!((&version["deletion_time"], &version["destroyed"]), (&json!(""), &json!(false)));
    }

    person.press(Key::Esc).see_no("Bin of pay").keys("q");
    assert!(person.console.wait_exit().unwrap().success());
    let left = person.console.screen().full_text();
    for value in &person.masked {
        assert!(!left.contains(value.as_str()));
    }
    assert!(!left.contains("app/db"), "the terminal is as it was: {left}");
    let config = std::fs::read_to_string(home.folder().join("config/config.toml")).unwrap();
    assert!(config.contains("kind = \"vault\"") && !config.contains(&token), "{config}");
}
