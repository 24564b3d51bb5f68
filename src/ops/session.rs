//! The ground every verb stands on: who asks, which teams and providers there are, which team is active.

use super::Place;
use super::login::Tried;
use super::person::person;
use super::prints::Prints;
use super::state;
use crate::config::{self, Config, Paths, ProviderConfig, TeamConfig};
use crate::domain::{Folder, ProviderId, TeamId};
use crate::provider::{Capabilities, Connect, Error, Given, Keeper, Kind, Lock, Provider, Result};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// A team, for showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamInfo {
    /// Its name.
    pub id: TeamId,
    /// The provider of its secrets.
    pub provider: ProviderId,
    /// Its place there.
    pub root: Folder,
    /// Why it cannot be used.
    pub broken: Option<Error>,
}

/// A provider, for showing. Nothing of it was asked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderInfo {
    /// Its name.
    pub id: ProviderId,
    /// The name of its kind, for people.
    pub kind: String,
    /// Whether it is used.
    pub enabled: bool,
    /// Whether the person has switched writing off.
    pub read_only: bool,
    /// Why it cannot be used.
    pub broken: Option<Error>,
    /// What everybody who uses it must know.
    pub caution: Option<&'static str>,
    /// How the environment makes it; nothing for one that is registered or built in.
    pub given: Option<Given>,
}

/// One person's work with one configuration. Shared as `Arc<Session>`; every method may be called from any thread.
pub struct Session {
    keeper: Arc<dyn Keeper>,
    kinds: &'static [&'static Kind],
    /// Nothing for a session without files.
    paths: Option<Paths>,
    config: RwLock<Config>,
    /// Titles of kinds that are not in the list of kinds: those of a session without files.
    titles: HashMap<ProviderId, String>,
    /// Those that stay when the session is locked: a session without files could not connect them again.
    fixed: HashMap<ProviderId, Arc<dyn Provider>>,
    connected: Mutex<HashMap<ProviderId, Arc<dyn Provider>>>,
    /// How often it was locked: a connection that was being made meanwhile must not be kept.
    locks: AtomicU64,
    pub(super) active: Mutex<TeamId>,
    person: String,
    warnings: Mutex<Vec<String>>,
    /// Whose turn it is with the audit log. Its file is locked against other processes by blocking the thread: tasks
    /// of this one that waited so would leave no thread for the task that has the lock.
    log_turn: tokio::sync::Mutex<()>,
    pub(super) prints: Prints,
    /// The last check of a registration that may still be saved.
    tried: Mutex<Option<Tried>>,
}

impl Session {
    /// A session on this configuration; files go to `paths`.
    pub fn new(
        config: Config,
        paths: Paths,
        keeper: Arc<dyn Keeper>,
        kinds: &'static [&'static Kind],
    ) -> Self {
        // Also when the configuration does not name it: a write must not go to another team instead.
        let active = state::active_team(&paths.state_file()).unwrap_or_else(TeamId::personal);
        Self {
            keeper,
            kinds,
            paths: Some(paths),
            config: RwLock::new(config),
            titles: HashMap::new(),
            fixed: HashMap::new(),
            connected: Mutex::default(),
            locks: AtomicU64::default(),
            active: Mutex::new(active),
            person: person(),
            warnings: Mutex::default(),
            log_turn: tokio::sync::Mutex::default(),
            prints: Prints::default(),
            tried: Mutex::default(),
        }
    }

    /// A session without any file: the demo, tests. Providers come with the title of their kind; the first team is
    /// the active one. What would go to the audit log is dropped.
    pub fn with_providers(
        keeper: Arc<dyn Keeper>,
        providers: Vec<(ProviderId, String, Arc<dyn Provider>)>,
        teams: Vec<(TeamId, ProviderId, Folder)>,
    ) -> Self {
        let mut config = Config { providers: Vec::new(), teams: Vec::new(), ..Config::default() };
        let (mut titles, mut fixed) = (HashMap::new(), HashMap::new());
        for (id, title, provider) in providers {
            config.providers.push(ProviderConfig::plain(id.clone(), "demo"));
            titles.insert(id.clone(), title);
            fixed.insert(id, provider);
        }
        for (id, provider, root) in teams {
            config.teams.push(TeamConfig { id, provider, root, broken: None });
        }
        let active = config.teams.first().map_or_else(TeamId::personal, |team| team.id.clone());
        Self {
            keeper,
            kinds: &[],
            paths: None,
            config: RwLock::new(config),
            titles,
            fixed,
            connected: Mutex::default(),
            locks: AtomicU64::default(),
            active: Mutex::new(active),
            person: person(),
            warnings: Mutex::default(),
            log_turn: tokio::sync::Mutex::default(),
            prints: Prints::default(),
            tried: Mutex::default(),
        }
    }

    /// The kinds that can be registered in a session without files, and the providers that are read-only in it.
    #[must_use]
    pub fn allowing(mut self, kinds: &'static [&'static Kind], read_only: &[ProviderId]) -> Self {
        self.kinds = kinds;
        self.with_config(|config| {
            for provider in &mut config.providers {
                provider.read_only = read_only.contains(&provider.id);
            }
        });
        self
    }

    /// The same session for a person of this name, whatever the environment says.
    pub fn of_person(self, name: &str) -> Self {
        Self { person: name.into(), ..self }
    }

    /// The store of our own keys and credentials.
    pub fn keeper(&self) -> &dyn Keeper {
        &*self.keeper
    }

    /// The folders, unless this is a session without files.
    pub fn paths(&self) -> Option<&Paths> {
        self.paths.as_ref()
    }

    /// The configuration as it is now.
    pub fn config(&self) -> Config {
        self.config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the configuration of a session without files.
    pub(super) fn with_config<R>(&self, change: impl FnOnce(&mut Config) -> R) -> R {
        change(&mut self.config.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The kind of this name.
    pub fn kind(&self, name: &str) -> Option<&'static Kind> {
        self.kinds.iter().copied().find(|kind| kind.name == name)
    }

    /// Every kind of provider.
    pub fn kinds(&self) -> &'static [&'static Kind] {
        self.kinds
    }

    /// The store of our own, for a provider that is being made.
    pub(super) fn shared_keeper(&self) -> Arc<dyn Keeper> {
        Arc::clone(&self.keeper)
    }

    /// The connection of a provider, where there is one.
    pub(super) fn provider_in_use(&self, id: &ProviderId) -> Option<Arc<dyn Provider>> {
        self.connected().get(id).cloned()
    }

    /// Drops the connections that were made while the store was locked: what is kept may say otherwise.
    pub(super) fn disconnect_all(&self) {
        self.connected().clear();
    }

    /// Drops the connection of a provider, with the credentials in it.
    pub(super) fn disconnect(&self, id: &ProviderId) {
        self.connected().remove(id);
    }

    /// The last check, with what it has left. Whoever takes it keeps or ends that.
    pub(super) fn take_tried(&self) -> Option<Tried> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Holds on to a check until it is saved or left.
    pub(super) fn put_tried(&self, tried: Option<Tried>) {
        *self.tried.lock().unwrap_or_else(PoisonError::into_inner) = tried;
    }

    /// Reads the configuration again after it was changed, here or by somebody else. A provider that is configured in
    /// another way now is connected anew. Of a file that cannot be read as a whole only that is taken, such as one
    /// that somebody is still writing.
    pub fn reload(&self) {
        let Some(paths) = &self.paths else { return };
        let new = Config::load_after(self.config(), paths, self.kinds);
        let old =
            std::mem::replace(&mut *self.config.write().unwrap_or_else(PoisonError::into_inner), new.clone());
        for before in old.providers.iter().filter(|before| !new.providers.contains(before)) {
            self.disconnect(&before.id);
        }
    }

    /// Keeps a warning for the person: something beside the asked work went wrong.
    pub(super) fn warn(&self, warning: String) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    /// The warnings since the last call. Show them; a write that could not be logged is one of them.
    pub fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for the turn with the audit log, which lasts as long as what is answered.
    pub(super) async fn log_turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.log_turn.lock().await
    }

    /// Who works here: `STRONGROOM_USER`, else the user of the operating system.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// All teams.
    pub fn teams(&self) -> Vec<TeamInfo> {
        let info = |team: TeamConfig| TeamInfo {
            id: team.id,
            provider: team.provider,
            root: team.root,
            broken: team.broken.map(Error::invalid),
        };
        self.config().teams.into_iter().map(info).collect()
    }

    /// The team of this name.
    pub fn team(&self, id: &TeamId) -> Result<TeamInfo> {
        let teams = self.teams();
        let names: Vec<_> = teams.iter().map(|team| team.id.as_str().to_owned()).collect();
        teams.into_iter().find(|team| team.id == *id).ok_or_else(|| Error::NotFound {
            what: format!("the team {id}"),
            note: Some(format!("there are {}", names.join(", "))),
        })
    }

    /// All providers.
    pub fn providers(&self) -> Vec<ProviderInfo> {
        let info = |provider: ProviderConfig| {
            let kind = self.kind(&provider.kind);
            let title = kind.map(|kind| kind.title);
            ProviderInfo {
                kind: self
                    .titles
                    .get(&provider.id)
                    .map(String::as_str)
                    .or(title)
                    .unwrap_or(&provider.kind)
                    .into(),
                id: provider.id,
                enabled: provider.enabled,
                read_only: provider.read_only,
                broken: provider.broken.map(Error::invalid),
                caution: kind.and_then(|kind| kind.caution),
                given: provider.given,
            }
        };
        self.config().providers.into_iter().map(info).collect()
    }

    /// Writes the name of the theme into the configuration, for the next start.
    pub fn keep_theme(&self, name: &str) -> Result<()> {
        match &self.paths {
            Some(paths) => config::set_theme(paths, name),
            None => {
                Err(Error::Unsupported { what: "the demo keeps nothing, so this theme goes with it".into() })
            }
        }
    }

    /// The provider of this name, connected at its first use.
    pub async fn provider(&self, id: &ProviderId) -> Result<Arc<dyn Provider>> {
        let config = self.provider_config(id)?;
        if let Some(reason) = config.broken.clone() {
            return Err(Error::Invalid { reason });
        }
        if !config.enabled {
            return Err(Error::Denied { reason: format!("the provider {id} is switched off") });
        }
        if let Some(provider) = self.fixed.get(id).cloned().or_else(|| self.provider_in_use(id)) {
            return Ok(provider);
        }
        let locks = self.locks.load(Ordering::SeqCst);
        let provider = if *id == ProviderId::local() {
            self.keeper.provider()
        } else {
            let kind = self
                .kind(&config.kind)
                .ok_or_else(|| Error::invalid(format!("the provider {id} has an unknown kind")))?;
            let (settings, keeper) = (kind.effective(&config.settings), self.shared_keeper());
            let credentials = super::credentials::of(self, kind, &config, &settings).await?;
            (kind.connect)(Connect { id: id.clone(), settings, credentials, keeper }).await?
        };
        let is_same = self.provider_config(id).ok().as_ref() == Some(&config);
        let mut connected = self.connected();
        if !is_same || self.locks.load(Ordering::SeqCst) != locks {
            // It was changed or locked meanwhile: this one serves the call under way and nobody after it.
            return Ok(provider);
        }
        // Somebody else may have connected it meanwhile; all must work with the same one.
        Ok(Arc::clone(connected.entry(id.clone()).or_insert(provider)))
    }

    /// What a provider can do, its switches counted in.
    pub async fn capabilities(&self, id: &ProviderId) -> Result<Capabilities> {
        let provider = self.provider(id).await?;
        Ok(Capabilities::of(&*provider, self.provider_config(id)?.read_only))
    }

    /// Where a verb works: the named team, else the active one.
    pub async fn place(&self, team: Option<&TeamId>) -> Result<Place> {
        let team = match team {
            Some(team) => self.team(team)?,
            None => self.active()?,
        };
        if let Some(broken) = team.broken {
            return Err(broken);
        }
        let provider = self.provider(&team.provider).await?;
        let can = self.capabilities(&team.provider).await?.without(provider.missing_at(&team.root));
        Ok(Place { team: team.id, provider_id: team.provider, root: team.root, provider, can })
    }

    /// Drops the keys and every connection; a connection holds credentials.
    pub fn lock(&self) {
        self.keeper.lock();
        let mut connected = self.connected();
        self.locks.fetch_add(1, Ordering::SeqCst);
        connected.clear();
        self.prints.clear();
    }

    /// Whether the embedded store can be used.
    pub fn lock_state(&self) -> Result<Lock> {
        self.keeper.lock_state()
    }

    fn provider_config(&self, id: &ProviderId) -> Result<ProviderConfig> {
        let found = self.config().providers.into_iter().find(|provider| provider.id == *id);
        found.ok_or_else(|| Error::not_found(format!("the provider {id}")))
    }

    fn connected(&self) -> MutexGuard<'_, HashMap<ProviderId, Arc<dyn Provider>>> {
        self.connected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("person", &self.person)
            .field("team", &self.active_team())
            .finish_non_exhaustive()
    }
}
