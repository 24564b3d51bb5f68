//! Listing: the top of a folder first, then what lies below it, several folders at a time, names as they come.
//!
//! Where the server can tell all names below a folder at once (SCAN), each folder of the top level is asked for so;
//! elsewhere every folder is listed on its own (LIST), up to 32 at a time and half as many whenever the server asks
//! for patience. Names tell neither kind nor state. A short listing is therefore completed by one more question where
//! the server answers it, and then soft-deleted secrets are left out; a long one brings the names alone, the deleted
//! ones among them.

use super::client::Ask;
use super::errors;
use super::labels::labels_of;
use super::mounts::{Engine, Mount, Part};
use super::server::Inner;
use super::wire::{Detailed, Keys, Metadata, Unwrapped, kind_of};
use crate::domain::{Folder, Labels, Secret, SecretPath, SecretState, Timestamp};
use crate::provider::{Error, Page, Pages, Result};
use crate::providers::rules::Standing;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Folders scanned at a time.
const SCANS: usize = 6;
/// Folders listed at a time.
const LISTS: usize = 32;
/// Up to this many names a listing is completed with what else is known of them.
const SHORT: usize = 500;
/// Names in a page.
const PAGE: usize = 1000;

/// How a folder is asked for its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Its own names.
    List,
    /// All names below it.
    Scan,
}

/// What asking for a folder brought.
enum Found {
    Names {
        keys: Vec<String>,
        was_throttled: bool,
    },
    /// There is nothing there.
    Nothing,
    /// The right is missing.
    Denied,
    /// The server does not know how.
    Unsupported,
    Failed(Error),
}

/// A listing under way.
struct Walk<'a, 'p> {
    vault: &'a Arc<Inner>,
    part: &'a Part,
    queue: VecDeque<(String, How)>,
    /// Whether folders are scanned; false once the server or its policy has shown that they cannot be.
    scans: bool,
    width: usize,
    /// The secrets found while there are few of them.
    held: Option<Vec<Secret>>,
    pages: Pages<'p>,
}

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
        let mut walk = Walk {
            vault: self,
            part,
            queue: VecDeque::from([(part.below.clone(), How::List)]),
            scans: !part.mount.lacks.scan.is_known(),
            width: LISTS,
            held: (with_details && has_details).then(Vec::new),
            pages,
        };
        walk.run().await?;
        if let Some(held) = walk.held.take().filter(|held| !held.is_empty()) {
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

    /// Asks for the names of one folder.
    async fn folder(&self, mount: &Mount, below: &str, how: How) -> Found {
        let method: &[u8] = if how == How::Scan { b"SCAN" } else { b"LIST" };
        let answer = match self.ask(&Ask::names(method, mount.folder("metadata", below))).await {
            Ok(answer) => answer,
            Err(error) => return Found::Failed(error),
        };
        if answer.is_done() {
            return match answer.parsed::<Unwrapped<Keys>>("its names") {
                Ok(keys) => Found::Names { keys: keys.data.keys, was_throttled: answer.was_throttled },
                Err(error) => Found::Failed(error),
            };
        }
        let said = answer.said();
        if said.is_unsupported() {
            return Found::Unsupported;
        }
        if said.status == 404 && !said.is_moved() {
            return Found::Nothing;
        }
        match self.fault(&answer, &format!("list `{}/{below}`", mount.path)).await {
            Error::Denied { .. } => Found::Denied,
            error => Found::Failed(error),
        }
    }
}

impl Walk<'_, '_> {
    async fn run(&mut self) -> Result<()> {
        let first = self.part.below.clone();
        let mut running: JoinSet<(String, How, Found)> = JoinSet::new();
        loop {
            let width = if self.scans { SCANS } else { self.width };
            while running.len() < width
                && let Some((below, how)) = self.queue.pop_front()
            {
                let (vault, mount) = (Arc::clone(self.vault), Arc::clone(&self.part.mount));
                running.spawn(async move {
                    let found = vault.folder(&mount, &below, how).await;
                    (below, how, found)
                });
            }
            let Some(done) = running.join_next().await else { return Ok(()) };
            let (below, how, found) = done.map_err(|_| Error::Bug { what: "listing a folder".into() })?;
            match found {
                Found::Names { keys, was_throttled } => {
                    self.adapt(was_throttled);
                    self.take(&below, keys);
                }
                Found::Nothing => {}
                Found::Unsupported | Found::Denied if how == How::Scan => {
                    let is_for_all = matches!(found, Found::Unsupported);
                    if is_for_all {
                        self.part.mount.lacks.scan.note();
                    }
                    if below == first && !is_for_all {
                        self.cannot(&below, denied(&self.part.mount, &below));
                    } else {
                        self.scans = false;
                        self.queue.push_back((below, How::List));
                    }
                }
                // Some policies allow all names at once and not one folder alone.
                Found::Denied if below == first && self.scans => self.queue.push_back((below, How::Scan)),
                Found::Denied => self.cannot(&below, denied(&self.part.mount, &below)),
                Found::Unsupported => {
                    let what = "this server lists no names there".to_owned();
                    self.cannot(&below, Error::Unsupported { what });
                }
                Found::Failed(error) if below == first => return Err(error),
                Found::Failed(error) => self.cannot(&below, error),
            }
        }
    }

    /// Half as many at a time when the server asks for patience, one more whenever it does not.
    fn adapt(&mut self, was_throttled: bool) {
        self.width = if was_throttled { (self.width / 2).max(1) } else { (self.width + 1).min(LISTS) };
    }

    /// Takes the names of a folder; those that end with a slash are folders themselves.
    fn take(&mut self, below: &str, keys: Vec<String>) {
        let mut secrets = Vec::new();
        for key in keys {
            let name = format!("{below}{key}");
            if key.ends_with('/') {
                let how = if self.scans { How::Scan } else { How::List };
                self.queue.push_back((name, how));
                continue;
            }
            match SecretPath::new(&format!("{}/{name}", self.part.mount.path)) {
                Ok(path) => secrets.push(bare(path)),
                Err(wrong) => {
                    let shown = crate::domain::visible(&key).into_owned();
                    self.cannot(
                        below,
                        Error::Unsupported {
                            what: format!("the name `{shown}` cannot be used here: {wrong}"),
                        },
                    );
                }
            }
        }
        self.give(secrets);
    }

    fn give(&mut self, secrets: Vec<Secret>) {
        let secrets = match self.held.take() {
            None => secrets,
            Some(mut held) => {
                held.extend(secrets);
                if held.len() <= SHORT {
                    self.held = Some(held);
                    return;
                }
                held
            }
        };
        let mut secrets = secrets.into_iter().peekable();
        while secrets.peek().is_some() {
            (self.pages)(Page { secrets: secrets.by_ref().take(PAGE).collect(), unreadable: Vec::new() });
        }
    }

    fn cannot(&mut self, below: &str, error: Error) {
        let inside = Folder::new(below).unwrap_or_default();
        let folder = self.part.mount.path.join_folder(&inside);
        (self.pages)(Page { secrets: Vec::new(), unreadable: vec![(folder, error)] });
    }
}

fn denied(mount: &Mount, below: &str) -> Error {
    Error::Denied { reason: format!("the login may not list `{}/{below}`", mount.path) }
}

/// A secret of which only the name is known.
fn bare(path: SecretPath) -> Secret {
    Secret {
        path,
        kind: None,
        labels: Labels::new(),
        state: SecretState::Active,
        version: None,
        updated: None,
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
