//! One server with one login: what every request goes through.

use super::answer::Answer;
use super::ask::Ask;
use super::client::Client;
use super::errors;
use super::login::Login;
use super::looked::{Looked, Seen};
use super::mounts::{Lack, Mount, MountTable};
use super::plain::Sightings;
use super::record::Intended;
use super::state::Purpose;
use super::wire::{Metadata, State, Unwrapped, Wrapped};
use crate::domain::SecretPath;
use crate::provider::{Error, Health, Result};
use crate::providers::rules;
use std::sync::Arc;

/// A Vault or OpenBao server. Cheap to share.
#[derive(Clone)]
pub struct Vault {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) client: Client,
    pub(super) login: Arc<Login>,
    pub(super) table: Arc<MountTable>,
    /// What was seen of secrets that have no versions.
    pub(super) sightings: Arc<Sightings>,
    /// Set when the login may not even ask what it may do.
    pub(super) blind: Arc<Lack>,
    /// What was seen of the one secret that an action is about; nothing on the way for everything.
    looked: Option<Looked>,
    /// Whether this is the way for many, which is not made twice.
    is_for_many: bool,
}

impl Vault {
    pub(super) fn new(client: Client, login: Login, table: MountTable) -> Self {
        Self {
            inner: Arc::new(Inner {
                client,
                login: Arc::new(login),
                table: Arc::new(table),
                sightings: Arc::default(),
                blind: Arc::default(),
                looked: None,
                is_for_many: false,
            }),
        }
    }
}

impl Inner {
    /// The same server with the same login, by a way that keeps its connections for as long as it lives.
    pub(super) fn for_many(&self) -> Option<Self> {
        if self.is_for_many {
            return None;
        }
        // What could be made once can be made again; if not, the usual way leads there too.
        Some(Self { is_for_many: true, ..self.by(self.client.for_many().ok()?) })
    }

    /// The same server with the same login for one action on one secret.
    pub(super) fn for_one(&self) -> Option<Self> {
        if self.looked.is_some() {
            return None;
        }
        let (looked, is_for_many) = (Some(Looked::default()), self.is_for_many);
        Some(Self { looked, is_for_many, ..self.by(self.client.clone()) })
    }

    fn by(&self, client: Client) -> Self {
        Self {
            client,
            login: Arc::clone(&self.login),
            table: Arc::clone(&self.table),
            sightings: Arc::clone(&self.sightings),
            blind: Arc::clone(&self.blind),
            looked: None,
            is_for_many: false,
        }
    }

    /// Asks with the login. Any answer is fine here, whatever its status.
    pub(super) async fn ask(&self, ask: &Ask) -> Result<Answer> {
        let token = self.login.token(&self.client).await?;
        let answer = self.client.send(Some(&token.value), ask).await?;
        // What was refused was not done.
        if matches!(answer.status, 401 | 403)
            && let Some(next) = self.login.follower(&self.client, &token).await?
        {
            return self.client.send(Some(&next.value), ask).await;
        }
        if answer.is_done() {
            token.is_good();
        }
        Ok(answer)
    }

    /// Asks for a change. Success can mean that it waits for approval, which is an error here: nothing is written.
    pub(super) async fn change(&self, ask: &Ask, intended: &Intended<'_>) -> Result<Answer> {
        if let Some(looked) = &self.looked {
            looked.forget().await;
        }
        let answer = self.ask(ask).await?;
        if answer.is_done()
            && !answer.body.is_empty()
            && let Some(held) = answer.parsed::<Wrapped>("a change")?.wrap_info
        {
            return Err(Error::Pending { id: self.request(intended, held, answer.now).await? });
        }
        Ok(answer)
    }

    /// What a refusal means; tells a token that has ended from a right that is missing.
    pub(super) async fn fault(&self, answer: &Answer, doing: &str) -> Error {
        let said = answer.said();
        if said.is_denied()
            && let Ok(token) = self.login.token(&self.client).await
            && let Ok(false) = self.login.is_sound(&self.client, &token).await
        {
            return self.login.has_ended(&token).await;
        }
        errors::fault(self.client.server(), doing, &said)
    }

    /// All that is known of a secret without its values, and what time it is at the server. Within one action on it it
    /// is asked for once, and again after each change.
    pub(super) async fn metadata(&self, mount: &Mount, path: &SecretPath) -> Result<Seen> {
        match &self.looked {
            Some(looked) => looked.at(path, self.metadata_of(mount, path)).await,
            None => self.metadata_of(mount, path).await,
        }
    }

    async fn metadata_of(&self, mount: &Mount, path: &SecretPath) -> Result<Seen> {
        let answer = self.ask(&Ask::fact(mount.metadata(path))).await?;
        if answer.is_done() {
            let metadata: Unwrapped<Metadata> = answer.parsed(format_args!("`{path}`"))?;
            return Ok((Arc::new(metadata.data), answer.now));
        }
        let said = answer.said();
        if said.status == 404 && !said.is_moved() {
            return Err(rules::missing(path));
        }
        Err(self.fault(&answer, &format!("see the history of `{path}`")).await)
    }

    /// The state of the server; needs no login.
    pub(super) async fn state(&self) -> Result<State> {
        self.client.state().await
    }

    /// Who we are to the server, and how it is.
    pub(super) async fn health(&self) -> Result<Health> {
        let state = self.client.meet(Purpose::Tell).await?;
        let namespace = self.client.namespace().map(str::to_owned);
        let mut health = Health { server: state.product(), namespace, ..Health::default() };
        if state.sealed {
            health.is_sealed = true;
            return Ok(health);
        }
        if !state.initialized {
            return Err(Error::Locked {
                what: format!("the server {} (not initialised)", self.client.server()),
            });
        }
        if let Some(standing) = self.login.look(&self.client).await? {
            health.identity = standing.identity;
            health.policies = standing.policies;
            self.login.note_current().await;
        }
        if let Some(lifetime) = self.login.lifetime().await {
            (health.expires, health.renewal) = (Some(lifetime.expires), Some(lifetime.renewal));
        }
        Ok(health)
    }
}
