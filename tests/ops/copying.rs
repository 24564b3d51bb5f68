//! What goes to the clipboard, and the lines that point at it.

use super::ground::{Ground, path};
use proptest::prelude::*;
use strongroom::domain::{Address, SecretPath, TeamId, VersionNumber, Which};
use strongroom::ops::copy::{Form, text};
use strongroom::provider::Base;

async fn copied(ground: &Ground, field: Option<&str>, form: Form) -> String {
    let place = ground.place().await;
    let field = field.map(str::to_owned);
    let text = text(&ground.session, &place, &path("db/prod"), Which::Latest, field, form).await.unwrap();
    text.expose_text(str::to_owned).unwrap()
}

#[tokio::test]
async fn every_form_holds_what_it_says() {
    let ground = Ground::new();
    ground.save("db/prod", r#"{"password": "it's", "port": 5432}"#, Base::Absent).await.unwrap();
    assert_eq!(copied(&ground, Some("password"), Form::Value).await, "it's");
    assert_eq!(copied(&ground, Some("port"), Form::Dotenv).await, "port=5432");
    assert_eq!(copied(&ground, Some("password"), Form::Dotenv).await, "password=\"it's\"");
    assert_eq!(copied(&ground, None, Form::Dotenv).await, "password=\"it's\"\nport=5432");
    assert_eq!(copied(&ground, None, Form::Json).await, r#"{"password":"it's","port":5432}"#);
}

#[tokio::test]
async fn copying_an_old_version_takes_its_values() {
    let ground = Ground::new();
    ground.save("db/prod", r#"{"a": "old"}"#, Base::Absent).await.unwrap();
    ground.save("db/prod", r#"{"a": "new"}"#, Base::Version(VersionNumber(1))).await.unwrap();
    let place = ground.place().await;
    let which = Which::Number(VersionNumber(1));
    let old = text(&ground.session, &place, &path("db/prod"), which, None, Form::Value).await.unwrap();
    old.expose(|old| assert_eq!(old, b"old"));
}

fn address(path: &str, field: &str) -> Address {
    let team = Some(TeamId::new("payments").unwrap());
    let path = SecretPath::new(path).unwrap();
    Address { team, path, field: Some(field.into()), version: Which::Latest }
}

#[test]
fn the_command_is_quoted_for_shells() {
    let plain = address("db/prod", "password");
    assert_eq!(plain.command(), "strongroom get 'db/prod#password' --team payments");
    let version = Which::Number(VersionNumber(3));
    let old = Address { version, ..address("db/prod", "password") };
    assert_eq!(old.command(), "strongroom get 'db/prod#password' --team payments --version 3");
    let odd = address("it's $HOME", "x");
    assert_eq!(odd.command(), r"strongroom get 'it'\''s $HOME#x' --team payments");
    assert_eq!(address("-v", "x").command(), "strongroom get 'strongroom://payments/-v#x'");
}

#[test]
fn a_name_that_a_reference_cannot_hold_is_known_as_such() {
    assert!(address("db/prod", "password").is_readable_back());
    assert!(!address("db/prod", "a?version=2").is_readable_back());
    assert!(!address("db/prod", "").is_readable_back());
}

proptest! {
    /// What a shell makes of the quoted word is the word.
    #[test]
    fn a_shell_reads_the_quoted_word_as_it_was(name in "[a-z' $`\\\\\"!*]{1,12}") {
        prop_assume!(SecretPath::new(&name).is_ok());
        let command = address(&name, "f").command();
        let word = command.strip_prefix("strongroom get ").unwrap().strip_suffix(" --team payments").unwrap();
        let shell = std::process::Command::new("sh").args(["-c", &format!("printf %s {word}")]).output().unwrap();
        prop_assert_eq!(String::from_utf8(shell.stdout).unwrap(), format!("{name}#f"));
    }
}
