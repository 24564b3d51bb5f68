//! HashiCorp Vault and OpenBao, over their HTTP API: secrets in mounts of KV version 1 and 2.
//!
//! A path starts with the mount that holds it, `team-payments/db/prod`. What is special to these servers stands in
//! the file that deals with it: `mounts` finds out what there is, `list` and `walk` stream names, `read` and `write`
//! keep to versions, `patch` changes some fields of one, `plain` is the first version of KV, which has none, `labels`
//! keeps what is no value, `versions` has history and bin, `rights` tells what the login may do, `login` logs in once by
//! the ways of `enter`, `remember` keeps that for the next command, `renew` keeps the login alive by the rules of `life`,
//! `errors` is the table of what can go wrong.
//!
//! Most calls are made by one small client of our own (`client`): a value goes from the answer straight into what
//! wipes itself, and much of what is needed here (SCAN, metadata of all kinds, changes that wait for approval) is not
//! in any library. The logins are those of `vaultrs`, on the same connections. Where there are many calls to make,
//! `pace` tells how many at a time.

mod address;
mod answer;
mod ask;
mod check;
mod client;
mod deciding;
mod enter;
mod environment;
mod errors;
mod labels;
mod life;
mod list;
mod login;
mod looked;
mod mounts;
mod pace;
mod patch;
mod plain;
mod probe;
mod provider;
mod read;
mod record;
mod remember;
mod renew;
mod requests;
mod rights;
mod rules;
mod server;
mod state;
mod team;
#[cfg(test)]
mod tests;
mod versions;
mod walk;
mod wire;
mod write;

pub use server::Vault;

use crate::domain::SecretValue;
use crate::provider::{Connect, Error, Kind, Result, Setting, SettingKind, When};
use address::Address;
use client::Client;
use login::{Credentials, Login};
use mounts::MountTable;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer may take when nothing says otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The description of this kind.
pub const KIND: Kind = Kind {
    name: "vault",
    title: "HashiCorp Vault or OpenBao",
    is_registrable: true,
    is_for_trying: false,
    caution: None,
    settings: &[
        Setting {
            key: "url",
            title: "address",
            help: "such as https://vault.example.com:8200",
            is_required: true,
            kind: SettingKind::Address,
            rule: Some(rules::address),
            ..TEXT
        },
        Setting {
            key: "namespace",
            title: "namespace",
            help: "the namespace to work in",
            rule: Some(rules::namespace),
            ..TEXT
        },
        Setting {
            key: "ca_cert",
            title: "authority",
            help: "who is trusted beside the system's list: a path, file://…, base64://…, or the PEM itself",
            kind: SettingKind::Address,
            rule: Some(rules::authority),
            ..TEXT
        },
        Setting {
            key: "auth",
            title: "login",
            help: "how it is logged in to",
            kind: SettingKind::Choice(&["token", "approle", "userpass"]),
            default: Some("token"),
            ..TEXT
        },
        Setting {
            key: "token",
            title: "token",
            help: "without one the token of the environment is used, where it is for this address",
            when: Some(When { key: "auth", is: &["token"] }),
            rule: Some(rules::token),
            ..CREDENTIAL
        },
        Setting {
            key: "wrapping_token",
            title: "wrapping token",
            help: "instead of a token: opened once, when it is saved, and what is in it is kept",
            when: Some(When { key: "auth", is: &["token"] }),
            rule: Some(rules::wrapping_token),
            instead_of: Some("token"),
            ..CREDENTIAL
        },
        Setting {
            key: "role_id",
            title: "role id",
            help: "of the AppRole",
            is_required: true,
            when: Some(When { key: "auth", is: &["approle"] }),
            ..CREDENTIAL
        },
        Setting {
            key: "secret_id",
            title: "secret id",
            help: "of the AppRole",
            is_required: true,
            when: Some(When { key: "auth", is: &["approle"] }),
            ..CREDENTIAL
        },
        Setting {
            key: "username",
            title: "user name",
            help: "at the server",
            is_required: true,
            when: Some(When { key: "auth", is: &["userpass"] }),
            is_seen: true,
            ..CREDENTIAL
        },
        Setting {
            key: "password",
            title: "password",
            help: "at the server",
            is_required: true,
            when: Some(When { key: "auth", is: &["userpass"] }),
            ..CREDENTIAL
        },
        Setting {
            key: "auth_mount",
            title: "login method at",
            help: "where the method is mounted, when not at its usual place",
            when: Some(When { key: "auth", is: &["approle", "userpass"] }),
            ..TEXT
        },
        Setting {
            key: "renew",
            title: "renew",
            help: "whether the token is kept alive in the background",
            kind: SettingKind::Switch,
            default: Some("true"),
            ..TEXT
        },
        Setting {
            key: "timeout",
            title: "timeout",
            help: "how long an answer may take; 5s when nothing is set",
            kind: SettingKind::Duration,
            ..TEXT
        },
        Setting {
            key: "mounts",
            title: "mounts",
            help: "where the server tells none: their paths with commas between, `path:1` for KV version 1",
            rule: Some(rules::mounts),
            ..TEXT
        },
    ],
    steps: check::STEPS,
    needs_store: |settings| !has_credentials_elsewhere(settings),
    given: || environment::given(&environment::of_process),
    check: |connect, report| Box::pin(check::check(connect, report)),
    open: |connect| Box::pin(enter::opened(connect)),
    connect: |connect| Box::pin(async move { vault(&connect).map(|vault| Arc::new(vault) as _) }),
};

const TEXT: Setting = Setting::ANY;

const CREDENTIAL: Setting = Setting { kind: SettingKind::Credential, ..TEXT };

/// The server that these settings describe. Asks nothing yet.
fn vault(connect: &Connect) -> Result<Vault> {
    let variables = &environment::of_process;
    let set = |key: &str| connect.settings.get(key).map(String::as_str);
    let address = Address::new(set("url").ok_or_else(|| Error::invalid("the address is missing"))?)?;
    let timeout = match set("timeout") {
        Some(text) => humantime::parse_duration(text)
            .map_err(|_| Error::invalid("`timeout` must be a duration such as 5s"))?,
        None => environment::timeout(variables).unwrap_or(TIMEOUT),
    };
    let ca_cert = set("ca_cert").map(str::to_owned).or_else(|| environment::ca_cert(&address, variables));
    let credentials = credentials(connect, &address)?;
    let is_kept = !connect.credentials.is_empty();
    // Credentials of the environment work where it says.
    let around = || environment::namespace(&address, variables).filter(|_| !is_kept);
    let namespace = set("namespace").map(str::to_owned).or_else(around);
    let table = MountTable::new(set("mounts"))?;
    let client = Client::new(address, namespace.as_deref(), ca_cert.as_deref(), timeout)?;
    let mark = remember::mark(&*connect.keeper, &client, &credentials).filter(|_| is_kept);
    let login = Login::new(credentials, connect.id.clone(), Arc::clone(&connect.keeper));
    let login = Login { is_kept, mark, renews: set("renew") != Some("false"), ..login };
    Ok(Vault::new(client, login, table))
}

/// Whether the environment has credentials for the server that these settings describe, be it by halves.
fn has_credentials_elsewhere(settings: &BTreeMap<String, String>) -> bool {
    let Some(address) = settings.get("url").and_then(|url| Address::new(url).ok()) else { return false };
    let found = environment::credentials(&address, &environment::of_process);
    match settings.get("auth").map(String::as_str) {
        None | Some("token") => found.is_err() || found.is_ok_and(|found| found.is_some()),
        Some("approle") => !matches!(found, Ok(Credentials::None | Credentials::Token(_))),
        Some(_) => false,
    }
}

/// The credentials that are kept, else those of the environment.
fn credentials(connect: &Connect, address: &Address) -> Result<Credentials> {
    let at = |usual: &str| {
        let set = connect.settings.get("auth_mount").map_or(usual, |set| set.trim_matches('/'));
        crate::domain::Folder::new(set).map(|mount| mount.as_str().to_owned())
    };
    let value = |key: &str| connect.credentials.field(key).map(|field| field.value.duplicate());
    let needed = |key: &str, title: &str| -> Result<SecretValue> {
        value(key).ok_or_else(|| Error::Denied { reason: format!("the {title} is not kept; log in again") })
    };
    match connect.settings.get("auth").map_or("token", String::as_str) {
        "approle" if connect.credentials.is_empty() => {
            match environment::credentials(address, &environment::of_process)? {
                Credentials::AppRole { role_id, secret_id, .. } => {
                    Ok(Credentials::AppRole { mount: at("approle")?, role_id, secret_id })
                }
                _ => needed("role_id", "role id").map(|_| Credentials::None),
            }
        }
        "approle" => {
            let (role_id, secret_id) = (needed("role_id", "role id")?, needed("secret_id", "secret id")?);
            Ok(Credentials::AppRole { mount: at("approle")?, role_id, secret_id })
        }
        "userpass" => {
            let (username, password) = (needed("username", "user name")?, needed("password", "password")?);
            Ok(Credentials::UserPass { mount: at("userpass")?, username, password })
        }
        // Once it was opened, only the token that was in it is kept.
        _ => match (value("wrapping_token"), value("token")) {
            // What cannot be one is never sent: it may be anything that was typed in the wrong place.
            (Some(token), _) => match token.expose_text(|text| rules::wrapping_token(text.trim())) {
                Some(Ok(())) => Ok(Credentials::Wrapping(token)),
                _ => Err(Error::Denied { reason: "what is kept is no wrapping token; log in again".into() }),
            },
            (None, Some(token)) => Ok(Credentials::Token(token)),
            (None, None) => environment::credentials(address, &environment::of_process),
        },
    }
}
