//! What every command works with: the session, the output, the global options.

use super::args::Global;
use super::exit::{Exit, Failure, Result};
use super::open;
use super::output::{self, Output};
use crate::config::{Config, Paths};
use crate::domain::{Address, Folder, ProviderId, SecretPath, TeamId, Timestamp};
use crate::ops::write::Saved;
use crate::ops::{self, Place, Session, TeamInfo};
use crate::provider::{Error, Keeper, Lock};
use crate::providers;
use std::sync::Arc;

/// The surroundings of one command.
pub(super) struct Context {
    pub(super) session: Arc<Session>,
    pub(super) out: Output,
    pub(super) global: Global,
}

impl Context {
    pub(super) fn new(global: Global) -> Result<Self> {
        Ok(Self { session: session(global.demo)?, out: Output::new(global.json), global })
    }

    /// Opens the embedded store.
    pub(super) async fn open(&self) -> Result<()> {
        open::open(&self.session, self.global.passphrase_fd).await?;
        for warning in self.session.keeper().warnings() {
            output::note(&format!("warning: {warning}"));
        }
        Ok(())
    }

    /// Opens the store and finds the place for this call: a team named in the address wins over `--team`.
    pub(super) async fn place(&self, team: Option<&TeamId>) -> Result<Place> {
        self.open().await?;
        self.placed(team).await
    }

    /// The same for a command that only reads: where the credentials of the environment do, no store is made, and nobody
    /// is asked for a passphrase.
    pub(super) async fn place_to_read(&self, team: Option<&TeamId>) -> Result<Place> {
        // What the keyring opens is no trouble to anybody; without it there is another way.
        let is_open = self.session.lock_state()? == Lock::Locked
            && !open::is_passphrase_given(self.global.passphrase_fd)
            && self.session.unlock_remembered().await.unwrap_or(false);
        if is_open || self.needs_store(team)? {
            self.open().await?;
        }
        self.placed(team).await
    }

    fn needs_store(&self, team: Option<&TeamId>) -> Result<bool> {
        let session = &self.session;
        if session.lock_state()? == Lock::Open || open::is_passphrase_given(self.global.passphrase_fd) {
            return Ok(true);
        }
        let active = session.active_team();
        let team = session.team(team.or(self.global.team.as_ref()).unwrap_or(&active));
        let provider = self.global.provider.clone().or_else(|| team.ok().map(|team| team.provider));
        // What is not there is told before anybody is asked for a passphrase.
        let needs = |id| {
            ops::provider::known(session, &id).is_ok() && !ops::provider::works_without_store(session, &id)
        };
        Ok(provider.is_none_or(needs))
    }

    async fn placed(&self, team: Option<&TeamId>) -> Result<Place> {
        let place = self.found(team.or(self.global.team.as_ref())).await?;
        self.keep_login(&place).await?;
        let used = self.session.providers().into_iter().find(|used| used.id == place.provider_id);
        if let Some(caution) = used.and_then(|used| used.caution) {
            output::note(&format!("warning: {}: {caution}", place.provider_id));
        }
        Ok(place)
    }

    /// Renews the login when that is due, and says so when it comes to its end. What stops nothing is told by the work
    /// itself, if it matters.
    async fn keep_login(&self, place: &Place) -> Result<()> {
        let id = &place.provider_id;
        match ops::provider::renew(&self.session, id).await {
            Ok(Some(lifetime)) => {
                let now = Timestamp::from(std::time::SystemTime::now());
                if let Some(why_not) = lifetime.warning(now) {
                    let left = lifetime.expires.left(now);
                    output::note(&format!("warning: the login to {id} ends in {left} and {why_not}"));
                }
                Ok(())
            }
            Err(error) if error.is_of_the_store() => Err(error.into()),
            Ok(None) | Err(_) => Ok(()),
        }
    }

    async fn found(&self, named: Option<&TeamId>) -> Result<Place> {
        let session = &self.session;
        let named = named.map(|team| {
            let listed = |error| Failure::from(error).with_next("`strongroom team list` lists the teams");
            session.team(team).map_err(listed)
        });
        let named = named.transpose()?;
        let Some(provider) = &self.global.provider else {
            return Ok(session.place(named.map(|team| team.id).as_ref()).await?);
        };
        let team = match named {
            Some(team) => team,
            None => {
                let active = session.active()?.id;
                let mut teams = session.teams();
                teams.retain(|team| team.provider == *provider);
                let index = teams.iter().position(|team| team.id == active).unwrap_or(0);
                let known = session.providers().into_iter().find(|known| known.id == *provider);
                match teams.into_iter().nth(index) {
                    Some(team) => team,
                    // What the environment names is there without a team of ours: all of it.
                    None if known.as_ref().is_some_and(|known| known.given.is_some()) => TeamInfo {
                        id: TeamId::environment(),
                        provider: provider.clone(),
                        root: Folder::root(),
                        broken: None,
                    },
                    None if known.is_some() => {
                        return Err(Failure::from(Error::not_found(format!(
                            "a team on the provider {provider}"
                        )))
                        .with_next("`strongroom team create NAME --provider PROVIDER` makes one"));
                    }
                    None => {
                        let next = if *provider == ProviderId::environment() {
                            "the environment makes it: VAULT_ADDR with VAULT_TOKEN, or with VAULT_APP_ROLE_ID and \
                             VAULT_APP_ROLE_SECRET_ID, or their BAO_ spellings"
                        } else {
                            "`strongroom provider list` lists the providers"
                        };
                        return Err(Failure::from(Error::not_found(format!("the provider {provider}")))
                            .with_next(next));
                    }
                }
            }
        };
        let connected = session.provider(provider).await?;
        let can = session.capabilities(provider).await?;
        Ok(Place { team: team.id, provider_id: provider.clone(), root: team.root, provider: connected, can })
    }

    /// The place and the address of a secret named on the command line.
    pub(super) async fn address(&self, text: &str) -> Result<(Place, Address)> {
        let address = Address::parse(text)?;
        let place = self.place(address.team.as_ref()).await?;
        Ok((place, address))
    }

    /// The same for a command that only reads.
    pub(super) async fn address_to_read(&self, text: &str) -> Result<(Place, Address)> {
        let address = Address::parse(text)?;
        let place = self.place_to_read(address.team.as_ref()).await?;
        Ok((place, address))
    }

    /// Says that something is done: a line for people, `{"done": NAME}` for scripts.
    pub(super) fn done(&mut self, name: &str, text: &str) -> Result {
        if self.out.is_json() {
            self.out.json(&serde_json::json!({ "done": name }))?;
        } else {
            self.out.line(text)?;
        }
        Ok(Exit::Done)
    }

    /// Says which version was written, and in which team when that is not one's own.
    pub(super) fn saved(&mut self, place: &Place, path: &SecretPath, saved: Saved) -> Result {
        let Saved { version, is_new, is_relabelled } = saved;
        let team = match &place.team {
            team if *team == TeamId::personal() => String::new(),
            team => format!(" in {team}"),
        };
        if self.out.is_json() {
            let facts = serde_json::json!({ "path": path.as_str(), "version": version.0, "is_new": is_new });
            self.out.json(&facts)?;
        } else if is_new {
            self.out.line(&format!("{path}: version {version} written{team}"))?;
        } else if is_relabelled {
            self.out.line(&format!("{path}: labels of version {version} written{team}"))?;
        } else {
            self.out.line(&format!("{path}: version {version} has this content already; no new version"))?;
        }
        Ok(Exit::Done)
    }

    /// Why a change was not made. A script gets the request that it has become.
    pub(super) fn refused(&mut self, path: &SecretPath, error: Error) -> Failure {
        if let (Error::Pending { id }, true) = (&error, self.out.is_json())
            && let Err(failure) =
                self.out.json(&serde_json::json!({ "path": path.as_str(), "pending": id.as_str() }))
        {
            return failure;
        }
        error.into()
    }

    /// Fails when the configuration has mistakes: what is written in it might not be what happens.
    pub(super) fn refuse_mistakes(&self) -> Result<()> {
        let config = self.session.config();
        let mistakes: Vec<&str> = config.mistakes().map(|broken| broken.reason.as_str()).collect();
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Failure {
            exit: Exit::Usage,
            what: mistakes.join("\n"),
            next: Some("mend the configuration; `strongroom doctor` checks it again".into()),
        })
    }
}

/// The time of day of the demo where `STRONGROOM_DEMO_NOW` names it: screenshots show the same ages and dates
/// whenever they are taken.
pub(super) fn demo_time() -> Option<Timestamp> {
    Timestamp::parse(&std::env::var("STRONGROOM_DEMO_NOW").ok()?)
}

/// The session of this person, or the one on sample data.
pub(super) fn session(is_demo: bool) -> Result<Arc<Session>> {
    if is_demo {
        let now = demo_time().unwrap_or_else(|| Timestamp::from(std::time::SystemTime::now()));
        let demo = providers::memory::demo(now)?;
        let own = |(id, title, provider): (_, &str, _)| (id, title.to_owned(), provider);
        let made = demo.providers.into_iter().map(own).collect();
        let session = Session::with_providers(demo.keeper, made, demo.teams);
        return Ok(Arc::new(session.allowing(providers::KINDS, &demo.read_only)));
    }
    let paths = Paths::of_person()?;
    let config = Config::load(&paths, providers::KINDS);
    let keeper: Arc<dyn Keeper> = Arc::new(providers::local::Store::at(&paths.data_dir));
    Ok(Arc::new(Session::new(config, paths, keeper, providers::KINDS)))
}
