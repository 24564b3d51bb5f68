//! The credentials of providers: kept sealed together with where they go, so that another address never gets them.

use super::Session;
use crate::config::ProviderConfig;
use crate::domain::{Field, Fields, ProviderId, SecretValue};
use crate::provider::{
    Error, Kind, Lock, Registration, Result, credentials_entry, lifetime_entry, login_entry, refusal_entry,
};
use std::collections::BTreeMap;

/// Stands before the key of an address that is kept beside the credentials that go there.
const GOES_TO: &str = "goes-to:";

/// What is kept for a provider.
#[derive(Default)]
struct Kept {
    /// Its credentials.
    credentials: Fields,
    /// The addresses for which they were typed, by key.
    goes_to: Fields,
}

/// What was kept before a change, to be put back when the rest of the change fails.
pub(super) enum Before {
    /// Nothing was touched.
    Untouched,
    /// This was replaced.
    Replaced(Option<SecretValue>),
}

impl Kept {
    /// What is kept; nothing while the kind has no credentials, so that the store may be locked then.
    async fn of(session: &Session, kind: &Kind, id: &ProviderId) -> Result<Self> {
        if kind.credentials().next().is_none() || session.lock_state()? == Lock::Missing {
            return Ok(Self::default());
        }
        let Some(sealed) = session.keeper().entry(&credentials_entry(id)).await? else {
            return Ok(Self::default());
        };
        let fields = sealed.expose(Fields::from_json).map_err(|_| Error::Corrupt {
            what: format!("what is kept of the credentials of {id}"),
            reason: "it cannot be read".into(),
        })?;
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let (mut fields, mut kept) = (fields, Self::default());
        for (name, field) in names.iter().filter_map(|name| Some((name, fields.take(name)?))) {
            match name.strip_prefix(GOES_TO) {
                Some(key) => kept.goes_to.put(Field { name: key.into(), ..field }),
                None => kept.credentials.put(field),
            }
        }
        Ok(kept)
    }

    /// Whether they were typed for the addresses in these settings, as they take effect.
    fn is_for(&self, kind: &Kind, settings: &BTreeMap<String, String>) -> bool {
        let due: Vec<_> = kind.addresses(settings).collect();
        let is_kept = |(key, text): &(&str, &str)| {
            let kept = self.goes_to.field(key);
            kept.is_some_and(|field| field.value.expose(|kept| kept == text.as_bytes()))
        };
        due.len() == self.goes_to.len() && due.iter().all(is_kept)
    }
}

/// The credentials of a provider: those that are kept, none where the environment makes it. While the store is locked
/// those of the environment do, where it has some for that server.
pub(super) async fn of(
    session: &Session,
    kind: &Kind,
    config: &ProviderConfig,
    settings: &BTreeMap<String, String>,
) -> Result<Fields> {
    let is_locked = session.lock_state()? == Lock::Locked;
    if config.given.is_some() || is_locked && !(kind.needs_store)(settings) {
        return Ok(Fields::new());
    }
    kept(session, kind, &config.id, settings).await
}

/// The credentials that are kept for a provider with these settings, as they take effect. Refused when the provider
/// is at another address than the one for which they were typed, whoever changed it.
pub(super) async fn kept(
    session: &Session,
    kind: &Kind,
    id: &ProviderId,
    settings: &BTreeMap<String, String>,
) -> Result<Fields> {
    let kept = Kept::of(session, kind, id).await?;
    if kept.credentials.is_empty() || kept.is_for(kind, settings) {
        return Ok(kept.credentials);
    }
    Err(Error::Denied {
        reason: format!("{id} is at another address than when its credentials were typed; type them again"),
    })
}

/// The keys of the credentials that are kept for a provider with these settings; none when it is at another address.
pub(super) async fn keys(
    session: &Session,
    kind: &Kind,
    id: &ProviderId,
    settings: &BTreeMap<String, String>,
) -> Result<Vec<String>> {
    let kept = Kept::of(session, kind, id).await?;
    if !kept.is_for(kind, &kind.effective(settings)) {
        return Ok(Vec::new());
    }
    Ok(kept.credentials.iter().map(|field| field.name.clone()).collect())
}

/// What was typed, and what is kept and was not typed anew; only what the kind asks for under these settings. Fails
/// when something kept would go to another address.
pub(super) async fn all(session: &Session, kind: &Kind, registration: &Registration) -> Result<Fields> {
    let effective = kind.effective(&registration.settings);
    let mut kept = Kept::default();
    if !registration.kept.is_empty() {
        kept = Kept::of(session, kind, &registration.id).await?;
    }
    let is_here = kept.is_for(kind, &effective);
    let mut all = Fields::new();
    for setting in kind.credentials() {
        let is_needless =
            setting.instead_of.is_some_and(|other| registration.credentials.field(other).is_some());
        if is_needless || !setting.applies(|key| effective.get(key).cloned()) {
            continue;
        }
        if let Some(typed) = registration.credentials.field(setting.key) {
            all.put(Field::text(setting.key, typed.value.duplicate()));
        } else if registration.kept.iter().any(|key| key == setting.key)
            && let Some(field) = kept.credentials.take(setting.key)
        {
            if !is_here {
                return Err(Error::invalid(format!(
                    "{}: kept for another address; type it again for this one",
                    setting.title
                )));
            }
            all.put(field);
        }
    }
    Ok(all)
}

/// Keeps the credentials of a registration, with where they go; answers with what was kept before.
pub(super) async fn keep(session: &Session, kind: &Kind, registration: &Registration) -> Result<Before> {
    if kind.credentials().next().is_none() {
        return Ok(Before::Untouched);
    }
    let mut all = all(session, kind, registration).await?;
    if all.is_empty() && session.lock_state()? == Lock::Missing {
        return Ok(Before::Untouched);
    }
    if !all.is_empty() {
        for (key, text) in kind.addresses(&kind.effective(&registration.settings)) {
            let text = SecretValue::from_text(text.to_owned());
            all.put(Field::text(&format!("{GOES_TO}{key}"), text));
        }
    }
    let name = credentials_entry(&registration.id);
    let before = session.keeper().entry(&name).await?;
    let sealed = (!all.is_empty()).then(|| all.to_json());
    session.keeper().put_entry(&name, sealed).await?;
    Ok(Before::Replaced(before))
}

/// Puts back what was kept before a change that has failed.
pub(super) async fn put_back(session: &Session, id: &ProviderId, before: Before) {
    let Before::Replaced(before) = before else { return };
    if let Err(error) = session.keeper().put_entry(&credentials_entry(id), before).await {
        session.warn(format!("the credentials of {id} could not be put back as they were: {error}"));
    }
}

/// Forgets the credentials of a provider and what its login has brought; tells whether there were any.
pub(super) async fn forget(session: &Session, id: &ProviderId) -> Result<bool> {
    if session.lock_state()? == Lock::Missing {
        return Ok(false);
    }
    let had_some = session.keeper().entry(&credentials_entry(id)).await?.is_some();
    session.keeper().put_entry(&credentials_entry(id), None).await?;
    // Of what is not kept any more they tell nothing.
    for entry in [login_entry(id), refusal_entry(id), lifetime_entry(id)] {
        session.keeper().put_entry(&entry, None).await?;
    }
    Ok(had_some)
}
