//! Fingerprints of versions that were read in this session, for stores that keep none. Nothing is read for them.

use super::{Place, Session};
use crate::domain::{Fingerprint, SecretPath, TeamId, Timestamp, VersionInfo, VersionNumber};
use crate::provider::Content;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Versions that are remembered; with more of them all are forgotten at once.
const REMEMBERED: usize = 10_000;

/// What is known. Keyed hashes, so that nobody learns a value from them.
#[derive(Default)]
pub(super) struct Prints {
    known: Mutex<HashMap<Version, Fingerprint>>,
}

/// A version. With its time, because a name that was removed for good begins again with version 1.
type Version = (TeamId, SecretPath, VersionNumber, Timestamp);

impl Prints {
    /// Forgets everything.
    pub(super) fn clear(&self) {
        self.known().clear();
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Version, Fingerprint>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Remembers the fingerprint of what was read for somebody.
    pub(super) fn note_print(&self, place: &Place, path: &SecretPath, content: &Content) {
        let secret = &content.secret;
        let (Some(number), Some(created)) = (secret.version, secret.updated) else { return };
        let Ok(key) = self.keeper().fingerprint_key(&place.team) else { return };
        let mut known = self.prints.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let version = (place.team.clone(), path.clone(), number, created);
        known.insert(version, key.of(content.kind(), &content.fields));
    }

    /// Adds what is known to versions that come without a fingerprint.
    pub(super) fn add_prints(&self, place: &Place, path: &SecretPath, versions: &mut [VersionInfo]) {
        let known = self.prints.known();
        for info in versions.iter_mut().filter(|info| info.fingerprint.is_none()) {
            let version = (place.team.clone(), path.clone(), info.number, info.created);
            info.fingerprint = known.get(&version).copied();
        }
    }
}
