//! The names of the active team: as they were listed, and as changes and looks have left them since. What a change has
//! done is known, so that nothing is listed again for it.

use super::state::App;
use crate::domain::{Folder, Secret};
use crate::message::{Effect, Entry, Names, Now, Slot, Target};
use crate::panes::Changed;
use std::sync::Arc;

/// The question for the names.
const LISTING: Slot = Slot { owner: "secrets", purpose: "names" };

impl App {
    /// These are the names from now on.
    pub(super) fn know_names(&mut self, names: Arc<Names>, now: Now, effects: &mut Vec<Effect>) {
        self.shared.names = Some(names);
        self.everyone(&Changed::Names, now, effects);
    }

    /// A secret was written or brought back: it is among the names.
    pub(super) fn know_name(&mut self, at: &Target, now: Now, effects: &mut Vec<Effect>) {
        if let Some(names) = self.names_at_rest(at) {
            let names = names.with(&[at.path.as_str().into()]);
            self.know_names(names, now, effects);
        }
    }

    /// A secret was deleted: it is not among the names any more.
    pub(super) fn forget_name(&mut self, at: &Target, now: Now, effects: &mut Vec<Effect>) {
        if let Some(names) = self.names_at_rest(at) {
            self.know_names(names.without(at.path.as_str()), now, effects);
        }
    }

    /// A look at a secret has shown how it stands: so do the names, where they tell that much.
    pub(super) fn know_secret(&mut self, at: &Target, secret: &Secret, now: Now, effects: &mut Vec<Effect>) {
        let Some(entry) = Entry::of(&Folder::root(), secret) else { return };
        let entry = Entry { path: at.path.as_str().into(), ..entry };
        if let Some(names) = self.names_at_rest(at).and_then(|names| names.knowing(&entry)) {
            self.know_names(names, now, effects);
        }
    }

    /// The names, when they are those of this secret's team and no others are on their way.
    fn names_at_rest(&self, at: &Target) -> Option<Arc<Names>> {
        let is_at_rest = at.team == self.shared.team && !self.slots.is_open(LISTING);
        self.shared.names.clone().filter(|_| is_at_rest)
    }
}
