//! Asks every provider how it is, all at once; a slow one keeps nobody waiting.

use super::runner::Work;
use crate::message::{Outcome, ProviderFacts, ProviderState, TeamFacts};
use crate::ops::ProviderInfo;
use crate::provider::{Capabilities, Error, Result};
use std::time::Duration;
use tokio::task::JoinSet;

/// How long a provider may take to say how it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tells the places as configured, then each provider as it answers.
pub(super) async fn survey(work: &Work) -> Result<Outcome> {
    let session = &work.session;
    let teams = session.teams().into_iter().map(|team| TeamFacts {
        id: team.id,
        provider: team.provider,
        root: team.root.to_string(),
    });
    let infos = session.providers();
    work.part(Outcome::Places(teams.collect(), infos.iter().map(first_facts).collect()));

    let mut asking = JoinSet::new();
    for info in infos.into_iter().filter(|info| info.enabled && info.broken.is_none()) {
        let work = work.clone();
        asking.spawn(async move {
            let mut facts = first_facts(&info);
            match work.session.capabilities(&info.id).await {
                Ok(can) => {
                    facts.can = can;
                    work.part(Outcome::Provider(Box::new(facts.clone())));
                }
                Err(error) => {
                    facts.state = ProviderState::Failed(error);
                    work.part(Outcome::Provider(Box::new(facts)));
                    return;
                }
            }
            let health = async { work.session.provider(&info.id).await?.health().await };
            facts.state = match tokio::time::timeout(PATIENCE, health).await {
                Ok(Ok(health)) => ProviderState::Ready(health),
                Ok(Err(error)) => ProviderState::Failed(error),
                Err(_) => ProviderState::Failed(Error::Unreachable {
                    what: info.id.to_string(),
                    reason: format!("no answer within {} s", PATIENCE.as_secs()),
                }),
            };
            work.part(Outcome::Provider(Box::new(facts)));
        });
    }
    while asking.join_next().await.is_some() {}
    Ok(Outcome::Done)
}

/// What the configuration alone tells.
fn first_facts(info: &ProviderInfo) -> ProviderFacts {
    let state = match &info.broken {
        Some(error) => ProviderState::Failed(error.clone()),
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
