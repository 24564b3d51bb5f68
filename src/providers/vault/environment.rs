//! Credentials from the environment, for a server that has none kept: only where the environment means that server.

use super::address::Address;
use super::login::Credentials;
use crate::domain::SecretValue;
use crate::provider::{Error, Result};
use std::time::Duration;

/// How the environment is asked; tests hand in one of their own.
pub(super) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of the process.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The variable under either of its spellings.
fn either(variables: Variables<'_>, name: &str) -> Option<String> {
    variables(&format!("VAULT_{name}")).or_else(|| variables(&format!("BAO_{name}")))
}

/// What the environment holds for this server: AppRole, then a token, then the token that the server's own tool has
/// left in the home folder. Nothing when the environment means another server.
pub(super) fn credentials(address: &Address, variables: Variables<'_>) -> Result<Credentials> {
    if let Some(named) = either(variables, "ADDR")
        && !Address::new(&named).is_ok_and(|named| named.is_same(address))
    {
        return Ok(Credentials::None);
    }
    match (either(variables, "APP_ROLE_ID"), either(variables, "APP_ROLE_SECRET_ID")) {
        (Some(role_id), Some(secret_id)) => {
            let (role_id, secret_id) = (SecretValue::from_text(role_id), SecretValue::from_text(secret_id));
            return Ok(Credentials::AppRole { mount: "approle".into(), role_id, secret_id });
        }
        (Some(_), None) => {
            return Err(Error::invalid("VAULT_APP_ROLE_ID is set, VAULT_APP_ROLE_SECRET_ID is not"));
        }
        (None, Some(_)) => {
            return Err(Error::invalid("VAULT_APP_ROLE_SECRET_ID is set, VAULT_APP_ROLE_ID is not"));
        }
        (None, None) => {}
    }
    let token = either(variables, "TOKEN").or_else(|| {
        let file = std::path::Path::new(&variables("HOME")?).join(".vault-token");
        std::fs::read_to_string(file).ok().map(|token| token.trim().to_owned())
    });
    let token =
        token.map(|token| SecretValue::copied(token.trim().as_bytes())).filter(|token| !token.is_empty());
    Ok(token.map_or(Credentials::None, Credentials::Token))
}

/// The authorities that the environment names.
pub(super) fn ca_cert(variables: Variables<'_>) -> Option<String> {
    either(variables, "CACERT")
}

/// How long an answer may take, as the environment has it: a duration, or seconds.
pub(super) fn timeout(variables: Variables<'_>) -> Option<Duration> {
    let text = variables("VAULT_HTTP_REQ_TIMEOUT")?;
    humantime::parse_duration(&text).ok().or_else(|| text.trim().parse().ok().map(Duration::from_secs))
}
