//! Listings: of one team, and of every team at once for finding.

use super::runner::Work;
use crate::domain::{Folder, TeamId};
use crate::message::{Entry, Names, Outcome};
use crate::ops::{self, Place, Session};
use crate::provider::{Page, Result};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How often the names found so far are shown while more are coming.
const SNAPSHOT: Duration = Duration::from_millis(150);
/// Of very many names they are shown less often: so much longer passes than showing them has cost.
const REST: u32 = 8;

/// Lists the names of a team; those found so far are told while more are coming.
pub(super) async fn list(work: &Work, team: &TeamId) -> Result<Outcome> {
    // It is asked beside the survey and must not be faster with what was configured before.
    work.session.reload();
    let place = work.session.place(Some(team)).await?;
    names(&work.session, &place, &mut |names| work.part(Outcome::Names(names))).await.map(Outcome::Names)
}

/// Lists the names of every team, all at once: a slow one keeps none of the others waiting.
pub(super) async fn list_all(work: &Work) -> Result<Outcome> {
    let mut asking = JoinSet::new();
    for team in work.session.teams() {
        let (work, team) = (work.clone(), team.id);
        asking.spawn(async move {
            let listed = |names, is_all| work.part(Outcome::Listed { team: team.clone(), names, is_all });
            let result = match work.session.place(Some(&team)).await {
                Ok(place) => names(&work.session, &place, &mut |names| listed(Ok(names), false)).await,
                Err(error) => Err(error),
            };
            listed(result, true);
        });
    }
    while asking.join_next().await.is_some() {}
    Ok(Outcome::Done)
}

async fn names(
    session: &Session,
    place: &Place,
    so_far: &mut (dyn FnMut(Arc<Names>) + Send),
) -> Result<Arc<Names>> {
    let (mut entries, mut unreadable) = (Vec::new(), Vec::new());
    let (mut last, mut pause) = (Instant::now(), SNAPSHOT);
    let mut pages = |page: Page| {
        entries.extend(page.secrets.iter().filter_map(|secret| Entry::of(&place.root, secret)));
        unreadable.extend(page.unreadable);
        if last.elapsed() >= pause {
            let start = Instant::now();
            so_far(Arc::new(Names::new(entries.clone(), unreadable.clone())));
            last = Instant::now();
            pause = SNAPSHOT.max(REST * (last - start));
        }
    };
    ops::list::names(session, place, &Folder::root(), &mut pages).await?;
    entries.shrink_to_fit();
    Ok(Arc::new(Names::new(entries, unreadable)))
}
