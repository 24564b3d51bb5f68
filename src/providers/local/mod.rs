//! The embedded store: one encrypted SQLite file in the data folder.
//!
//! # The file
//!
//! `store.db`, with `store.db-wal` and `store.db-shm` beside it while it is open. The header carries an
//! application id and the format's number, so that another program's file and a newer format are told apart
//! without a key. Six tables:
//!
//! | table | row | sealed under | bound to |
//! |---|---|---|---|
//! | `meta` | the store's random id, in clear | – | – |
//! | `slots` | the data key, wrapped once per way in | passphrase (Argon2id) or a key in the kernel's keyring | store, parameters |
//! | `notes` | what must be readable while locked, in clear | – | – |
//! | `entries` | our own credentials and keys | entries key | store, keyed hash of the name |
//! | `buckets` | names, kinds, labels, states of one part in 4096 of all secrets | records key | store, bucket |
//! | `versions` | of one version: its history line, and its fields until it is destroyed | records key | store, secret's random id, number |
//!
//! Everything sealed is XChaCha20-Poly1305 with a random nonce; the binding is its associated data, so a record that
//! is moved or swapped does not open. The keys come from one random data key by HKDF-SHA-256, one per purpose. A
//! secret's bucket is the first twelve bits of the keyed hash of its path: at 100,000 secrets a listing opens 4,096
//! records instead of as many as there are names, a write seals some 25 names again, which fit on one page of the
//! file, and the disk learns neither names nor folders.
//!
//! What this does not stop: somebody who can write the file can put an old copy of it, or of one row, back in place.

mod backup;
mod database;
mod entries;
mod faults;
mod files;
mod keeper;
mod keyring;
mod keys;
mod provider;
mod records;
mod sealing;
mod secrets;
mod slots;
mod store;
mod turns;

pub use store::Store;

use crate::provider::{Finding, GIVES_NOTHING, Kind, OPENS_NOTHING, Step};

/// The description of this kind.
pub const KIND: Kind = Kind {
    name: "local",
    title: "embedded store",
    is_registrable: false,
    is_for_trying: false,
    caution: None,
    settings: &[],
    steps: &[Step { name: "open", otherwise: "nothing in it can be read or written" }],
    needs_store: |_| true,
    check: |connect, report| {
        Box::pin(async move {
            report("open", Finding::Waiting);
            let found = match connect.keeper.provider().health().await {
                Ok(_) => Finding::Fine("the embedded store is open".into()),
                Err(error) => Finding::Failed(error),
            };
            report("open", found);
        })
    },
    given: GIVES_NOTHING,
    open: OPENS_NOTHING,
    connect: |connect| Box::pin(async move { Ok(connect.keeper.provider()) }),
};
