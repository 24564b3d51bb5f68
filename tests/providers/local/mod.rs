//! What is special to the embedded store: passphrase, sealing, files, copies.

mod copies;
mod files;
mod opening;
mod sealing;

use crate::support::changes::{first, passphrase, path};
use std::path::Path;
use strongroom::domain::{SecretPath, SecretValue};
use strongroom::provider::{Keeper, Writing};
use strongroom::providers::local::Store;

fn other_passphrase() -> SecretValue {
    SecretValue::copied(b"another one")
}

/// A new store with one secret in it.
async fn with_a_secret(folder: &Path) -> (Store, SecretPath) {
    let store = Store::at(folder);
    store.create(passphrase()).await.unwrap();
    let at = path("db/prod");
    store.write(&at, first("kept")).await.unwrap();
    (store, at)
}
