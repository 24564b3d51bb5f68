//! What is inside the sealed records: the line of a secret in its bucket, the line of a version, the fields.

use crate::domain::{
    Field, Fields, Fingerprint, Labels, Secret, SecretKind, SecretPath, SecretValue, Shape, Timestamp,
    VersionInfo, VersionNumber,
};
use crate::providers::rules::{Newest, Standing};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// One secret in its bucket. The order of the members is the file format (postcard). A listing borrows the paths.
#[derive(Serialize, Deserialize)]
pub(super) struct Head<P = String> {
    pub(super) path: P,
    /// Random and never used again, so that versions of an erased secret do not open under its successor.
    pub(super) id: [u8; 16],
    pub(super) kind: SecretKind,
    pub(super) labels: Labels,
    pub(super) newest: VersionNumber,
    pub(super) updated: Timestamp,
    /// How the newest version stands.
    pub(super) standing: Standing,
}

impl<P> Head<P> {
    /// What listings tell.
    pub(super) fn into_secret(self, path: SecretPath) -> Secret {
        Secret {
            path,
            kind: Some(self.kind),
            labels: self.labels,
            state: self.standing.of_secret(),
            version: Some(self.newest),
            updated: Some(self.updated),
        }
    }

    pub(super) fn newest(&self) -> Newest {
        Newest { kind: self.kind, number: self.newest, standing: self.standing }
    }
}

/// One version in the history. The order of the members is the file format.
#[derive(Serialize, Deserialize)]
pub(super) struct Info {
    pub(super) created: Timestamp,
    pub(super) author: String,
    pub(super) fingerprint: Fingerprint,
    pub(super) standing: Standing,
}

impl Info {
    /// What the history tells.
    pub(super) fn version(self, number: VersionNumber, is_newest: bool) -> VersionInfo {
        VersionInfo {
            number,
            state: self.standing.state(is_newest),
            created: self.created,
            deleted: self.standing.deleted(),
            ends: None,
            fingerprint: Some(self.fingerprint),
            author: Some(self.author),
            stages: Vec::new(),
        }
    }
}

/// Writes fields one after the other: name, shape and length by postcard, then the bytes as they are. The buffer is
/// sized before, because growing would leave copies of values behind.
pub(super) fn encode(fields: &Fields) -> Option<Zeroizing<Vec<u8>>> {
    let room = fields.iter().map(|field| field.name.len() + field.value.len() + 24).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    for field in fields {
        let length = u64::try_from(field.value.len()).ok()?;
        bytes.extend_from_slice(&postcard::to_stdvec(&(&field.name, field.shape, length)).ok()?);
        field.value.expose(|value| bytes.extend_from_slice(value));
    }
    Some(bytes)
}

/// Reads what [`encode`] wrote.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Fields> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let ((name, shape, length), rest) = postcard::take_from_bytes::<(String, Shape, u64)>(bytes).ok()?;
        let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        fields.push(Field { name, value: SecretValue::copied(value), shape });
        bytes = rest;
    }
    Some(fields.into_iter().collect())
}
