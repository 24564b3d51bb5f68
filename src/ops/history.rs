//! Versions of a secret, and what differs between two of them, told without values.

use super::{Place, Session, read, write};
use crate::domain::{
    Diff, Fingerprint, SecretPath, VersionInfo, VersionNumber, VersionState, Which, compare_fields,
    compare_labels,
};
use crate::provider::{Error, Result};

/// All versions, newest first.
pub async fn versions(session: &Session, place: &Place, path: &SecretPath) -> Result<Vec<VersionInfo>> {
    match write::versioning(place)?.history(&place.full(path)).await {
        Err(error @ Error::NotFound { .. }) => Err(read::missing(session, place, path, error).await),
        other => other.map(|mut versions| {
            session.add_prints(place, path, &mut versions);
            versions
        }),
    }
}

/// The same for a name that a list has told: when it is gone meanwhile, nothing is looked for in its place.
pub async fn versions_of_listed(place: &Place, path: &SecretPath) -> Result<Vec<VersionInfo>> {
    write::versioning(place)?.history(&place.full(path)).await.map_err(|error| read::gone(place, path, error))
}

/// Compares two versions: without `to` the newest one, without `from` the one before `to`.
pub async fn diff(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    from: Option<VersionNumber>,
    to: Option<VersionNumber>,
) -> Result<Diff> {
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        _ => sides(&versions(session, place, path).await?, path, from, to)?,
    };
    let why = read::Why::Diff;
    let old = read::content(session, place, path, Which::Number(from), why).await?;
    let new = read::content(session, place, path, Which::Number(to), why).await?;
    let (kinds, key) = ((old.kind(), new.kind()), session.keeper().fingerprint_key(&place.team)?);
    Ok(Diff {
        from,
        to,
        kinds,
        prints: (key.of(kinds.0, &old.fields), key.of(kinds.1, &new.fields)),
        fields: compare_fields(&old.fields, &new.fields, &key),
        labels: compare_labels(&old.secret.labels, &new.secret.labels),
    })
}

/// Which two versions are meant where not both are named.
fn sides(
    all: &[VersionInfo],
    path: &SecretPath,
    from: Option<VersionNumber>,
    to: Option<VersionNumber>,
) -> Result<(VersionNumber, VersionNumber)> {
    let Some(to) = to.or(all.first().map(|info| info.number)) else {
        return Err(Error::not_found(format!("a version of {path}")));
    };
    let before =
        all.iter().filter(|info| info.number < to && info.state.is_readable()).map(|info| info.number);
    match from.or(before.max()) {
        Some(from) => Ok((from, to)),
        None => Err(Error::not_found(format!("a readable version of {path} before version {to}"))),
    }
}

/// The fingerprint of this version as long as it is the newest one and can be read: the one that is known, else
/// computed. Nothing when it is not.
pub(super) async fn newest_print(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    version: VersionNumber,
) -> Result<Option<Fingerprint>> {
    let full = place.full(path);
    if let Some(versioning) = place.provider.versioning() {
        match versioning.history(&full).await {
            Ok(mut history) => {
                session.add_prints(place, path, &mut history);
                match history.first() {
                    Some(newest) if newest.number == version && newest.state == VersionState::Current => {
                        if newest.fingerprint.is_some() {
                            return Ok(newest.fingerprint);
                        }
                    }
                    _ => return Ok(None),
                }
            }
            // A store may keep versions in other places than this one, and may let somebody read who sees no history.
            Err(Error::Unsupported { .. } | Error::Denied { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let content = place.provider.read(&full, Which::Latest).await?;
    session.note_print(place, path, &content);
    if content.secret.version != Some(version) {
        return Ok(None);
    }
    Ok(Some(session.keeper().fingerprint_key(&place.team)?.of(content.kind(), &content.fields)))
}
