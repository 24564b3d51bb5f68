//! Changes that wait for approval: those of a team, and taking one back.

use super::audit::{Act, Subject, record};
use super::{Place, Session};
use crate::provider::{Ability, ChangeRequest, Deciding, Error, Requests, Result};

/// The requests of a team, oldest first, with paths below its root.
pub async fn all(_session: &Session, place: &Place) -> Result<Vec<ChangeRequest>> {
    let requests = ability(place)?.requests(&place.root).await?;
    Ok(requests.into_iter().filter_map(|request| below(place, request)).collect())
}

/// The request of this name, or of a name that begins so when there is only one.
pub async fn one(session: &Session, place: &Place, id: &str) -> Result<ChangeRequest> {
    let mut found = all(session, place).await?;
    found.retain(|request| !id.is_empty() && request.id.starts_with(id));
    match found.len() {
        0 => Err(Error::not_found(format!("the request {id}"))),
        1 => Ok(found.remove(0)),
        _ => Err(Error::invalid("several requests begin so; give more of the name")),
    }
}

/// What it takes to decide on a request, and to carry it out.
pub async fn deciding(place: &Place, request: &ChangeRequest) -> Result<Deciding> {
    ability(place)?.deciding(&place.root, &request.id).await
}

/// Takes a request of one's own back.
pub async fn withdraw(session: &Session, place: &Place, id: &str) -> Result<ChangeRequest> {
    let request = one(session, place, id).await?;
    let result = ability(place)?.withdraw(&place.root, &request.id).await;
    let subject = Subject { team: Some(&place.team), path: Some(&request.path), ..Subject::default() };
    record(session, Act::Withdraw, subject, &result).await;
    let withdrawn = result?;
    below(place, withdrawn).ok_or_else(|| Error::Bug { what: "a request of another team".into() })
}

/// Writes kind and labels of a request that was carried out.
pub async fn finish(session: &Session, place: &Place, id: &str) -> Result<ChangeRequest> {
    place.require(Ability::Write)?;
    let request = one(session, place, id).await?;
    let result = ability(place)?.finish(&place.root, &request.id).await;
    let subject = Subject { team: Some(&place.team), path: Some(&request.path), ..Subject::default() };
    record(session, Act::Labels, subject, &result).await;
    below(place, result?).ok_or_else(|| Error::Bug { what: "a request of another team".into() })
}

fn below(place: &Place, request: ChangeRequest) -> Option<ChangeRequest> {
    Some(ChangeRequest { path: place.root.strip(&request.path)?, ..request })
}

fn ability(place: &Place) -> Result<&dyn Requests> {
    let none = || Error::Unsupported {
        what: format!("the provider {} keeps no changes for approval", place.provider_id),
    };
    place.provider.requests().ok_or_else(none)
}
