//! What travels: the JSON of the API, read straight into what wipes itself where it holds values.

use super::life::{self, Standing as Worth};
use crate::domain::{Fields, Labels, SecretKind, SecretValue, Timestamp, VersionNumber};
use crate::providers::rules::Standing;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use zeroize::Zeroizing;

/// An answer with `data` in it.
#[derive(Deserialize)]
pub(super) struct Unwrapped<T> {
    pub(super) data: T,
}

/// The body of an answer that may be no answer yet: the change waits for approval.
#[derive(Deserialize)]
pub(super) struct Wrapped {
    #[serde(default)]
    pub(super) wrap_info: Option<WrapInfo>,
}

/// Where the waiting change can be had.
#[derive(Deserialize)]
pub(super) struct WrapInfo {
    pub(super) token: SecretText,
    pub(super) accessor: String,
    /// That of the token which is wrapped, where there is one.
    #[serde(default)]
    pub(super) wrapped_accessor: Option<String>,
    #[serde(default)]
    pub(super) ttl: u64,
}

/// The answer to a login, or to opening a wrapping token.
#[derive(Deserialize)]
pub(super) struct Entered {
    pub(super) auth: Option<Auth>,
}

/// A login.
#[derive(Deserialize)]
pub(super) struct Auth {
    pub(super) client_token: SecretText,
    #[serde(default)]
    pub(super) lease_duration: u64,
    #[serde(default)]
    pub(super) renewable: bool,
    #[serde(default)]
    pub(super) token_type: String,
}

/// The answer to a renewal.
#[derive(Deserialize)]
pub(super) struct Renewed {
    pub(super) auth: Option<Lease>,
    #[serde(default)]
    pub(super) warnings: Option<Vec<String>>,
}

/// What a renewal has granted.
#[derive(Deserialize)]
pub(super) struct Lease {
    #[serde(default)]
    pub(super) lease_duration: u64,
}

/// A text that is a secret.
pub(super) struct SecretText(SecretValue);

impl SecretText {
    pub(super) fn into_value(self) -> SecretValue {
        self.0
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(SecretValue::from_text(text)))
    }
}

/// What a token tells of itself.
#[derive(Deserialize)]
pub(super) struct Lookup {
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    ttl: u64,
    #[serde(default)]
    creation_ttl: u64,
    #[serde(default)]
    renewable: Option<bool>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    policies: Vec<String>,
    #[serde(default)]
    entity_id: String,
    /// Those of the person behind it.
    #[serde(default)]
    identity_policies: Option<Vec<String>>,
    #[serde(default)]
    creation_time: u64,
    /// Zero when there is no such limit.
    #[serde(default)]
    explicit_max_ttl: u64,
    /// How long each renewal makes it live, where it lives on for ever so.
    #[serde(default)]
    period: u64,
    /// How many requests are left after this one; zero where they are not counted, less once the last one is spent.
    #[serde(default)]
    num_uses: i64,
}

impl Lookup {
    pub(super) fn standing(self) -> Worth {
        // A root token has no time to live; every other one has.
        let lives_on = self.ttl == 0 && self.creation_ttl == 0;
        let last = self.creation_time + self.explicit_max_ttl;
        let is_at_last = self.explicit_max_ttl > 0
            && self.creation_time > 0
            && life::now().0 / 1000 + self.ttl + 1 >= last
            && self.period == 0;
        let whole = if self.period > 0 { self.period } else { self.creation_ttl };
        let mut policies = self.policies;
        policies.extend(self.identity_policies.unwrap_or_default());
        policies.dedup();
        Worth {
            identity: Some(self.display_name).filter(|name| !name.is_empty()),
            left: (!lives_on).then(|| Duration::from_secs(self.ttl)),
            is_renewable: self.renewable.unwrap_or(false),
            is_batch: self.kind.as_deref() == Some("batch"),
            whole: Duration::from_secs(whole),
            is_at_last,
            policies,
            entity: Some(self.entity_id).filter(|id| !id.is_empty()),
            uses: (self.num_uses != 0).then(|| u64::try_from(self.num_uses).unwrap_or(0)),
        }
    }
}

/// Names in a folder; of one that is empty some answers have no list.
#[derive(Deserialize)]
pub(super) struct Keys {
    #[serde(default)]
    pub(super) keys: Vec<String>,
}

/// Names with all that is known of each.
#[derive(Deserialize)]
pub(super) struct Detailed {
    #[serde(default)]
    pub(super) key_info: BTreeMap<String, Metadata>,
}

/// What is known of a secret without its values.
#[derive(Deserialize)]
pub(super) struct Metadata {
    #[serde(default)]
    pub(super) current_version: u64,
    #[serde(default)]
    pub(super) current_metadata_version: Option<u64>,
    #[serde(default)]
    #[serde(rename = "custom_metadata")]
    custom: Option<Labels>,
    #[serde(default)]
    pub(super) oldest_version: u64,
    #[serde(default)]
    pub(super) versions: BTreeMap<u64, Version>,
}

/// What is known of a version.
#[derive(Deserialize)]
pub(super) struct Version {
    #[serde(default, rename = "version")]
    pub(super) number: u64,
    created_time: String,
    #[serde(default)]
    deletion_time: String,
    #[serde(default)]
    destroyed: bool,
    #[serde(default)]
    created_by: Option<Author>,
    /// Stands beside a version that was read.
    #[serde(default)]
    pub(super) custom_metadata: Option<Labels>,
}

/// Who wrote a version, where the server tells.
#[derive(Deserialize)]
struct Author {
    #[serde(default)]
    actor: Option<String>,
    #[serde(default)]
    client_id: Option<String>,
}

impl Metadata {
    /// The newest version with its number; nothing where only labels are there.
    pub(super) fn newest(&self) -> Option<(VersionNumber, &Version)> {
        let version = self.versions.get(&self.current_version)?;
        Some((VersionNumber(self.current_version), version))
    }

    /// How the newest version stands at this time of the server.
    pub(super) fn standing(&self, now: Timestamp) -> Option<Standing> {
        self.newest().map(|(_, version)| version.standing(now))
    }

    /// The custom metadata, ours included.
    pub(super) fn custom(&self) -> Labels {
        self.custom.clone().unwrap_or_default()
    }
}

impl Version {
    /// When it was written.
    pub(super) fn created(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_time)
    }

    /// When it stopped being readable, if it did by this time of the server: a time to come is only a plan.
    pub(super) fn deleted(&self, now: Timestamp) -> Option<Timestamp> {
        Timestamp::parse(&self.deletion_time).filter(|at| *at <= now)
    }

    /// When it will stop being readable by itself, as the `delete_version_after` of its time has settled.
    pub(super) fn ends(&self, now: Timestamp) -> Option<Timestamp> {
        Timestamp::parse(&self.deletion_time).filter(|at| *at > now && !self.destroyed)
    }

    /// How it stands at this time of the server.
    pub(super) fn standing(&self, now: Timestamp) -> Standing {
        match self.deleted(now) {
            _ if self.destroyed => Standing::Destroyed(self.deleted(now).unwrap_or_default()),
            Some(at) => Standing::Deleted(at),
            None => Standing::Readable,
        }
    }

    /// Who wrote it, where the server tells.
    pub(super) fn author(&self) -> Option<String> {
        let author = self.created_by.as_ref()?;
        author.actor.clone().or_else(|| author.client_id.clone()).filter(|name| !name.is_empty())
    }
}

/// A version with its values.
#[derive(Deserialize)]
pub(super) struct Read {
    pub(super) data: Option<Fields>,
    pub(super) metadata: Option<Version>,
}

/// A version with the names in it.
#[derive(Deserialize)]
pub(super) struct Subkeys {
    pub(super) subkeys: Option<serde_json::Map<String, serde_json::Value>>,
    pub(super) metadata: Option<Version>,
}

/// The number of a version that was written, and what stands beside it.
#[derive(Deserialize)]
pub(super) struct Written {
    pub(super) version: u64,
    #[serde(default)]
    pub(super) custom_metadata: Option<Labels>,
}

/// The mounts that the token can touch.
#[derive(Deserialize)]
pub(super) struct Mounted {
    #[serde(default)]
    pub(super) secret: BTreeMap<String, MountInfo>,
}

/// One mount.
#[derive(Deserialize)]
pub(super) struct MountInfo {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) options: Option<BTreeMap<String, Option<String>>>,
    /// Told when one mount is asked for by a path.
    #[serde(default)]
    pub(super) path: String,
}

/// The state of a server.
#[derive(Clone, Deserialize)]
pub(super) struct State {
    #[serde(default)]
    pub(super) initialized: bool,
    #[serde(default)]
    pub(super) sealed: bool,
    #[serde(default)]
    pub(super) standby: bool,
    #[serde(default)]
    pub(super) version: String,
    /// Told by one of the two products only.
    #[serde(default)]
    pub(super) enterprise: Option<bool>,
}

impl State {
    /// Whether a server of this product and version holds changes back for approval; nothing when it does not show.
    pub(super) fn holds_back(&self) -> Option<bool> {
        let mut numbers = self.version.split('.').map_while(|number| number.parse::<u32>().ok());
        let (major, minor) = (numbers.next()?, numbers.next()?);
        // The one product counts from 2 and began with 2.7, of the other only the paid one does.
        let is_paid = self.enterprise == Some(true) || self.version.contains("+ent");
        Some(if major >= 2 && self.enterprise.is_none() { (major, minor) >= (2, 7) } else { is_paid })
    }

    /// Product and version.
    pub(super) fn product(&self) -> String {
        let version = crate::domain::visible(&self.version);
        let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
        let product = match self.enterprise {
            Some(true) => "HashiCorp Vault Enterprise",
            Some(false) => "HashiCorp Vault",
            // The other product counts from 2 and never tells.
            None if major >= 2 => "OpenBao",
            None => "Vault",
        };
        format!("{product} {version}")
    }
}

/// A body of these bytes.
pub(super) fn body(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes.to_vec())
}

/// A body that holds no value.
pub(super) fn plain_body(body: &serde_json::Value) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(body.to_string().into_bytes())
}

/// The body that writes these fields: `{"options": {"cas": …}, "data": {…}}`.
pub(super) fn write_body(cas: Option<u64>, fields: &SecretValue) -> Zeroizing<Vec<u8>> {
    let options = cas.map_or_else(|| "{}".to_owned(), |cas| format!("{{\"cas\":{cas}}}"));
    let mut body = Zeroizing::new(Vec::with_capacity(fields.len() + options.len() + 32));
    body.extend_from_slice(b"{\"options\":");
    body.extend_from_slice(options.as_bytes());
    body.extend_from_slice(b",\"data\":");
    fields.expose(|json| body.extend_from_slice(json));
    body.push(b'}');
    body
}

/// The kind that a secret says it has.
pub(super) fn kind_of(custom: &Labels) -> Option<SecretKind> {
    custom.get(super::labels::KIND).and_then(|name| SecretKind::parse(name).ok())
}
