//! What the form of a team starts from, and what it asks for.

use crate::domain::{Folder, ProviderId, TeamId};

/// A team that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTeam {
    /// Its name.
    pub id: TeamId,
    /// The provider of its secrets.
    pub provider: ProviderId,
    /// Its place there; nothing for the usual one, which has the team's name.
    pub root: Option<Folder>,
}

/// What the form of a team starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamStart {
    /// The providers to choose from: name, and the name of the kind for people.
    pub providers: Vec<(ProviderId, String)>,
    /// The one that is chosen first.
    pub chosen: ProviderId,
}
