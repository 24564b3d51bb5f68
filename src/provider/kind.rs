//! The description of a kind of provider: form, documentation, validation and check come from it.
//!
//! A kind tells what can be set ([`Setting`]), which [`Step`]s a check of it has, and how it is checked and connected.
//! The check gets the settings as they stand in the form and tells each step as it comes:
//!
//! ```
//! use strongroom::provider::{Connect, Error, Finding, Report};
//!
//! async fn check(connect: Connect, report: Report<'_>) {
//!     report("reachable", Finding::Waiting);
//!     let Some(url) = connect.settings.get("url") else { return };
//!     // … ask the server …
//!     report("reachable", Finding::Fine(format!("{url} answers")));
//!     report("login", Finding::Failed(Error::Denied { reason: "the token is not known".into() }));
//! }
//! ```
//!
//! What follows a failed step and cannot be tried is left out; the form shows it as not tried. A check never writes.
//! It may be dropped at any point where it waits, because what is typed has changed meanwhile.

use super::{Error, Keeper, Provider, Result};
use crate::domain::{Fields, ProviderId};
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
    /// Whether it is only for trying things out: offered in the demo, and elsewhere taken from who names it.
    pub is_for_trying: bool,
    /// What everybody who uses one must know, such as that nothing is kept.
    pub caution: Option<&'static str>,
    /// What can be set, besides `kind`, `enabled` and `read_only`, in the order of the form.
    pub settings: &'static [Setting],
    /// The steps of its check, in the order in which they are shown.
    pub steps: &'static [Step],
    /// Whether a provider with these settings, as they take effect, needs the embedded store: its credentials come from
    /// nowhere else.
    pub needs_store: fn(&BTreeMap<String, String>) -> bool,
    /// The provider that the environment makes, if it does; [`GIVES_NOTHING`] where it makes none of this kind.
    pub given: fn() -> Option<Given>,
    /// Tries the settings, step by step.
    pub check: for<'a> fn(Connect, Report<'a>) -> Checking<'a>,
    /// Opens, when the person saves, what of the credentials opens only once; see [`Opening`]. [`OPENS_NOTHING`] where
    /// there is no such thing.
    pub open: fn(Connect) -> Opening,
    /// Makes a provider of these settings. Does not talk to a server yet.
    pub connect: fn(Connect) -> Connecting,
}

impl Kind {
    /// The setting of this key.
    pub fn setting(&self, key: &str) -> Option<&'static Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// The credentials among its settings.
    pub fn credentials(&self) -> impl Iterator<Item = &'static Setting> {
        self.settings.iter().filter(|setting| setting.kind == SettingKind::Credential)
    }

    /// Where a provider with these settings, as they take effect, is reached: key and text of its addresses.
    pub fn addresses<'s>(
        &self,
        settings: &'s BTreeMap<String, String>,
    ) -> impl Iterator<Item = (&'static str, &'s str)> {
        let addresses = self.settings.iter().filter(|setting| setting.kind == SettingKind::Address);
        addresses.filter_map(move |setting| Some((setting.key, settings.get(setting.key)?.as_str())))
    }

    /// The settings that count while the others are as told, without credentials; defaults are filled in.
    pub fn effective(&self, given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut settings = BTreeMap::new();
        for setting in self.settings.iter().filter(|setting| setting.kind != SettingKind::Credential) {
            let text = given.get(setting.key).map(String::as_str).or(setting.default);
            if let Some(text) = text.filter(|_| setting.applies(|key| settings.get(key).cloned())) {
                settings.insert(setting.key.to_owned(), text.to_owned());
            }
        }
        settings
    }
}

/// One setting of a kind.
#[derive(Debug)]
pub struct Setting {
    /// Its key in `config.toml`, or in the sealed entry of credentials.
    pub key: &'static str,
    /// Its name in the form.
    pub title: &'static str,
    /// What it means, in a few words.
    pub help: &'static str,
    /// Whether it must be there, where it applies.
    pub is_required: bool,
    /// What it may be.
    pub kind: SettingKind,
    /// What it is when nothing is given.
    pub default: Option<&'static str>,
    /// When it counts; always without a condition.
    pub when: Option<When>,
    /// What the store wants of its text beyond what it may be by its kind.
    pub rule: Option<Rule>,
    /// The credential that makes this one needless: it is neither asked for nor used where that one is typed.
    pub instead_of: Option<&'static str>,
    /// Whether a credential may be seen while it is typed: it says who somebody is, and opens nothing.
    pub is_seen: bool,
}

/// Tells whether a text can be meant at all, without asking anybody; fails with what is allowed. Never repeats the text.
pub type Rule = fn(&str) -> std::result::Result<(), String>;

impl Setting {
    /// Any text that need not be there: what a description starts from.
    pub const ANY: Self = Self {
        key: "",
        title: "",
        help: "",
        is_required: false,
        kind: SettingKind::Text,
        default: None,
        when: None,
        rule: None,
        instead_of: None,
        is_seen: false,
    };

    /// Whether it counts, where `other` tells the settings that stand before it.
    pub fn applies(&self, other: impl Fn(&str) -> Option<String>) -> bool {
        self.when.is_none_or(|when| other(when.key).is_some_and(|text| when.is.contains(&&*text)))
    }

    /// Says what is allowed when a text cannot be taken. Never repeats the text.
    pub fn check(&self, text: &str) -> std::result::Result<(), String> {
        self.check_kind(text)?;
        self.rule.map_or(Ok(()), |rule| rule(text))
    }

    fn check_kind(&self, text: &str) -> std::result::Result<(), String> {
        match self.kind {
            SettingKind::Text | SettingKind::Address | SettingKind::Credential if text.is_empty() => {
                Err("must not be empty".into())
            }
            SettingKind::Text | SettingKind::Address | SettingKind::Credential => Ok(()),
            SettingKind::Switch if matches!(text, "true" | "false") => Ok(()),
            SettingKind::Switch => Err("must be true or false".into()),
            SettingKind::Duration if humantime::parse_duration(text).is_ok() => Ok(()),
            SettingKind::Duration => Err("must be a duration such as 10s, 5m or 1h 30m".into()),
            SettingKind::Choice(choices) if choices.contains(&text) => Ok(()),
            SettingKind::Choice(choices) => Err(format!("must be one of {}", choices.join(", "))),
        }
    }

    /// The texts that can be chosen, or none when it is typed.
    pub fn choices(&self) -> &'static [&'static str] {
        match self.kind {
            SettingKind::Switch => &["true", "false"],
            SettingKind::Choice(choices) => choices,
            SettingKind::Text | SettingKind::Address | SettingKind::Duration | SettingKind::Credential => &[],
        }
    }
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// Any text.
    Text,
    /// A text that says where credentials go, or whom they are trusted to there. When it changes, in a form or in
    /// `config.toml`, the credentials that are kept are not used any more: they are asked for again.
    Address,
    /// `true` or `false`.
    Switch,
    /// A duration such as `5s`.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A value that is typed unseen and kept encrypted by the keeper, never in `config.toml`.
    Credential,
}

/// A condition: a setting that stands before has one of these texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The key of that setting.
    pub key: &'static str,
    /// The texts.
    pub is: &'static [&'static str],
}

/// One step of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is tried, in a few words; its name in a [`Report`].
    pub name: &'static str,
    /// What will not work while it fails.
    pub otherwise: &'static str,
}

/// What a step of a check has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is being tried.
    Waiting,
    /// It is well; the text tells more.
    Fine(String),
    /// It works, and deserves a look.
    Warning(String),
    /// It does not work.
    Failed(Error),
    /// It cannot work before credentials are given; the error is what comes of trying all the same.
    NoCredentials(Error),
}

/// Takes the findings of a check as they come: the name of the step, and what it has found.
pub type Report<'a> = &'a mut (dyn FnMut(&'static str, Finding) + Send);

/// A check under way.
pub type Checking<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A provider that the environment of the process makes: where it is, and its credentials, which are looked for again
/// when it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its settings by key.
    pub settings: BTreeMap<String, String>,
    /// The variable that names it.
    pub by: String,
    /// What the environment says besides and is not used.
    pub passed_over: Option<String>,
    /// Why it cannot be used.
    pub broken: Option<String>,
}

/// What a kind has for [`Kind::given`] that takes nothing from the environment.
pub const GIVES_NOTHING: fn() -> Option<Given> = || None;

/// The opening of credentials that open only once: what is to be kept in their place; nothing where nothing was to be
/// opened.
pub type Opening = Pin<Box<dyn Future<Output = Result<Option<Fields>>> + Send>>;

/// What a kind has for [`Kind::open`] none of whose credentials wants it.
pub const OPENS_NOTHING: fn(Connect) -> Opening = |_| Box::pin(async { Ok(None) });

/// All that a provider is made of.
pub struct Connect {
    /// Its name.
    pub id: ProviderId,
    /// Its settings by key, already checked against the kind, with defaults.
    pub settings: BTreeMap<String, String>,
    /// Its credentials by key.
    pub credentials: Fields,
    /// The store of our own.
    pub keeper: Arc<dyn Keeper>,
}

/// A provider in the making.
pub type Connecting = Pin<Box<dyn Future<Output = Result<Arc<dyn Provider>>> + Send>>;
