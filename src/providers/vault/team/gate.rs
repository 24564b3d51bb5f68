//! Proves that an operator's change waits for approval, as an operator of the probe's own.

use super::Vault;
use super::policies::Names;
use crate::domain::SecretValue;
use crate::provider::{Error, Gate, Result};
use crate::providers::vault::ask::Ask;
use crate::providers::vault::probe::{Probed, probe};
use crate::providers::vault::renew::revocation;
use crate::providers::vault::wire::{Entered, plain_body};
use serde_json::json;

/// Whether the server can hold changes back at all. It is taken to when it does not say.
pub(super) async fn is_offered(vault: &Vault) -> Result<bool> {
    let answer = vault.asked(&Ask::question("sys/control-group/request", plain_body(&json!({})))).await?;
    match answer.status {
        404 | 405 => Ok(false),
        // A server that does not know the path refuses it in the same words; then its version has to tell.
        _ if answer.said().is_denied() => Ok(vault.inner.client.state().await?.holds_back().unwrap_or(true)),
        _ => Ok(true),
    }
}

/// Probes as an operator would.
pub(super) async fn prove(vault: &Vault, names: &Names<'_>) -> Result<Gate> {
    if !is_offered(vault).await? {
        return Ok(Gate::Advisory("this server has no control groups; only approvers can write".into()));
    }
    let operator = minted(vault, names).await?;
    let probed = probe(&vault.inner.client, &operator, names.mount).await;
    // The operator's token has done its work, whatever came of it; it would end by itself two minutes later.
    let _ = vault.asked_as(&operator, &revocation()).await;
    Ok(match probed? {
        Probed::Held => Gate::Enforced,
        Probed::Open => Gate::Open,
        Probed::Denied => Gate::Advisory("an operator cannot write at all there".into()),
    })
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
