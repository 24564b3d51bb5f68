//! Two people at one secret, on the sample data: nothing that either of them wrote is lost.

use crate::support::console::Console;
use strongroom::domain::{Field, Fields, Labels, SecretKind, SecretPath, SecretValue, TeamId, VersionNumber};
use strongroom::ops::write::{Draft, delete, save};
use strongroom::provider::Base;

/// A `basic_auth` called `new` with user u0 and password first-password, open in a form.
fn editing() -> Console {
    let mut console = Console::demo();
    console.settle().work("anew<tab>").work("<space><tab>").shows("username");
    console.work("u0<tab>first-password<tab>owner=o0<enter><ctrl-s>").shows("saved as version 1").work("e");
    console.shows("Edit new");
    console
}

/// Somebody else writes a newer version.
fn write(console: &Console, base: u64, user: &str, password: &str) {
    let fields = [("username", user), ("password", password)];
    let fields: Fields = fields
        .map(|(name, text)| Field::text(name, SecretValue::copied(text.as_bytes())))
        .into_iter()
        .collect();
    let labels = Some(Labels::from([("owner".into(), "o0".into())]));
    let draft =
        Draft { kind: SecretKind::BasicAuth, fields, labels, base: Base::Version(VersionNumber(base)) };
    let session = console.session.clone();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let place = session.place(Some(&TeamId::personal())).await.unwrap();
        save(&session, &place, &SecretPath::new("new").unwrap(), draft).await.unwrap();
    });
}

#[test]
fn different_fields_are_merged_without_a_question() {
    let mut console = editing();
    console.work("<tab><ctrl-u>my-password");
    write(&console, 1, "their-user", "first-password");
    console.work("<ctrl-s>").shows("Conflict: new").hides("my-password").hides("to choose");
    console.work("<enter>").shows("merged with version 2").work("<ctrl-s>").shows("saved as version 3");
    console.work("r").shows("my-password").work("4gr").shows("their-user");
}

#[test]
fn the_same_field_is_asked_and_the_other_value_stays_in_the_history() {
    let mut console = editing();
    console.work("<tab><ctrl-u>my-password");
    write(&console, 1, "u0", "their-password");
    console.work("<ctrl-s>").shows("1 to choose").work("r").shows("their-password").shows("my-password");
    console.work("<right><enter><ctrl-s>").shows("saved as version 3").hides("my-password");
    console.work("r").shows("my-password");
    console.work("Hjoy").shows("back to version 2, as version 4").work("3r").shows("their-password");
}

#[test]
fn two_conflicts_in_a_row_lose_nothing() {
    let mut console = editing();
    console.work("<tab><ctrl-u>my-password");
    write(&console, 1, "user-2", "first-password");
    console.work("<ctrl-s><enter>");
    write(&console, 2, "user-3", "first-password");
    console.work("<ctrl-s>").shows("version 3").hides("to choose").work("<enter><ctrl-s>");
    console.shows("saved as version 4").work("r").shows("my-password").work("4gr").shows("user-3");
}

#[test]
fn what_was_deleted_meanwhile_is_written_as_new_when_wanted() {
    let mut console = editing();
    console.work("<tab><ctrl-u>my-password");
    let session = console.session.clone();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let place = session.place(Some(&TeamId::personal())).await.unwrap();
        delete(&session, &place, &SecretPath::new("new").unwrap(), None).await.unwrap();
    });
    console.work("<ctrl-s>").shows("deleted it meanwhile").work("<ctrl-o>").shows("saved as version 2");
    console.work("r").shows("my-password");
}

#[test]
fn a_generated_password_is_saved_unseen() {
    let mut console = editing();
    console
        .work("<tab><ctrl-g>")
        .shows("Generate password")
        .work("<enter>")
        .shows("a new value is in the field");
    console.work("<ctrl-s>").shows("saved as version 2").work("r").hides("first-password");
}
