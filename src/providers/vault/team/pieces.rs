//! The pieces of a team, each looked at first and written only when it is not as it should be.

use super::keeping::{self, Keeping};
use super::policies::Names;
use super::{Vault, gate};
use crate::provider::{Alteration, Error, Piece, Pieces, Result, Standing};
use crate::providers::vault::client::Ask;
use crate::providers::vault::wire::{Mounted, Unwrapped};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a token of the team may live, however often it is renewed, in seconds: 768 hours.
const LONGEST_LIFE: u64 = 768 * 3600;

/// How the secrets of a team are kept.
const LIVE: Keeping = Keeping { versions: 20, lasts: None };
/// How what is asked for and decided is kept: a record is never changed, and goes after thirty days.
const RECORDS: Keeping = Keeping { versions: 1, lasts: Some(Duration::from_secs(720 * 3600)) };

#[derive(Deserialize)]
pub(super) struct Data {
    pub(super) data: Value,
}

/// Makes what is missing, and tells each piece.
pub(super) async fn set_up(vault: &Vault, names: &Names<'_>, pieces: Pieces<'_>) -> Result<()> {
    let governance = names.governance();
    let mut tell = |what: String, standing| pieces(Piece { what, standing });
    for (mount, about, wanted) in
        [(names.mount, "secrets", LIVE), (governance.as_str(), "requests and decisions", RECORDS)]
    {
        let standing = mounted(vault, mount, &format!("{about} of the team {}", names.team)).await?;
        tell(format!("mount {mount}"), standing);
        tell(format!("settings of {mount}"), keeping::set(vault, mount, wanted, standing).await?);
    }
    let is_gated = gate::is_offered(vault).await?;
    for (name, text) in [
        (names.reader(), names.reader_text()),
        (names.operator(), names.operator_text(is_gated)),
        (names.approver(), names.approver_text(is_gated)),
    ] {
        let wanted = json!({ "policy": text });
        tell(format!("policy {name}"), set(vault, &format!("sys/policies/acl/{name}"), &wanted).await?);
    }
    let group = names.group();
    let wanted = json!({ "policies": [names.approver()] });
    tell(format!("group {group}"), set(vault, &format!("identity/group/name/{group}"), &wanted).await?);
    let role = names.token_role();
    let wanted = json!({
        "allowed_policies": [names.reader(), names.operator()],
        "allowed_entity_aliases": [names.aliases()],
        "orphan": true,
        "renewable": true,
        "token_explicit_max_ttl": LONGEST_LIFE,
    });
    tell(format!("token role {role}"), set(vault, &format!("auth/token/roles/{role}"), &wanted).await?);
    Ok(())
}

/// What would be changed for others too, in the order of the pieces. Fails when the mount is another team's, or lies in
/// another mount.
pub(super) async fn alterations(vault: &Vault, names: &Names<'_>) -> Result<Vec<Alteration>> {
    let governance = names.governance();
    let mut altering = Vec::new();
    for (mount, wanted) in [(names.mount, LIVE), (governance.as_str(), RECORDS)] {
        lies_alone(vault, mount).await?;
        if known(vault, mount, &format!("sys/mounts/{mount}")).await?.is_some() {
            altering.extend(keeping::alterations(vault, mount, wanted).await?);
        }
    }
    let role = format!("auth/token/roles/{}", names.token_role());
    if let Some(found) = vault.found("look at the token role", &role).await? {
        let Data { data } = found.parsed("a token role")?;
        let aliases = data["allowed_entity_aliases"].as_array().cloned().unwrap_or_default();
        let others = aliases.iter().filter_map(Value::as_str).find(|alias| *alias != names.aliases());
        if let Some(others) = others {
            let other = crate::domain::visible(others.trim_end_matches("-*")).into_owned();
            return Err(Error::invalid(format!(
                "the mount {} belongs to the team {other}: its rules would become those of {}; choose another root (--root)",
                names.mount, names.team
            )));
        }
    }
    Ok(altering)
}

/// Fails when the place is a folder of another mount: a team has a mount of its own.
async fn lies_alone(vault: &Vault, mount: &str) -> Result<()> {
    let answer = vault.asked(&Ask::fact("sys/internal/ui/mounts")).await?;
    let answer = vault.done("see the mounts", answer).await?;
    let mounted: Unwrapped<Mounted> = answer.parsed("the mounts")?;
    let place = format!("{mount}/");
    let around = mounted.data.secret.keys().find(|path| **path != place && place.starts_with(path.as_str()));
    match around {
        Some(around) => {
            let around = crate::domain::visible(around.trim_end_matches('/')).into_owned();
            Err(Error::invalid(format!(
                "{mount} is a folder in the mount {around}; the root of a team is a mount (--root)"
            )))
        }
        None => Ok(()),
    }
}

/// Makes a mount of versioned secrets. One of another kind under this name is left alone and said.
async fn mounted(vault: &Vault, mount: &str, about: &str) -> Result<Standing> {
    let path = format!("sys/mounts/{mount}");
    if let Some(standing) = known(vault, mount, &path).await? {
        return Ok(standing);
    }
    let wanted = json!({ "type": "kv", "options": { "version": "2" }, "description": about });
    match vault.put(&format!("make the mount {mount}"), &path, &wanted).await {
        Ok(_) => Ok(Standing::Made),
        // Somebody was faster; what counts is what stands there now.
        Err(error) => known(vault, mount, &path).await?.ok_or(error),
    }
}

async fn known(vault: &Vault, mount: &str, path: &str) -> Result<Option<Standing>> {
    let answer = vault.asked(&Ask::fact(path)).await?;
    // Servers say 400 for a mount that is not there.
    if matches!(answer.status, 400 | 404) {
        return Ok(None);
    }
    let answer = vault.done(&format!("look at the mount {mount}"), answer).await?;
    let Data { data } = answer.parsed("a mount")?;
    let is_versioned = data["type"] == "kv" && data["options"]["version"] == "2";
    if is_versioned {
        return Ok(Some(Standing::Unchanged));
    }
    Err(Error::invalid(format!(
        "there is a mount {mount} already, and it keeps no versions; choose another root (--root)"
    )))
}

/// Writes what is wanted when it is not so already. What else stands there stays.
async fn set(vault: &Vault, path: &str, wanted: &Value) -> Result<Standing> {
    let doing = format!("set {path} up");
    let found = match vault.found(&doing, path).await? {
        Some(answer) => Some(answer.parsed::<Data>("what is set up")?.data),
        None => None,
    };
    let is_so = found.as_ref().is_some_and(|found| holds(found, wanted));
    if is_so {
        return Ok(Standing::Unchanged);
    }
    vault.put(&doing, path, wanted).await?;
    Ok(if found.is_some() { Standing::Changed } else { Standing::Made })
}

/// Whether everything that is wanted stands there, whatever else does.
fn holds(found: &Value, wanted: &Value) -> bool {
    let Some(wanted) = wanted.as_object() else { return found == wanted };
    wanted.iter().all(|(key, wanted)| match (&found[key], wanted) {
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && wanted.iter().all(|one| found.contains(one))
        }
        (found, wanted) => found == wanted,
    })
}
