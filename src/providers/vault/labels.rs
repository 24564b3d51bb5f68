//! Labels in custom metadata: what the server keeps of them, and the two entries that are ours.
//!
//! Custom metadata belongs to the secret, not to a version. Besides the labels it holds the kind, because the server
//! knows none, and which versions are binary, because the server keeps only text. Everything else in it, whoever
//! wrote it, is a label.

use super::ask::Ask;
use super::mounts::Mount;
use super::record::Intended;
use super::server::Inner;
use super::wire::{Metadata, plain_body};
use crate::domain::{Labels, SecretKind, SecretPath, VersionNumber, visible};
use crate::provider::{Error, RequestAction, Result};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

/// Our entry with the kind.
pub(super) const KIND: &str = "strongroom_kind";
/// Our entry with the numbers of the versions whose `content` is binary.
pub(super) const BINARY: &str = "strongroom_binary";

/// The most entries that custom metadata has.
const MOST: usize = 64;
/// The longest name and the longest text, in bytes.
const LONGEST_NAME: usize = 128;
const LONGEST_TEXT: usize = 512;
/// How often a change of labels is tried when somebody else changes them meanwhile.
const ATTEMPTS: usize = 4;

/// The labels among the custom metadata.
pub(super) fn labels_of(custom: &Labels) -> Labels {
    custom
        .iter()
        .filter(|(name, _)| !is_ours(name))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect()
}

fn is_ours(name: &str) -> bool {
    name == KIND || name == BINARY
}

/// Fails with the limit that these labels break.
pub(super) fn check(labels: &Labels) -> Result<()> {
    let wrong = |what: String| Err(Error::Invalid { reason: what });
    if labels.len() > MOST - 2 {
        return wrong(format!("the server keeps at most {} labels", MOST - 2));
    }
    for (name, text) in labels {
        let shown = visible(name);
        if is_ours(name) {
            return wrong(format!("the label `{shown}` is kept for the program itself"));
        }
        if name.is_empty() || name.len() > LONGEST_NAME || shown != *name {
            return wrong(format!("a label's name has 1 to {LONGEST_NAME} bytes, all of them visible"));
        }
        if text.is_empty() || text.len() > LONGEST_TEXT {
            return wrong(format!("the label `{shown}` must have 1 to {LONGEST_TEXT} bytes here"));
        }
        if visible(text) != *text {
            return wrong(format!("the label `{shown}` must be one line of visible characters here"));
        }
    }
    Ok(())
}

/// Whether a version holds binary data.
pub(super) fn is_binary(custom: &Labels, version: VersionNumber) -> bool {
    custom.get(BINARY).is_some_and(|list| list.split(',').any(|number| number.parse() == Ok(version.0)))
}

/// What a write changes in the custom metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Intent {
    /// The kind, where none stands there yet.
    pub(super) kind: Option<SecretKind>,
    /// The labels in the place of those that are there.
    pub(super) labels: Option<Labels>,
    /// A version that is binary.
    pub(super) binary: Option<VersionNumber>,
}

impl Intent {
    /// What the custom metadata is to become.
    fn applied(&self, before: &Labels) -> Labels {
        let mut after = before.clone();
        if let Some(labels) = &self.labels {
            after.retain(|name, _| is_ours(name));
            after.extend(labels.clone());
        }
        if let Some(kind) = self.kind {
            after.insert(KIND.into(), kind.as_str().into());
        }
        if let Some(version) = self.binary {
            let mut list = after.get(BINARY).cloned().unwrap_or_default();
            list = if list.is_empty() { version.to_string() } else { format!("{list},{version}") };
            // The oldest ones go first; the server trims old versions too.
            while list.len() > LONGEST_TEXT {
                list = list.split_once(',').map_or_else(String::new, |(_, rest)| rest.to_owned());
            }
            after.insert(BINARY.into(), list);
        }
        after
    }
}

/// What is known of the custom metadata before it is changed.
pub(super) enum Before {
    /// This was seen.
    Seen(Arc<Metadata>),
    /// The answer to the first write of a secret told this, and not by which number it is known.
    Told(Labels),
    /// Nothing yet.
    Unseen,
}

impl Inner {
    /// Brings the custom metadata into line, and leaves alone what somebody else changes there at the same time.
    pub(super) async fn change_custom(
        &self,
        mount: &Mount,
        path: &SecretPath,
        mut known: Before,
        intent: &Intent,
    ) -> Result<()> {
        let place = mount.metadata(path);
        let doing = format!("change the labels of `{path}`");
        for _ in 0..ATTEMPTS {
            let is_told = matches!(known, Before::Told(_));
            let (old, cas) = match std::mem::replace(&mut known, Before::Unseen) {
                Before::Seen(seen) => (seen.custom(), seen.current_metadata_version),
                Before::Told(labels) => (labels, None),
                Before::Unseen => {
                    let (seen, _) = self.metadata(mount, path).await?;
                    (seen.custom(), seen.current_metadata_version)
                }
            };
            let new = intent.applied(&old);
            if new == old {
                return Ok(());
            }
            if new.len() > MOST {
                return Err(Error::invalid("the server keeps at most 64 labels, the program's own included"));
            }
            let merge = with_cas(json!({ "custom_metadata": difference(&old, &new) }), cas);
            let ask = Ask::change(Method::PATCH, &*place, plain_body(&merge)).merging();
            let intended =
                Intended::new(RequestAction::Labels, path).labelled(&labels_of(&old), &labels_of(&new));
            let mut answer = self.change(&ask, &intended).await?;
            if answer.said().is_denied() || answer.said().is_unsupported() {
                if is_told {
                    // All of it at once would take away what somebody else has put there since.
                    continue;
                }
                // Without the right to patch, or on a server that cannot: all of it at once.
                let whole = with_cas(json!({ "custom_metadata": new }), cas);
                let ask = Ask::change(Method::POST, &*place, plain_body(&whole));
                answer = self.change(&ask, &intended).await?;
            }
            if answer.is_done() {
                return Ok(());
            }
            let said = answer.said();
            if !(said.status == 400 && said.has("metadata check-and-set")) {
                return Err(self.fault(&answer, &doing).await);
            }
        }
        Err(Error::Conflict { current: None })
    }
}

fn with_cas(mut body: Value, cas: Option<u64>) -> Value {
    if let (Some(cas), Some(body)) = (cas, body.as_object_mut()) {
        body.insert("metadata_cas".into(), cas.into());
    }
    body
}

/// What a merge patch says to come from one to the other.
fn difference(old: &Labels, new: &Labels) -> Value {
    let gone = old.keys().filter(|name| !new.contains_key(*name)).map(|name| (name.clone(), Value::Null));
    let set = new.iter().filter(|(name, text)| old.get(*name) != Some(text));
    gone.chain(set.map(|(name, text)| (name.clone(), Value::from(text.as_str())))).collect()
}
