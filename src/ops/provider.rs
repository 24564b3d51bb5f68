//! Providers: registering, changing, switching, trying and removing one.

use super::audit::{Act, Subject, record};
use super::login::{self, Earlier, settle};
use super::{Session, credentials};
use crate::config::{self, Config, Paths, ProviderConfig};
use crate::domain::{Fields, ProviderId};
use crate::provider::{Connect, Error, Kind, Lifetime, Lock, Registration, Report, Result, refusal_entry};

pub use super::login::{LoggedOut, check, leave_check, log_in, log_out};

/// The provider as a form starts from it. No credential travels: only the keys of those that are kept.
pub async fn registration(session: &Session, id: &ProviderId) -> Result<Registration> {
    let config = registered(session, id)?;
    let kind = session.kind(&config.kind).ok_or_else(|| Error::Unsupported {
        what: format!("{id} has no kind that can be registered; only its switches can be changed"),
    })?;
    let kept = credentials::keys(session, kind, id, &config.settings).await?;
    Ok(Registration {
        id: config.id,
        kind: config.kind,
        settings: config.settings,
        credentials: Fields::new(),
        kept,
        enabled: config.enabled,
        read_only: config.read_only,
    })
}

/// Tries a provider as it is registered, also with credentials that were refused before; tells each step as it comes.
pub async fn test(session: &Session, id: &ProviderId, report: Report<'_>) -> Result<()> {
    let config = known(session, id)?;
    if let Some(reason) = config.broken {
        return Err(Error::Invalid { reason });
    }
    let Some(kind) = session.kind(&config.kind) else {
        // One that the demo has made itself has no kind; its health is all that can be asked.
        return session.provider(id).await?.health().await.map(|_| ());
    };
    let settings = kind.effective(&config.settings);
    let credentials = credentials::of(session, kind, &config, &settings).await?;
    let keeper = session.shared_keeper();
    if session.lock_state()? == Lock::Open {
        keeper.put_entry(&refusal_entry(id), None).await?;
    }
    (kind.check)(Connect { id: id.clone(), settings, credentials, keeper }, report).await;
    Ok(())
}

/// Registers a provider.
pub async fn add(session: &Session, registration: Registration) -> Result<()> {
    let id = registration.id.clone();
    let result = try_add(session, registration).await;
    tell(session, Act::ProviderAdd, &id, &result).await;
    result
}

async fn try_add(session: &Session, mut registration: Registration) -> Result<()> {
    let kind = registrable(session, &registration.kind)?;
    if known(session, &registration.id).is_ok() {
        return Err(Error::Exists { what: format!("the provider {}", registration.id) });
    }
    registration.check(kind)?;
    let new = configured(&registration);
    let is_opened = login::open(session, kind, &mut registration).await?;
    // First the credentials: a provider without them would ask its server in vain.
    let before = keep(session, kind, &registration, is_opened).await?;
    let added = session.change(
        |paths| config::add_provider(paths, kind, &registration),
        |config| config.providers.push(new),
    );
    match &added {
        Ok(()) => settle(session, kind, &registration.id, None).await,
        Err(_) => put_back(session, kind, &registration, before, is_opened).await,
    }
    added
}

/// Changes the settings of a provider that is registered.
pub async fn change(session: &Session, registration: Registration) -> Result<()> {
    let id = registration.id.clone();
    let result = try_change(session, registration).await;
    tell(session, Act::ProviderChange, &id, &result).await;
    result
}

async fn try_change(session: &Session, mut registration: Registration) -> Result<()> {
    let kind = registrable(session, &registration.kind)?;
    let before = registered(session, &registration.id)?;
    if before.kind != registration.kind && before.broken.is_none() {
        return Err(Error::invalid("the kind of a provider stays; remove it and register it anew"));
    }
    registration.check(kind)?;
    let new = configured(&registration);
    let is_opened = login::open(session, kind, &mut registration).await?;
    let earlier = Earlier::of(session, &registration.id).await;
    let before = keep(session, kind, &registration, is_opened).await?;
    let changed = session
        .change(|paths| config::change_provider(paths, kind, &registration), |config| replace(config, new));
    session.disconnect(&registration.id);
    match &changed {
        Ok(()) => settle(session, kind, &registration.id, earlier).await,
        Err(_) => put_back(session, kind, &registration, before, is_opened).await,
    }
    changed
}

/// Keeps the credentials; what was opened for them and cannot be kept is ended.
async fn keep(
    session: &Session,
    kind: &Kind,
    registration: &Registration,
    is_opened: bool,
) -> Result<credentials::Before> {
    let kept = credentials::keep(session, kind, registration).await;
    if kept.is_err() && is_opened {
        login::lose(session, kind, registration).await;
    }
    kept
}

/// Puts back what was kept before a change that has failed; what was opened for it is ended.
async fn put_back(
    session: &Session,
    kind: &Kind,
    registration: &Registration,
    before: credentials::Before,
    is_opened: bool,
) {
    credentials::put_back(session, &registration.id, before).await;
    if is_opened {
        login::lose(session, kind, registration).await;
    }
}

/// Does what is due about the end of the login of a provider; see [`crate::provider::Renewing::renew`].
pub async fn renew(session: &Session, id: &ProviderId) -> Result<Option<Lifetime>> {
    let provider = session.provider(id).await?;
    match provider.renewing() {
        Some(renewing) => renewing.renew().await,
        None => Ok(None),
    }
}

/// Switches a provider on or off.
pub async fn set_enabled(session: &Session, id: &ProviderId, is_on: bool) -> Result<()> {
    let result = switch(session, id, "enabled", is_on, |config| config.enabled = is_on);
    if result.is_ok() && !is_on {
        session.disconnect(id);
    }
    tell(session, Act::ProviderChange, id, &result).await;
    result
}

/// Switches writing to a provider off or on.
pub async fn set_read_only(session: &Session, id: &ProviderId, is_on: bool) -> Result<()> {
    let result = switch(session, id, "read_only", is_on, |config| config.read_only = is_on);
    tell(session, Act::ProviderChange, id, &result).await;
    result
}

fn switch(
    session: &Session,
    id: &ProviderId,
    key: &str,
    is_on: bool,
    apply: impl FnOnce(&mut ProviderConfig),
) -> Result<()> {
    let mut config = registered(session, id)?;
    apply(&mut config);
    session.change(|paths| config::switch_provider(paths, id, key, is_on), |all| replace(all, config))
}

/// Takes a provider out of the configuration, with its credentials. Refused while a team uses it.
pub async fn remove(session: &Session, id: &ProviderId) -> Result<()> {
    let result = try_remove(session, id).await;
    tell(session, Act::ProviderRemove, id, &result).await;
    result
}

async fn try_remove(session: &Session, id: &ProviderId) -> Result<()> {
    registered(session, id)?;
    let teams = teams(session, id);
    if !teams.is_empty() {
        let (noun, verb) = if teams.len() == 1 { ("team", "uses") } else { ("teams", "use") };
        let names = teams.join(", ");
        return Err(Error::invalid(format!(
            "the {noun} {names} {verb} the provider {id}; remove that first"
        )));
    }
    session.change(
        |paths| config::remove_provider(paths, id),
        |config| config.providers.retain(|provider| provider.id != *id),
    )?;
    session.disconnect(id);
    // Last: a provider that stays because the file could not be written keeps its credentials.
    credentials::forget(session, id).await.map(|_| ())
}

/// The names of the teams that use a provider.
pub fn teams(session: &Session, id: &ProviderId) -> Vec<String> {
    let teams = session.teams().into_iter().filter(|team| team.provider == *id);
    teams.map(|team| team.id.to_string()).collect()
}

/// The provider as it is configured.
pub fn known(session: &Session, id: &ProviderId) -> Result<ProviderConfig> {
    let providers = session.config().providers;
    let names: Vec<_> = providers.iter().map(|provider| provider.id.as_str().to_owned()).collect();
    providers.into_iter().find(|provider| provider.id == *id).ok_or_else(|| Error::NotFound {
        what: format!("the provider {id}"),
        note: Some(format!("there are {}", names.join(", "))),
    })
}

/// Whether a provider can be used before there is an embedded store: its credentials come from elsewhere.
pub fn works_without_store(session: &Session, id: &ProviderId) -> bool {
    let Ok(config) = known(session, id) else { return false };
    let kind = session.kind(&config.kind);
    kind.is_some_and(|kind| !(kind.needs_store)(&kind.effective(&config.settings)))
}

/// The provider, unless the program itself has made it.
pub(super) fn registered(session: &Session, id: &ProviderId) -> Result<ProviderConfig> {
    if *id == ProviderId::local() {
        return Err(Error::invalid("the provider local is built in and stays as it is"));
    }
    let config = known(session, id)?;
    match &config.given {
        None => Ok(config),
        Some(given) => {
            let by = &given.by;
            Err(Error::invalid(format!(
                "the provider {id} is what the environment says, by {by}; it changes there"
            )))
        }
    }
}

pub(super) fn registrable(session: &Session, name: &str) -> Result<&'static Kind> {
    let kind = session.kind(name).filter(|kind| kind.is_registrable);
    kind.ok_or_else(|| Error::Unsupported { what: "a provider of this kind cannot be registered".into() })
}

fn configured(registration: &Registration) -> ProviderConfig {
    ProviderConfig {
        id: registration.id.clone(),
        kind: registration.kind.clone(),
        settings: registration.settings.clone(),
        enabled: registration.enabled,
        read_only: registration.read_only,
        broken: None,
        given: None,
    }
}

fn replace(config: &mut Config, new: ProviderConfig) {
    if let Some(old) = config.providers.iter_mut().find(|provider| provider.id == new.id) {
        *old = new;
    }
}

pub(super) async fn tell(session: &Session, act: Act, id: &ProviderId, result: &Result<()>) {
    record(session, act, Subject { provider: Some(id), ..Subject::default() }, result).await;
}

impl Session {
    /// Changes the configuration: in the file and read again, or in memory where there are no files.
    pub(super) fn change(
        &self,
        on_disk: impl FnOnce(&Paths) -> Result<()>,
        in_memory: impl FnOnce(&mut Config),
    ) -> Result<()> {
        match self.paths() {
            Some(paths) => {
                on_disk(paths)?;
                self.reload();
            }
            None => self.with_config(in_memory),
        }
        Ok(())
    }
}
