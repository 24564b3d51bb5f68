//! Changing some fields and leaving the others as they stand at the server: a merge patch. It needs no right to write the
//! whole, and no number that it does not touch is rounded.

use super::answer::Answer;
use super::ask::Ask;
use super::mounts::Mount;
use super::read::{encode, require_versions};
use super::record::Intended;
use super::server::Inner;
use super::wire::{Read, Unwrapped, Written, write_body};
use crate::domain::{Field, Fields, SecretPath, SecretValue, Shape, VersionNumber, Which};
use crate::provider::{Base, Error, RequestAction, Result};
use crate::providers::rules;
use reqwest::Method;

/// The largest whole number that survives the server: it keeps numbers as floating point.
const LARGEST_WHOLE: u128 = 1 << 53;

impl Inner {
    /// Puts one field in its place and leaves the others alone; needs no right to read them.
    pub(super) async fn patch(
        &self,
        path: &SecretPath,
        field: Field,
        base: Option<VersionNumber>,
    ) -> Result<VersionNumber> {
        let mount = self.mount_of(path).await?;
        require_versions(&mount)?;
        if is_mixed(&field) {
            return Err(Error::invalid("null and objects cannot be put in place without reading the secret"));
        }
        let fields = Fields::from_iter([field]);
        check_numbers(&fields)?;
        let intended = Intended::new(RequestAction::Update, path).with(&fields);
        let intended = intended.on(base.map_or(0, |base| base.0));
        let (fields, _) = encode(fields);
        let mut base = base;
        let mut answer = self.merge(&mount, path, &fields, base, &intended).await?;
        if base.is_none() && answer.said().wants_version() {
            base = Some(self.newest_number(&mount, path).await?);
            answer = self.merge(&mount, path, &fields, base, &intended).await?;
        }
        if answer.is_done() {
            let written: Unwrapped<Written> = answer.parsed(format_args!("`{path}`"))?;
            return Ok(VersionNumber(written.data.version));
        }
        if answer.status == 404 && !answer.said().is_moved() {
            return Err(rules::missing(path));
        }
        Err(self.not_written(&answer, &mount, path, Base::Version(base.unwrap_or(VersionNumber(0)))).await)
    }

    /// Sends what differs between this version and what is wanted. Nothing is sent, and nothing answered, where that
    /// cannot be told or said in a merge patch.
    pub(super) async fn patch_to(
        &self,
        mount: &Mount,
        path: &SecretPath,
        wanted: &Fields,
        base: u64,
        intended: &Intended<'_>,
    ) -> Result<Option<Answer>> {
        let answer = self.ask(&Ask::value(mount.data(path)).with("version", base)).await?;
        if !answer.is_done() {
            return Ok(None);
        }
        let read: Unwrapped<Read> = answer.parsed(format_args!("`{path}`"))?;
        let Some(changes) = read.data.data.and_then(|there| differences(&there, wanted)) else {
            return Ok(None);
        };
        check_numbers(&changes)?;
        self.merge(mount, path, &changes, Some(VersionNumber(base)), intended).await.map(Some)
    }

    async fn merge(
        &self,
        mount: &Mount,
        path: &SecretPath,
        fields: &Fields,
        base: Option<VersionNumber>,
        intended: &Intended<'_>,
    ) -> Result<Answer> {
        let merge = write_body(base.map(|base| base.0), &fields.to_json());
        self.change(&Ask::change(Method::PATCH, mount.data(path), merge).merging(), intended).await
    }

    /// The number of the newest version, by whichever of two ways the login may see it.
    async fn newest_number(&self, mount: &Mount, path: &SecretPath) -> Result<VersionNumber> {
        match self.metadata(mount, path).await {
            Ok((metadata, _)) => {
                metadata.newest().map(|(number, _)| number).ok_or_else(|| rules::missing(path))
            }
            Err(denied @ Error::Denied { .. }) => {
                let outline = self.subkeys(mount, path, Which::Latest).await?;
                outline.and_then(|outline| outline.secret.version).ok_or(denied)
            }
            Err(error) => Err(error),
        }
    }
}

/// In a merge patch `null` takes a field away and an object is mixed with the one that is there.
fn is_mixed(field: &Field) -> bool {
    field.shape == Shape::Json && field.value.expose(|bytes| bytes.starts_with(b"{") || bytes == b"null")
}

/// The merge patch that makes the second out of the first; nothing where none does, or where nothing differs.
fn differences(old: &Fields, new: &Fields) -> Option<Fields> {
    let is_same = |field: &Field| {
        old.field(&field.name)
            .is_some_and(|there| there.shape == field.shape && there.value.same_as(&field.value))
    };
    let mut changes = Fields::new();
    for field in new.iter().filter(|field| !is_same(field)) {
        if is_mixed(field) {
            return None;
        }
        changes.put(Field { name: field.name.clone(), value: field.value.duplicate(), shape: field.shape });
    }
    for gone in old.iter().filter(|field| new.field(&field.name).is_none()) {
        let null = SecretValue::copied(b"null");
        changes.put(Field { name: gone.name.clone(), value: null, shape: Shape::Json });
    }
    (!changes.is_empty()).then_some(changes)
}

/// Refuses whole numbers that the server would round.
pub(super) fn check_numbers(fields: &Fields) -> Result<()> {
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
