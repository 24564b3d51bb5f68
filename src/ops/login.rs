//! Logins: new credentials, logging out, and the login that a check has made, which is kept or ended as the person
//! decides.

use super::audit::Act;
use super::draft::Draft;
use super::provider::{registered, registrable, tell};
use super::{Session, credentials};
use crate::domain::{Fields, ProviderId, SecretValue};
use crate::provider::{
    Connect, Error, Keeper, Kind, Lock, Provider, Registration, Report, Result, Revoked, login_entry,
    refusal_entry,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A check, and what it has left.
pub(super) struct Tried {
    draft: Arc<Draft>,
    /// Who can end the login that it has made.
    provider: Option<Arc<dyn Provider>>,
}

/// A provider in the making, with these credentials, on this store.
async fn connected(
    kind: &Kind,
    id: &ProviderId,
    settings: &BTreeMap<String, String>,
    credentials: &Fields,
    keeper: Arc<dyn Keeper>,
) -> Option<Arc<dyn Provider>> {
    let (settings, credentials) = (settings.clone(), credentials.duplicate());
    (kind.connect)(Connect { id: id.clone(), settings, credentials, keeper }).await.ok()
}

/// Whether the login that is kept is this one's.
async fn is_logged_in(provider: Option<&Arc<dyn Provider>>) -> bool {
    match provider.and_then(|provider| provider.renewing()) {
        Some(renewing) => renewing.is_logged_in().await,
        None => false,
    }
}

async fn abandon(provider: Option<&Arc<dyn Provider>>) {
    if let Some(renewing) = provider.and_then(|provider| provider.renewing()) {
        renewing.abandon().await;
    }
}

impl Tried {
    /// Ends the login that was made.
    async fn end(&self) {
        if self.draft.has_login() {
            abandon(self.provider.as_ref()).await;
            self.draft.drop_login();
        }
    }
}

/// Tries a registration without keeping anything of it; tells each step as it comes. The login that it makes serves
/// the next check, and is kept when the registration is saved; [`leave_check`] ends it. One that was refused before is
/// tried again when something was typed, or when that `is_asked` for.
pub async fn check(
    session: &Session,
    registration: &Registration,
    is_asked: bool,
    report: Report<'_>,
) -> Result<()> {
    let kind = registrable(session, &registration.kind)?;
    registration.check(kind)?;
    let (id, settings) = (registration.id.clone(), kind.effective(&registration.settings));
    let credentials = credentials::all(session, kind, registration).await?;
    let before = session.take_tried();
    let draft = before.as_ref().map(|before| Arc::clone(&before.draft));
    let draft = draft.unwrap_or_else(|| Arc::new(Draft::over(session.shared_keeper())));
    draft.try_again(is_asked || !registration.credentials.is_empty());
    let keeper: Arc<dyn Keeper> = draft.clone();
    let provider = connected(kind, &id, &settings, &credentials, Arc::clone(&keeper)).await;
    if let Some(before) = before.filter(|before| before.draft.has_login())
        && !is_logged_in(provider.as_ref()).await
    {
        before.end().await;
    }
    session.put_tried(Some(Tried { draft: Arc::clone(&draft), provider }));
    (kind.check)(Connect { id, settings, credentials, keeper }, report).await;
    if !draft.has_login()
        && let Some(tried) = session.take_tried()
    {
        // Nothing is there to be ended, so nobody need hold the credentials.
        session.put_tried(Some(Tried { provider: None, ..tried }));
    }
    Ok(())
}

/// Nothing of the last check is to be kept: the login that it has made is ended.
pub async fn leave_check(session: &Session) {
    if let Some(tried) = session.take_tried() {
        tried.end().await;
    }
}

/// Opens what was typed and opens only once, when the person saves: what was in it takes its place. True when something
/// was opened. A server that cannot be asked leaves it as it is, for its first use.
pub(super) async fn open(session: &Session, kind: &Kind, registration: &mut Registration) -> Result<bool> {
    if registration.credentials.is_empty() {
        return Ok(false);
    }
    let credentials = credentials::all(session, kind, registration).await?;
    let tried = session
        .take_tried()
        .unwrap_or_else(|| Tried { draft: Arc::new(Draft::over(session.shared_keeper())), provider: None });
    let (id, settings) = (registration.id.clone(), kind.effective(&registration.settings));
    let keeper: Arc<dyn Keeper> = tried.draft.clone();
    session.put_tried(Some(tried));
    match (kind.open)(Connect { id, settings, credentials, keeper }).await {
        Ok(None) => Ok(false),
        Ok(Some(opened)) => {
            registration.credentials = opened;
            Ok(true)
        }
        Err(error @ (Error::Unreachable { .. } | Error::Locked { .. } | Error::Throttled)) => {
            let id = &registration.id;
            session.warn(format!(
                "what was given for {id} is not opened yet ({error}); it is opened at the first use, which must come \
                 before its time is over"
            ));
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// What was opened could not be kept: it is ended, since nobody has it any more.
pub(super) async fn lose(session: &Session, kind: &Kind, registration: &Registration) {
    let (id, settings) = (&registration.id, kind.effective(&registration.settings));
    let keeper = session.shared_keeper();
    let provider = connected(kind, id, &settings, &registration.credentials, keeper).await;
    let revoked = match provider.as_ref().and_then(|provider| provider.renewing()) {
        Some(renewing) => renewing.revoke().await.is_ok(),
        None => false,
    };
    let ended = if revoked { "it is revoked" } else { "it could not be revoked either" };
    session.warn(format!(
        "what was given for {id} was opened, and what was in it could not be kept; {ended}; have another one made"
    ));
}

/// What is kept of a login before its provider is changed.
pub(super) struct Earlier {
    entry: SecretValue,
    /// Who can end it.
    provider: Option<Arc<dyn Provider>>,
}

impl Earlier {
    /// What is kept now.
    pub(super) async fn of(session: &Session, id: &ProviderId) -> Option<Self> {
        let config = registered(session, id).ok()?;
        let kind = session.kind(&config.kind)?;
        if session.lock_state().ok()? != Lock::Open {
            return None;
        }
        let entry = session.keeper().entry(&login_entry(id)).await.ok()??;
        let settings = kind.effective(&config.settings);
        let provider = match credentials::kept(session, kind, id, &settings).await {
            Ok(credentials) => {
                let draft = Draft::holding(session.shared_keeper(), entry.duplicate());
                connected(kind, id, &settings, &credentials, Arc::new(draft)).await
            }
            Err(_) => None,
        };
        Some(Self { entry, provider })
    }
}

/// After a provider was saved: the login of its check is kept when it is the one that was saved, and what was kept
/// before is ended when it is of another one.
pub(super) async fn settle(session: &Session, kind: &Kind, id: &ProviderId, earlier: Option<Earlier>) {
    let tried = session.take_tried();
    let Ok(Lock::Open) = session.lock_state() else { return };
    let Ok(config) = registered(session, id) else { return };
    let settings = kind.effective(&config.settings);
    let Ok(credentials) = credentials::kept(session, kind, id, &settings).await else { return };
    // Saved anew is asked for anew, unless the check has just been refused.
    let mut kept = session.keeper().put_entry(&refusal_entry(id), None).await;
    if let Some(tried) = tried {
        let keeper: Arc<dyn Keeper> = tried.draft.clone();
        let provider = connected(kind, id, &settings, &credentials, keeper).await;
        if tried.draft.has_login() && !is_logged_in(provider.as_ref()).await {
            tried.end().await;
        }
        kept = kept.and(tried.draft.keep(id).await);
    }
    if let Some(earlier) = earlier {
        let provider = connected(kind, id, &settings, &credentials, session.shared_keeper()).await;
        let now = session.keeper().entry(&login_entry(id)).await.ok().flatten();
        let is_same = now.is_some_and(|now| now.same_as(&earlier.entry));
        if !is_same || !is_logged_in(provider.as_ref()).await {
            abandon(earlier.provider.as_ref()).await;
        }
        if is_same && !is_logged_in(provider.as_ref()).await {
            kept = kept.and(session.keeper().put_entry(&login_entry(id), None).await);
        }
    }
    if let Err(error) = kept {
        session.warn(format!("the login to {id} could not be kept for the next time: {error}"));
    }
}

/// Keeps new credentials in the place of the old ones; the settings stay.
pub async fn log_in(session: &Session, registration: Registration) -> Result<()> {
    let id = registration.id.clone();
    let result = try_log_in(session, registration).await;
    tell(session, Act::Login, &id, &result).await;
    result
}

async fn try_log_in(session: &Session, mut registration: Registration) -> Result<()> {
    let kind = registrable(session, &registration.kind)?;
    registered(session, &registration.id)?;
    registration.check(kind)?;
    let is_opened = open(session, kind, &mut registration).await?;
    let earlier = Earlier::of(session, &registration.id).await;
    if let Err(error) = credentials::keep(session, kind, &registration).await {
        if is_opened {
            lose(session, kind, &registration).await;
        }
        return Err(error);
    }
    session.disconnect(&registration.id);
    settle(session, kind, &registration.id, earlier).await;
    Ok(())
}

/// What came of logging out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoggedOut {
    /// Whether credentials were kept.
    pub had_some: bool,
    /// What came of ending the login at the server, where that was asked for and something was kept.
    pub revoked: Option<Revoked>,
}

/// Forgets the credentials of a provider. With `is_ended` its login is ended at the server first; when that fails
/// nothing is forgotten.
pub async fn log_out(session: &Session, id: &ProviderId, is_ended: bool) -> Result<LoggedOut> {
    let result = try_log_out(session, id, is_ended).await;
    tell(session, Act::Logout, id, &result.as_ref().map(|_| ()).map_err(Clone::clone)).await;
    result
}

async fn try_log_out(session: &Session, id: &ProviderId, is_ended: bool) -> Result<LoggedOut> {
    let config = registered(session, id)?;
    let mut revoked = None;
    if is_ended && let Some(kind) = session.kind(&config.kind) {
        let settings = kind.effective(&config.settings);
        let credentials = credentials::kept(session, kind, id, &settings).await?;
        // The token of the environment is not ours to end.
        if !credentials.is_empty() {
            // One in use may have logged in; a switched-off one has not.
            let provider = match session.provider_in_use(id) {
                Some(provider) => provider,
                None => {
                    let keeper = session.shared_keeper();
                    (kind.connect)(Connect { id: id.clone(), settings, credentials, keeper }).await?
                }
            };
            let renewing = provider.renewing();
            let renewing = renewing.ok_or_else(|| Error::Unsupported {
                what: format!("a login to {id} cannot be revoked; log out without it"),
            })?;
            revoked = Some(renewing.revoke().await?);
        }
    }
    let had_some = credentials::forget(session, id).await.inspect_err(|_| {
        if revoked == Some(Revoked::Done) {
            session
                .warn(format!("the token of {id} is revoked, but what is kept of it could not be forgotten"));
        }
    })?;
    session.disconnect(id);
    Ok(LoggedOut { had_some, revoked })
}
