//! Setting a team up in a server: rights first, then place, rules, people and the proof of the gate.

use super::Session;
use super::audit::{Act, Subject, record};
use crate::domain::ProviderId;
use crate::provider::{
    Error, Gate, Invitation, MissingRight, Person, Pieces, Provider, Result, TeamPlan, TeamSetup,
};
use std::sync::Arc;

/// A provider in which teams can be set up.
pub struct Ground {
    id: ProviderId,
    provider: Arc<dyn Provider>,
}

impl Ground {
    /// The provider of this name; fails when it is of a kind in which there is nothing to set up, or read-only.
    pub async fn of(session: &Session, id: &ProviderId) -> Result<Self> {
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

    /// The rights that are missing for the plan.
    pub async fn missing_rights(&self, plan: &TeamPlan) -> Result<Vec<MissingRight>> {
        self.setup()?.missing_rights(plan).await
    }

    /// Makes what is missing and tells each piece as it stands.
    pub async fn set_up(&self, session: &Session, plan: &TeamPlan, pieces: Pieces<'_>) -> Result<()> {
        let result = self.setup()?.set_up(plan, pieces).await;
        self.tell(session, Act::TeamSetUp, plan, &result).await;
        result
    }

    /// Makes a wrapped token for one person.
    pub async fn invite(&self, session: &Session, plan: &TeamPlan, person: &Person) -> Result<Invitation> {
        let result = self.setup()?.invite(plan, person).await;
        self.tell(session, Act::Invite, plan, &result).await;
        result
    }

    /// Tries whether a change of an operator is held back.
    pub async fn prove_gate(&self, plan: &TeamPlan) -> Result<Gate> {
        self.setup()?.prove_gate(plan).await
    }

    async fn tell<T>(&self, session: &Session, act: Act, plan: &TeamPlan, result: &Result<T>) {
        let subject = Subject { team: Some(&plan.team), provider: Some(&self.id), ..Subject::default() };
        record(session, act, subject, &result.as_ref().map(|_| ()).map_err(Clone::clone)).await;
    }
}
