//! Changes that the server holds back until somebody approves: each gets a record beside the team's secrets, so that
//! everybody in the team sees the same requests. A record is written once and never changed; how a request stands is
//! read off the server.

use super::client::Ask;
use super::mounts::Mount;
use super::renew::revocation;
use super::server::{Inner, Vault};
use super::wire::{Keys, Unwrapped, WrapInfo, plain_body, write_body};
use crate::domain::{Field, Fields, Folder, SecretPath, SecretValue, Shape, Timestamp, VersionNumber, Which};
use crate::provider::{ChangeRequest, Deciding, Error, Page, RequestAction, RequestState, Requests, Result};
use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// What stands behind the name of a request that was taken back.
const WITHDRAWN: &str = "-withdrawn";
/// How the records look; a later version may add to it.
const SCHEMA: u64 = 1;

/// A change that is being made, as a record would tell it.
#[derive(Clone, Debug)]
pub(super) struct Intended<'a> {
    path: &'a SecretPath,
    action: RequestAction,
    base: Option<VersionNumber>,
    fields: Vec<String>,
}

impl<'a> Intended<'a> {
    pub(super) fn new(action: RequestAction, path: &'a SecretPath) -> Self {
        Self { path, action, base: None, fields: Vec::new() }
    }

    /// Based on this version; zero is a secret that is not there.
    pub(super) fn on(self, version: u64) -> Self {
        Self { base: (version > 0).then_some(VersionNumber(version)), ..self }
    }

    /// With these fields, by name.
    pub(super) fn with(self, fields: &Fields) -> Self {
        Self { fields: fields.iter().map(|field| field.name.clone()).collect(), ..self }
    }
}

/// A record as it lies on the server.
struct Record {
    id: String,
    requester: String,
    wrap_token: SecretValue,
    path: SecretPath,
    action: RequestAction,
    base: Option<VersionNumber>,
    fields: Vec<String>,
    created: Timestamp,
    expires: Timestamp,
}

/// Where the requests and decisions of a mount lie.
pub(super) fn governance(mount: &str) -> String {
    format!("{mount}-gov")
}

/// What is written to the number of a person.
#[derive(Deserialize)]
pub(super) struct Member {
    #[serde(default)]
    custom_metadata: Option<BTreeMap<String, String>>,
}

impl Member {
    /// The person's name.
    pub(super) fn name(&self) -> Option<&str> {
        self.custom_metadata.as_ref()?.get("name").map(String::as_str)
    }
}

/// Where the name of a person lies, beside the requests.
pub(super) fn member(governance: &str, entity: &str) -> String {
    format!("{governance}/metadata/members/{entity}")
}

impl Inner {
    /// Makes a request of a change that the server holds back, and answers with its name. Where there is no place for
    /// the record the change is taken back: nobody could carry it out.
    pub(super) async fn request(
        &self,
        intended: &Intended<'_>,
        held: WrapInfo,
        now: Timestamp,
    ) -> Result<String> {
        let mount = self.mount_of(intended.path).await?;
        let token = held.token.into_value();
        let expires = now.plus(Duration::from_secs(held.ttl));
        let recorded = self.record(&mount, intended, &held.accessor, &token, now, expires).await;
        if recorded.is_err() {
            // It ends by itself too, when this fails.
            let _ = self.client.send(Some(&token), &revocation()).await;
        }
        recorded
    }

    async fn record(
        &self,
        mount: &Mount,
        intended: &Intended<'_>,
        accessor: &str,
        token: &SecretValue,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<String> {
        let place = governance(mount.path.as_str());
        let nowhere = |why: &str| Error::Unsupported {
            what: format!(
                "the server holds changes of `{mount}` back for approval, and the request can be kept nowhere: {why}; \
                 nothing was asked for. `strongroom vault configure` makes the place {place}",
                mount = mount.path
            ),
        };
        let standing = self.login.look(&self.client).await?;
        let person = standing.and_then(|standing| standing.entity);
        let person = person.ok_or_else(|| nowhere("this login stands for no person"))?;
        let id = name()?;
        let fields = intended.fields.iter().map(String::as_str).collect::<Vec<_>>();
        let text = |name: &str, text: &str| Field::text(name, SecretValue::copied(text.as_bytes()));
        let number = |name: &str, number: u64| Field {
            name: name.into(),
            value: SecretValue::copied(number.to_string().as_bytes()),
            shape: Shape::Json,
        };
        let record = Fields::from_iter([
            number("schema", SCHEMA),
            text("accessor", accessor),
            Field::text("wrap_token", token.duplicate()),
            text("path", intended.path.as_str()),
            text("action", intended.action.as_str()),
            number("base", intended.base.map_or(0, |base| base.0)),
            Field { shape: Shape::Json, ..text("fields", &json!(fields).to_string()) },
            text("created", &now.to_string()),
            text("expires", &expires.to_string()),
        ]);
        let body = write_body(Some(0), &record.to_json());
        let at = format!("{place}/data/requests/{person}/{id}");
        let answer = self.ask(&Ask::change(Method::POST, at, body)).await?;
        match answer.status {
            _ if answer.is_done() => Ok(id),
            403 | 404 => Err(nowhere("there is no such place, or it may not be written to")),
            _ => Err(self.fault(&answer, "keep the request").await),
        }
    }

    async fn records(self: &Arc<Self>, at: &Folder) -> Result<(Vec<Record>, BTreeSet<String>)> {
        let (mut records, mut withdrawn) = (Vec::new(), BTreeSet::new());
        let mounts: Vec<String> =
            self.parts(at).await?.into_iter().map(|part| part.mount.path.as_str().to_owned()).collect();
        for mount in mounts.iter().filter(|mount| !mount.ends_with("-gov")) {
            let place = Folder::new(&format!("{}/requests", governance(mount)))?;
            let mut paths = Vec::new();
            let mut pages = |page: Page| paths.extend(page.secrets.into_iter().map(|secret| secret.path));
            match self.list(&place, &mut pages).await {
                // A mount that nobody has set up has no requests.
                Ok(()) | Err(Error::NotFound { .. } | Error::Denied { .. }) => {}
                Err(error) => return Err(error),
            }
            for path in paths {
                if let Some(id) = path.name().strip_suffix(WITHDRAWN) {
                    withdrawn.insert(id.to_owned());
                    continue;
                }
                match self.read(&path, Which::Latest).await {
                    Ok(content) => records.extend(parsed(&path, content.fields)),
                    // Records age out by themselves.
                    Err(Error::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        records.retain(|record| at.strip(&record.path).is_some());
        records.sort_by(|a, b| a.id.cmp(&b.id));
        Ok((records, withdrawn))
    }

    /// How a request stands now.
    async fn standing(&self, record: &Record, is_withdrawn: bool) -> Result<RequestState> {
        if is_withdrawn {
            return Ok(RequestState::Withdrawn);
        }
        // Answers only for what was approved.
        let asked = record.wrap_token.expose_text(|token| plain_body(&json!({ "token": token })));
        let asked = asked.ok_or_else(|| Error::Corrupt {
            what: format!("the request {}", record.id),
            reason: "its token is no text".into(),
        })?;
        let answer = self.client.send(None, &Ask::question("sys/wrapping/lookup", asked)).await?;
        let (is_approved, now) = (answer.is_done(), answer.now);
        let mount = self.mount_of(&record.path).await?;
        let current = match self.metadata(&mount, &record.path).await {
            Ok((metadata, _)) => metadata.current_version,
            Err(Error::NotFound { .. }) => 0,
            Err(error) => return Err(error),
        };
        let writes = matches!(record.action, RequestAction::Create | RequestAction::Update);
        let has_moved = writes && current > record.base.map_or(0, |base| base.0);
        Ok(match (has_moved, is_approved) {
            (true, true) => RequestState::Active,
            (true, false) => RequestState::Void,
            (false, _) if record.expires <= now => RequestState::Expired,
            (false, true) => RequestState::Approved,
            (false, false) => RequestState::Pending,
        })
    }

    /// The names of people to their numbers; none where nobody has written them down.
    async fn members(self: &Arc<Self>, at: &Folder) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for part in self.parts(at).await.unwrap_or_default() {
            let place = governance(part.mount.path.as_str());
            let Ok(answer) = self.ask(&Ask::names(b"LIST", member(&place, ""))).await else { continue };
            let Ok(people) = answer.parsed::<Unwrapped<Keys>>("the names of the people") else { continue };
            for person in people.data.keys {
                let Ok(answer) = self.ask(&Ask::fact(member(&place, &person))).await else { continue };
                if let Ok(told) = answer.parsed::<Unwrapped<Member>>("a person's name")
                    && let Some(name) = told.data.name()
                {
                    names.insert(person, name.to_owned());
                }
            }
        }
        names
    }
}

#[async_trait]
impl Requests for Vault {
    async fn deciding(&self, at: &Folder, id: &str) -> Result<Deciding> {
        self.inner.deciding(at, id).await
    }

    async fn requests(&self, at: &Folder) -> Result<Vec<ChangeRequest>> {
        let (records, withdrawn) = self.inner.records(at).await?;
        let names = if records.is_empty() { BTreeMap::new() } else { self.inner.members(at).await };
        let mut requests = Vec::with_capacity(records.len());
        for record in records {
            let state = self.inner.standing(&record, withdrawn.contains(&record.id)).await?;
            requests.push(record.told(state, &names));
        }
        Ok(requests)
    }

    async fn withdraw(&self, at: &Folder, id: &str) -> Result<ChangeRequest> {
        let (records, withdrawn) = self.inner.records(at).await?;
        let record = records.into_iter().find(|record| record.id == id);
        let record = record.ok_or_else(|| Error::not_found(format!("the request {id}")))?;
        let standing = self.inner.login.look(&self.inner.client).await?;
        if standing.and_then(|standing| standing.entity).as_deref() != Some(record.requester.as_str()) {
            return Err(Error::Denied { reason: "only who asked for a change can take it back".into() });
        }
        let state = self.inner.standing(&record, withdrawn.contains(id)).await?;
        if !state.is_open() {
            return Err(Error::Invalid {
                reason: format!(
                    "the request {id} is {} already; there is nothing to take back",
                    state.as_str()
                ),
            });
        }
        // First what could carry it out; a token that is gone already is as good.
        let revoked = self.inner.client.send(Some(&record.wrap_token), &revocation()).await?;
        if !revoked.is_done() && !revoked.said().is_denied() {
            return Err(self.inner.fault(&revoked, "take the request back").await);
        }
        let mount = self.inner.mount_of(&record.path).await?;
        let place = governance(mount.path.as_str());
        let mark = format!("{place}/data/requests/{}/{id}{WITHDRAWN}", record.requester);
        let body = json!({ "data": { "schema": SCHEMA }, "options": { "cas": 0 } });
        let answer = self.inner.ask(&Ask::change(Method::POST, mark, plain_body(&body))).await?;
        if !answer.is_done() && !answer.said().is_conflict() {
            return Err(self.inner.fault(&answer, "note that the request is taken back").await);
        }
        Ok(record.told(RequestState::Withdrawn, &self.inner.members(at).await))
    }
}

impl Record {
    fn told(self, state: RequestState, names: &BTreeMap<String, String>) -> ChangeRequest {
        let requested_by = names.get(&self.requester).cloned().unwrap_or(self.requester);
        let Self { id, path, action, base, fields, created, expires, .. } = self;
        ChangeRequest { id, state, action, path, base, fields, requested_by, created, expires }
    }
}

/// Reads a record. What is none is left out: everybody in the team can write one, and only under their own number,
/// which is why that is taken from the path.
fn parsed(at: &SecretPath, mut fields: Fields) -> Option<Record> {
    let text = |name: &str| fields.field(name)?.value.expose_text(str::to_owned);
    let action = text("action")?;
    let base: u64 = text("base")?.parse().ok()?;
    Some(Record {
        id: at.name().to_owned(),
        requester: at.folder().as_str().rsplit('/').next()?.to_owned(),
        path: SecretPath::new(&text("path")?).ok()?,
        action: RequestAction::ALL.into_iter().find(|known| known.as_str() == action)?,
        base: (base > 0).then_some(VersionNumber(base)),
        fields: serde_json::from_str(&text("fields")?).ok()?,
        created: Timestamp::parse(&text("created")?)?,
        expires: Timestamp::parse(&text("expires")?)?,
        wrap_token: fields.take("wrap_token")?.value,
    })
}

/// A name that sorts by time and that nobody else takes. By the clock of this machine: the server tells seconds only.
fn name() -> Result<String> {
    let now = Timestamp::from(SystemTime::now());
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| Error::Bug { what: "the system's randomness".into() })?;
    Ok(format!("{:012x}{:016x}", now.0, u64::from_le_bytes(random)))
}
