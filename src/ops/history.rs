//! Versions of a secret, and what differs between two of them, told without values.

use super::{Place, Session, read, write};
use crate::domain::{Fields, Fingerprint, SecretPath, VersionInfo, VersionNumber, Which};
use crate::provider::{Error, Result};

/// All versions, newest first.
pub async fn versions(session: &Session, place: &Place, path: &SecretPath) -> Result<Vec<VersionInfo>> {
    match write::versioning(place)?.history(&place.full(path)).await {
        Err(error @ Error::NotFound { .. }) => Err(read::missing(session, place, path, error).await),
        other => other,
    }
}

/// How a field of the newer version stands to the older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The same type and bytes.
    Same,
    /// Another type or other bytes.
    Changed,
    /// Only the newer version has it.
    Added,
    /// Only the older version has it.
    Removed,
}

impl Fate {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// What differs between two versions, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The older version.
    pub from: VersionNumber,
    /// The newer version.
    pub to: VersionNumber,
    /// Every field of either, in the order of the newer one; removed ones at the end.
    pub fields: Vec<(String, Fate)>,
}

impl Diff {
    /// Whether both hold the same.
    pub fn is_empty(&self) -> bool {
        self.fields.iter().all(|(_, fate)| *fate == Fate::Same)
    }
}

/// Compares two versions: without `to` the newest one, without `from` the one before `to`.
pub async fn diff(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    from: Option<VersionNumber>,
    to: Option<VersionNumber>,
) -> Result<Diff> {
    let all = versions(session, place, path).await?;
    let Some(to) = to.or(all.first().map(|info| info.number)) else {
        return Err(Error::not_found(format!("a version of {path}")));
    };
    let before =
        all.iter().filter(|info| info.number < to && info.state.is_readable()).map(|info| info.number);
    let Some(from) = from.or(before.max()) else {
        return Err(Error::not_found(format!("a readable version of {path} before version {to}")));
    };
    let why = read::Why::Diff;
    let old = read::content(session, place, path, Which::Number(from), why).await?;
    let new = read::content(session, place, path, Which::Number(to), why).await?;
    Ok(Diff { from, to, fields: compare(&old.fields, &new.fields) })
}

/// Every field of either with its fate.
pub fn compare(old: &Fields, new: &Fields) -> Vec<(String, Fate)> {
    let fate = |field: &crate::domain::Field| match old.field(&field.name) {
        None => Fate::Added,
        Some(before) if before.shape == field.shape && before.value.same_as(&field.value) => Fate::Same,
        Some(_) => Fate::Changed,
    };
    let mut fates: Vec<_> = new.iter().map(|field| (field.name.clone(), fate(field))).collect();
    let removed = old.iter().filter(|field| new.field(&field.name).is_none());
    fates.extend(removed.map(|field| (field.name.clone(), Fate::Removed)));
    fates
}

/// The fingerprint of a version: the one the store keeps, else computed.
pub(super) async fn fingerprint(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    version: VersionNumber,
) -> Result<Fingerprint> {
    let full = place.full(path);
    if let Some(versioning) = place.provider.versioning() {
        let history = versioning.history(&full).await?;
        let known = history.iter().find(|info| info.number == version).and_then(|info| info.fingerprint);
        if let Some(known) = known {
            return Ok(known);
        }
    }
    let content = place.provider.read(&full, Which::Number(version)).await?;
    Ok(session.keeper().fingerprint_key(&place.team)?.of(content.kind(), &content.fields))
}
