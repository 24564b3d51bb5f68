//! The check of these settings, step by step as a person would try them; it writes nothing and uses up as little as can
//! be.

use super::ask::Ask;
use super::errors;
use super::life::Standing;
use super::login::Credentials;
use super::mounts::{Engine, Mount};
use super::probe::{Probed, probe};
use super::requests::governance;
use super::server::Inner;
use super::team::operator_policy;
use super::wire::Unwrapped;
use crate::domain::Timestamp;
use crate::provider::{Connect, Error, Finding, Report, Result, Step};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

const REACHABLE: &str = "reachable";
const TRUSTED: &str = "TLS";
const UNSEALED: &str = "initialised and unsealed";
const PRODUCT: &str = "product";
const NAMESPACE: &str = "namespace";
const LOGIN: &str = "login";
const TOKEN: &str = "token";
const MOUNTS: &str = "mounts";
const RIGHTS: &str = "rights";

/// What is said of a certificate when an authority is set and it is from another one.
const NOT_ITS_OWN: &str =
    "its certificate is neither from the authority that is set nor from one that this system trusts";

/// The steps, in the order in which they are shown.
pub(super) const STEPS: &[Step] = &[
    Step { name: REACHABLE, otherwise: "nothing can be read or written" },
    Step { name: TRUSTED, otherwise: "nothing is sent to it" },
    Step { name: UNSEALED, otherwise: "it gives nothing out until it is unsealed" },
    Step { name: PRODUCT, otherwise: "what it can do is found out as it goes" },
    Step { name: NAMESPACE, otherwise: "nothing can be found in it" },
    Step { name: LOGIN, otherwise: "nothing can be read or written" },
    Step { name: TOKEN, otherwise: "work stops when it ends" },
    Step { name: MOUNTS, otherwise: "secrets are found only under mounts named by hand" },
    Step { name: RIGHTS, otherwise: "some verbs are refused" },
];

/// Tries the settings; stops where nothing further can be tried.
pub(super) async fn check(connect: Connect, report: Report<'_>) {
    report(REACHABLE, Finding::Waiting);
    let has_authority = connect.settings.contains_key("ca_cert");
    let vault = match super::vault(&connect) {
        Ok(vault) => vault,
        Err(error) => return report(REACHABLE, Finding::Failed(error)),
    };
    let vault = &*vault.inner;
    if server(vault, has_authority, report).await.is_none() || namespace(vault, report).await.is_none() {
        return;
    }
    if matches!(vault.login.credentials(), Credentials::Wrapping(_)) {
        return wrapping(vault, report).await;
    }
    report(LOGIN, Finding::Waiting);
    let standing = match vault.login.look(&vault.client).await {
        Ok(standing) => standing,
        Err(error) if matches!(vault.login.credentials(), Credentials::None) => {
            return report(LOGIN, Finding::NoCredentials(error));
        }
        Err(error) => return report(LOGIN, Finding::Failed(error)),
    };
    // The next command need not look again.
    vault.login.note_current().await;
    let way = vault.login.way();
    match &standing {
        Some(standing) => {
            let told = format!("by {way}{}", who(standing));
            report(LOGIN, Finding::Fine(crate::domain::visible(&told).into_owned()));
            report(TOKEN, life(standing));
            // Of a token whose requests are counted every further question would spend one.
            if standing.uses.is_some() {
                return;
            }
        }
        None => {
            report(LOGIN, Finding::Fine(format!("by {way}")));
            report(TOKEN, Finding::Warning("it may not look at itself, so its life is not known".into()));
        }
    }
    let policies = standing.map(|standing| standing.policies).unwrap_or_default();
    mounts(vault, &policies, report).await;
}

/// Whether the server answers, is trusted and gives something out; nothing when it does not.
async fn server(vault: &Inner, has_authority: bool, report: Report<'_>) -> Option<()> {
    let address = vault.client.address();
    let state = match vault.state().await {
        Ok(state) => state,
        Err(Error::Unreachable { what, reason })
            if !address.is_unencrypted() && (reason.contains("certificate") || reason.contains("TLS")) =>
        {
            report(REACHABLE, Finding::Fine(format!("{} answers", vault.client.server())));
            let is_of_another = has_authority && reason == errors::UNTRUSTED;
            let reason = if is_of_another { NOT_ITS_OWN.into() } else { reason };
            report(TRUSTED, Finding::Failed(Error::Unreachable { what, reason }));
            return None;
        }
        Err(error) => {
            report(REACHABLE, Finding::Failed(error));
            return None;
        }
    };
    report(REACHABLE, Finding::Fine(format!("{} answers", vault.client.server())));
    report(
        TRUSTED,
        match (address.is_unencrypted(), address.is_loopback()) {
            (false, _) => Finding::Fine("encrypted, and the certificate is trusted".into()),
            (true, true) => Finding::Fine("unencrypted, which stays on this machine".into()),
            (true, false) => Finding::Warning("unencrypted: everybody on the way can read everything".into()),
        },
    );
    if !state.initialized {
        let what = format!("the server {} (not initialised)", vault.client.server());
        report(UNSEALED, Finding::Failed(Error::Locked { what }));
        return None;
    }
    if state.sealed {
        report(UNSEALED, Finding::Failed(errors::sealed(vault.client.server())));
        return None;
    }
    report(UNSEALED, Finding::Fine("it is".into()));
    let by = if state.standby { ", a standby that passes on what it is asked" } else { "" };
    report(PRODUCT, Finding::Fine(format!("{}{by}", state.product())));
    Some(())
}

/// Whether the namespace exists; asked without a login, which a wrong namespace would refuse too.
async fn namespace(vault: &Inner, report: Report<'_>) -> Option<()> {
    let Some(name) = vault.client.namespace() else {
        report(NAMESPACE, Finding::Fine("none is set".into()));
        return Some(());
    };
    report(NAMESPACE, Finding::Waiting);
    let name = crate::domain::visible(name).into_owned();
    let answer = vault.client.send(None, &Ask::fact("sys/internal/ui/mounts")).await;
    match answer {
        Ok(answer) if answer.said().has("namespace not found") => {
            let what = format!("the namespace {name}");
            report(NAMESPACE, Finding::Failed(Error::not_found(what)));
            None
        }
        Ok(answer) if answer.is_done() => {
            report(NAMESPACE, Finding::Fine(name));
            Some(())
        }
        Ok(_) => {
            report(
                NAMESPACE,
                Finding::Warning(format!("{name}; the server does not tell whether it exists")),
            );
            Some(())
        }
        Err(error) => {
            report(NAMESPACE, Finding::Failed(error));
            None
        }
    }
}

/// What a wrapping token tells without being opened.
#[derive(Deserialize)]
struct Wrapping {
    #[serde(default, rename = "creation_path")]
    path: String,
    #[serde(default, rename = "creation_ttl")]
    ttl: u64,
    #[serde(default, rename = "creation_time")]
    made: String,
}

/// Looks at a wrapping token; it opens once, which is left until the person saves. Until when it opens is kept in mind:
/// one that does not open before that was opened by somebody else.
async fn wrapping(vault: &Inner, report: Report<'_>) {
    report(LOGIN, Finding::Waiting);
    let looked = async {
        let Credentials::Wrapping(value) = vault.login.credentials() else {
            return Err(Error::Bug { what: "the check of a login".into() });
        };
        let token = value
            .expose_text(|text| zeroize::Zeroizing::new(text.trim().to_owned()))
            .ok_or_else(|| Error::invalid("the wrapping token is no text"))?;
        let mut json = zeroize::Zeroizing::new(Vec::new());
        json.extend_from_slice(b"{\"token\":");
        // Writing a text to memory cannot fail.
        let _ = serde_json::to_writer(&mut *json, &**token);
        json.push(b'}');
        let answer = vault.client.send(None, &Ask::question("sys/wrapping/lookup", json).once()).await?;
        if answer.is_done() {
            let wrapping = answer.parsed::<Unwrapped<Wrapping>>("the wrapping token")?.data;
            let made = Timestamp::parse(&wrapping.made).unwrap_or(answer.now);
            let opens_until = made.plus(Duration::from_secs(wrapping.ttl));
            vault.login.note_wrapping(value, opens_until).await;
            return Ok(wrapping);
        }
        let said = answer.said();
        match said.status {
            400 | 403 => Err(vault.login.does_not_open(value, answer.now).await),
            _ => Err(errors::fault(vault.client.server(), "look at the wrapping token", &said)),
        }
    };
    match looked.await {
        Ok(wrapping) => {
            let path = crate::domain::visible(&wrapping.path).into_owned();
            let life = span(Duration::from_secs(wrapping.ttl));
            let told = format!("the wrapping token is unopened, made by {path} for {life}");
            // Anything can be wrapped; a token for us is made in one of two places.
            if wrapping.path.starts_with("auth/") {
                report(
                    LOGIN,
                    Finding::Fine(format!(
                        "{told}; it opens once: when this is saved, else at its first use"
                    )),
                );
            } else {
                report(LOGIN, Finding::Warning(format!("{told}, which is not where tokens are made")));
            }
        }
        Err(error) => report(LOGIN, Finding::Failed(error)),
    }
}

/// Whom a token stands for; what it is allowed by where it has no name but that of all tokens.
fn who(standing: &Standing) -> String {
    match (standing.identity.as_deref(), standing.policies.as_slice()) {
        (Some(name), _) if !matches!(name, "token" | "root") => format!(" as {name}"),
        (_, []) => String::new(),
        (_, [policy]) => format!(" with the policy {policy}"),
        (_, policies) => format!(" with the policies {}", policies.join(", ")),
    }
}

/// How long the token lives, and whether it can be kept alive.
fn life(standing: &Standing) -> Finding {
    match standing.uses {
        Some(0) => return Finding::Failed(Error::ended("this look at it was its last use")),
        Some(uses) => {
            let (noun, verb) = if uses == 1 { ("use", "is") } else { ("uses", "are") };
            let end = standing.left.map(|left| format!(", and it ends in {}", span(left)));
            return Finding::Warning(format!(
                "only {uses} {noun} of it {verb} left: every request spends one, so what it may do is not tried{}",
                end.unwrap_or_default()
            ));
        }
        None => {}
    }
    let Some(left) = standing.left else {
        return Finding::Warning("it never ends; a token with an end is safer".into());
    };
    let left = span(left);
    match (standing.is_batch, standing.is_renewable) {
        (true, _) => Finding::Warning(format!("it ends in {left} and, as a batch token, cannot be renewed")),
        (false, true) => Finding::Fine(format!("it ends in {left} and can be renewed")),
        (false, false) => Finding::Warning(format!("it ends in {left} and cannot be renewed")),
    }
}

/// A duration to the day, to the minute, or to the second when it is short.
fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let rounded = match seconds {
        0..600 => seconds,
        600..172_800 => seconds - seconds % 60,
        _ => return format!("{}d", seconds / 86_400),
    };
    humantime::format_duration(Duration::from_secs(rounded)).to_string()
}

async fn mounts(vault: &Inner, policies: &[String], report: Report<'_>) {
    report(MOUNTS, Finding::Waiting);
    let mounts = match vault.mounts(None).await {
        Ok(mounts) => mounts,
        Err(error) => return report(MOUNTS, Finding::Failed(error)),
    };
    if mounts.is_empty() {
        return report(MOUNTS, Finding::Warning("no mount of secrets is open to this login".into()));
    }
    let told: Vec<String> = mounts
        .iter()
        .map(|mount| format!("{} (KV {})", mount.path, if mount.engine == Engine::Two { 2 } else { 1 }))
        .collect();
    let plain = mounts.iter().filter(|mount| mount.engine == Engine::One);
    let plain: Vec<&str> = plain.map(|mount| mount.path.as_str()).collect();
    report(
        MOUNTS,
        match plain.len() {
            0 => Finding::Fine(told.join(", ")),
            count => Finding::Warning(format!(
                "{} {} KV 1, which keeps no versions and does not protect a write from another one at the same moment; \
                 all mounts: {}",
                plain.join(", "),
                if count == 1 { "is" } else { "are" },
                told.join(", ")
            )),
        },
    );
    report(RIGHTS, Finding::Waiting);
    match rights(vault, &mounts, policies).await {
        Ok(finding) => report(RIGHTS, finding),
        Err(error) => report(RIGHTS, Finding::Failed(error)),
    }
}

/// What the login may do at the top of each mount; what it may do deeper inside can be more or less.
async fn rights(vault: &Inner, mounts: &[Arc<Mount>], policies: &[String]) -> Result<Finding> {
    const NAME: &str = "any-name";
    // The server answers for at most 999 paths at once.
    let mounts = &mounts[..mounts.len().min(200)];
    let places = |mount: &Mount| match mount.engine {
        Engine::One => [mount.folder("", NAME), mount.folder("", "")],
        Engine::Two => [mount.folder("data", NAME), mount.folder("metadata", "")],
    };
    let paths: Vec<String> = mounts.iter().flat_map(|mount| places(mount)).collect();
    let Some(told) = vault.capabilities(&paths).await? else {
        return Ok(Finding::Warning("the server does not tell what this login may do".into()));
    };
    let may = |path: &str, right: &str| {
        let granted = told.get(path);
        granted.is_some_and(|all| all.iter().any(|one| one == right || one == "root"))
    };
    let (mut lines, mut ungated) = (Vec::new(), Vec::new());
    for mount in mounts {
        let [data, names] = places(mount);
        let mut verbs = Vec::new();
        verbs.extend((may(&names, "list") || may(&names, "scan")).then_some("list"));
        verbs.extend(may(&data, "read").then_some("read"));
        verbs.extend((may(&data, "create") || may(&data, "update")).then_some("write"));
        verbs.extend(may(&data, "delete").then_some("delete"));
        let is_open = verbs.contains(&"write") && is_operators(mount, mounts, policies);
        let gate = if is_open { Some(gate(vault, mount).await?) } else { None };
        verbs.extend((gate == Some(Probed::Held)).then_some("(changes wait for approval)"));
        ungated.extend((gate == Some(Probed::Open)).then_some(mount.path.as_str()));
        let verbs = if verbs.is_empty() { "only deeper inside".to_owned() } else { verbs.join(" ") };
        lines.push(format!("{}: {verbs}", mount.path));
    }
    let told = lines.join("; ");
    if ungated.is_empty() {
        return Ok(Finding::Fine(told));
    }
    Ok(Finding::Warning(format!(
        "changes in {} do NOT wait for approval with this login: perhaps it has a second policy for the same paths; \
         tell who set the team up. {told}",
        ungated.join(", ")
    )))
}

/// Whether the login is that of an operator of a team that was set up there: its changes are to wait.
fn is_operators(mount: &Mount, mounts: &[Arc<Mount>], policies: &[String]) -> bool {
    let governance = governance(mount.path.as_str());
    mount.engine == Engine::Two
        && policies.contains(&operator_policy(mount.path.as_str()))
        && mounts.iter().any(|mount| mount.path.as_str() == governance)
}

/// Whether they do. The gate can go away when somebody gets one more policy; nothing else shows it.
async fn gate(vault: &Inner, mount: &Mount) -> Result<Probed> {
    let token = vault.login.token(&vault.client).await?;
    probe(&vault.client, &token.value, mount.path.as_str()).await
}
