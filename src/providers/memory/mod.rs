//! A store in memory, for tests, for `--demo` and for trying things out. Nothing of it outlives the process.

mod check;
mod demo;
mod keeper;
mod sample;
mod store;

pub use demo::{Demo, demo};
pub use keeper::OpenKeeper;
pub use store::Store;

use crate::domain::Timestamp;
use crate::provider::{Connect, Error, Kind, Result, Setting, SettingKind, Step, When};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The description of this kind. It is a full citizen of form and check, so that both can be tried without a server.
pub const KIND: Kind = Kind {
    name: "memory",
    title: "memory, for trying things out",
    is_registrable: true,
    caution: Some("it keeps nothing: what is written to it ends with the program, or when the console locks"),
    settings: &[
        Setting {
            key: "delay",
            title: "delay",
            help: "how long every call takes, such as 2s",
            is_required: false,
            kind: SettingKind::Duration,
            default: None,
            when: None,
        },
        Setting {
            key: "sample",
            title: "sample data",
            help: "whether it starts with some made-up secrets",
            is_required: false,
            kind: SettingKind::Switch,
            default: Some("false"),
            when: None,
        },
        Setting {
            key: "auth",
            title: "login",
            help: "how it is logged in to",
            is_required: false,
            kind: SettingKind::Choice(&["none", "pin"]),
            default: Some("none"),
            when: None,
        },
        Setting {
            key: "pin",
            title: "PIN",
            help: "any four digits or more",
            is_required: true,
            kind: SettingKind::Credential,
            default: None,
            when: Some(When { key: "auth", is: &["pin"] }),
        },
    ],
    steps: &[
        Step { name: check::REACHABLE, otherwise: "nothing in it can be read or written" },
        Step { name: check::LOGIN, otherwise: "nothing in it can be read or written" },
        Step { name: check::CONTENT, otherwise: "its secrets cannot be listed" },
        Step { name: check::KEPT, otherwise: "what is written to it is lost" },
    ],
    needs_store: |_| true,
    check: |connect, report| Box::pin(check::check(connect, report)),
    connect: |connect| Box::pin(async move { store(&connect).map(|store| Arc::new(store) as _) }),
};

/// The store that these settings describe. A wrong PIN makes one that refuses everything, as a server would.
fn store(connect: &Connect) -> Result<Store> {
    let delay = match connect.settings.get("delay") {
        Some(text) => humantime::parse_duration(text)
            .map_err(|_| Error::invalid("`delay` must be a duration such as 3s"))?,
        None => Duration::ZERO,
    };
    let is = |key: &str, text: &str| connect.settings.get(key).is_some_and(|set| set == text);
    let mut store = Store::new().with_delay(delay);
    if is("sample", "true") {
        demo::plant_sample(&store, Timestamp::from(SystemTime::now()))?;
    }
    if is("auth", "pin") {
        store = match check::pin(connect) {
            Ok(()) => store.with_identity("pin"),
            Err(error) => store.with_failure(error),
        };
    }
    Ok(store)
}
