//! The people of a team: a wrapped token for each, the group of those who decide, and the names to their numbers.

use super::Vault;
use super::policies::Names;
use crate::provider::{Error, Invitation, Person, Result};
use crate::providers::vault::client::Ask;
use crate::providers::vault::wire::{Unwrapped, Wrapped, plain_body};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How long a wrapped token waits for its person.
const OPENED_WITHIN: &str = "15m";
/// How long a token lives until it must be renewed.
const LIFE: &str = "72h";
/// How often the list of names is written when others write it too.
const ATTEMPTS: u32 = 5;

#[derive(Deserialize)]
struct Entity {
    id: String,
}

#[derive(Default, Deserialize)]
struct Group {
    #[serde(default)]
    member_entity_ids: Option<Vec<String>>,
    #[serde(default)]
    policies: Option<Vec<String>>,
}

/// Makes a token that stands for this person, puts approvers into their group, and keeps the name.
pub(super) async fn invite(vault: &Vault, names: &Names<'_>, person: &Person) -> Result<Invitation> {
    let name = person.name.as_str();
    let policy = if person.is_operator { names.operator() } else { names.reader() };
    let wanted = json!({
        "policies": [policy],
        "entity_alias": names.alias(name),
        "display_name": name,
        "ttl": LIFE,
        "meta": { "team": names.team, "user": name },
    });
    let doing = format!("make a token for {name}");
    let path = format!("auth/token/create/{}", names.token_role());
    let answer =
        vault.asked(&Ask::change(Method::POST, path, plain_body(&wanted)).wrapped(OPENED_WITHIN)).await?;
    let answer = vault.done(&doing, answer).await?;
    let wrapped: Wrapped = answer.parsed("a wrapped token")?;
    let info = wrapped.wrap_info.ok_or_else(|| Error::Corrupt {
        what: "the server's new token".into(),
        reason: "it is not wrapped".into(),
    })?;
    let until = answer.now.plus(Duration::from_secs(info.ttl));
    let token = info.token.into_value();
    let entity = entity(vault, &names.alias(name)).await?;
    if person.is_approver {
        join(vault, names, &entity).await?;
    }
    keep_name(vault, names, &entity, name).await?;
    Ok(Invitation { person: person.clone(), token, until })
}

/// The number of whoever goes by this name. Making the token has made it.
async fn entity(vault: &Vault, alias: &str) -> Result<String> {
    let doing = "find whom a token stands for";
    let accessor = vault.token_accessor().await?;
    let asked = json!({ "alias_name": alias, "alias_mount_accessor": accessor });
    let answer = vault.asked(&Ask::question("identity/lookup/entity", plain_body(&asked))).await?;
    if answer.status == 204 {
        return Err(Error::not_found(format!("the person {alias}")));
    }
    let answer = vault.done(doing, answer).await?;
    Ok(answer.parsed::<Unwrapped<Entity>>("a person")?.data.id)
}

/// Puts a person into the group of approvers. The list is written whole, so what is there is read first.
async fn join(vault: &Vault, names: &Names<'_>, entity: &str) -> Result<()> {
    let path = format!("identity/group/name/{}", names.group());
    let doing = "put a person into the group of approvers";
    let found = vault.found(doing, &path).await?;
    let group: Group = match found {
        Some(answer) => answer.parsed::<Unwrapped<Group>>("the group of approvers")?.data,
        None => Group::default(),
    };
    let mut members = group.member_entity_ids.unwrap_or_default();
    if members.iter().any(|member| member == entity) {
        return Ok(());
    }
    members.push(entity.to_owned());
    let policies = group.policies.unwrap_or_else(|| vec![names.approver()]);
    vault.put(doing, &path, &json!({ "policies": policies, "member_entity_ids": members })).await?;
    Ok(())
}

#[derive(Deserialize)]
struct Members {
    data: Option<Map<String, Value>>,
    metadata: Version,
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

/// Writes the person's name to the number, for those who see only numbers.
async fn keep_name(vault: &Vault, names: &Names<'_>, entity: &str, name: &str) -> Result<()> {
    let path = format!("{}/data/members", names.governance());
    let doing = "keep the names of the people";
    for _ in 0..ATTEMPTS {
        let found = vault.asked(&Ask::fact(&*path)).await?;
        let (mut members, cas) = match found.status {
            200 => {
                let Members { data, metadata } =
                    found.parsed::<Unwrapped<Members>>("the names of the people")?.data;
                (data.unwrap_or_default(), metadata.version)
            }
            404 => (Map::new(), 0),
            _ => return Err(vault.inner.fault(&found, doing).await),
        };
        if members.get(entity).is_some_and(|known| known == name) {
            return Ok(());
        }
        members.insert(entity.to_owned(), name.into());
        let wanted = json!({ "data": members, "options": { "cas": cas } });
        match vault.put(doing, &path, &wanted).await {
            Err(Error::Conflict { .. }) => {}
            done => return done.map(|_| ()),
        }
    }
    Err(Error::Conflict { current: None })
}

#[derive(Deserialize)]
struct Mounts {
    auth: std::collections::BTreeMap<String, Accessor>,
}

#[derive(Deserialize)]
struct Accessor {
    accessor: String,
}

impl Vault {
    /// The accessor of the mount that tokens come from: the name of a person counts only together with it.
    async fn token_accessor(&self) -> Result<String> {
        let doing = "look at the ways to log in";
        let answer = self.found(doing, "sys/internal/ui/mounts").await?;
        let answer = answer.ok_or_else(|| Error::not_found("the list of mounts"))?;
        let mut mounts = answer.parsed::<Unwrapped<Mounts>>("the mounts")?.data;
        let token = mounts.auth.remove("token/");
        token
            .map(|token| token.accessor)
            .ok_or_else(|| Error::Denied { reason: format!("the login may not {doing}") })
    }
}
