//! Listing: which parts of which mounts, and what is known of the names beside them.
//!
//! Names tell neither kind nor state. A short listing is therefore completed by one more question where the server
//! answers it, and then soft-deleted secrets are left out; a long one brings the names alone, the deleted ones among
//! them.

use super::ask::Ask;
use super::errors;
use super::labels::labels_of;
use super::mounts::{Engine, Mount, Part};
use super::server::Inner;
use super::walk::{Top, Walk};
use super::wire::{Detailed, Metadata, Unwrapped, kind_of};
use crate::domain::{Folder, Secret, SecretPath, SecretState, Timestamp};
use crate::provider::{Page, Pages, Result};
use crate::providers::rules::Standing;
use std::pin::pin;
use std::sync::Arc;

impl Inner {
    /// Lists every secret below a folder.
    pub(super) async fn list(self: &Arc<Self>, at: &Folder, pages: Pages<'_>) -> Result<()> {
        let (parts, mut top) = self.parts_and_top(at).await?;
        let is_only = parts.len() == 1;
        for part in &parts {
            match self.list_from(part, top.take(), true, pages).await {
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

    /// The parts that a folder means. On a long way the top of the one that it most likely is, the first of them, is
    /// asked for at the same time as the mounts are, and handed out when they turn out to be so.
    async fn parts_and_top(&self, at: &Folder) -> Result<(Vec<Part>, Option<Top>)> {
        let Some(guess) = self.guess(at).await? else { return Ok((self.parts(at).await?, None)) };
        let mut top = pin!(self.top(&guess.mount, &guess.below));
        let mut parts = pin!(self.parts(at));
        let (parts, early) = tokio::select! {
            // The connection that is there is used for the names: they take longer.
            biased;
            top = &mut top => (parts.await?, Some(top)),
            parts = &mut parts => (parts?, None),
        };
        let Some(first) = parts.first().filter(|first| first.is_same(&guess)) else {
            return Ok((parts, None));
        };
        let top = match early {
            Some(top) => top,
            None => top.await,
        };
        if guess.mount.lacks.scan.is_known() {
            first.mount.lacks.scan.note();
        }
        Ok((parts, Some(top)))
    }

    /// The part that a folder most likely is, where waiting for the mounts first would cost a long way.
    async fn guess(&self, at: &Folder) -> Result<Option<Part>> {
        if self.are_mounts_fresh() {
            return Ok(None);
        }
        // How long the way is shows as soon as somebody has logged in.
        self.login.token(&self.client).await?;
        Ok(if self.is_long_way() { self.table.likely(at) } else { None })
    }

    /// Lists a part of a mount; with details where the listing is short and they can be had.
    pub(super) async fn list_part(
        self: &Arc<Self>,
        part: &Part,
        with_details: bool,
        pages: Pages<'_>,
    ) -> Result<()> {
        self.list_from(part, None, with_details, pages).await
    }

    /// The same, from a top that was asked for already.
    async fn list_from(
        self: &Arc<Self>,
        part: &Part,
        top: Option<Top>,
        with_details: bool,
        pages: Pages<'_>,
    ) -> Result<()> {
        let has_details = part.mount.engine == Engine::Two && !part.mount.lacks.details.is_known();
        let walk = Walk::new(self, part, with_details && has_details, pages);
        let (held, pages) = walk.run(top).await?;
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
