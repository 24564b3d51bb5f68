//! Asks every provider how it is, all at once; a slow one keeps nobody waiting.

use super::runner::Work;
use super::settings::settings;
use crate::domain::ProviderId;
use crate::message::{Mistake, Origin, Outcome, ProviderFacts, ProviderState, TeamFacts};
use crate::ops::{self, ProviderInfo, Session};
use crate::provider::{Capabilities, Error, Result};
use std::time::Duration;
use tokio::task::JoinSet;

/// How long a provider may take to say how it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tells the places as configured at this moment, then each provider as it answers.
pub(super) async fn survey(work: &Work) -> Result<Outcome> {
    let session = &work.session;
    // Somebody may have edited the files, or another program of ours.
    session.reload();
    work.part(Outcome::Mistakes(mistakes(session)));
    if session.paths().is_some() {
        work.part(Outcome::Settings(Box::new(settings(session))));
    }
    let teams = session.teams().into_iter().map(|team| TeamFacts {
        id: team.id,
        provider: team.provider,
        root: team.root.to_string(),
        broken: team.broken.map(|error| brief(&error)),
    });
    let infos = session.providers();
    work.part(Outcome::Places(teams.collect(), infos.iter().map(first_facts).collect()));

    ask(work, infos, true).await;
    Ok(Outcome::Done)
}

/// The parts of the configuration that could not be used, for reading.
fn mistakes(session: &Session) -> Vec<Mistake> {
    let found = session.config().broken.into_iter().map(|broken| Mistake {
        origin: Origin::Configuration,
        text: broken.reason,
        is_wrong: broken.is_mistake,
    });
    found.collect()
}

/// A mistake as a narrow pane can show it: without the folders of the file.
fn brief(error: &Error) -> String {
    let text = error.to_string();
    let folders = text.split_once(": ").and_then(|(place, _)| place.rfind('/'));
    text[folders.map_or(0, |slash| slash + 1)..].to_owned()
}

/// Asks some providers again; what was known of one stays until it has answered.
pub(super) async fn recheck(work: &Work, ids: &[ProviderId]) -> Result<Outcome> {
    let infos = work.session.providers().into_iter().filter(|info| ids.contains(&info.id));
    ask(work, infos.collect(), false).await;
    Ok(Outcome::Done)
}

/// Looks after the logins of these, all at once, and tells of each as it is done.
pub(super) async fn renew(work: &Work, ids: &[ProviderId]) -> Result<Outcome> {
    let mut renewing = JoinSet::new();
    for id in ids.iter().cloned() {
        let work = work.clone();
        renewing.spawn(async move {
            let result = ops::provider::renew(&work.session, &id).await;
            work.part(Outcome::Renewed(id, Box::new(result)));
        });
    }
    while renewing.join_next().await.is_some() {}
    Ok(Outcome::Done)
}

/// Asks these, all at once; `tells_early` tells what each can do before it has said how it is.
async fn ask(work: &Work, infos: Vec<ProviderInfo>, tells_early: bool) {
    let mut asking = JoinSet::new();
    for info in infos.into_iter().filter(|info| info.enabled && info.broken.is_none()) {
        let work = work.clone();
        asking.spawn(async move {
            let mut facts = first_facts(&info);
            facts.state = match work.session.capabilities(&info.id).await {
                Ok(can) => {
                    facts.can = can;
                    if tells_early {
                        work.part(Outcome::Provider(Box::new(facts.clone())));
                    }
                    health(&work, &info).await
                }
                Err(error) => ProviderState::Failed(error),
            };
            work.part(Outcome::Provider(Box::new(facts)));
        });
    }
    while asking.join_next().await.is_some() {}
}

/// How a provider is; one that takes too long counts as unreachable.
async fn health(work: &Work, info: &ProviderInfo) -> ProviderState {
    let health = async { work.session.provider(&info.id).await?.health().await };
    match tokio::time::timeout(PATIENCE, health).await {
        Ok(Ok(health)) => ProviderState::Ready(health),
        Ok(Err(error)) => ProviderState::Failed(error),
        Err(_) => ProviderState::Failed(Error::Unreachable {
            what: info.id.to_string(),
            reason: format!("no answer within {} s", PATIENCE.as_secs()),
        }),
    }
}

/// What the configuration alone tells.
fn first_facts(info: &ProviderInfo) -> ProviderFacts {
    let state = match &info.broken {
        Some(error) => ProviderState::Failed(Error::invalid(brief(error))),
        None if !info.enabled => ProviderState::Disabled,
        None => ProviderState::Asking,
    };
    ProviderFacts {
        id: info.id.clone(),
        kind: info.kind.clone(),
        caution: info.caution,
        state,
        can: Capabilities::default(),
        is_switched_read_only: info.read_only,
    }
}
