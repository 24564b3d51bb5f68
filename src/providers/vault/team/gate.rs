//! Proves that a change waits for approval: a probe that must be held back.

use super::Vault;
use super::policies::Names;
use crate::domain::SecretValue;
use crate::provider::{Error, Gate, Result};
use crate::providers::vault::answer::Answer;
use crate::providers::vault::client::Ask;
use crate::providers::vault::errors::fault;
use crate::providers::vault::renew::revocation;
use crate::providers::vault::wire::{Entered, Wrapped, plain_body};
use reqwest::Method;
use serde_json::json;

/// Whether the server can hold changes back at all. It is taken to when it does not say.
pub(super) async fn is_offered(vault: &Vault) -> Result<bool> {
    let answer = vault.asked(&Ask::question("sys/control-group/request", plain_body(&json!({})))).await?;
    Ok(!matches!(answer.status, 404 | 405))
}

/// Writes a probe as an operator would, and takes it back.
pub(super) async fn prove(vault: &Vault, names: &Names<'_>) -> Result<Gate> {
    if !is_offered(vault).await? {
        return Ok(Gate::Advisory("this server has no control groups; only approvers can write".into()));
    }
    let operator = minted(vault, names).await?;
    let name = crate::domain::Timestamp::from(std::time::SystemTime::now()).0;
    let path = format!("{}/data/.strongroom-probe/{name}", names.mount);
    let probe = json!({ "data": { "probe": "of the approval gate" }, "options": { "cas": 0 } });
    let written = vault.asked_as(&operator, &Ask::change(Method::POST, &*path, plain_body(&probe))).await;
    let judged = match &written {
        Ok(answer) => judge(vault, names, answer, name).await,
        Err(error) => Err(error.clone()),
    };
    // The operator's token has done its work, whatever came of it; it would end by itself two minutes later.
    let _ = vault.asked_as(&operator, &revocation()).await;
    judged
}

async fn minted(vault: &Vault, names: &Names<'_>) -> Result<SecretValue> {
    let wanted = json!({
        "policies": [names.operator()],
        "entity_alias": names.alias("probe"),
        "display_name": "probe",
        "ttl": "2m",
    });
    let path = format!("auth/token/create/{}", names.token_role());
    let answer = vault.put("make a token for the probe", &path, &wanted).await?;
    let minted: Entered = answer.parsed("a token")?;
    let token = minted.auth.map(|auth| auth.client_token.into_value());
    token.ok_or_else(|| Error::Corrupt {
        what: "the server's new token".into(),
        reason: "it is not there".into(),
    })
}

async fn judge(vault: &Vault, names: &Names<'_>, answer: &Answer, name: u64) -> Result<Gate> {
    if answer.said().is_denied() {
        return Ok(Gate::Advisory("an operator cannot write at all there".into()));
    }
    if !answer.is_done() {
        return Err(fault(vault.inner.client.server(), "write the probe", &answer.said()));
    }
    let held: Wrapped = answer.parsed("the probe")?;
    if let Some(wrap) = held.wrap_info {
        vault.asked_as(&wrap.token.into_value(), &revocation()).await?;
        return Ok(Gate::Enforced);
    }
    let probe = format!("{}/metadata/.strongroom-probe/{name}", names.mount);
    let removed = vault.asked(&Ask::delete(&*probe)).await?;
    let left = if removed.is_done() { "" } else { "; the probe below .strongroom-probe stays, remove it" };
    Ok(Gate::Advisory(format!("the server wrote an operator's change at once{left}")))
}
