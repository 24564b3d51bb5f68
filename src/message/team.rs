//! What the forms of a team start from, and what they ask for.

use super::Shared;
use crate::domain::{Folder, ProviderId, TeamId};
use crate::provider::{Alteration, Gate, Invitation, Person, TeamPlan};

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

/// A team that is to be set up in a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// The provider.
    pub provider: ProviderId,
    /// What the team is to have there.
    pub plan: TeamPlan,
    /// Everybody who gets a token.
    pub people: Vec<Person>,
    /// What may be changed for others too.
    pub agreed: Vec<Alteration>,
}

/// What the form for setting a team up starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUpStart {
    /// The providers in which teams can be set up: name, and the name of the kind for people. Never none.
    pub providers: Vec<(ProviderId, String)>,
    /// The one that is chosen first.
    pub chosen: ProviderId,
    /// The team that is set up once more, with its root; nothing for one that is typed.
    pub team: Option<(TeamId, String)>,
}

impl SetUpStart {
    /// With this provider chosen, where teams can be set up in it, else the first one that can be used.
    pub fn on(shared: &Shared, chosen: Option<&ProviderId>, team: Option<(TeamId, String)>) -> Option<Self> {
        let able: Vec<_> = shared.providers.iter().filter(|provider| provider.can.sets_teams_up()).collect();
        let usable = able.iter().find(|provider| provider.why_no_setup().is_none());
        let named = able.iter().find(|provider| Some(&provider.id) == chosen);
        let chosen = named.or(usable).or(able.first())?.id.clone();
        let providers = able.iter().map(|provider| (provider.id.clone(), provider.kind.clone())).collect();
        Some(Self { providers, chosen, team })
    }
}

/// Tokens for people, to be handed out once.
#[derive(Debug)]
pub struct HandOut {
    /// The team.
    pub team: TeamId,
    /// Whether changes wait for approval there.
    pub gate: Option<Gate>,
    /// Why there are not more of them.
    pub trouble: Option<String>,
    /// The tokens; never none.
    pub invitations: Vec<Invitation>,
}
