//! The rules of a team in a server: its policies, the policies of its group, its token role. Each is looked at first; what
//! is missing is made, and what stands there and says something else is changed only after that was agreed to.

use super::Vault;
use super::pieces::Data;
use super::policies::Names;
use super::text;
use crate::domain::visible;
use crate::provider::{Alteration, Altered, Error, Result, Standing};
use crate::providers::vault::ask::Ask;
use crate::providers::vault::wire::plain_body;
use serde_json::{Value, json};

/// How long a token of the team may live, however often it is renewed, in seconds: 768 hours.
const LONGEST_LIFE: u64 = 768 * 3600;

/// Something with rules.
pub(super) struct Ruled {
    kind: Kind,
    name: String,
    wanted: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Policy,
    Group,
    Role,
}

/// All of them, in the order in which they are made.
pub(super) fn all(names: &Names<'_>, is_gated: bool) -> Vec<Ruled> {
    let policy = |name, text: String| Ruled { kind: Kind::Policy, name, wanted: json!({ "policy": text }) };
    vec![
        policy(names.reader(), names.reader_text()),
        policy(names.operator(), names.operator_text(is_gated)),
        policy(names.approver(), names.approver_text(is_gated)),
        Ruled { kind: Kind::Group, name: names.group(), wanted: json!({ "policies": [names.approver()] }) },
        Ruled {
            kind: Kind::Role,
            name: names.token_role(),
            wanted: json!({
                "allowed_policies": [names.reader(), names.operator()],
                "allowed_policies_glob": [],
                "allowed_entity_aliases": [names.aliases()],
                "orphan": true,
                "renewable": true,
                "token_explicit_max_ttl": LONGEST_LIFE,
            }),
        },
    ]
}

/// Fails when one of these was not agreed to: it came between the question and the answer.
pub(super) fn agreed_to(altering: impl IntoIterator<Item = Alteration>, agreed: &[Alteration]) -> Result<()> {
    let is_agreed = altering.into_iter().all(|one| agreed.contains(&one));
    if is_agreed { Ok(()) } else { Err(Error::Conflict { current: None }) }
}

impl Ruled {
    /// What it is: `policy team-pay-reader`.
    pub(super) fn what(&self) -> String {
        format!("{} {}", self.kind.as_str(), self.name)
    }

    /// What of it would be altered. Nothing of what is missing.
    pub(super) async fn alterations(&self, vault: &Vault) -> Result<Vec<Alteration>> {
        let found = self.look(vault).await?;
        Ok(found.map(|found| self.differences(&found)).unwrap_or_default())
    }

    /// Makes it, or changes it as was agreed. What else stands there stays.
    pub(super) async fn set(&self, vault: &Vault, agreed: &[Alteration]) -> Result<Standing> {
        let found = self.look(vault).await?;
        let mut wanted = self.wanted.clone();
        if let Some(found) = &found {
            let altering = self.differences(found);
            if altering.is_empty() {
                return Ok(Standing::Unchanged);
            }
            agreed_to(altering, agreed)?;
        }
        if self.kind == Kind::Policy {
            guard(&mut wanted, found.as_ref());
        }
        let answer =
            vault.asked(&Ask::change(reqwest::Method::POST, self.path(), plain_body(&wanted))).await?;
        if answer.said().is_conflict() {
            return Err(Error::Conflict { current: None });
        }
        vault.done(&self.doing(), answer).await?;
        Ok(if found.is_some() { Standing::Changed } else { Standing::Made })
    }

    async fn look(&self, vault: &Vault) -> Result<Option<Value>> {
        match vault.found(&self.doing(), &self.path()).await? {
            Some(answer) => Ok(Some(answer.parsed::<Data>("what is set up")?.data)),
            None => Ok(None),
        }
    }

    /// How what stands there differs from what is wanted.
    fn differences(&self, found: &Value) -> Vec<Alteration> {
        let matters = self.kind.matters();
        let mut told = Vec::new();
        for (key, wanted) in self.wanted.as_object().into_iter().flatten() {
            let found = &found[key];
            let change = match (found.as_str(), wanted.as_str()) {
                (Some(now), Some(then)) => {
                    let lines = text::altered(now, then);
                    if lines.is_empty() {
                        continue;
                    }
                    told.push(Alteration { what: self.what(), change: Altered::Text(lines), matters });
                    continue;
                }
                _ if is_same(found, wanted) => continue,
                _ => Altered::Setting { now: shown(found), then: shown(wanted) },
            };
            told.push(Alteration { what: format!("{key} of the {}", self.what()), change, matters });
        }
        // A policy may have an end; with it everybody loses what it allows. A write without one takes it away.
        let ends = found["expiration"].as_str().filter(|_| self.kind == Kind::Policy);
        told.extend(ends.map(|ends| Alteration {
            what: format!("end of the {}", self.what()),
            change: Altered::Setting { now: visible(ends).into_owned(), then: "none".into() },
            matters: "whoever has it keeps it from then on",
        }));
        told
    }

    fn path(&self) -> String {
        let place = match self.kind {
            Kind::Policy => "sys/policies/acl",
            Kind::Group => "identity/group/name",
            Kind::Role => "auth/token/roles",
        };
        format!("{place}/{}", self.name)
    }

    fn doing(&self) -> String {
        format!("set the {} up", self.what())
    }
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Group => "group",
            Self::Role => "token role",
        }
    }

    /// Whom an alteration concerns.
    fn matters(self) -> &'static str {
        match self {
            Self::Policy => "everybody who has it may do what it says then, and nothing else",
            Self::Group => "everybody in the group has these then, and no others",
            Self::Role => "tokens that are made from now on follow it",
        }
    }
}

/// Has the server write a policy only over the one that was seen. Servers that number no policies let these be.
fn guard(wanted: &mut Value, found: Option<&Value>) {
    match found {
        None => wanted["cas"] = json!(-1),
        Some(found) => {
            if let Some(version) = found["version"].as_u64() {
                wanted["cas"] = json!(version);
            }
            // Left out, it would be taken away.
            if found["cas_required"] == true {
                wanted["cas_required"] = json!(true);
            }
        }
    }
}

/// Whether a setting is as it should be. Of a list the order means nothing, and an empty one is the same as none.
fn is_same(found: &Value, wanted: &Value) -> bool {
    let Some(wanted) = wanted.as_array() else { return found == wanted };
    let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
    found.len() == wanted.len() && wanted.iter().all(|one| found.contains(one))
}

/// A setting as people read it.
fn shown(value: &Value) -> String {
    let one = |value: &Value| visible(value.as_str().unwrap_or(&value.to_string())).into_owned();
    match value {
        Value::Null => "none".into(),
        Value::Array(all) if all.is_empty() => "none".into(),
        Value::Array(all) => all.iter().map(one).collect::<Vec<_>>().join(", "),
        other => one(other),
    }
}
