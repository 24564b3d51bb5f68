//! `strongroom whoami`: the person, the active team, and who each provider takes us for, for how long.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::{open, output};
use crate::domain::{ProviderId, Timestamp};
use crate::ops::provider as ops;
use crate::provider::{Error, Health, Lock};
use std::time::SystemTime;

/// What one provider has answered.
type Answer = (ProviderId, crate::provider::Result<Health>);

/// Runs it. All providers are told, and the exit code is about one: that of `--provider`, else that of the team.
pub(in crate::cli) async fn run(cx: &mut Context) -> Result {
    if let Some(named) = &cx.global.provider {
        ops::known(&cx.session, named)?;
    }
    // Nobody is asked for a passphrase here; one that was given is checked all the same.
    match cx.session.lock_state()? {
        Lock::Missing | Lock::Open => {}
        Lock::Locked => match open::given_passphrase(cx.global.passphrase_fd)? {
            Some(passphrase) => cx.session.unlock(passphrase).await?,
            None => {
                cx.session.unlock_remembered().await?;
            }
        },
    }
    let mut providers: Vec<Answer> = Vec::new();
    for info in cx.session.providers().into_iter().filter(|info| info.enabled) {
        if let Some(passed_over) = info.given.as_ref().and_then(|given| given.passed_over.as_ref()) {
            output::note(&format!("warning: {}: {passed_over}", info.id));
        }
        let health = match cx.session.provider(&info.id).await {
            Ok(provider) => provider.health().await,
            Err(error) => Err(error),
        };
        providers.push((info.id, health));
    }
    let exit = exit(cx, &providers);
    if cx.out.is_json() {
        as_json(cx, &providers)?;
        return Ok(exit);
    }
    let store = cx.session.lock_state()?;
    let team = cx.session.active_team();
    let is_there = cx.session.active().is_ok();
    let gone = if is_there { "" } else { " (not in config.toml)" };
    let mut rows = vec![
        vec!["person".into(), cx.session.person().to_owned()],
        vec!["team".into(), format!("{team}{gone}")],
    ];
    let mut needs_store = false;
    for (id, health) in &providers {
        let known = health.as_ref().ok();
        let identity = known.map(|health| match &health.identity {
            _ if health.is_sealed => String::new(),
            Some(identity) => identity.clone(),
            None => cx.session.person().to_owned(),
        });
        let server = known.map(|health| health.server.clone()).unwrap_or_default();
        let told = match health {
            Ok(health) => about(health),
            Err(error) if is_of_store(error) => {
                needs_store |= store == Lock::Locked;
                unasked(id, store).to_owned()
            }
            Err(error) => format!("{error}{}", next(id, error)),
        };
        rows.push(vec![id.to_string(), identity.unwrap_or_default(), server, told]);
    }
    cx.out.table(&rows)?;
    if !is_there {
        output::note(&format!("the team {team} is gone: `strongroom team switch` chooses another"));
    }
    if needs_store {
        let lines = Failure::from(Error::Locked { what: "the embedded store".into() });
        output::note(&format!("{}: {}", lines.what, lines.next.unwrap_or_default()));
    }
    Ok(exit)
}

fn as_json(cx: &mut Context, providers: &[Answer]) -> Result<()> {
    let row = |(id, health): &Answer| {
        let told = health.as_ref().ok();
        let is_sealed = told.map(|health| health.is_sealed);
        let error = match health {
            Ok(health) => health.is_sealed.then(|| SEALED.to_owned()),
            Err(error) => Some(error.to_string()),
        };
        serde_json::json!({
            "provider": id.as_str(),
            "identity": told.and_then(|health| health.identity.clone()),
            "server": told.map(|health| health.server.clone()),
            "sealed": is_sealed,
            "expires": told.and_then(|health| health.expires).map(|at| at.to_string()),
            "renews": told.and_then(|health| health.renewal).map(|renewal| renewal.why_not.is_none()),
            "policies": told.map(|health| health.policies.clone()),
            "error": error,
        })
    };
    let facts = serde_json::json!({
        "person": cx.session.person(),
        "team": cx.session.active_team().as_str(),
        "providers": providers.iter().map(row).collect::<Vec<_>>(),
    });
    cx.out.json(&facts)
}

/// What the provider that is asked about says of itself. Whether the embedded store is open counts only for who names
/// the provider: nobody needs it to learn who they are.
fn exit(cx: &Context, providers: &[Answer]) -> Exit {
    let team = cx.global.team.clone().unwrap_or_else(|| cx.session.active_team());
    let of_team = || cx.session.team(&team).ok().map(|team| team.provider);
    let Some(about) = cx.global.provider.clone().or_else(of_team) else { return Exit::Done };
    match providers.iter().find(|(id, _)| *id == about) {
        Some((_, Ok(health))) if health.is_sealed => Exit::Locked,
        Some((_, Err(error))) if is_of_store(error) && cx.global.provider.is_none() => Exit::Done,
        Some((_, Err(error))) => Exit::from(error),
        Some((_, Ok(_))) | None => Exit::Done,
    }
}

const SEALED: &str = "sealed: nobody can log in until who keeps its keys unseals it";

/// Whether it is the embedded store that is not open.
fn is_of_store(error: &Error) -> bool {
    matches!(error, Error::Locked { .. }) && !error.is_sealed_server()
}

/// Why a provider was not asked although it is there.
fn unasked(id: &ProviderId, store: Lock) -> &'static str {
    match (*id == ProviderId::local(), store) {
        (true, Lock::Missing) => "no store yet; the first `strongroom set`, or the console, makes one",
        (false, Lock::Missing) => "not asked: there is no store yet that could keep its login",
        (true, _) => "the embedded store is locked",
        (false, _) => "not asked: its login is in the embedded store, which is locked",
    }
}

/// What to do about a provider that could not be asked who we are.
fn next(id: &ProviderId, error: &Error) -> String {
    match error {
        Error::Denied { .. } | Error::Expired { .. } => format!("; `strongroom provider login {id}` logs in"),
        Error::Unreachable { .. } => format!("; `strongroom provider test {id}` tells how far it gets"),
        other => other.hint().map(|hint| format!("; {hint}")).unwrap_or_default(),
    }
}

/// What is known of a login: when it ends and what becomes of it then, and its policies.
fn about(health: &Health) -> String {
    if health.is_sealed {
        return SEALED.into();
    }
    let now = Timestamp::from(SystemTime::now());
    let mut told = Vec::new();
    if let Some(lifetime) = health.lifetime() {
        let left = lifetime.expires.left(now);
        told.push(match (health.renewal.map(|renewal| renewal.why_not), left) {
            (_, left) if left.is_empty() => "the login has ended".into(),
            (Some(Some(why_not)), left) => format!("the login ends in {left} and {why_not}"),
            (Some(None), left) => format!("the login ends in {left} and renews itself"),
            (None, left) => format!("the login ends in {left}"),
        });
    }
    if !health.policies.is_empty() {
        told.push(format!("policies {}", health.policies.join(", ")));
    }
    told.join("; ")
}
