//! Writing: always on the version that was seen, and never believed before the server's metadata confirms it.

use super::answer::Answer;
use super::ask::Ask;
use super::labels::{self, Before, Intent};
use super::looked::Seen;
use super::mounts::{Engine, Mount};
use super::patch::check_numbers;
use super::read::encode;
use super::record::Intended;
use super::server::Inner;
use super::wire::{Metadata, Read, Unwrapped, Written, body, kind_of, plain_body, write_body};
use crate::domain::{Fields, Labels, SecretKind, SecretPath, Timestamp, VersionNumber};
use crate::provider::{Base, Change, Error, RequestAction, Result};
use crate::providers::rules::{self, Newest, Standing};
use reqwest::Method;
use serde_json::json;

/// What is known of a secret before it is written.
enum Known {
    /// It is there, if only in the bin.
    There(Seen),
    /// There is none of this name.
    Missing,
    /// It may not be looked at.
    Unseen,
}

impl Known {
    fn seen(&self) -> Option<&Seen> {
        match self {
            Self::There(seen) => Some(seen),
            Self::Missing | Self::Unseen => None,
        }
    }
}

/// Bytes of a change that a server can certainly keep while it waits for approval.
const MOST_HELD_BACK: usize = 600 * 1024;

impl Inner {
    /// Writes a new version.
    pub(super) async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        let mount = self.mount_of(path).await?;
        if mount.engine == Engine::One {
            check_numbers(&change.fields)?;
            return self.write_plain(&mount, path, change).await;
        }
        if let Some(labels) = &change.labels {
            labels::check(labels)?;
        }
        let known = self.known(&mount, path).await?;
        let cas = admitted(path, &change, known.seen())?;
        let action = if cas == 0 { RequestAction::Create } else { RequestAction::Update };
        let custom = known.seen().map(|(metadata, _)| metadata.custom()).unwrap_or_default();
        let mut intended = Intended::new(action, path).on(cas).with(&change.fields);
        if let Some(new) = &change.labels {
            intended = intended.labelled(&labels::labels_of(&custom), new);
        }
        let (fields, is_binary) = encode(change.fields);
        let intended = intended.of(change.kind, is_binary);
        let answer = self.put(&mount, path, &fields, cas, &intended).await?;
        let answer = match known {
            // Whoever may not look at it learns here that something of this name lies in the bin.
            Known::Unseen if change.base == Base::Absent && answer.said().is_conflict() => {
                match self.buried(&mount, path).await? {
                    Some(cas) => self.put(&mount, path, &fields, cas, &intended).await?,
                    None => answer,
                }
            }
            _ => answer,
        };
        if !answer.is_done() {
            // The server cannot keep a change that waits and says no more than this.
            let is_big = || fields.to_json().len() > MOST_HELD_BACK;
            if answer.status == 500 && answer.said().has("internal error") && is_big() {
                return Err(Error::invalid(
                    "this is too big: of a change that waits for approval the server keeps about 750 KiB",
                ));
            }
            return Err(self.not_written(&answer, &mount, path, change.base).await);
        }
        let written: Unwrapped<Written> = answer.parsed(format_args!("`{path}`"))?;
        let number = VersionNumber(written.data.version);
        let intent = Intent {
            kind: kind_of(&custom).is_none().then_some(change.kind),
            labels: change.labels,
            binary: is_binary.then_some(number),
        };
        let before = match known {
            Known::There((metadata, _)) => Before::Seen(metadata),
            Known::Missing => Before::Told(written.data.custom_metadata.unwrap_or_default()),
            Known::Unseen => Before::Unseen,
        };
        self.describe(&mount, path, before, &intent, number).await?;
        Ok(number)
    }

    /// Sends the fields as the version after this one: all of them, or what differs where the login may do no more than
    /// that, and where the server would round what it need not touch.
    async fn put(
        &self,
        mount: &Mount,
        path: &SecretPath,
        fields: &Fields,
        cas: u64,
        intended: &Intended<'_>,
    ) -> Result<Answer> {
        let rounded = check_numbers(fields);
        if cas > 0
            && rounded.is_err()
            && let Some(answer) = self.patch_to(mount, path, fields, cas, intended).await?
        {
            return Ok(answer);
        }
        rounded?;
        let ask = Ask::change(Method::POST, mount.data(path), write_body(Some(cas), &fields.to_json()));
        let answer = self.change(&ask, intended).await?;
        if cas > 0
            && answer.said().is_denied()
            && let Some(patched) = self.patch_to(mount, path, fields, cas, intended).await?
        {
            return Ok(patched);
        }
        Ok(answer)
    }

    /// The number of the newest version when it is deleted, as the answer to reading it tells. Who may read no metadata
    /// may know it so.
    async fn buried(&self, mount: &Mount, path: &SecretPath) -> Result<Option<u64>> {
        let answer = self.ask(&Ask::value(mount.data(path))).await?;
        if answer.status != 404 {
            return Ok(None);
        }
        let told = answer.parsed::<Unwrapped<Read>>("a version").ok().and_then(|read| read.data.metadata);
        Ok(told.map(|version| version.number))
    }

    /// What is known before a write.
    async fn known(&self, mount: &Mount, path: &SecretPath) -> Result<Known> {
        match self.metadata(mount, path).await {
            Ok(seen) => Ok(Known::There(seen)),
            Err(Error::NotFound { .. }) => Ok(Known::Missing),
            Err(Error::Denied { .. }) => Ok(Known::Unseen),
            Err(error) => Err(error),
        }
    }

    /// Writes kind and labels after the version itself, which is what decides between two writers.
    async fn describe(
        &self,
        mount: &Mount,
        path: &SecretPath,
        before: Before,
        intent: &Intent,
        number: VersionNumber,
    ) -> Result<()> {
        let is_asked =
            intent.labels.as_ref().is_some_and(|labels| !labels.is_empty()) || intent.binary.is_some();
        match self.change_custom(mount, path, before, intent).await {
            Ok(()) => Ok(()),
            // The kind alone is a comfort: without it the fields tell what they can.
            Err(_) if !is_asked => Ok(()),
            Err(error @ Error::Pending { .. }) => Err(error),
            Err(error) => Err(Error::Partly {
                done: format!("version {number} of `{path}` is written"),
                left: format!("its labels are not: {error}"),
            }),
        }
    }

    /// Why a version was not written.
    pub(super) async fn not_written(
        &self,
        answer: &Answer,
        mount: &Mount,
        path: &SecretPath,
        base: Base,
    ) -> Error {
        if !answer.said().is_conflict() {
            return self.fault(answer, &format!("write `{path}`")).await;
        }
        let there = match (self.metadata(mount, path).await, base) {
            (Ok(there), _) => Some(there),
            (Err(Error::Denied { .. }), Base::Absent) => return Error::Exists { what: format!("`{path}`") },
            (Err(_), _) => None,
        };
        let newest = there.as_ref().and_then(|(there, now)| Some((there.newest()?.0, there.standing(*now)?)));
        match (base, newest) {
            (Base::Absent, Some((_, standing))) if standing.is_readable() => {
                Error::Exists { what: format!("`{path}`") }
            }
            (_, newest) => Error::Conflict { current: newest.map(|(number, _)| number) },
        }
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
        self.change_custom(&mount, path, Before::Seen(metadata), &intent).await
    }

    /// Soft-deletes the newest version.
    pub(super) async fn delete(&self, path: &SecretPath) -> Result<()> {
        let mount = self.mount_of(path).await?;
        if mount.engine == Engine::One {
            return self.erase_plain(&mount, path).await;
        }
        let (metadata, now) = match self.metadata(&mount, path).await {
            Err(Error::Denied { .. }) => return self.delete_unseen(&mount, path).await,
            other => other?,
        };
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

    /// Soft-deletes the newest version for a login that may not look at versions. The server says yes to everything; what
    /// it says of the version afterwards, and that without its values, tells what there was and what became of it.
    async fn delete_unseen(&self, mount: &Mount, path: &SecretPath) -> Result<()> {
        let intended = Intended::new(RequestAction::Delete, path);
        let answer = self.change(&Ask::delete(mount.data(path)), &intended).await?;
        if !answer.is_done() {
            return Err(self.fault(&answer, &format!("delete `{path}`")).await);
        }
        let after = self.ask(&Ask::value(mount.data(path))).await?;
        match after.status {
            404 if after
                .parsed::<Unwrapped<Read>>("a version")
                .is_ok_and(|it| it.data.metadata.is_some()) =>
            {
                Ok(())
            }
            404 => Err(rules::missing(path)),
            200 => Err(not_done(path)),
            // Who may not read either has the server's word alone.
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
        // Of several the newest one tells whether it was done.
        let newest = numbers.iter().copied().max().unwrap_or(0);
        let answer = self.change(&ask, &Intended::new(action, path).on(newest)).await?;
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
fn admitted(path: &SecretPath, change: &Change, known: Option<&Seen>) -> Result<u64> {
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

/// The body that a mount of the first version takes.
pub(super) fn plain_fields(fields: &Fields) -> zeroize::Zeroizing<Vec<u8>> {
    fields.to_json().expose(body)
}
