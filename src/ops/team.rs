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
    let paths = session.paths().ok_or_else(no_files)?;
    if session.team(id).is_ok() {
        return Err(Error::Exists { what: format!("the team {id}") });
    }
    let provider = provider.unwrap_or_else(ProviderId::local);
    if session.providers().iter().all(|known| known.id != provider) {
        return Err(Error::not_found(format!("the provider {provider}")));
    }
    let root = root.unwrap_or_else(|| config::root_named_after(id));
    let taken = session.teams().into_iter().find(|team| team.provider == provider && team.root == root);
    if let Some(taken) = taken {
        return Err(Error::invalid(format!(
            "the team {} has this root already; choose another with --root",
            taken.id
        )));
    }
    config::add_team(paths, &TeamConfig { id: id.clone(), provider: provider.clone(), root: root.clone() })?;
    session.reload();
    Ok(TeamInfo { id: id.clone(), provider, root })
}

/// Takes a team out of the configuration. Its secrets stay in its provider; making it again shows them again.
pub async fn remove(session: &Session, id: &TeamId) -> Result<()> {
    let result = try_remove(session, id);
    record(session, Act::TeamRemove, Subject { team: Some(id), ..Subject::default() }, &result).await;
    result
}

fn try_remove(session: &Session, id: &TeamId) -> Result<()> {
    let paths = session.paths().ok_or_else(no_files)?;
    if *id == TeamId::personal() {
        return Err(Error::invalid("the team personal is built in and stays"));
    }
    session.team(id)?;
    config::remove_team(paths, id)?;
    session.reload();
    if session.active_team() == *id {
        session.switch_team(&TeamId::personal())?;
    }
    Ok(())
}

fn no_files() -> Error {
    Error::Unsupported { what: "the demo has no configuration to change".into() }
}
