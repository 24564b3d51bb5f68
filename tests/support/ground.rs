//! A provider in which teams can be set up: it remembers what stands, and does what a test wants to go wrong.

use async_trait::async_trait;
use std::collections::BTreeSet;
use std::sync::Mutex;
use strongroom::domain::{Folder, SecretPath, SecretValue, Which};
use strongroom::provider::{
    Alteration, Content, Error, Gate, Health, Invitation, MissingRight, Pages, Person, Piece, Pieces,
    Provider, Result, Standing, TeamPlan, TeamSetup, Writing,
};
use strongroom::providers::memory;
use tokio::sync::Semaphore;

/// What every token begins with.
pub const TOKEN: &str = "canary-token-of-";

/// See the module.
pub struct Ground {
    store: memory::Store,
    stands: Mutex<BTreeSet<String>>,
    /// The rights that are missing.
    pub missing: Mutex<Vec<MissingRight>>,
    /// The person for whom no token can be made.
    pub refused: Mutex<Option<&'static str>>,
    /// What the probe shows.
    pub gate: Mutex<Result<Gate>>,
    /// Each piece takes one of these.
    pub pace: Semaphore,
}

impl Ground {
    /// All is well, and nothing is slow.
    pub fn new() -> Self {
        Self {
            store: memory::Store::new(),
            stands: Mutex::default(),
            missing: Mutex::default(),
            refused: Mutex::default(),
            gate: Mutex::new(Ok(Gate::Enforced)),
            pace: Semaphore::new(1_000),
        }
    }

    /// What stands in it.
    pub fn stands(&self) -> Vec<String> {
        self.stands.lock().unwrap().iter().cloned().collect()
    }
}

#[async_trait]
impl Provider for Ground {
    async fn health(&self) -> Result<Health> {
        self.store.health().await
    }

    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()> {
        self.store.list(at, pages).await
    }

    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        self.store.read(path, which).await
    }

    fn writing(&self) -> Option<&dyn Writing> {
        self.store.writing()
    }

    fn team_setup(&self) -> Option<&dyn TeamSetup> {
        Some(self)
    }
}

#[async_trait]
impl TeamSetup for Ground {
    async fn missing_rights(&self, _plan: &TeamPlan) -> Result<Vec<MissingRight>> {
        Ok(self.missing.lock().unwrap().clone())
    }

    async fn set_up(&self, plan: &TeamPlan, _agreed: &[Alteration], pieces: Pieces<'_>) -> Result<()> {
        for what in ["mount", "policy"] {
            self.pace.acquire().await.map_err(|_| Error::Cancelled)?.forget();
            let what = format!("{what} {}", plan.mount);
            let is_new = self.stands.lock().unwrap().insert(what.clone());
            pieces(Piece { what, standing: if is_new { Standing::Made } else { Standing::Unchanged } });
        }
        Ok(())
    }

    async fn invite(&self, _plan: &TeamPlan, person: &Person) -> Result<Invitation> {
        if *self.refused.lock().unwrap() == Some(person.name.as_str()) {
            return Err(Error::Denied { reason: "the names are full".into() });
        }
        let token = SecretValue::from_text(format!("{TOKEN}{}", person.name));
        let until = super::console::TODAY.plus(std::time::Duration::from_secs(15 * 60));
        Ok(Invitation { person: person.clone(), token, until, accessor: None })
    }

    async fn prove_gate(&self, _plan: &TeamPlan) -> Result<Gate> {
        self.gate.lock().unwrap().clone()
    }
}
