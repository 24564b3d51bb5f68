//! A store in memory, for tests and for `--demo`. Nothing of it outlives the process.

mod demo;
mod keeper;
mod sample;
mod store;

pub use demo::{Demo, demo};
pub use keeper::OpenKeeper;
pub use store::Store;

use crate::provider::{Error, Kind, Setting, SettingKind};
use std::sync::Arc;

/// The description of this kind.
pub const KIND: Kind = Kind {
    name: "memory",
    title: "memory, for trying things out",
    is_registrable: false,
    settings: &[Setting {
        key: "delay",
        help: "how long every call takes",
        is_required: false,
        kind: SettingKind::Duration,
    }],
    connect: |connect| {
        Box::pin(async move {
            let delay = match connect.settings.get("delay") {
                Some(text) => humantime::parse_duration(text)
                    .map_err(|_| Error::invalid("`delay` must be a duration such as 3s"))?,
                None => std::time::Duration::ZERO,
            };
            Ok(Arc::new(Store::new().with_delay(delay)) as _)
        })
    },
};
