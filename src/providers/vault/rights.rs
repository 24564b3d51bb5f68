//! What the login may do, asked of the server for many secrets at once: `sys/capabilities-self`.
//!
//! The server tells the capabilities of paths of its API, of which one secret has several: a right is there when every
//! path has what the verb of that name needs, the reading of metadata before and after it among them. Two things do not
//! show here: a change that others must approve counts as allowed, and some tokens may not ask at all. What they may
//! do shows when they do it.

use super::ask::Ask;
use super::mounts::{Engine, Mount, holding};
use super::server::{Inner, Vault};
use super::wire::{Unwrapped, plain_body};
use crate::domain::SecretPath;
use crate::provider::{Permitting, Result, Right, Rights};
use async_trait::async_trait;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Paths in one question: the server takes 1000 texts, and the name of the list is one of them.
const AT_ONCE: usize = 999;
/// Paths of the API that the verbs on one secret need, at most.
const DOORS: usize = 5;

/// What the server told, by the path that was asked for.
pub(super) type Told = HashMap<String, Vec<String>>;

#[async_trait]
impl Permitting for Vault {
    async fn rights(&self, paths: &[SecretPath]) -> Result<Vec<Option<Rights>>> {
        self.inner.rights(paths).await
    }
}

impl Inner {
    async fn rights(&self, paths: &[SecretPath]) -> Result<Vec<Option<Rights>>> {
        let mounts = self.mounts(None).await?;
        let mut all = Vec::with_capacity(paths.len());
        for some in paths.chunks(AT_ONCE / DOORS) {
            let places: Vec<Option<Place<'_>>> = some
                .iter()
                .map(|path| holding(&mounts, &path.folder()).map(|mount| Place { mount, path }))
                .collect();
            let doors: Vec<String> = places.iter().flatten().flat_map(Place::doors).collect();
            let told = if doors.is_empty() { None } else { self.capabilities(&doors).await? };
            all.extend(places.into_iter().map(|place| place?.rights(told.as_ref()?)));
        }
        Ok(all)
    }

    /// What the login may do on these paths of the API; nothing when it may not ask.
    pub(super) async fn capabilities(&self, doors: &[String]) -> Result<Option<Told>> {
        if self.blind.is_known() {
            return Ok(None);
        }
        let ask = Ask::question("sys/capabilities-self", plain_body(&json!({ "paths": doors }))).of_names();
        let answer = self.ask(&ask).await?;
        if answer.is_done() {
            return Ok(Some(answer.parsed::<Unwrapped<Told>>("the rights of the login")?.data));
        }
        let said = answer.said();
        let fault = self.fault(&answer, "ask what it may do").await;
        let is_blind = matches!(fault, crate::provider::Error::Denied { .. });
        if is_blind || said.is_unsupported() || said.status == 404 {
            self.blind.note();
            return Ok(None);
        }
        Err(fault)
    }
}

/// A secret in its mount.
struct Place<'a> {
    mount: &'a Arc<Mount>,
    path: &'a SecretPath,
}

impl Place<'_> {
    /// The paths of the API that the verbs need.
    fn doors(&self) -> Vec<String> {
        let Self { mount, path } = self;
        match mount.engine {
            Engine::One => vec![mount.data(path)],
            Engine::Two => ["data", "metadata", "delete", "undelete", "destroy"]
                .map(|door| mount.door(door, path))
                .into(),
        }
    }

    /// What these capabilities allow; nothing when the server left a path out.
    fn rights(&self, told: &Told) -> Option<Rights> {
        let doors = self.doors();
        let told: Vec<&[String]> =
            doors.iter().map(|door| told.get(door).map(Vec::as_slice)).collect::<Option<_>>()?;
        let may = |door: usize, verb: &str| {
            let all = told.get(door).copied().unwrap_or_default();
            all.iter().any(|one| one == verb || one == "root") && !all.iter().any(|one| one == "deny")
        };
        Some(match self.mount.engine {
            Engine::One => one(&|verb| may(0, verb)),
            Engine::Two => two(&may),
        })
    }
}

/// The rights in a mount of KV version 1, where every write reads first and looks afterwards.
fn one(may: &dyn Fn(&str) -> bool) -> Rights {
    let reads = may("read");
    Rights::default()
        .only_if(reads, Right::Read)
        .only_if(reads && may("create"), Right::Create)
        .only_if(reads && may("update"), Right::Update)
        .only_if(reads && may("delete"), Right::Delete)
        .only_if(reads && may("delete"), Right::Erase)
        .without(Right::Patch)
        .without(Right::Undelete)
        .without(Right::Destroy)
        .without(Right::History)
        .without(Right::Labels)
}

/// The rights in a mount of KV version 2. The doors are data, metadata, delete, undelete and destroy.
fn two(may: &dyn Fn(usize, &str) -> bool) -> Rights {
    let sees = may(1, "read");
    Rights::default()
        .only_if(may(0, "read"), Right::Read)
        .only_if(may(0, "create"), Right::Create)
        .only_if(may(0, "update"), Right::Update)
        .only_if(may(0, "patch"), Right::Patch)
        .only_if(may(0, "delete") || (sees && may(2, "update")), Right::Delete)
        .only_if(sees && may(3, "update"), Right::Undelete)
        .only_if(sees && may(4, "update"), Right::Destroy)
        .only_if(sees && may(1, "delete"), Right::Erase)
        .only_if(sees, Right::History)
        .only_if(sees && (may(1, "patch") || may(1, "update")), Right::Labels)
}
