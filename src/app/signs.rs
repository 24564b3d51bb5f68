//! What the answer to one question tells of the provider as a whole: that it is there again, sealed, gone, or that the
//! login has ended. Nobody has to press a key for it to be seen.

use super::recovery::is_worth_asking;
use super::state::App;
use crate::domain::{ProviderId, TeamId};
use crate::message::{Answer, Effect, Now, Outcome, ProviderFacts, ProviderState, Slot, Ticket};
use crate::provider::{Error, Health};

/// What went wrong with a store in this answer, if anything did; with the team where the answer names one.
fn fault(answer: &Answer) -> Option<(Option<&TeamId>, &Error)> {
    match answer {
        Answer::End(Err(error)) => Some((None, error)),
        Answer::Part(Outcome::Listed { team, names: Err(error), .. }) => Some((Some(team), error)),
        Answer::End(Ok(Outcome::Many(tally))) => Some((None, tally.because.as_ref()?)),
        Answer::End(Ok(Outcome::Names(names))) => {
            let mut errors = names.unreadable.iter().map(|(_, error)| error);
            errors.find(|error| error.is_of_the_store()).map(|error| (None, error))
        }
        Answer::Part(_) | Answer::End(Ok(_)) => None,
    }
}

impl App {
    /// An answer of the active team's provider is a sign that it is there again.
    pub(super) fn is_sign_of_life(&self, slot: Slot, answer: &Answer) -> bool {
        let has_read = matches!(
            answer,
            Answer::End(Ok(Outcome::Names(_)
                | Outcome::Outline(_)
                | Outcome::History(_)
                | Outcome::Values(_)
                | Outcome::Written { .. }
                | Outcome::Relabelled(_)))
        );
        let is_of_pane = self.panes.iter().any(|pane| pane.id() == slot.owner);
        let provider = self.shared.active_provider();
        has_read && is_of_pane && provider.is_some_and(|provider| is_worth_asking(&provider.state))
    }

    /// The teams whose stores are asked by a request under way.
    pub(super) fn teams_asked(&self, ticket: Ticket) -> Vec<TeamId> {
        let mut open = self.slots.tasks().open.iter();
        open.find(|task| task.ticket == ticket).map(|task| task.teams.clone()).unwrap_or_default()
    }

    /// Takes from an answer to a question of these teams what it says of their providers. A server that says that it
    /// is sealed is believed; whether it is gone, or the login has ended, it is asked itself, once.
    pub(super) fn heed(&mut self, teams: &[TeamId], answer: &Answer, now: Now, effects: &mut Vec<Effect>) {
        let Some((team, error)) = fault(answer) else { return };
        if !self.is_open() || !error.is_of_the_store() {
            return;
        }
        let teams = team.map_or(teams, std::slice::from_ref);
        let mut ids: Vec<ProviderId> = Vec::new();
        for provider in teams.iter().filter_map(|team| self.shared.provider_of(team)) {
            let is_well = matches!(&provider.state, ProviderState::Ready(health) if !health.is_sealed);
            if is_well && !ids.contains(&provider.id) {
                ids.push(provider.id.clone());
            }
        }
        match (error, &ids[..]) {
            // Whether the embedded store is open is told by its own lock.
            (Error::Locked { .. }, _) if !error.is_sealed_server() => {}
            (Error::Locked { .. }, [id]) => self.know_sealed(&id.clone(), now, effects),
            _ => self.recheck(ids, now, effects),
        }
    }

    /// A server has said that it is sealed. Who we are there and for how long is not known any more.
    fn know_sealed(&mut self, id: &ProviderId, now: Now, effects: &mut Vec<Effect>) {
        let Some(known) = self.shared.providers.iter().find(|known| known.id == *id) else { return };
        let ProviderState::Ready(Health { server, namespace, .. }) = &known.state else { return };
        let (server, namespace) = (server.clone(), namespace.clone());
        let health = Health { server, namespace, is_sealed: true, ..Health::default() };
        let facts = ProviderFacts { state: ProviderState::Ready(health), ..known.clone() };
        self.know_provider(facts, now, effects);
    }
}
