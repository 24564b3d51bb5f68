//! The description of a kind of provider: form, documentation and validation come from it.

use super::{Keeper, Provider, Result};
use crate::domain::ProviderId;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A kind of provider, as one line in the list of kinds.
#[derive(Debug)]
pub struct Kind {
    /// Its name in `config.toml`.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Whether people may register one; those that may not are made by the program itself.
    pub is_registrable: bool,
    /// What can be set, besides `kind`, `enabled` and `read_only`.
    pub settings: &'static [Setting],
    /// Makes a provider of these settings. Does not talk to a server yet.
    pub connect: fn(Connect) -> Connecting,
}

/// One setting of a kind.
#[derive(Debug)]
pub struct Setting {
    /// Its key in `config.toml`.
    pub key: &'static str,
    /// What it means, in a few words.
    pub help: &'static str,
    /// Whether it must be there.
    pub is_required: bool,
    /// What it may be.
    pub kind: SettingKind,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// Any text.
    Text,
    /// `true` or `false`.
    Switch,
    /// A duration such as `5s`.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// All that a provider is made of.
pub struct Connect {
    /// Its name.
    pub id: ProviderId,
    /// Its settings by key, already checked against the kind.
    pub settings: BTreeMap<String, String>,
    /// Where its credentials are.
    pub keeper: Arc<dyn Keeper>,
}

/// A provider in the making.
pub type Connecting = Pin<Box<dyn Future<Output = Result<Arc<dyn Provider>>> + Send>>;
