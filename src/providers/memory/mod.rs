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
use crate::provider::{
    Connect, Error, GIVES_NOTHING, Kind, OPENS_NOTHING, Result, Setting, SettingKind, Step, When,
};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The description of this kind. It is a full citizen of form and check, so that both can be tried without a server.
pub const KIND: Kind = Kind {
    name: "memory",
    title: "memory, for trying things out",
    is_registrable: true,
    is_for_trying: true,
    caution: Some("it keeps nothing: what is written to it ends with the program, or when the console locks"),
    settings: &[
        Setting {
            key: "delay",
            title: "delay",
            help: "how long every call takes, such as 2s",
            kind: SettingKind::Duration,
            ..Setting::ANY
        },
        Setting {
            key: "sample",
            title: "sample data",
            help: "whether it starts with some made-up secrets",
            kind: SettingKind::Switch,
            default: Some("false"),
            ..Setting::ANY
        },
        Setting {
            key: "auth",
            title: "login",
            help: "how it is logged in to",
            kind: SettingKind::Choice(&["none", "pin"]),
            default: Some("none"),
            ..Setting::ANY
        },
        Setting {
            key: "pin",
            title: "PIN",
            help: "any four digits or more",
            is_required: true,
            kind: SettingKind::Credential,
            when: Some(When { key: "auth", is: &["pin"] }),
            ..Setting::ANY
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
    given: GIVES_NOTHING,
    open: OPENS_NOTHING,
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
