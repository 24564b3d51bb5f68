//! Takes a secret to another name or another team: the newest version, with kind and labels where these are kept.

use super::Fate;
use crate::domain::{Labels, SecretPath, Which};
use crate::ops::read::{self, Why};
use crate::ops::write::{self, Draft};
use crate::ops::{Place, Session, history};
use crate::provider::{Ability, Base, Capabilities, Error, Loss, Outline, Result};

/// A secret in its team.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    /// The team's place.
    pub place: &'a Place,
    /// The path below its root.
    pub path: &'a SecretPath,
}

impl Spot<'_> {
    /// What can be done in it, as far as its store has told.
    fn can(self) -> Capabilities {
        let folder = self.place.full(self.path).folder();
        self.place.can.without(self.place.provider.missing_at(&folder))
    }

    /// Whether kind and labels stay with a secret that goes there.
    fn keeps_labels(self) -> bool {
        self.can().why_not(Ability::Labels).is_none()
    }
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
    let keeps_labels = to.keeps_labels();
    let kind = if keeps_labels { here.kind() } else { there.kind };
    let ours = session.keeper().fingerprint_key(&to.place.team)?.of(kind, &here.fields);
    let theirs = history::newest_print(session, to.place, to.path, version).await?;
    Ok(theirs == Some(ours) && (!keeps_labels || here.secret.labels == there.secret.labels))
}

/// Says what of a secret is not kept in the other place. Asked for after [`fate`]: only then a server may have told
/// what its places keep.
pub async fn loss(from: Spot<'_>, to: Spot<'_>) -> Result<Loss> {
    if to.keeps_labels() {
        return Ok(Loss::of_place(from.can(), to.can()));
    }
    let outline = read::glance(from.place, from.path, Which::Latest).await?;
    Ok(Loss::of(&outline, from.can(), to.can()))
}

/// Copies a secret that is not there yet. With `is_move` the original is deleted as soon as the copy is written, or
/// the same content was there, unless somebody has changed it meanwhile. Answers with what was not kept.
pub async fn carry(session: &Session, from: Spot<'_>, to: Spot<'_>, is_move: bool) -> Result<Loss> {
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
    let loss = Loss::of(&Outline::of(&content), from.can(), to.can());
    if fate == Fate::Create {
        let kind = content.kind();
        // The plan has said that they stay behind; a write with them would be refused.
        let labels = Some(if loss.labels { Labels::new() } else { content.secret.labels });
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
    Ok(if is_move || fate == Fate::Create { loss } else { Loss::default() })
}
