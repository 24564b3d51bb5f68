//! The teams and providers there are: what changes when the configuration was read again.

use super::state::App;
use crate::domain::{ProviderId, TeamId};
use crate::message::{Action, Effect, Level, Now, ProviderFacts, ProviderState, TeamFacts};
use crate::panes::Changed;

impl App {
    /// Takes the teams and providers as they are configured now, in the order of the configuration.
    pub(super) fn know_places(
        &mut self,
        teams: Vec<TeamFacts>,
        providers: &[ProviderFacts],
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let before = self.active_team().cloned();
        self.shared.teams = teams;
        let place = |id: &ProviderId| providers.iter().position(|facts| facts.id == *id);
        // What is not there any more goes.
        self.shared.providers.retain(|known| place(&known.id).is_some());
        for facts in providers {
            self.put_provider(facts.clone(), true);
        }
        self.shared.providers.sort_by_key(|known| place(&known.id));
        self.plan_recovery(now);
        self.everyone(&Changed::Places, now, effects);
        match self.active_team().cloned() {
            None => self.miss_team(now, effects),
            Some(_) if before.is_none() => self.everyone(&Changed::Team, now, effects),
            // It lies elsewhere now, or can be used now: what was listed is not its own.
            active if active != before => {
                self.shared.names = None;
                self.shared.selected = None;
                self.everyone(&Changed::Team, now, effects);
                self.everyone(&Changed::Selection, now, effects);
            }
            Some(_) => {}
        }
    }

    /// A team was taken out of the configuration; nothing is to be asked of it any more.
    pub(super) fn forget_team(&mut self, id: &TeamId, now: Now, effects: &mut Vec<Effect>) {
        self.shared.teams.retain(|team| team.id != *id);
        if self.shared.team == *id {
            self.leave_team(now, effects);
        }
    }

    /// The active team is not configured any more: the person chooses another one, nobody else does. Until then nothing
    /// of any team is shown.
    fn miss_team(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.shared.names = None;
        self.shared.selected = None;
        self.everyone(&Changed::Team, now, effects);
        self.everyone(&Changed::Selection, now, effects);
        let gone =
            format!("the team {} is not in config.toml; ⏎ on another one works there", self.shared.team);
        self.act(Action::Focus("teams"), now, effects);
        self.say(Level::Error, gone);
    }

    /// The active team was taken out: the first one is always there.
    fn leave_team(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Some(first) = self.shared.teams.first() {
            let first = first.id.clone();
            self.act(Action::Switch(first), now, effects);
        }
    }

    fn active_team(&self) -> Option<&TeamFacts> {
        self.shared.teams.iter().find(|team| team.id == self.shared.team)
    }

    /// Takes the facts of a provider; `is_new_round` keeps what is known of it until it has answered again.
    pub(super) fn put_provider(&mut self, facts: ProviderFacts, is_new_round: bool) {
        let known = self.shared.providers.iter_mut().find(|known| known.id == facts.id);
        let is_same = |known: &ProviderFacts| {
            known.is_switched_read_only == facts.is_switched_read_only
                && (known.can == facts.can || facts.state == ProviderState::Asking)
        };
        if known.as_deref().is_some_and(|known| !is_same(known)) {
            self.shared.known.clear();
        }
        match known {
            Some(known) if is_new_round => {
                let is_asked = facts.state == ProviderState::Asking;
                let can = if is_asked { known.can } else { facts.can };
                *known = ProviderFacts { can, ..facts };
            }
            Some(known) => *known = facts,
            None => self.shared.providers.push(facts),
        }
    }
}
