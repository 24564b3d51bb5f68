//! What the environment says of servers: an address with what belongs to it, under one of two spellings. They are never
//! mixed: what one says goes to the server of that one alone.

use super::address::Address;
use super::login::Credentials;
use crate::domain::SecretValue;
use crate::provider::{Error, Given, Result};
use std::collections::BTreeMap;
use std::time::Duration;

/// How the environment is asked; tests hand in one of their own.
pub(super) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of the process.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// One of the two spellings, with its variables.
#[derive(Clone, Copy)]
struct Spelled<'a> {
    prefix: &'static str,
    variables: Variables<'a>,
}

/// Both; the first one counts where either would do.
fn spellings(variables: Variables<'_>) -> [Spelled<'_>; 2] {
    ["VAULT", "BAO"].map(|prefix| Spelled { prefix, variables })
}

impl Spelled<'_> {
    fn name(self, of: &str) -> String {
        format!("{}_{of}", self.prefix)
    }

    fn text(self, of: &str) -> Option<String> {
        (self.variables)(&self.name(of)).filter(|value| !value.trim().is_empty())
    }

    fn secret(self, of: &str) -> Option<SecretValue> {
        self.text(of).map(|text| SecretValue::copied(text.trim().as_bytes()))
    }

    /// Whether it says how to log in, be it by halves.
    fn has_credentials(self) -> bool {
        ["APP_ROLE_ID", "APP_ROLE_SECRET_ID", "TOKEN"].iter().any(|of| self.text(of).is_some())
    }

    fn is_at(self, address: &Address) -> bool {
        self.text("ADDR").is_some_and(|named| Address::new(&named).is_ok_and(|named| named.is_same(address)))
    }

    /// How it says to log in: by AppRole, else by a token.
    fn credentials(self) -> Result<Credentials> {
        let one_alone = |there, missing| {
            Error::invalid(format!("{} is set, {} is not", self.name(there), self.name(missing)))
        };
        match (self.secret("APP_ROLE_ID"), self.secret("APP_ROLE_SECRET_ID")) {
            (Some(role_id), Some(secret_id)) => {
                Ok(Credentials::AppRole { mount: "approle".into(), role_id, secret_id })
            }
            (Some(_), None) => Err(one_alone("APP_ROLE_ID", "APP_ROLE_SECRET_ID")),
            (None, Some(_)) => Err(one_alone("APP_ROLE_SECRET_ID", "APP_ROLE_ID")),
            (None, None) => Ok(self.secret("TOKEN").map_or(Credentials::None, Credentials::Token)),
        }
    }
}

/// The first that says how to log in, else the first.
fn best(mut of: Vec<Spelled<'_>>) -> Option<Spelled<'_>> {
    let at = of.iter().position(|spelled| spelled.has_credentials()).unwrap_or(0);
    if of.is_empty() { None } else { Some(of.swap_remove(at)) }
}

/// The spelling that names the server of the environment; nothing where neither names one.
fn chosen(variables: Variables<'_>) -> Option<Spelled<'_>> {
    best(spellings(variables).into_iter().filter(|spelled| spelled.text("ADDR").is_some()).collect())
}

/// The spelling that may be meant for this server: one that names it, or, where neither names any, either.
fn meant_for<'a>(address: &Address, variables: Variables<'a>) -> Option<Spelled<'a>> {
    let is_meant = |spelled: &Spelled<'_>| match chosen(variables) {
        Some(_) => spelled.is_at(address),
        None => true,
    };
    best(spellings(variables).into_iter().filter(is_meant).collect())
}

/// The token that the server's own tool has left in the home folder.
fn left_by_tool(variables: Variables<'_>) -> Option<SecretValue> {
    let file = std::path::Path::new(&variables("HOME")?).join(".vault-token");
    let token = zeroize::Zeroizing::new(std::fs::read_to_string(file).ok()?);
    Some(SecretValue::copied(token.trim().as_bytes())).filter(|token| !token.is_empty())
}

/// What the environment holds for this server: AppRole, then a token, then the token that the server's own tool has
/// left. Nothing when the environment means another server.
pub(super) fn credentials(address: &Address, variables: Variables<'_>) -> Result<Credentials> {
    let Some(spelled) = meant_for(address, variables) else { return Ok(Credentials::None) };
    match spelled.credentials()? {
        // Of two servers only one can have left it.
        Credentials::None if chosen(variables).is_none_or(|chosen| chosen.is_at(address)) => {
            Ok(left_by_tool(variables).map_or(Credentials::None, Credentials::Token))
        }
        found => Ok(found),
    }
}

/// The namespace that belongs to those credentials.
pub(super) fn namespace(address: &Address, variables: Variables<'_>) -> Option<String> {
    meant_for(address, variables)?.text("NAMESPACE")
}

/// The authorities that the environment names: those that belong to this server, else those that are named at all.
pub(super) fn ca_cert(address: &Address, variables: Variables<'_>) -> Option<String> {
    match meant_for(address, variables) {
        Some(spelled) => spelled.text("CACERT"),
        None => spellings(variables).into_iter().find_map(|spelled| spelled.text("CACERT")),
    }
}

/// How long an answer may take, as the environment has it: a duration, or seconds.
pub(super) fn timeout(variables: Variables<'_>) -> Option<Duration> {
    let text = variables("VAULT_HTTP_REQ_TIMEOUT")?;
    humantime::parse_duration(&text).ok().or_else(|| text.trim().parse().ok().map(Duration::from_secs))
}

/// The provider that the environment makes: an address with credentials beside it.
pub(super) fn given(variables: Variables<'_>) -> Option<Given> {
    let spelled = chosen(variables)?;
    if !spelled.has_credentials() && left_by_tool(variables).is_none() {
        return None;
    }
    let url = spelled.text("ADDR")?;
    let other = spellings(variables).into_iter().find(|other| other.prefix != spelled.prefix)?;
    let is_elsewhere = Address::new(&url).is_ok_and(|address| !other.is_at(&address));
    let passed_over = (is_elsewhere && other.text("ADDR").is_some()).then(|| {
        format!("{} names another server: the {}_ variables are not used", other.name("ADDR"), other.prefix)
    });
    let broken = Address::new(&url).err().map(|error| format!("{}: {error}", spelled.name("ADDR")));
    let mut settings = BTreeMap::from([("url".to_owned(), url.trim().to_owned())]);
    settings.extend(spelled.text("NAMESPACE").map(|name| ("namespace".to_owned(), name)));
    Some(Given { settings, by: spelled.name("ADDR"), passed_over, broken })
}
