//! Setting a team up in a server: rights first, then place, rules, proof of the gate, own configuration and people.

use super::audit::{Act, Subject, record};
use super::{Session, TeamInfo, team};
use crate::domain::{Folder, ProviderId};
use crate::provider::{
    Alteration, Error, Invitation, Person, Provider, Result, SetupEnd, Stage, Stages, TeamEntry, TeamPlan,
    TeamSetup,
};
use std::sync::Arc;

/// Sets a team up in a provider and makes a token for each of these people; tells each stage as it comes. When a right
/// is missing, another team has the place, or something that others use too would be changed beyond what was agreed to,
/// nothing is changed. What is there already stays as it is.
pub async fn run(
    session: &Session,
    provider: &ProviderId,
    plan: &TeamPlan,
    people: &[Person],
    agreed: &[Alteration],
    stages: Stages<'_>,
) -> Result<SetupEnd> {
    let root = Folder::new(&plan.mount)?;
    let ground = Ground::of(session, provider).await?;
    let setup = ground.setup()?;
    ground.is_free(session, plan, &root)?;
    let missing = setup.missing_rights(plan).await?;
    if !missing.is_empty() {
        return Ok(SetupEnd::Lacking(missing));
    }
    let altering = setup.alterations(plan).await?;
    if altering.iter().any(|one| !agreed.contains(one)) {
        return Ok(SetupEnd::Altering(altering));
    }
    let mut is_stopped = stages(Stage::Allowed).is_break();
    if is_stopped {
        return Ok(SetupEnd::Stopped);
    }
    let pieces = &mut |piece| is_stopped |= stages(Stage::Piece(piece)).is_break();
    let result = setup.set_up(plan, agreed, pieces).await;
    ground.tell(session, Act::TeamSetUp, plan, &result).await;
    if let Err(error) = result {
        return Ok(SetupEnd::Broken(error));
    }
    if is_stopped {
        return Ok(SetupEnd::Stopped);
    }
    if stages(Stage::Gate(setup.prove_gate(plan).await?)).is_break() {
        return Ok(SetupEnd::Stopped);
    }
    is_stopped = stages(Stage::Entry(ground.enter(session, plan, root).await?)).is_break();
    for person in people {
        if is_stopped {
            return Ok(SetupEnd::Stopped);
        }
        match ground.invite(session, plan, person).await {
            Ok(invitation) => is_stopped = stages(Stage::Invited(invitation)).is_break(),
            Err(error) => return Ok(SetupEnd::Uninvited(person.clone(), error)),
        }
    }
    Ok(SetupEnd::Done)
}

/// A provider in which teams can be set up.
struct Ground {
    id: ProviderId,
    provider: Arc<dyn Provider>,
}

impl Ground {
    /// The provider of this name; fails when it is of a kind in which there is nothing to set up, or read-only.
    async fn of(session: &Session, id: &ProviderId) -> Result<Self> {
        let provider = session.provider(id).await?;
        if provider.team_setup().is_none() {
            return Err(Error::Unsupported {
                what: format!("the provider {id} has nothing to set up for a team"),
            });
        }
        if session.capabilities(id).await?.is_read_only() {
            return Err(Error::Denied { reason: format!("the provider {id} is switched to read-only") });
        }
        Ok(Self { id: id.clone(), provider })
    }

    fn setup(&self) -> Result<&dyn TeamSetup> {
        self.provider.team_setup().ok_or_else(|| Error::Bug { what: "an ability that went away".into() })
    }

    /// Fails when another team of the configuration has this place: its rules would become those of this one.
    fn is_free(&self, session: &Session, plan: &TeamPlan, root: &Folder) -> Result<()> {
        let teams = session.teams();
        let has_it = |team: &&TeamInfo| {
            team.broken.is_none() && team.id != plan.team && team.provider == self.id && team.root == *root
        };
        match teams.iter().find(has_it) {
            Some(other) => Err(Error::invalid(format!(
                "the team {} has this root already; choose another root",
                other.id
            ))),
            None => Ok(()),
        }
    }

    /// Writes the team into the configuration, unless it is there.
    async fn enter(&self, session: &Session, plan: &TeamPlan, root: Folder) -> Result<TeamEntry> {
        match session.team(&plan.team) {
            Ok(known) if known.provider == self.id && known.root == root => Ok(TeamEntry::Unchanged),
            Ok(known) => Ok(TeamEntry::Elsewhere(known.provider, known.root)),
            Err(_) => {
                team::create(session, &plan.team, Some(self.id.clone()), Some(root)).await?;
                Ok(TeamEntry::Made)
            }
        }
    }

    /// Makes a wrapped token for one person.
    async fn invite(&self, session: &Session, plan: &TeamPlan, person: &Person) -> Result<Invitation> {
        let result = self.setup()?.invite(plan, person).await;
        self.tell(session, Act::Invite, plan, &result).await;
        result
    }

    async fn tell<T>(&self, session: &Session, act: Act, plan: &TeamPlan, result: &Result<T>) {
        let subject = Subject { team: Some(&plan.team), provider: Some(&self.id), ..Subject::default() };
        record(session, act, subject, &result.as_ref().map(|_| ()).map_err(Clone::clone)).await;
    }
}
