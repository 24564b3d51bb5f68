//! Takes a secret to another name or another team: the newest version, with its kind and its labels.

use super::Fate;
use crate::domain::{SecretPath, Which};
use crate::ops::read::{self, Why};
use crate::ops::write::{self, Draft};
use crate::ops::{Place, Session, history};
use crate::provider::{Ability, Base, Error, Outline, Result};

/// A secret in its team.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    /// The team's place.
    pub place: &'a Place,
    /// The path below its root.
    pub path: &'a SecretPath,
}

/// Says what would become of a secret; nothing is written, and another content that is there stays.
pub async fn fate(session: &Session, from: Spot<'_>, to: Spot<'_>) -> Result<Fate> {
    let full = to.place.full(to.path);
    if from.place.provider_id == to.place.provider_id && from.place.full(from.path) == full {
        // Two teams may share a place; a move within it would end with nothing.
        return Err(Error::invalid("it is the same secret"));
    }
    to.place.provider.check_path(&full)?;
    match to.place.provider.outline(&full, Which::Latest).await {
        Err(Error::NotFound { .. }) => Ok(Fate::Create),
        Err(error) => Err(error),
        Ok(there) if is_same(session, from, to, &there).await? => Ok(Fate::Unchanged),
        Ok(_) => Ok(Fate::Exists),
    }
}

async fn is_same(session: &Session, from: Spot<'_>, to: Spot<'_>, there: &Outline) -> Result<bool> {
    let Some(version) = there.secret.version else { return Ok(false) };
    let here = read::content(session, from.place, from.path, Which::Latest, Why::Diff).await?;
    let ours = session.keeper().fingerprint_key(&to.place.team)?.of(here.kind(), &here.fields);
    let theirs = history::newest_print(session, to.place, to.path, version).await?;
    Ok(theirs == Some(ours) && here.secret.labels == there.secret.labels)
}

/// Copies a secret that is not there yet. With `is_move` the original is deleted as soon as the copy is written, or
/// the same content was there, unless somebody has changed it meanwhile.
pub async fn carry(session: &Session, from: Spot<'_>, to: Spot<'_>, is_move: bool) -> Result<()> {
    to.place.require(Ability::Write)?;
    if is_move {
        from.place.require(Ability::Write)?;
    }
    let fate = fate(session, from, to).await?;
    if fate == Fate::Exists {
        return Err(Error::Exists { what: format!("{} in {}", to.path, to.place.team) });
    }
    let content = read::content(session, from.place, from.path, Which::Latest, Why::Copy).await?;
    let version = content.secret.version;
    if fate == Fate::Create {
        let (kind, labels) = (content.kind(), Some(content.secret.labels));
        let draft = Draft { kind, fields: content.fields, labels, base: Base::Absent };
        write::save(session, to.place, to.path, draft).await?;
    }
    if is_move {
        let now = read::outline(session, from.place, from.path, Which::Latest).await?;
        if now.secret.version != version {
            return Err(Error::invalid("it was changed meanwhile: the copy is written, the original stays"));
        }
        write::delete(session, from.place, from.path, None).await?;
    }
    Ok(())
}
