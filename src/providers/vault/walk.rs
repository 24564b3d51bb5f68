//! A walk through the folders of a mount: the top first, then what lies below it, names as they come.
//!
//! A folder is asked for all names below it (SCAN) where that is possible, one first and then several at a time; else
//! for its own (LIST), as many at a time as the pace allows. Where the way to the server takes long, everything is asked
//! for at once beside the top, since it comes as soon as the first folder would.

use super::answer::Answer;
use super::ask::{Ask, Carries};
use super::mounts::{Mount, Part};
use super::server::Inner;
use super::wire::{Keys, Unwrapped};
use crate::domain::{Folder, Labels, Secret, SecretPath, SecretState};
use crate::provider::{Error, Page, Pages, Result};
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Folders scanned at a time: each costs the server as much as many lists.
const SCANS: usize = 6;
/// The same where most of the time goes by on the way.
const FAR_SCANS: usize = 12;
/// A way there and back from which on everything is asked for at once.
const LONG: Duration = Duration::from_millis(20);
/// A top that takes the server so long has so much below it that names had better come folder by folder.
const BIG: Duration = Duration::from_millis(120);
/// So long after the top everything at once is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
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
    Names(Vec<String>),
    /// There is nothing there.
    Nothing,
    /// The right is missing.
    Denied,
    /// The server does not know how.
    Unsupported,
    Failed(Error),
}

/// A listing under way.
pub(super) struct Walk<'a, 'p> {
    vault: &'a Arc<Inner>,
    part: &'a Part,
    queue: VecDeque<(String, How)>,
    /// Whether folders are scanned, as the top has shown; false once the server or its policy has shown that they cannot be.
    scans: bool,
    /// Whether one was.
    has_scanned: bool,
    /// The secrets found while there are few of them.
    held: Option<Vec<Secret>>,
    pages: Pages<'p>,
}

/// What asking for the top of a walk has brought.
pub(super) struct Top {
    how: How,
    found: Found,
    /// Whether folders may be scanned, as far as it is known now.
    scans: bool,
}

impl Inner {
    /// Asks for the names of one folder.
    async fn folder(&self, mount: &Mount, below: &str, how: How) -> Found {
        match self.asked(mount, below, how).await {
            Ok(found) => found,
            Err(refused) => self.refused(&refused, mount, below).await,
        }
    }

    /// The same; a refusal, which can mean a missing right or the end of the token, is handed back as it is.
    async fn asked(&self, mount: &Mount, below: &str, how: How) -> std::result::Result<Found, Answer> {
        let method: &[u8] = if how == How::Scan { b"SCAN" } else { b"LIST" };
        let answer = match self.ask(&Ask::names(method, mount.folder("metadata", below))).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Found::Failed(error)),
        };
        if answer.is_done() {
            return Ok(match answer.parsed::<Unwrapped<Keys>>("its names") {
                Ok(keys) => Found::Names(keys.data.keys),
                Err(error) => Found::Failed(error),
            });
        }
        let said = answer.said();
        if said.is_unsupported() {
            return Ok(Found::Unsupported);
        }
        if said.status == 404 && !said.is_moved() {
            return Ok(Found::Nothing);
        }
        Err(answer)
    }

    /// What a refusal means.
    async fn refused(&self, answer: &Answer, mount: &Mount, below: &str) -> Found {
        match self.fault(answer, &format!("list `{}/{below}`", mount.path)).await {
            Error::Denied { .. } => Found::Denied,
            error => Found::Failed(error),
        }
    }

    /// Whether the way to the server is long. Before the first answer nobody knows.
    pub(super) fn is_long_way(&self) -> bool {
        self.client.pace(Carries::Names).round_trip().is_some_and(|round_trip| round_trip >= LONG)
    }

    /// Asks for the top, and on a long way for everything too: what comes of that is taken unless there is so much
    /// that it keeps the first names waiting.
    pub(super) async fn top(&self, mount: &Mount, below: &str) -> Top {
        let scans = !mount.lacks.scan.is_known();
        if !scans || !self.is_long_way() {
            return Top { how: How::List, found: self.folder(mount, below, How::List).await, scans };
        }
        let round_trip = self.client.pace(Carries::Names).round_trip().unwrap_or_default();
        let mut list = pin!(self.asked(mount, below, How::List));
        let mut scan = pin!(self.asked(mount, below, How::Scan));
        let start = Instant::now();
        let (listed, scanned) = tokio::select! {
            // In this order: the connection that is there is best used for what takes longest.
            biased;
            scanned = &mut scan => (None, scanned),
            listed = &mut list => {
                // A new connection may have been made for it.
                let is_big = start.elapsed() > 2 * round_trip + BIG;
                let patience = if is_big { Duration::ZERO } else { PATIENCE };
                match (tokio::time::timeout(patience, &mut scan).await, listed) {
                    (Ok(scanned), listed) => (Some(listed), scanned),
                    (Err(_), Ok(found @ Found::Names(_))) => return Top { how: How::List, found, scans },
                    (Err(_), listed) => (Some(listed), scan.await),
                }
            }
        };
        if let Ok(found @ Found::Names(_)) = scanned {
            return Top { how: How::Scan, found, scans };
        }
        let listed = match listed {
            Some(listed) => listed,
            None => list.await,
        };
        let scanned = match scanned {
            Ok(found) => found,
            // Who is given names at the same time has a token that lives: only the right is missing.
            Err(_) if matches!(listed, Ok(Found::Names(_))) => Found::Denied,
            Err(refused) => self.refused(&refused, mount, below).await,
        };
        if matches!(scanned, Found::Unsupported) {
            mount.lacks.scan.note();
        }
        let found = match listed {
            Ok(found) => found,
            Err(refused) => self.refused(&refused, mount, below).await,
        };
        Top { how: How::List, found, scans: !matches!(scanned, Found::Unsupported | Found::Denied) }
    }
}

impl<'a, 'p> Walk<'a, 'p> {
    /// Nothing is asked yet. With `holds` the names wait while there are few of them.
    pub(super) fn new(vault: &'a Arc<Inner>, part: &'a Part, holds: bool, pages: Pages<'p>) -> Self {
        Self {
            vault,
            part,
            queue: VecDeque::new(),
            scans: false,
            has_scanned: false,
            held: holds.then(Vec::new),
            pages,
        }
    }

    /// Walks, from a top that was asked for already or asking for it. Answers with the names that still wait, when
    /// there were few.
    pub(super) async fn run(mut self, top: Option<Top>) -> Result<(Vec<Secret>, Pages<'p>)> {
        let first = self.part.below.clone();
        let top = match top {
            Some(top) => top,
            None => self.vault.top(&self.part.mount, &first).await,
        };
        self.scans = top.scans;
        self.found(&first, first.clone(), top.how, top.found)?;
        let mut running: JoinSet<(String, How, Found)> = JoinSet::new();
        loop {
            while running.len() < self.width()
                && let Some((below, how)) = self.queue.pop_front()
            {
                let how = if self.scans { how } else { How::List };
                let (vault, mount) = (Arc::clone(self.vault), Arc::clone(&self.part.mount));
                running.spawn(async move {
                    let found = vault.folder(&mount, &below, how).await;
                    (below, how, found)
                });
            }
            let Some(done) = running.join_next().await else { break };
            let (below, how, found) = done.map_err(|_| Error::Bug { what: "listing a folder".into() })?;
            self.found(&first, below, how, found)?;
        }
        Ok((self.held.take().unwrap_or_default(), self.pages))
    }

    /// How many folders may be asked for at a time.
    fn width(&self) -> usize {
        let pace = self.vault.client.pace(Carries::Names);
        let scans = if pace.is_far() { FAR_SCANS } else { SCANS };
        match (self.scans, self.has_scanned) {
            (false, _) => pace.width(),
            (true, true) => pace.width().min(scans),
            // Many refusals tell no more than one.
            (true, false) => 1,
        }
    }

    /// Takes what asking for a folder has brought.
    fn found(&mut self, first: &str, below: String, how: How, found: Found) -> Result<()> {
        match found {
            Found::Names(keys) => {
                self.has_scanned |= how == How::Scan;
                // What lies in a folder that may not be scanned may not be scanned either.
                let next = if below == first { How::Scan } else { How::List };
                self.take(&below, keys, next);
            }
            // A top whose names are all filtered away may have more below that are not.
            Found::Nothing if below == first && how == How::List && self.scans => {
                self.queue.push_back((below, How::Scan));
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
                    self.scans &= self.has_scanned && !is_for_all;
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
        Ok(())
    }

    /// Takes the names of a folder; those that end with a slash are folders themselves.
    fn take(&mut self, below: &str, keys: Vec<String>, next: How) {
        let mut secrets = Vec::new();
        for key in keys {
            let name = format!("{below}{key}");
            if key.ends_with('/') {
                self.queue.push_back((name, next));
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
pub(super) fn bare(path: SecretPath) -> Secret {
    Secret {
        path,
        kind: None,
        labels: Labels::new(),
        state: SecretState::Active,
        version: None,
        updated: None,
    }
}
