//! Sets a team up in a server: mounts, policies, group, token role, people, and the proof that changes wait.

mod gate;
mod keeping;
mod people;
mod pieces;
mod policies;
mod rights;
mod rules;
mod text;

use super::Vault;
use super::answer::Answer;
use super::ask::Ask;
use super::wire::plain_body;
use crate::domain::SecretValue;
use crate::provider::{
    Alteration, Gate, Invitation, MissingRight, Person, Pieces, Result, TeamPlan, TeamSetup,
};
use async_trait::async_trait;
use policies::Names;
use serde_json::Value;

pub(super) use policies::operator_policy;

#[async_trait]
impl TeamSetup for Vault {
    async fn missing_rights(&self, plan: &TeamPlan) -> Result<Vec<MissingRight>> {
        let names = Names::of(plan)?;
        // Nobody is sent for rights to a place that cannot be the team's.
        pieces::lie_alone(self, &names).await?;
        rights::missing(self, &names).await
    }

    async fn alterations(&self, plan: &TeamPlan) -> Result<Vec<Alteration>> {
        pieces::alterations(self, &Names::of(plan)?).await
    }

    async fn set_up(&self, plan: &TeamPlan, agreed: &[Alteration], pieces: Pieces<'_>) -> Result<()> {
        pieces::set_up(self, &Names::of(plan)?, agreed, pieces).await
    }

    async fn invite(&self, plan: &TeamPlan, person: &Person) -> Result<Invitation> {
        people::invite(self, &Names::of(plan)?, person).await
    }

    async fn prove_gate(&self, plan: &TeamPlan) -> Result<Gate> {
        gate::prove(self, &Names::of(plan)?).await
    }
}

impl Vault {
    async fn asked(&self, ask: &Ask) -> Result<Answer> {
        self.inner.ask(ask).await
    }

    /// Asks with another token than its own.
    async fn asked_as(&self, token: &SecretValue, ask: &Ask) -> Result<Answer> {
        self.inner.client.send(Some(token), ask).await
    }

    /// The answer, unless it is a refusal.
    async fn done(&self, doing: &str, answer: Answer) -> Result<Answer> {
        if answer.is_done() { Ok(answer) } else { Err(self.inner.fault(&answer, doing).await) }
    }

    /// What stands there, or nothing when there is nothing.
    async fn found(&self, doing: &str, path: &str) -> Result<Option<Answer>> {
        let answer = self.asked(&Ask::fact(path)).await?;
        if answer.status == 404 { Ok(None) } else { self.done(doing, answer).await.map(Some) }
    }

    /// Writes rules or settings; no value is in them.
    async fn put(&self, doing: &str, path: &str, json: &Value) -> Result<Answer> {
        let answer = self.asked(&Ask::change(reqwest::Method::POST, path, plain_body(json))).await?;
        self.done(doing, answer).await
    }
}
