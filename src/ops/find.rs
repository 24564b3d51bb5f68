//! Finds names over all teams; what could not be looked into is told with the reason.

use super::{Session, list};
use crate::domain::{Folder, Secret, TeamId};
use crate::provider::{Error, Result};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::sync::Arc;
use tokio::task::JoinSet;

/// A name that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its team.
    pub team: TeamId,
    /// Its metadata; the path is below the team's root.
    pub secret: Secret,
}

/// What a search brought.
#[derive(Debug, Default)]
pub struct Finds {
    /// The names, by team and then by path.
    pub found: Vec<Found>,
    /// Teams, or folders in them, that could not be looked into.
    pub unread: Vec<(TeamId, Folder, Error)>,
}

/// How far a search is.
pub struct Progress<'a> {
    /// What the team that has just answered has brought.
    pub found: &'a [Found],
    /// How many teams have answered.
    pub answered: usize,
    /// How many are asked.
    pub of: usize,
}

/// Finds the names that contain every word of the pattern. Case counts only where the pattern has upper case. All
/// teams are asked at once; `progress` hears of each as it answers.
pub async fn names(
    session: &Arc<Session>,
    pattern: &str,
    only: Option<&TeamId>,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Finds> {
    if pattern.trim().is_empty() {
        return Err(Error::invalid("type a part of the name to look for"));
    }
    let pattern = Pattern::new(pattern, CaseMatching::Smart, Normalization::Smart, AtomKind::Substring);
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let mut buffer = Vec::new();
    let teams: Vec<TeamId> = session.teams().into_iter().map(|team| team.id).collect();
    let mut asking = JoinSet::new();
    for team in teams.iter().filter(|team| only.is_none_or(|only| only == *team)).cloned() {
        let session = Arc::clone(session);
        asking.spawn(async move {
            let listing = match session.place(Some(&team)).await {
                Ok(place) => list::all(&session, &place, &Folder::root()).await,
                Err(error) => Err(error),
            };
            (team, listing)
        });
    }
    let of = asking.len();
    let mut finds = Finds::default();
    while let Some(answer) = asking.join_next().await {
        let (team, listing) = answer.map_err(|_| Error::Bug { what: "a search that ended early".into() })?;
        let before = finds.found.len();
        match listing {
            Ok(listing) => {
                for secret in listing.secrets {
                    let name = Utf32Str::new(secret.path.as_str(), &mut buffer);
                    if pattern.score(name, &mut matcher).is_some() {
                        finds.found.push(Found { team: team.clone(), secret });
                    }
                }
                let unreadable = listing.unreadable.into_iter();
                finds.unread.extend(unreadable.map(|(folder, error)| (team.clone(), folder, error)));
            }
            Err(error) => finds.unread.push((team, Folder::root(), error)),
        }
        let found = finds.found.get(before..).unwrap_or_default();
        progress(Progress { found, answered: of - asking.len(), of });
    }
    // In the order of the teams, whichever answered first.
    let place = |team: &TeamId| teams.iter().position(|known| known == team);
    finds.found.sort_by_key(|found| place(&found.team));
    finds.unread.sort_by_key(|(team, ..)| place(team));
    Ok(finds)
}
