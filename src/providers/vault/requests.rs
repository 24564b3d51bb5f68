//! Changes that the server holds back until somebody approves: each gets a record beside the team's secrets, so that
//! everybody in the team sees the same requests. A record is written once and never changed; how a request stands is
//! read off the server.

use super::ask::Ask;
use super::labels::Before;
use super::mounts::Mount;
use super::record::{Intended, Record, SCHEMA, parsed};
use super::renew::revocation;
use super::server::{Inner, Vault};
use super::wire::{Keys, Metadata, Unwrapped, WrapInfo, plain_body, write_body};
use crate::domain::{Folder, Labels, SecretValue, Timestamp, Which};
use crate::provider::{ChangeRequest, Deciding, Error, Page, RequestAction, RequestState, Requests, Result};
use crate::providers::rules::Standing;
use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// What was noted of a request by who asked for it, in a record beside it. A record itself is never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// It was taken back.
    Withdrawn,
    /// It was carried out, and what could do that once more was taken back.
    Closed,
}

impl Mark {
    const ALL: [Self; 2] = [Self::Withdrawn, Self::Closed];

    /// What stands behind the name of the request.
    fn suffix(self) -> &'static str {
        match self {
            Self::Withdrawn => "-withdrawn",
            Self::Closed => "-closed",
        }
    }
}

/// What was noted, by the name of the request.
type Marks = BTreeMap<String, Mark>;

/// What stands behind the name of a mount in that of the place where its requests lie.
pub(super) const GOVERNANCE: &str = "-gov";

/// Where the requests and decisions of a mount lie.
pub(super) fn governance(mount: &str) -> String {
    format!("{mount}{GOVERNANCE}")
}

/// How a request stands, and what the server keeps beside the versions of its secret.
struct Stands {
    state: RequestState,
    metadata: Option<Arc<Metadata>>,
}

impl Stands {
    fn custom(&self) -> Option<Labels> {
        self.metadata.as_ref().map(|metadata| metadata.custom())
    }
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
        let record = intended.recorded(accessor, token, now, expires);
        let body = write_body(Some(0), &record.to_json());
        let at = format!("{place}/data/requests/{person}/{id}");
        let answer = self.ask(&Ask::change(Method::POST, at, body)).await?;
        match answer.status {
            _ if answer.is_done() => Ok(id),
            403 | 404 => Err(nowhere("there is no such place, or it may not be written to")),
            _ => Err(self.fault(&answer, "keep the request").await),
        }
    }

    async fn records(self: &Arc<Self>, at: &Folder) -> Result<(Vec<Record>, Marks)> {
        let (mut records, mut marks) = (Vec::new(), Marks::new());
        let mounts: Vec<String> =
            self.parts(at).await?.into_iter().map(|part| part.mount.path.as_str().to_owned()).collect();
        for mount in mounts.iter().filter(|mount| !mount.ends_with(GOVERNANCE)) {
            let place = Folder::new(&format!("{}/requests", governance(mount)))?;
            let mut paths = Vec::new();
            let mut pages = |page: Page| paths.extend(page.secrets.into_iter().map(|secret| secret.path));
            match self.list(&place, &mut pages).await {
                // A mount that nobody has set up has no requests.
                Ok(()) | Err(Error::NotFound { .. } | Error::Denied { .. }) => {}
                Err(error) => return Err(error),
            }
            for path in paths {
                let marked =
                    |mark: Mark| path.name().strip_suffix(mark.suffix()).map(|id| (id.to_owned(), mark));
                if let Some((id, mark)) = Mark::ALL.into_iter().find_map(marked) {
                    marks.insert(id, mark);
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
        Ok((records, marks))
    }

    /// How a request stands now.
    async fn standing(&self, record: &Record, mark: Option<Mark>) -> Result<Stands> {
        if mark == Some(Mark::Withdrawn) {
            return Ok(Stands { state: RequestState::Withdrawn, metadata: None });
        }
        // Answers only for what was approved.
        let asked = record.wrap_token.expose_text(|token| plain_body(&json!({ "token": token })));
        let asked = asked.ok_or_else(|| Error::Corrupt {
            what: format!("the request {}", record.id),
            reason: "its token is no text".into(),
        })?;
        let answer = self.client.send(None, &Ask::question("sys/wrapping/lookup", asked)).await?;
        let (is_approved, now) = (answer.is_done() || mark == Some(Mark::Closed), answer.now);
        let mount = self.mount_of(&record.path).await?;
        let metadata = match self.metadata(&mount, &record.path).await {
            Ok((metadata, _)) => Some(metadata),
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        let has_moved = has_moved(record, metadata.as_deref(), now);
        let state = match (has_moved, is_approved) {
            (true, true) => RequestState::Active,
            (true, false) => RequestState::Void,
            (false, _) if record.expires <= now => RequestState::Expired,
            (false, true) => RequestState::Approved,
            (false, false) => RequestState::Pending,
        };
        Ok(Stands { state, metadata })
    }

    /// The request of this name, and how it stands.
    async fn one(self: &Arc<Self>, at: &Folder, id: &str) -> Result<(Record, Stands)> {
        let (records, marks) = self.records(at).await?;
        let record = records.into_iter().find(|record| record.id == id);
        let record = record.ok_or_else(|| Error::not_found(format!("the request {id}")))?;
        let stands = self.standing(&record, marks.get(id).copied()).await?;
        Ok((record, stands))
    }

    /// Whether this login asked for it.
    async fn asked_for(&self, record: &Record) -> Result<bool> {
        let standing = self.login.look(&self.client).await?;
        Ok(standing.and_then(|standing| standing.entity).as_deref() == Some(record.requester.as_str()))
    }

    /// Ends what carries a request out. A token that is gone already is as good.
    async fn revoke(&self, record: &Record) -> Result<()> {
        let revoked = self.client.send(Some(&record.wrap_token), &revocation()).await?;
        if revoked.is_done() || revoked.said().is_denied() {
            return Ok(());
        }
        Err(self.fault(&revoked, "take the request back").await)
    }

    /// Notes something of a request; once more is as good.
    async fn note(&self, record: &Record, mark: Mark) -> Result<()> {
        let mount = self.mount_of(&record.path).await?;
        let (place, suffix) = (governance(mount.path.as_str()), mark.suffix());
        let at = format!("{place}/data/requests/{}/{}{suffix}", record.requester, record.id);
        let body = json!({ "data": { "schema": SCHEMA }, "options": { "cas": 0 } });
        let answer = self.ask(&Ask::change(Method::POST, at, plain_body(&body))).await?;
        if answer.is_done() || answer.said().is_conflict() {
            return Ok(());
        }
        Err(self.fault(&answer, "note how the request stands").await)
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
        let (records, marks) = self.inner.records(at).await?;
        let names = if records.is_empty() { BTreeMap::new() } else { self.inner.members(at).await };
        let mut requests = Vec::with_capacity(records.len());
        for record in records {
            let mark = marks.get(&record.id).copied();
            let stands = self.inner.standing(&record, mark).await?;
            let told = record.told(stands.state, stands.custom().as_ref(), &names);
            requests.push(ChangeRequest { is_closed: mark.is_some(), ..told });
        }
        Ok(requests)
    }

    async fn withdraw(&self, at: &Folder, id: &str) -> Result<ChangeRequest> {
        let (record, Stands { state, .. }) = self.inner.one(at, id).await?;
        if !self.inner.asked_for(&record).await? {
            return Err(Error::Denied { reason: "only who asked for a change can take it back".into() });
        }
        if state == RequestState::Void {
            // Nothing can come of it; what could have carried it out goes all the same.
            self.inner.revoke(&record).await?;
            return Err(Error::Conflict { current: None });
        }
        if !state.is_open() {
            return Err(Error::Invalid {
                reason: format!(
                    "the request {id} is {} already; there is nothing to take back",
                    state.as_str()
                ),
            });
        }
        // First what could carry it out.
        self.inner.revoke(&record).await?;
        self.inner.note(&record, Mark::Withdrawn).await?;
        Ok(record.told(RequestState::Withdrawn, None, &self.inner.members(at).await))
    }

    async fn finish(&self, at: &Folder, id: &str) -> Result<ChangeRequest> {
        let (record, stands) = self.inner.one(at, id).await?;
        if stands.state != RequestState::Active {
            return Err(Error::Invalid {
                reason: format!("the request {id} is {}, not carried out", stands.state.as_str()),
            });
        }
        let custom = stands.custom().unwrap_or_default();
        if let Some(intent) = record.unwritten(&custom) {
            let mount = self.inner.mount_of(&record.path).await?;
            let before = stands.metadata.map_or(Before::Unseen, Before::Seen);
            self.inner.change_custom(&mount, &record.path, before, &intent).await?;
        }
        // What carries it out lives on, and would do it once more: a deletion also after the secret was brought back.
        // Only who asked can note that it was carried out; without the note it would look void.
        let is_closed = self.inner.asked_for(&record).await?;
        if is_closed {
            self.inner.note(&record, Mark::Closed).await?;
            self.inner.revoke(&record).await?;
        }
        // What is written now stands there; the server has confirmed it.
        let told = record.told(RequestState::Active, None, &self.inner.members(at).await);
        Ok(ChangeRequest { is_finished: true, is_closed, ..told })
    }
}

/// Whether the secret has become what was asked for, or has gone past it.
fn has_moved(record: &Record, metadata: Option<&Metadata>, now: Timestamp) -> bool {
    let base = record.base.map_or(0, |base| base.0);
    let version = metadata.and_then(|metadata| metadata.versions.get(&base));
    let standing = version.map(|version| version.standing(now));
    match record.action {
        RequestAction::Create | RequestAction::Update => {
            metadata.is_some_and(|metadata| metadata.current_version > base)
        }
        // Without the number of a version nothing shows it.
        RequestAction::Delete => standing.is_some_and(|standing| !standing.is_readable()),
        RequestAction::Undelete => standing.is_some_and(Standing::is_readable),
        RequestAction::Destroy | RequestAction::Labels => false,
    }
}

/// A name that sorts by time and that nobody else takes. By the clock of this machine: the server tells seconds only.
fn name() -> Result<String> {
    let now = Timestamp::from(SystemTime::now());
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| Error::Bug { what: "the system's randomness".into() })?;
    Ok(format!("{:012x}{:016x}", now.0, u64::from_le_bytes(random)))
}
