//! Teams: making one, and taking one out of the configuration.

use super::audit::{Act, Subject, record};
use super::{Session, TeamInfo};
use crate::config::{self, TeamConfig};
use crate::domain::{Folder, ProviderId, TeamId};
use crate::provider::{Error, Result};

/// Makes a team: on the embedded store when no provider is named, under its own name when no root is given.
pub async fn create(
    session: &Session,
    id: &TeamId,
    provider: Option<ProviderId>,
    root: Option<Folder>,
) -> Result<TeamInfo> {
    let result = try_create(session, id, provider, root);
    record(session, Act::TeamCreate, Subject { team: Some(id), ..Subject::default() }, &result).await;
    result
}

fn try_create(
    session: &Session,
    id: &TeamId,
    provider: Option<ProviderId>,
    root: Option<Folder>,
) -> Result<TeamInfo> {
    if session.team(id).is_ok() {
        return Err(Error::Exists { what: format!("the team {id}") });
    }
    let provider = provider.unwrap_or_else(ProviderId::local);
    if session.providers().iter().all(|known| known.id != provider) {
        return Err(Error::not_found(format!("the provider {provider}")));
    }
    let root = root.unwrap_or_else(|| config::root_named_after(id));
    let is_same = |team: &TeamInfo| team.broken.is_none() && team.provider == provider && team.root == root;
    let taken = session.teams().into_iter().find(is_same);
    if let Some(taken) = taken {
        return Err(Error::invalid(format!(
            "the team {} has this root already; choose another root",
            taken.id
        )));
    }
    let team = TeamConfig { id: id.clone(), provider: provider.clone(), root: root.clone(), broken: None };
    session.change(|paths| config::add_team(paths, &team), |config| config.teams.push(team.clone()))?;
    Ok(TeamInfo { id: id.clone(), provider, root, broken: None })
}

/// Takes a team out of the configuration. Its secrets stay in its provider; making it again shows them again.
pub async fn remove(session: &Session, id: &TeamId) -> Result<()> {
    let result = try_remove(session, id);
    record(session, Act::TeamRemove, Subject { team: Some(id), ..Subject::default() }, &result).await;
    result
}

fn try_remove(session: &Session, id: &TeamId) -> Result<()> {
    if *id == TeamId::personal() {
        return Err(Error::invalid("the team personal is built in and stays"));
    }
    session.team(id)?;
    session.change(
        |paths| config::remove_team(paths, id),
        |config| config.teams.retain(|team| team.id != *id),
    )?;
    if session.active_team() == *id {
        session.switch_team(&TeamId::personal())?;
    }
    Ok(())
}
