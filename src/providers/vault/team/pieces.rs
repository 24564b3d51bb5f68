//! The pieces of a team in their order: each is looked at first and written only when it is not as it should be.

use super::keeping::{self, Keeping};
use super::policies::Names;
use super::{Vault, gate, rules};
use crate::domain::visible;
use crate::provider::{Alteration, Error, Piece, Pieces, Result, Standing};
use crate::providers::vault::ask::Ask;
use crate::providers::vault::wire::{Mounted, Unwrapped};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How the secrets of a team are kept.
const LIVE: Keeping = Keeping { versions: 20, lasts: None };
/// How what is asked for and decided is kept: a record is never changed, and goes after thirty days.
const RECORDS: Keeping = Keeping { versions: 1, lasts: Some(Duration::from_secs(720 * 3600)) };

#[derive(Deserialize)]
pub(super) struct Data {
    pub(super) data: Value,
}

/// Makes what is missing, changes what was agreed to, and tells each piece.
pub(super) async fn set_up(
    vault: &Vault,
    names: &Names<'_>,
    agreed: &[Alteration],
    pieces: Pieces<'_>,
) -> Result<()> {
    let governance = names.governance();
    let mut tell = |what: String, standing| pieces(Piece { what, standing });
    for (mount, about, wanted) in
        [(names.mount, "secrets", LIVE), (governance.as_str(), "requests and decisions", RECORDS)]
    {
        let standing = mounted(vault, mount, &format!("{about} of the team {}", names.team)).await?;
        tell(format!("mount {mount}"), standing);
        tell(format!("settings of {mount}"), keeping::set(vault, mount, wanted, standing, agreed).await?);
    }
    for ruled in rules::all(names, gate::is_offered(vault).await?) {
        tell(ruled.what(), ruled.set(vault, agreed).await?);
    }
    Ok(())
}

/// What would be changed for others too, in the order of the pieces. Fails when the mount is another team's, or lies in
/// another mount.
pub(super) async fn alterations(vault: &Vault, names: &Names<'_>) -> Result<Vec<Alteration>> {
    lie_alone(vault, names).await?;
    let governance = names.governance();
    let mut altering = Vec::new();
    for (mount, wanted) in [(names.mount, LIVE), (governance.as_str(), RECORDS)] {
        if known(vault, mount, &format!("sys/mounts/{mount}")).await?.is_some() {
            altering.extend(keeping::alterations(vault, mount, wanted).await?);
        }
    }
    is_of_no_other(vault, names).await?;
    for ruled in rules::all(names, gate::is_offered(vault).await?) {
        altering.extend(ruled.alterations(vault).await?);
    }
    Ok(altering)
}

/// Fails when the token role makes tokens for the people of another team alone.
async fn is_of_no_other(vault: &Vault, names: &Names<'_>) -> Result<()> {
    let role = format!("auth/token/roles/{}", names.token_role());
    let Some(found) = vault.found("look at the token role", &role).await? else { return Ok(()) };
    let Data { data } = found.parsed("a token role")?;
    let aliases = data["allowed_entity_aliases"].as_array().cloned().unwrap_or_default();
    let mut aliases = aliases.iter().filter_map(Value::as_str).peekable();
    let Some(other) = aliases.peek().copied() else { return Ok(()) };
    if aliases.any(|alias| alias == names.aliases()) {
        return Ok(());
    }
    let other = visible(other.trim_end_matches("-*")).into_owned();
    Err(Error::invalid(format!(
        "the mount {} belongs to the team {other}: its rules would become those of {}; choose another root (--root)",
        names.mount, names.team
    )))
}

/// Fails when a mount of the team would be a folder of another mount, or have one in it: a team has mounts of its own.
/// It takes no rights to see.
pub(super) async fn lie_alone(vault: &Vault, names: &Names<'_>) -> Result<()> {
    let answer = vault.asked(&Ask::fact("sys/internal/ui/mounts")).await?;
    let answer = vault.done("see the mounts", answer).await?;
    let mounted: Unwrapped<Mounted> = answer.parsed("the mounts")?;
    lies_alone(names.mount, &mounted)?;
    lies_alone(&names.governance(), &mounted)
}

fn lies_alone(mount: &str, mounted: &Unwrapped<Mounted>) -> Result<()> {
    let place = format!("{mount}/");
    let mut others = mounted.data.secret.keys().filter(|path| **path != place);
    let related = others.find(|path| place.starts_with(path.as_str()) || path.starts_with(&place));
    let Some(related) = related else { return Ok(()) };
    let other = visible(related.trim_end_matches('/'));
    Err(Error::invalid(if related.starts_with(&place) {
        format!(
            "below {mount} there is the mount {other}, so it can be none itself; choose another root (--root)"
        )
    } else {
        format!("{mount} is a folder in the mount {other}; the root of a team is a mount (--root)")
    }))
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
    let is_versioned = data["options"]["version"] == "2";
    let there = format!("there is a mount {mount} already");
    Err(Error::invalid(match data["type"].as_str() {
        Some("kv") if is_versioned => return Ok(Some(Standing::Unchanged)),
        Some("kv") => format!(
            "{there}, and it keeps no versions: `bao kv enable-versioning {mount}` has it keep them, for all who use it; \
             or choose another root (--root)"
        ),
        kind => format!(
            "{there}, and it is for something else ({}); choose another root (--root)",
            visible(kind.unwrap_or("of no known type"))
        ),
    }))
}
