//! Mounts of KV version 1: one value a name. No versions, no labels, no kind, and nothing that keeps two writers
//! apart.
//!
//! So that a write still tells a secret that has changed since it was read, what was seen of each secret is counted:
//! a content other than the last one seen is the next version. A write reads again, compares and only then writes.
//! That protects from every change before the write and from other writers in this program, not from another program
//! in the instant between reading and writing.

use super::ask::Ask;
use super::mounts::Mount;
use super::read::encode;
use super::record::Intended;
use super::server::Inner;
use super::wire::Unwrapped;
use super::write::{not_done, plain_fields};
use crate::domain::{
    Fields, Fingerprint, FingerprintKey, Labels, Secret, SecretKind, SecretPath, SecretState, VersionNumber,
    Which,
};
use crate::provider::{Base, Change, Content, Error, RequestAction, Result};
use crate::providers::rules;
use reqwest::Method;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What was seen of each secret, by a keyed hash that means nothing outside of this program's run.
pub(super) struct Sightings {
    key: FingerprintKey,
    seen: Mutex<HashMap<SecretPath, (VersionNumber, Fingerprint)>>,
    /// Held from reading to writing.
    turn: tokio::sync::Mutex<()>,
}

impl Default for Sightings {
    fn default() -> Self {
        let mut key = [0; 32];
        // Without randomness the key is known, and the hashes still never leave the process.
        let _ = getrandom::fill(&mut key);
        Self { key: FingerprintKey::new(key), seen: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }
}

impl Sightings {
    /// The number of this content: that of the last sighting when it is the same, else the next.
    fn number(&self, path: &SecretPath, fields: &Fields) -> VersionNumber {
        let print = self.key.of(SecretKind::KeyValue, fields);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get_mut(path) {
            Some((number, last)) if *last == print => *number,
            Some((number, last)) => {
                (*number, *last) = (number.next(), print);
                *number
            }
            None => {
                seen.insert(path.clone(), (VersionNumber::FIRST, print));
                VersionNumber::FIRST
            }
        }
    }

    fn forget(&self, path: &SecretPath) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }
}

impl Inner {
    /// Reads the one value.
    pub(super) async fn read_plain(&self, mount: &Mount, path: &SecretPath, which: Which) -> Result<Content> {
        let answer = self.ask(&Ask::value(mount.data(path))).await?;
        if answer.status == 404 && !answer.said().is_moved() {
            return Err(rules::missing(path));
        }
        if !answer.is_done() {
            return Err(self.fault(&answer, &format!("read `{path}`")).await);
        }
        let fields = answer.parsed::<Unwrapped<Fields>>(&format!("`{path}`"))?.data;
        let number = self.sightings.number(path, &fields);
        if let Which::Number(wanted) = which
            && wanted != number
        {
            return Err(rules::missing_version(path, wanted));
        }
        let secret = Secret {
            path: path.clone(),
            kind: None,
            labels: Labels::new(),
            state: SecretState::Active,
            version: Some(number),
            updated: None,
        };
        Ok(Content { secret, fields })
    }

    /// Compares with what is there, then writes.
    pub(super) async fn write_plain(
        &self,
        mount: &Mount,
        path: &SecretPath,
        change: Change,
    ) -> Result<VersionNumber> {
        if change.labels.as_ref().is_some_and(|labels| !labels.is_empty()) {
            no_labels(mount)?;
        }
        if change.fields.is_empty() {
            return Err(Error::invalid("a mount of KV version 1 keeps no secret without fields"));
        }
        let _turn = self.sightings.turn.lock().await;
        let there = match self.read_plain(mount, path, Which::Latest).await {
            Ok(content) => content.secret.version,
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        match (change.base, there) {
            (Base::Absent, Some(_)) => return Err(Error::Exists { what: format!("`{path}`") }),
            (Base::Version(number), there) if there != Some(number) => {
                return Err(Error::Conflict { current: there });
            }
            (Base::Absent | Base::Version(_), _) => {}
        }
        let intended = Intended::new(RequestAction::Update, path).with(&change.fields);
        let (fields, _) = encode(change.fields);
        let ask = Ask::change(Method::POST, mount.data(path), plain_fields(&fields));
        let answer = self.change(&ask, &intended).await?;
        if !answer.is_done() {
            return Err(self.fault(&answer, &format!("write `{path}`")).await);
        }
        Ok(self.sightings.number(path, &fields))
    }

    /// Removes the one value, for good: there is nothing else.
    pub(super) async fn erase_plain(&self, mount: &Mount, path: &SecretPath) -> Result<()> {
        self.read_plain(mount, path, Which::Latest).await?;
        let answer =
            self.change(&Ask::delete(mount.data(path)), &Intended::new(RequestAction::Delete, path)).await?;
        if !answer.is_done() {
            return Err(self.fault(&answer, &format!("delete `{path}`")).await);
        }
        match self.read_plain(mount, path, Which::Latest).await {
            Err(Error::NotFound { .. }) => {
                self.sightings.forget(path);
                Ok(())
            }
            Ok(_) => Err(not_done(path)),
            Err(error) => Err(error),
        }
    }
}

/// Why labels cannot be kept.
pub(super) fn no_labels(mount: &Mount) -> Result<()> {
    Err(Error::Unsupported {
        what: format!("the mount {} is of KV version 1, which keeps no labels", mount.path),
    })
}
