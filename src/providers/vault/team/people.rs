//! The people of a team: a wrapped token for each, the group of those who decide, and the names to their numbers.

use super::Vault;
use super::policies::Names;
use crate::domain::visible;
use crate::provider::{Error, Invitation, Person, Result};
use crate::providers::vault::ask::Ask;
use crate::providers::vault::requests::{Member, member};
use crate::providers::vault::wire::{Unwrapped, Wrapped, plain_body};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

/// How long a wrapped token waits for its person.
const OPENED_WITHIN: &str = "15m";
/// How long a token lives until it must be renewed.
const LIFE: &str = "72h";

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
    let accessor = info.wrapped_accessor.map(|accessor| visible(&accessor).into_owned());
    let token = info.token.into_value();
    let entity = entity(vault, &names.alias(name)).await?;
    if person.is_approver {
        join(vault, names, &entity).await?;
    }
    keep_name(vault, names, &entity, name).await?;
    Ok(Invitation { person: person.clone(), token, until, accessor })
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

/// Writes the person's name to the number, for those who see only numbers. It is metadata without any version: what has
/// a version ages out with the records around it.
async fn keep_name(vault: &Vault, names: &Names<'_>, entity: &str, name: &str) -> Result<()> {
    let path = member(&names.governance(), entity);
    let doing = "keep the names of the people";
    if let Some(found) = vault.found(doing, &path).await?
        && found.parsed::<Unwrapped<Member>>("a person's name")?.data.name() == Some(name)
    {
        return Ok(());
    }
    vault.put(doing, &path, &json!({ "custom_metadata": { "name": name } })).await?;
    Ok(())
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
