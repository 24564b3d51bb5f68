//! `strongroom whoami`: the person, the active team, and who each provider takes us for, for how long.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::cli::{open, output};
use crate::domain::Timestamp;
use crate::provider::{Health, Lock};
use std::time::SystemTime;

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context) -> Result {
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
    let team = cx.session.active_team();
    let mut providers = Vec::new();
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
    if cx.out.is_json() {
        let row = |(id, health): &(crate::domain::ProviderId, crate::provider::Result<Health>)| {
            let told = health.as_ref().ok();
            serde_json::json!({
                "provider": id.as_str(),
                "identity": told.and_then(|health| health.identity.clone()),
                "server": told.map(|health| health.server.clone()),
                "expires": told.and_then(|health| health.expires).map(|at| at.to_string()),
                "renews": told.and_then(|health| health.renewal).map(|renewal| renewal.why_not.is_none()),
                "policies": told.map(|health| health.policies.clone()),
                "error": health.as_ref().err().map(ToString::to_string),
            })
        };
        cx.out.json(&serde_json::json!({
            "person": cx.session.person(),
            "team": team.as_str(),
            "providers": providers.iter().map(row).collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Done);
    }
    let gone = if cx.session.active().is_ok() { "" } else { " (not in config.toml)" };
    let mut rows = vec![
        vec!["person".into(), cx.session.person().to_owned()],
        vec!["team".into(), format!("{team}{gone}")],
    ];
    for (id, health) in providers {
        rows.push(match health {
            Ok(health) => {
                let told = about(&health);
                let identity = health.identity.unwrap_or_else(|| cx.session.person().to_owned());
                vec![id.to_string(), identity, health.server, told]
            }
            Err(error) => vec![id.to_string(), String::new(), error.to_string()],
        });
    }
    cx.out.table(&rows)?;
    Ok(Exit::Done)
}

/// What is known of a login: when it ends and what becomes of it then, and its policies.
fn about(health: &Health) -> String {
    let now = Timestamp::from(SystemTime::now());
    let mut told = Vec::new();
    if let Some(lifetime) = health.lifetime() {
        let left = lifetime.expires.left(now);
        told.push(match (health.renewal.map(|renewal| renewal.why_not), left) {
            (_, left) if left.is_empty() => "the login has ended".into(),
            (Some(Some(why_not)), left) => format!("ends in {left}, {why_not}"),
            (Some(None), left) => format!("ends in {left}, renews itself"),
            (None, left) => format!("ends in {left}"),
        });
    }
    if !health.policies.is_empty() {
        told.push(format!("policies {}", health.policies.join(", ")));
    }
    told.join("; ")
}
