//! The check of this kind: the steps that a server has, tried on a store in memory.

use super::store;
use crate::domain::Folder;
use crate::provider::{Connect, Error, Finding, Provider, Report, Result};

/// The names of the steps.
pub(super) const REACHABLE: &str = "reachable";
/// See [`REACHABLE`].
pub(super) const LOGIN: &str = "login";
/// See [`REACHABLE`].
pub(super) const CONTENT: &str = "secrets visible";
/// See [`REACHABLE`].
pub(super) const KEPT: &str = "kept";

/// Tries the settings; stops where nothing further can be tried.
pub(super) async fn check(connect: Connect, report: Report<'_>) {
    report(REACHABLE, Finding::Waiting);
    let store = match store(&connect) {
        Ok(store) => store,
        Err(error) => return report(REACHABLE, Finding::Failed(error)),
    };
    // The delay counts here, so that a slow server can be tried too.
    let health = store.health().await;
    report(REACHABLE, Finding::Fine("in the memory of this program".into()));

    report(LOGIN, Finding::Waiting);
    match health {
        Ok(health) if health.identity.is_some() => {
            report(LOGIN, Finding::Fine("the PIN is accepted".into()));
        }
        Ok(_) => report(LOGIN, Finding::Fine("none is needed".into())),
        Err(error) => return report(LOGIN, Finding::Failed(error)),
    }

    report(CONTENT, Finding::Waiting);
    let mut count = 0;
    match store.list(&Folder::root(), &mut |page| count += page.secrets.len()).await {
        Ok(()) => report(CONTENT, Finding::Fine(format!("{count} secrets"))),
        Err(error) => report(CONTENT, Finding::Failed(error)),
    }
    report(KEPT, Finding::Warning("nothing in it is kept after the program ends".into()));
}

/// Whether the PIN would be accepted.
pub(super) fn pin(connect: &Connect) -> Result<()> {
    let is_pin = |bytes: &[u8]| bytes.len() >= 4 && bytes.iter().all(u8::is_ascii_digit);
    match connect.credentials.field("pin") {
        Some(pin) if pin.value.expose(is_pin) => Ok(()),
        Some(_) => Err(Error::Denied { reason: "the PIN must be four digits or more".into() }),
        None => Err(Error::Denied { reason: "there is no PIN".into() }),
    }
}
