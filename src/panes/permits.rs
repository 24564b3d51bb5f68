//! The question what the login may do: for the secret under the cursor and, in the same call, for those around it.

use crate::domain::{SecretPath, TeamId};
use crate::message::{Outbox, Request, Shared, Target};
use crate::widgets::Cursor;

/// Rows on either side of the cursor that are asked about in one question.
const FARTHEST: usize = 99;

/// The secrets of the question that is under way, or that was not answered.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    team: Option<TeamId>,
    paths: Vec<SecretPath>,
}

impl Asked {
    /// Asks, unless it is known or asked already. `near` gives those around it.
    pub(crate) fn ask(
        &mut self,
        at: &Target,
        near: impl Iterator<Item = SecretPath>,
        shared: &Shared,
        out: &mut Outbox,
    ) {
        let Some(provider) = shared.provider_of(&at.team) else { return };
        if !provider.can.tells_rights() || provider.why_unusable().is_some() {
            return;
        }
        let is_asked = self.team.as_ref() == Some(&at.team) && self.paths.contains(&at.path);
        if is_asked || shared.known.of(at).is_some() {
            return;
        }
        let is_known = |path: &SecretPath| {
            shared.known.of(&Target { team: at.team.clone(), path: path.clone() }).is_some()
        };
        let mut paths: Vec<SecretPath> = near.filter(|path| !is_known(path)).collect();
        if !paths.contains(&at.path) {
            paths.push(at.path.clone());
        }
        *self = Self { team: Some(at.team.clone()), paths: paths.clone() };
        out.ask("rights", Request::Rights(at.team.clone(), paths));
    }

    /// It was answered, or everything is asked again.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A name that stands for those nobody has given yet in a folder, which is written with its slash: what may be done with
/// it tells whether secrets can be added there.
pub(crate) fn unnamed(team: &TeamId, folder: &str) -> Option<Target> {
    let path = SecretPath::new(&format!("{folder}.strongroom-new")).ok()?;
    Some(Target { team: team.clone(), path })
}

/// The rows around the cursor: a page on either side.
pub(crate) fn around(cursor: Cursor, page: usize, count: usize) -> std::ops::Range<usize> {
    let page = page.min(FARTHEST);
    cursor.0.saturating_sub(page)..count.min(cursor.0.saturating_add(page).saturating_add(1))
}
