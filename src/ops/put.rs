//! Puts a whole secret or one field of it in place: looks first, refuses to overwrite unasked, then writes.

use super::write::{self, Draft, Saved};
use super::{Place, Session, read};
use crate::domain::{Address, Fields, Labels, SecretKind, Which};
use crate::provider::{Base, Error, Outline, Result};

/// What was found at an address, before anything is written there. Values can be asked for in between: the write
/// fails when somebody else was faster.
#[derive(Debug)]
pub struct Standing {
    address: Address,
    there: Option<Outline>,
    /// Whether it may not be looked at, while one field of it may still be put in place.
    is_unseen: bool,
    wanted: Option<SecretKind>,
}

/// Looks at an address. A kind that differs from the one that is there is refused.
pub async fn look(
    session: &Session,
    place: &Place,
    address: Address,
    wanted: Option<SecretKind>,
) -> Result<Standing> {
    if address.version != Which::Latest {
        return Err(Error::invalid("an old version cannot be written; leave `?version=` out"));
    }
    let mut is_unseen = false;
    let there = match place.provider.outline(&place.full(&address.path), Which::Latest).await {
        Ok(outline) => Some(outline),
        Err(Error::NotFound { .. }) => None,
        Err(Error::Denied { .. }) if address.field.is_some() && place.provider.patching().is_some() => {
            is_unseen = true;
            None
        }
        Err(error) => return Err(error),
    };
    if let (Some(there), Some(wanted)) = (&there, wanted)
        && there.kind != wanted
    {
        let (path, kind) = (&address.path, there.kind);
        return Err(Error::invalid(format!(
            "{path} is a {kind}, which cannot become a {wanted}; use another name"
        )));
    }
    if there.is_none() && !is_unseen {
        address.path.check_new()?;
    }
    session.keeper().fingerprint_key(&place.team)?;
    Ok(Standing { address, there, is_unseen, wanted })
}

impl Standing {
    /// Whether there is a secret at this address.
    pub fn is_there(&self) -> bool {
        self.there.is_some()
    }

    /// The kind it has, or will have: one field alone makes a `key_value`, one value a `generic`.
    pub fn kind(&self) -> SecretKind {
        let of_field = if self.address.field.is_some() { SecretKind::KeyValue } else { SecretKind::Generic };
        self.there.as_ref().map(|there| there.kind).or(self.wanted).unwrap_or(of_field)
    }

    /// Fails when writing would replace something. A new field of an existing secret replaces nothing.
    pub fn refuse_overwriting(&self) -> Result<()> {
        if self.is_unseen {
            let path = &self.address.path;
            return Err(Error::Denied {
                reason: format!(
                    "{path} may not be looked at, so it cannot be told whether the field is there; --overwrite puts it \
                     in place all the same"
                ),
            });
        }
        let Some(there) = &self.there else { return Ok(()) };
        let what = match &self.address.field {
            Some(name) if there.fields.iter().all(|field| field.name != *name) => return Ok(()),
            Some(name) => format!("the field {name} of {}", self.address.path),
            None => self.address.path.to_string(),
        };
        Err(Error::Exists { what })
    }

    /// Writes these fields: one field joins those that are there, a whole secret takes their place. Given labels join
    /// those that are there, and an empty text takes one off.
    pub async fn write(
        self,
        session: &Session,
        place: &Place,
        given: Fields,
        labels: Labels,
    ) -> Result<Saved> {
        if self.is_unseen {
            return self.patch(session, place, given, &labels).await;
        }
        let fields = match (&self.address.field, &self.there) {
            (Some(_), Some(_)) => match self.read(session, place).await {
                Ok(mut fields) => {
                    given.into_iter().for_each(|field| fields.put(field));
                    fields
                }
                // Who may not read the others may still put one in its place.
                Err(Error::Denied { .. }) if place.provider.patching().is_some() => {
                    return self.patch(session, place, given, &labels).await;
                }
                Err(error) => return Err(error),
            },
            _ => given,
        };
        self.save(session, place, fields, labels).await
    }

    /// Puts one field in place without having seen the others.
    async fn patch(self, session: &Session, place: &Place, given: Fields, labels: &Labels) -> Result<Saved> {
        let mut given = given.into_iter();
        match (given.next(), given.next()) {
            (Some(field), None) if labels.is_empty() => {
                let base = self.there.as_ref().and_then(|there| there.secret.version);
                write::patch(session, place, &self.address.path, field, base).await
            }
            _ => Err(Error::invalid(
                "what may not be looked at can only get one field at a time, without labels",
            )),
        }
    }

    /// Changes labels alone. Nothing that could be lost is replaced by that.
    pub async fn relabel(self, session: &Session, place: &Place, labels: Labels) -> Result<Saved> {
        let fields = self.read(session, place).await?;
        self.save(session, place, fields, labels).await
    }

    async fn read(&self, session: &Session, place: &Place) -> Result<Fields> {
        let content =
            read::content(session, place, &self.address.path, Which::Latest, read::Why::Edit).await?;
        let seen = self.there.as_ref().and_then(|there| there.secret.version);
        if content.secret.version == seen {
            Ok(content.fields)
        } else {
            Err(Error::Conflict { current: content.secret.version })
        }
    }

    async fn save(self, session: &Session, place: &Place, fields: Fields, given: Labels) -> Result<Saved> {
        let kind = self.kind();
        let labels = (!given.is_empty()).then(|| {
            let mut labels = self.there.as_ref().map(|there| there.secret.labels.clone()).unwrap_or_default();
            labels.extend(given);
            labels.retain(|_, text| !text.is_empty());
            labels
        });
        let base =
            self.there.as_ref().and_then(|there| there.secret.version).map_or(Base::Absent, Base::Version);
        write::save(session, place, &self.address.path, Draft { kind, fields, labels, base }).await
    }
}
