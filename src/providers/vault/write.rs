//! Writing: always on the version that was seen, and never believed before the server's metadata confirms it.

use super::answer::Answer;
use super::client::Ask;
use super::labels::{self, Intent};
use super::mounts::{Engine, Mount};
use super::read::encode;
use super::record::Intended;
use super::server::Inner;
use super::wire::{Metadata, Unwrapped, Written, body, kind_of, plain_body, write_body};
use crate::domain::{Field, Fields, Labels, SecretKind, SecretPath, Shape, Timestamp, VersionNumber};
use crate::provider::{Base, Change, Error, RequestAction, Result};
use crate::providers::rules::{self, Newest, Standing};
use reqwest::Method;
use serde_json::json;

/// The largest whole number that survives the server: it keeps numbers as floating point.
const LARGEST_WHOLE: u128 = 1 << 53;

impl Inner {
    /// Writes a new version.
    pub(super) async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        let mount = self.mount_of(path).await?;
        check_numbers(&change.fields)?;
        if mount.engine == Engine::One {
            return self.write_plain(&mount, path, change).await;
        }
        if let Some(labels) = &change.labels {
            labels::check(labels)?;
        }
        let known = self.known(&mount, path).await?;
        let cas = admitted(path, &change, known.as_ref())?;
        let action = if cas == 0 { RequestAction::Create } else { RequestAction::Update };
        let custom = known.as_ref().map(|(metadata, _)| metadata.custom()).unwrap_or_default();
        let mut intended = Intended::new(action, path).on(cas).with(&change.fields);
        if let Some(new) = &change.labels {
            intended = intended.labelled(&labels::labels_of(&custom), new);
        }
        let (fields, is_binary) = encode(change.fields);
        let intended = intended.of(change.kind, is_binary);
        let ask = Ask::change(Method::POST, mount.data(path), write_body(Some(cas), &fields.to_json()));
        let answer = self.change(&ask, &intended).await?;
        if !answer.is_done() {
            return Err(self.not_written(&answer, &mount, path, change.base).await);
        }
        let written: Unwrapped<Written> = answer.parsed(format_args!("`{path}`"))?;
        let number = VersionNumber(written.data.version);
        let intent = Intent {
            kind: kind_of(&custom).is_none().then_some(change.kind),
            labels: change.labels,
            binary: is_binary.then_some(number),
        };
        self.describe(&mount, path, known.map(|(metadata, _)| metadata), &intent, number).await?;
        Ok(number)
    }

    /// What is known before a write; nothing for a secret that is not there or may not be looked at.
    async fn known(&self, mount: &Mount, path: &SecretPath) -> Result<Option<(Metadata, Timestamp)>> {
        match self.metadata(mount, path).await {
            Ok(known) => Ok(Some(known)),
            Err(Error::NotFound { .. } | Error::Denied { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes kind and labels after the version itself, which is what decides between two writers.
    async fn describe(
        &self,
        mount: &Mount,
        path: &SecretPath,
        known: Option<Metadata>,
        intent: &Intent,
        number: VersionNumber,
    ) -> Result<()> {
        let is_asked =
            intent.labels.as_ref().is_some_and(|labels| !labels.is_empty()) || intent.binary.is_some();
        match self.change_custom(mount, path, known, intent).await {
            Ok(()) => Ok(()),
            // The kind alone is a comfort: without it the fields tell what they can.
            Err(_) if !is_asked => Ok(()),
            Err(Error::Denied { reason }) => Err(Error::Denied {
                reason: format!("version {number} of `{path}` is written, its labels are not: {reason}"),
            }),
            Err(error) => Err(error),
        }
    }

    /// Why a version was not written.
    async fn not_written(&self, answer: &Answer, mount: &Mount, path: &SecretPath, base: Base) -> Error {
        if !answer.said().is_conflict() {
            return self.fault(answer, &format!("write `{path}`")).await;
        }
        let there = self.metadata(mount, path).await.ok();
        let newest = there.as_ref().and_then(|(there, now)| Some((there.newest()?.0, there.standing(*now)?)));
        match (base, newest) {
            (Base::Absent, Some((_, standing))) if standing.is_readable() => {
                Error::Exists { what: format!("`{path}`") }
            }
            (_, newest) => Error::Conflict { current: newest.map(|(number, _)| number) },
        }
    }

    /// Puts one field in its place and leaves the others alone; needs no right to read them.
    pub(super) async fn patch(
        &self,
        path: &SecretPath,
        field: Field,
        base: Option<VersionNumber>,
    ) -> Result<VersionNumber> {
        let mount = self.mount_of(path).await?;
        super::read::require_versions(&mount)?;
        // In a merge patch `null` takes a field away and an object is mixed with the one that is there.
        let is_mixed = field.value.expose(|bytes| bytes.starts_with(b"{") || bytes == b"null");
        if field.shape == Shape::Json && is_mixed {
            return Err(Error::invalid("null and objects cannot be put in place without reading the secret"));
        }
        let fields = Fields::from_iter([field]);
        check_numbers(&fields)?;
        let intended = Intended::new(RequestAction::Update, path).with(&fields);
        let intended = intended.on(base.map_or(0, |base| base.0));
        let (fields, _) = encode(fields);
        let merge = write_body(base.map(|base| base.0), &fields.to_json());
        let ask = Ask::change(Method::PATCH, mount.data(path), merge).merging();
        let answer = self.change(&ask, &intended).await?;
        if answer.is_done() {
            let written: Unwrapped<Written> = answer.parsed(format_args!("`{path}`"))?;
            return Ok(VersionNumber(written.data.version));
        }
        if answer.status == 404 && !answer.said().is_moved() {
            return Err(rules::missing(path));
        }
        Err(self.not_written(&answer, &mount, path, Base::Version(base.unwrap_or(VersionNumber(0)))).await)
    }

    /// Replaces the labels.
    pub(super) async fn write_labels(&self, path: &SecretPath, new: Labels) -> Result<()> {
        let mount = self.mount_of(path).await?;
        if mount.engine == Engine::One {
            self.read_plain(&mount, path, crate::domain::Which::Latest).await?;
            return super::plain::no_labels(&mount);
        }
        labels::check(&new)?;
        let (metadata, now) = self.metadata(&mount, path).await?;
        newest_readable(path, &metadata, now)?;
        let intent = Intent { labels: Some(new), ..Intent::default() };
        self.change_custom(&mount, path, Some(metadata), &intent).await
    }

    /// Soft-deletes the newest version.
    pub(super) async fn delete(&self, path: &SecretPath) -> Result<()> {
        let mount = self.mount_of(path).await?;
        if mount.engine == Engine::One {
            return self.erase_plain(&mount, path).await;
        }
        let (metadata, now) = self.metadata(&mount, path).await?;
        let number = newest_readable(path, &metadata, now)?;
        // By its number: whoever writes a newer one meanwhile keeps it.
        let by_number = plain_body(&json!({ "versions": [number.0] }));
        let ask = Ask::change(Method::POST, mount.door("delete", path), by_number);
        let intended = Intended::new(RequestAction::Delete, path).on(number.0);
        let mut answer = self.change(&ask, &intended).await?;
        if answer.said().is_denied() {
            answer = self.change(&Ask::delete(mount.data(path)), &intended).await?;
        }
        if !answer.is_done() {
            return Err(self.fault(&answer, &format!("delete `{path}`")).await);
        }
        let (metadata, now) = self.metadata(&mount, path).await?;
        match metadata.versions.get(&number.0) {
            Some(version) if version.standing(now).is_readable() => Err(not_done(path)),
            _ => Ok(()),
        }
    }

    /// Removes a secret with its history.
    pub(super) async fn erase(&self, path: &SecretPath) -> Result<()> {
        let mount = self.mount_of(path).await?;
        if mount.engine == Engine::One {
            return self.erase_plain(&mount, path).await;
        }
        self.metadata(&mount, path).await?;
        let intended = Intended::new(RequestAction::Destroy, path);
        let answer = self.change(&Ask::delete(mount.metadata(path)), &intended).await?;
        if !answer.is_done() {
            return Err(self.fault(&answer, &format!("remove `{path}` for good")).await);
        }
        match self.metadata(&mount, path).await {
            Err(Error::NotFound { .. }) => Ok(()),
            Ok(_) => Err(not_done(path)),
            Err(error) => Err(error),
        }
    }

    /// Does something to versions by the door of that name; verified by whoever calls.
    pub(super) async fn to_versions(
        &self,
        mount: &Mount,
        door: &str,
        path: &SecretPath,
        versions: &[VersionNumber],
    ) -> Result<()> {
        let numbers: Vec<u64> = versions.iter().map(|number| number.0).collect();
        let method = if door == "delete" { Method::POST } else { Method::PUT };
        let ask = Ask::change(method, mount.door(door, path), plain_body(&json!({ "versions": numbers })));
        let action = match door {
            "delete" => RequestAction::Delete,
            "undelete" => RequestAction::Undelete,
            _ => RequestAction::Destroy,
        };
        let answer = self.change(&ask, &Intended::new(action, path)).await?;
        if answer.is_done() { Ok(()) } else { Err(self.fault(&answer, &format!("{door} `{path}`")).await) }
    }
}

/// The server said that it did it, and its metadata says that it did not.
pub(super) fn not_done(path: &SecretPath) -> Error {
    Error::Unreachable {
        what: format!("`{path}`"),
        reason: "the server said that it was done, and it is not; look again and retry".into(),
    }
}

/// The number of the newest version, which must be readable.
fn newest_readable(path: &SecretPath, metadata: &Metadata, now: Timestamp) -> Result<VersionNumber> {
    let Some((number, newest)) = metadata.newest() else { return Err(rules::missing(path)) };
    match newest.standing(now) {
        Standing::Readable => Ok(number),
        standing => Err(rules::unreadable(path, number, standing)),
    }
}

/// The number that the write must find at the server, or why it is refused before it is sent.
fn admitted(path: &SecretPath, change: &Change, known: Option<&(Metadata, Timestamp)>) -> Result<u64> {
    let Some((metadata, now)) = known else {
        return Ok(match change.base {
            Base::Absent => 0,
            Base::Version(number) => number.0,
        });
    };
    let newest = metadata.newest().map(|(number, version)| Newest {
        kind: kind_of(&metadata.custom()).unwrap_or(match change.kind {
            kind @ (SecretKind::Generic | SecretKind::KeyValue) => kind,
            // What other tools wrote is taken for this.
            _ => SecretKind::KeyValue,
        }),
        number,
        standing: version.standing(*now),
    });
    rules::admit(path, change.base, change.kind, newest)?;
    Ok(metadata.current_version)
}

/// Refuses whole numbers that the server would round.
fn check_numbers(fields: &Fields) -> Result<()> {
    for field in fields.iter().filter(|field| field.shape == Shape::Json) {
        if field.value.expose(has_huge_number) {
            return Err(Error::Invalid {
                reason: format!(
                    "`{}` has a whole number of more than 15 digits, which the server rounds; write it as text",
                    crate::domain::visible(&field.name)
                ),
            });
        }
    }
    Ok(())
}

/// Whether a whole number in this JSON is beyond what floating point keeps.
fn has_huge_number(json: &[u8]) -> bool {
    let (mut in_text, mut at) = (false, 0);
    while let Some(&byte) = json.get(at) {
        match byte {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'0'..=b'9' if !in_text => {
                let rest = &json[at..];
                let is_part =
                    |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
                let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
                let number = std::str::from_utf8(&rest[..length]).unwrap_or_default();
                let is_whole = number.bytes().all(|byte| byte.is_ascii_digit());
                if is_whole && !number.parse::<u128>().is_ok_and(|number| number <= LARGEST_WHOLE) {
                    return true;
                }
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    false
}

/// The body that a mount of the first version takes.
pub(super) fn plain_fields(fields: &Fields) -> zeroize::Zeroizing<Vec<u8>> {
    fields.to_json().expose(body)
}
