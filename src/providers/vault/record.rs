//! The record of a change that waits for approval: what a reviewer sees of it, and what is still to be written beside
//! the content when it has been carried out. Names and labels, never values.

use super::labels::{self, Intent};
use crate::domain::{
    Field, Fields, Labels, SecretKind, SecretPath, SecretValue, Shape, Timestamp, VersionNumber,
};
use crate::provider::{ChangeRequest, RequestAction, RequestState};
use serde_json::json;
use std::collections::BTreeMap;

/// How the records look; a later version may add to it.
pub(super) const SCHEMA: u64 = 1;

/// What a change does to labels, by name; nothing for one that is taken off.
type Changes = BTreeMap<String, Option<String>>;

/// A change that is being made, as a record would tell it.
#[derive(Clone, Debug)]
pub(super) struct Intended<'a> {
    pub(super) path: &'a SecretPath,
    action: RequestAction,
    base: Option<VersionNumber>,
    fields: Vec<String>,
    beside: Beside,
}

/// What a write keeps beside the content. The gate holds the content alone back: this is written after it.
#[derive(Clone, Debug, Default)]
struct Beside {
    kind: Option<SecretKind>,
    labels: Changes,
    is_binary: bool,
}

impl<'a> Intended<'a> {
    pub(super) fn new(action: RequestAction, path: &'a SecretPath) -> Self {
        Self { path, action, base: None, fields: Vec::new(), beside: Beside::default() }
    }

    /// Based on this version; zero is a secret that is not there.
    pub(super) fn on(self, version: u64) -> Self {
        Self { base: (version > 0).then_some(VersionNumber(version)), ..self }
    }

    /// With these fields, by name.
    pub(super) fn with(self, fields: &Fields) -> Self {
        Self { fields: fields.iter().map(|field| field.name.clone()).collect(), ..self }
    }

    /// Of this kind.
    pub(super) fn of(mut self, kind: SecretKind, is_binary: bool) -> Self {
        (self.beside.kind, self.beside.is_binary) = (Some(kind), is_binary);
        self
    }

    /// With these labels in the place of those that are there.
    pub(super) fn labelled(mut self, old: &Labels, new: &Labels) -> Self {
        let gone = old.keys().filter(|name| !new.contains_key(*name)).map(|name| (name.clone(), None));
        let set = new.iter().filter(|(name, text)| old.get(*name) != Some(text));
        self.beside.labels = gone.chain(set.map(|(name, text)| (name.clone(), Some(text.clone())))).collect();
        self
    }

    /// The record of it.
    pub(super) fn recorded(
        &self,
        accessor: &str,
        token: &SecretValue,
        now: Timestamp,
        expires: Timestamp,
    ) -> Fields {
        let text = |name: &str, text: &str| Field::text(name, SecretValue::copied(text.as_bytes()));
        let json = |name: &str, json: serde_json::Value| Field {
            shape: Shape::Json,
            ..text(name, &json.to_string())
        };
        let mut record = vec![
            json("schema", SCHEMA.into()),
            text("accessor", accessor),
            Field::text("wrap_token", token.duplicate()),
            text("path", self.path.as_str()),
            text("action", self.action.as_str()),
            json("base", self.base.map_or(0, |base| base.0).into()),
            json("fields", json!(self.fields)),
            text("created", &now.to_string()),
            text("expires", &expires.to_string()),
        ];
        let Beside { kind, labels, is_binary } = &self.beside;
        record.extend(kind.map(|kind| text("kind", kind.as_str())));
        if !labels.is_empty() {
            record.push(json("labels", json!(labels)));
        }
        if *is_binary {
            record.push(json("binary", true.into()));
        }
        Fields::from_iter(record)
    }
}

/// A record as it lies on the server.
pub(super) struct Record {
    pub(super) id: String,
    pub(super) requester: String,
    pub(super) wrap_token: SecretValue,
    pub(super) path: SecretPath,
    pub(super) action: RequestAction,
    pub(super) base: Option<VersionNumber>,
    pub(super) expires: Timestamp,
    fields: Vec<String>,
    created: Timestamp,
    beside: Beside,
}

impl Record {
    /// What of kind and labels does not stand there yet.
    pub(super) fn unwritten(&self, custom: &Labels) -> Option<Intent> {
        let Beside { kind, labels, is_binary } = &self.beside;
        let before = labels::labels_of(custom);
        let mut after = before.clone();
        for (name, text) in labels {
            match text {
                Some(text) => after.insert(name.clone(), text.clone()),
                None => after.remove(name),
            };
        }
        let version = VersionNumber(self.base.map_or(0, |base| base.0) + 1);
        let intent = Intent {
            kind: kind.filter(|_| super::wire::kind_of(custom).is_none()),
            labels: (after != before).then_some(after),
            binary: (*is_binary && !labels::is_binary(custom, version)).then_some(version),
        };
        (intent != Intent::default()).then_some(intent)
    }

    /// The request as it is shown, with the custom metadata of its secret as far as that is known.
    pub(super) fn told(
        self,
        state: RequestState,
        custom: Option<&Labels>,
        names: &BTreeMap<String, String>,
    ) -> ChangeRequest {
        let is_finished = custom.is_some_and(|custom| self.unwritten(custom).is_none());
        let requested_by = names.get(&self.requester).cloned().unwrap_or(self.requester);
        let Self { id, path, action, base, fields, created, expires, beside, .. } = self;
        let Beside { kind, labels, .. } = beside;
        ChangeRequest {
            id,
            state,
            action,
            path,
            base,
            fields,
            kind,
            labels,
            is_finished,
            is_closed: false,
            requested_by,
            created,
            expires,
        }
    }
}

/// Reads a record. What is none is left out: everybody in the team can write one, and only under their own number,
/// which is why that is taken from the path. Labels that the server would not keep are left out too.
pub(super) fn parsed(at: &SecretPath, mut fields: Fields) -> Option<Record> {
    let text = |name: &str| fields.field(name)?.value.expose_text(str::to_owned);
    let action = text("action")?;
    let base: u64 = text("base")?.parse().ok()?;
    let mut labels: Changes =
        text("labels").and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    labels.retain(|name, text| {
        let text = text.clone().unwrap_or_else(|| "-".into());
        labels::check(&Labels::from([(name.clone(), text)])).is_ok()
    });
    let beside = Beside {
        kind: text("kind").and_then(|kind| SecretKind::parse(&kind).ok()),
        labels,
        is_binary: text("binary").as_deref() == Some("true"),
    };
    Some(Record {
        id: at.name().to_owned(),
        requester: at.folder().as_str().rsplit('/').next()?.to_owned(),
        path: SecretPath::new(&text("path")?).ok()?,
        action: RequestAction::ALL.into_iter().find(|known| known.as_str() == action)?,
        base: (base > 0).then_some(VersionNumber(base)),
        fields: serde_json::from_str(&text("fields")?).ok()?,
        created: Timestamp::parse(&text("created")?)?,
        expires: Timestamp::parse(&text("expires")?)?,
        beside,
        wrap_token: fields.take("wrap_token")?.value,
    })
}
