//! Writing: new versions, and everything that takes content away or brings it back. Never twice the same content.

use super::audit::{Act, Subject, record};
use super::{Place, Session, history, read};
use crate::domain::{
    Field, Fields, Invalid, Labels, SecretKind, SecretPath, VersionInfo, VersionNumber, VersionState, Which,
    visible,
};
use crate::provider::{Ability, Base, Change, Error, Result, Versioning, Writing};

/// Longest text of a label, in bytes.
const LONGEST_LABEL: usize = 1024;

/// A new version as it is asked for.
#[derive(Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: SecretKind,
    /// All its fields.
    pub fields: Fields,
    /// All its labels, or `None` to keep those it has.
    pub labels: Option<Labels>,
    /// What it is based on.
    pub base: Base,
}

/// How a write went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The version that holds the content now.
    pub version: VersionNumber,
    /// False when the same content was there already, so that no version was made.
    pub is_new: bool,
    /// Whether other labels were written to a version that stays.
    pub is_relabelled: bool,
}

/// Writes a new version. The same content with the same labels makes none; with other labels only these are written.
pub async fn save(session: &Session, place: &Place, path: &SecretPath, draft: Draft) -> Result<Saved> {
    let mut act = Act::Write;
    let result = try_save(session, place, path, draft, &mut act).await;
    if !matches!(result, Ok(Saved { is_new: false, .. }) if act == Act::Write) {
        let version = result.as_ref().ok().map(|saved| saved.version);
        record(
            session,
            act,
            Subject { team: Some(&place.team), path: Some(path), version, ..Subject::default() },
            &result,
        )
        .await;
    }
    result
}

async fn try_save(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    draft: Draft,
    act: &mut Act,
) -> Result<Saved> {
    let place = &place.for_one();
    let writing = writing(place)?;
    let full = place.full(path);
    place.provider.check_path(&full)?;
    draft.kind.check(&draft.fields)?;
    if let Some(labels) = &draft.labels {
        check_labels(labels)?;
    }
    let fingerprint = session.keeper().fingerprint_key(&place.team)?.of(draft.kind, &draft.fields);
    if let Base::Version(version) = draft.base
        && history::newest_print(session, place, path, version).await? == Some(fingerprint)
    {
        let mut is_relabelled = false;
        if let Some(labels) = draft.labels {
            let there = place.provider.outline(&full, Which::Latest).await?;
            if labels != there.secret.labels {
                *act = Act::Labels;
                writing.write_labels(&full, labels).await?;
                is_relabelled = true;
            }
        }
        return Ok(Saved { version, is_new: false, is_relabelled });
    }
    let Draft { kind, fields, labels, base } = draft;
    let author = session.person().to_owned();
    let change = Change { kind, fields, labels, base, fingerprint, author };
    let version = writing.write(&full, change).await?;
    Ok(Saved { version, is_new: true, is_relabelled: false })
}

/// Puts one field in its place without reading the others, where the provider can.
pub(super) async fn patch(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    field: Field,
    base: Option<VersionNumber>,
) -> Result<Saved> {
    let work = async {
        writing(place)?;
        let full = place.full(path);
        place.provider.check_path(&full)?;
        let unsupported = || Error::Unsupported { what: "this provider changes whole secrets only".into() };
        place.provider.patching().ok_or_else(unsupported)?.patch(&full, field, base).await
    };
    let result = work.await;
    let version = result.as_ref().ok().copied();
    let subject = Subject { team: Some(&place.team), path: Some(path), version, ..Subject::default() };
    record(session, Act::Write, subject, &result).await;
    result.map(|version| Saved { version, is_new: true, is_relabelled: false })
}

fn check_labels(labels: &Labels) -> Result<()> {
    for (name, text) in labels {
        if name.is_empty() || name.len() > 128 || visible(name) != *name {
            return Err(Error::invalid("a label's name has 1 to 128 bytes and no control characters"));
        }
        if text.len() > LONGEST_LABEL {
            let reason = format!("the label `{name}` has more than {LONGEST_LABEL} bytes");
            return Err(Error::Invalid { reason });
        }
    }
    Ok(())
}

/// The versions of a secret as a change has left them, newest first, where the change itself had to look; nothing is
/// asked for them.
pub type Afterwards = Option<Vec<VersionInfo>>;

async fn afterwards(session: &Session, place: &Place, path: &SecretPath) -> Afterwards {
    let mut versions = place.provider.versioning()?.history(&place.full(path)).await.ok()?;
    session.add_prints(place, path, &mut versions);
    Some(versions)
}

/// Deletes the newest version: soft where the store keeps versions. When the person saw another one as the newest,
/// nothing is deleted.
pub async fn delete(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    seen: Option<VersionNumber>,
) -> Result<Afterwards> {
    let place = &place.for_one();
    let work = async {
        let writing = writing(place)?;
        let full = place.full(path);
        if let (Some(_), Some(versioning)) = (seen, place.provider.versioning()) {
            match versioning.history(&full).await {
                // Who may not see it may delete all the same.
                Err(Error::Denied { .. }) => {}
                history => as_seen(seen, &history?)?,
            }
        }
        writing.delete(&full).await?;
        Ok(afterwards(session, place, path).await)
    };
    let result = work.await;
    recorded(session, Act::Delete, place, path, None, result).await
}

/// Removes a secret with its whole history, for good.
pub async fn erase(session: &Session, place: &Place, path: &SecretPath) -> Result<()> {
    let result = async { writing(place)?.erase(&place.full(path)).await }.await;
    recorded(session, Act::Erase, place, path, None, result).await
}

/// Soft-deletes these versions.
pub async fn delete_versions(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    versions: &[VersionNumber],
) -> Result<()> {
    let place = &place.for_one();
    let work =
        async { kept(place, path, versions).await?.delete_versions(&place.full(path), versions).await };
    let result = explained(session, place, path, work.await).await;
    record_each(session, Act::Delete, place, path, versions, &result).await;
    result
}

/// Destroys the content of these versions for good; their place in the history stays.
pub async fn destroy(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    versions: &[VersionNumber],
) -> Result<Afterwards> {
    let place = &place.for_one();
    let work = async {
        kept(place, path, versions).await?.destroy(&place.full(path), versions).await?;
        Ok(afterwards(session, place, path).await)
    };
    let result = explained(session, place, path, work.await).await;
    record_each(session, Act::Destroy, place, path, versions, &result).await;
    result
}

/// Brings a version back, the newest when none is named, and tells which.
pub async fn undelete(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    version: Option<VersionNumber>,
) -> Result<(VersionNumber, Afterwards)> {
    let place = &place.for_one();
    let work = async {
        writing(place)?;
        let history = versioning(place)?.history(&place.full(path)).await?;
        let wanted = match version {
            Some(number) => history.iter().find(|info| info.number == number),
            None => history.first(),
        };
        let info = wanted.ok_or_else(|| Error::not_found(format!("that version of {path}")))?;
        match info.state {
            VersionState::Deleted => {
                versioning(place)?.undelete(&place.full(path), &[info.number]).await?;
                Ok((info.number, afterwards(session, place, path).await))
            }
            VersionState::Destroyed => {
                Err(Error::not_found(format!("the content of version {} is destroyed; it was", info.number)))
            }
            VersionState::Current | VersionState::Superseded => {
                Err(Error::invalid(format!("version {} of {path} is not deleted", info.number)))
            }
        }
    };
    let result = work.await;
    let version = result.as_ref().ok().map(|(number, _)| *number).or(version);
    recorded(session, Act::Undelete, place, path, version, result).await
}

/// A decision was made before these versions: fails when a newer one than the newest of then is there.
fn as_seen(seen: Option<VersionNumber>, history: &[VersionInfo]) -> Result<()> {
    match (seen, history.first()) {
        (Some(seen), Some(newest)) if newest.number != seen => {
            Err(Error::Conflict { current: Some(newest.number) })
        }
        _ => Ok(()),
    }
}

/// Writes the content of an old version as a new version. When the person saw another one as the newest, nothing is
/// written.
pub async fn rollback(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    to: VersionNumber,
    seen: Option<VersionNumber>,
) -> Result<Saved> {
    place.require(Ability::Write)?;
    let place = &place.for_one();
    let history = versioning(place)?.history(&place.full(path)).await?;
    as_seen(seen, &history)?;
    let content = read::content(session, place, path, Which::Number(to), read::Why::Edit).await?;
    let base = match history.first() {
        Some(newest) if newest.state == VersionState::Current => Base::Version(newest.number),
        _ => Base::Absent,
    };
    let draft = Draft { kind: content.kind(), fields: content.fields, labels: None, base };
    save(session, place, path, draft).await
}

fn writing(place: &Place) -> Result<&dyn Writing> {
    place.require(Ability::Write)?;
    place
        .provider
        .writing()
        .ok_or_else(|| Error::Unsupported { what: "this provider cannot be written to".into() })
}

pub(super) fn versioning(place: &Place) -> Result<&dyn Versioning> {
    place.require(Ability::Versions)?;
    place
        .provider
        .versioning()
        .ok_or_else(|| Error::Unsupported { what: "this provider keeps no versions".into() })
}

/// What keeps these versions. Fails when one does not exist: a wrong number is not a version that is already gone.
async fn kept<'p>(
    place: &'p Place,
    path: &SecretPath,
    versions: &[VersionNumber],
) -> Result<&'p dyn Versioning> {
    writing(place)?;
    if versions.is_empty() {
        return Err(Invalid::because("name at least one version").into());
    }
    let versioning = versioning(place)?;
    let history = versioning.history(&place.full(path)).await?;
    match versions.iter().find(|number| history.iter().all(|info| info.number != **number)) {
        Some(number) => Err(Error::not_found(format!("version {number} of {path}"))),
        None => Ok(versioning),
    }
}

/// Writes into the audit log how a change to a secret went, and explains why it did not.
async fn recorded<T>(
    session: &Session,
    act: Act,
    place: &Place,
    path: &SecretPath,
    version: Option<VersionNumber>,
    result: Result<T>,
) -> Result<T> {
    let result = explained(session, place, path, result).await;
    let subject = Subject { team: Some(&place.team), path: Some(path), version, ..Subject::default() };
    record(session, act, subject, &result).await;
    result
}

async fn record_each<T>(
    session: &Session,
    act: Act,
    place: &Place,
    path: &SecretPath,
    versions: &[VersionNumber],
    result: &Result<T>,
) {
    for version in versions {
        let subject = Subject {
            team: Some(&place.team),
            path: Some(path),
            version: Some(*version),
            ..Subject::default()
        };
        record(session, act, subject, result).await;
    }
}

/// Adds the nearest names to the error of a name that is not there.
async fn explained<T>(session: &Session, place: &Place, path: &SecretPath, result: Result<T>) -> Result<T> {
    match result {
        Err(error @ Error::NotFound { .. }) => Err(read::missing(session, place, path, error).await),
        other => other,
    }
}
