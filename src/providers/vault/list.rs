//! Listing: which parts of which mounts, and what is known of the names beside them.
//!
//! Names tell neither kind nor state. A short listing is therefore completed by one more question where the server
//! answers it, and then soft-deleted secrets are left out; a long one brings the names alone, the deleted ones among
//! them.

use super::client::Ask;
use super::errors;
use super::labels::labels_of;
use super::mounts::{Engine, Mount, Part};
use super::server::Inner;
use super::walk::Walk;
use super::wire::{Detailed, Metadata, Unwrapped, kind_of};
use crate::domain::{Folder, Secret, SecretPath, SecretState, Timestamp};
use crate::provider::{Page, Pages, Result};
use crate::providers::rules::Standing;
use std::sync::Arc;

impl Inner {
    /// Lists every secret below a folder.
    pub(super) async fn list(self: &Arc<Self>, at: &Folder, pages: Pages<'_>) -> Result<()> {
        let parts = self.parts(at).await?;
        let is_only = parts.len() == 1;
        for part in &parts {
            match self.list_part(part, true, pages).await {
                Ok(()) => {}
                Err(error) if is_only => return Err(error),
                Err(error) => {
                    let folder = part.mount.path.clone();
                    pages(Page { secrets: Vec::new(), unreadable: vec![(folder, error)] });
                }
            }
        }
        Ok(())
    }

    /// Lists a part of a mount; with details where the listing is short and they can be had.
    pub(super) async fn list_part(
        self: &Arc<Self>,
        part: &Part,
        with_details: bool,
        pages: Pages<'_>,
    ) -> Result<()> {
        let has_details = part.mount.engine == Engine::Two && !part.mount.lacks.details.is_known();
        let walk = Walk::new(self, part, with_details && has_details, pages);
        let (held, pages) = walk.run().await?;
        if !held.is_empty() {
            let secrets = match self.details(&part.mount, &part.below).await {
                Ok(Some((detailed, now))) => with_metadata(held, part, &detailed, now),
                Ok(None) | Err(_) => held,
            };
            pages(Page { secrets, unreadable: Vec::new() });
        }
        Ok(())
    }

    /// Everything known of the secrets below a folder, or nothing where that cannot be had.
    pub(super) async fn details(&self, mount: &Mount, below: &str) -> Result<Option<(Detailed, Timestamp)>> {
        if mount.engine == Engine::One || mount.lacks.details.is_known() {
            return Ok(None);
        }
        let answer = self.ask(&Ask::names(b"SCAN", mount.folder("detailed-metadata", below))).await?;
        let said = answer.said();
        if answer.is_done() {
            let detailed: Unwrapped<Detailed> = answer.parsed("its names")?;
            return Ok(Some((detailed.data, answer.now)));
        }
        if said.status == 404 && !said.is_unsupported() && !said.is_moved() {
            return Ok(Some((Detailed { key_info: Default::default() }, answer.now)));
        }
        if said.is_unsupported() || said.is_denied() {
            mount.lacks.details.note();
            return Ok(None);
        }
        Err(errors::fault(self.client.server(), "see what is known of the names", &said))
    }
}

/// Completes names by what is known of them; leaves out what has no version or whose newest is deleted.
fn with_metadata(held: Vec<Secret>, part: &Part, detailed: &Detailed, now: Timestamp) -> Vec<Secret> {
    let known = |secret: Secret| {
        let in_mount = part.mount.path.relative(secret.path.as_str())?;
        let key = in_mount.strip_prefix(&*part.below)?;
        match detailed.key_info.get(key) {
            None => Some(secret),
            Some(metadata) => {
                let standing = metadata.standing(now)?;
                standing.is_readable().then(|| described(secret.path, metadata, now))
            }
        }
    };
    held.into_iter().filter_map(known).collect()
}

/// A secret as its metadata describes it.
pub(super) fn described(path: SecretPath, metadata: &Metadata, now: Timestamp) -> Secret {
    let custom = metadata.custom();
    let newest = metadata.newest();
    Secret {
        path,
        kind: kind_of(&custom),
        labels: labels_of(&custom),
        state: metadata.standing(now).map_or(SecretState::Deleted, Standing::of_secret),
        version: newest.map(|(number, _)| number),
        updated: newest.and_then(|(_, version)| version.created()),
    }
}
