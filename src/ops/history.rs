//! Versions of a secret, and what differs between two of them, told without values.

use super::{Place, Session, read, write};
use crate::domain::{
    Diff, Fingerprint, SecretPath, VersionInfo, VersionNumber, Which, compare_fields, compare_labels,
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

/// The fingerprint of a version: the one the store keeps, else computed.
pub(super) async fn fingerprint(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    version: VersionNumber,
) -> Result<Fingerprint> {
    let full = place.full(path);
    if let Some(versioning) = place.provider.versioning() {
        let history = match versioning.history(&full).await {
            // A store may keep versions in other places than this one.
            Err(Error::Unsupported { .. }) => Vec::new(),
            other => other?,
        };
        let known = history.iter().find(|info| info.number == version).and_then(|info| info.fingerprint);
        if let Some(known) = known {
            return Ok(known);
        }
    }
    let content = place.provider.read(&full, Which::Number(version)).await?;
    Ok(session.keeper().fingerprint_key(&place.team)?.of(content.kind(), &content.fields))
}
