//! Finds names over all teams; what could not be looked into is told with the reason.

use super::{Session, list};
use crate::domain::{Folder, Secret, TeamId};
use crate::provider::{Error, Result};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

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

/// Finds the names that contain every word of the pattern. Case counts only where the pattern has upper case.
pub async fn names(session: &Session, pattern: &str, only: Option<&TeamId>) -> Result<Finds> {
    if pattern.trim().is_empty() {
        return Err(Error::invalid("type a part of the name to look for"));
    }
    let pattern = Pattern::new(pattern, CaseMatching::Smart, Normalization::Smart, AtomKind::Substring);
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let mut buffer = Vec::new();
    let mut finds = Finds::default();
    for team in session.teams().into_iter().filter(|team| only.is_none_or(|only| *only == team.id)) {
        let listing = match session.place(Some(&team.id)).await {
            Ok(place) => list::all(session, &place, &Folder::root()).await,
            Err(error) => Err(error),
        };
        match listing {
            Ok(listing) => {
                for secret in listing.secrets {
                    let name = Utf32Str::new(secret.path.as_str(), &mut buffer);
                    if pattern.score(name, &mut matcher).is_some() {
                        finds.found.push(Found { team: team.id.clone(), secret });
                    }
                }
                let unreadable = listing.unreadable.into_iter();
                finds.unread.extend(unreadable.map(|(folder, error)| (team.id.clone(), folder, error)));
            }
            Err(error) => finds.unread.push((team.id, Folder::root(), error)),
        }
    }
    Ok(finds)
}
