//! Proves that a change waits for approval, by a change that no server makes: it replaces a version that is not there.
//! A server with a gate holds it back before it looks; one without refuses it. Nothing is written either way.

use super::ask::Ask;
use super::client::Client;
use super::errors::fault;
use super::renew::revocation;
use super::wire::{Wrapped, plain_body};
use crate::domain::{SecretValue, Timestamp};
use crate::provider::{Error, Result};
use reqwest::Method;
use serde_json::json;
use std::time::SystemTime;

/// A version that no secret ever has.
const NEVER: u64 = 999_999_999;

/// What became of the probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Probed {
    /// It was held back, and has been taken back.
    Held,
    /// It was looked at: a real change would have been made at once.
    Open,
    /// Who has this token may not write at all.
    Denied,
}

/// Tries it in a mount of the second version, with this token.
pub(super) async fn probe(client: &Client, token: &SecretValue, mount: &str) -> Result<Probed> {
    let name = Timestamp::from(SystemTime::now()).0;
    let path = format!("{mount}/data/.strongroom-probe/{name}");
    let change = json!({ "data": { "probe": "of the approval gate" }, "options": { "cas": NEVER } });
    let answer = client.send(Some(token), &Ask::change(Method::POST, path, plain_body(&change))).await?;
    let said = answer.said();
    if said.is_denied() {
        return Ok(Probed::Denied);
    }
    if said.is_conflict() {
        return Ok(Probed::Open);
    }
    if !answer.is_done() {
        return Err(fault(client.server(), "write the probe", &said));
    }
    let Some(held) = answer.parsed::<Wrapped>("the probe")?.wrap_info else {
        return Err(Error::Corrupt {
            what: "the server's answer to the probe of the approval gate".into(),
            reason: "it takes a change of a version that is not there".into(),
        });
    };
    client.send(Some(&held.token.into_value()), &revocation()).await?;
    Ok(Probed::Held)
}
