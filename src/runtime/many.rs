//! One change to several secrets: a few at a time, each by its own verb with its own line in the audit log.

use super::runner::Work;
use crate::domain::SecretPath;
use crate::message::{Deed, Destination, Losses, Many, Outcome, Outlook, Planned, Progress, Reached, Tally};
use crate::ops::transfer::{self, Fate, Spot};
use crate::ops::{self, Place, Session};
use crate::provider::{Error, Loss, Result};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinSet};

/// How many are worked on at once: enough to hide the way to a server, too few to trouble it.
const ABREAST: usize = 4;
/// How often it is told how far the work is.
const REPORT: Duration = Duration::from_millis(100);

/// Works through the list. When it is stopped, or the store itself turns out to be the reason of a failure, what is
/// under way comes to its end and nothing more is begun.
pub(super) async fn many(work: &Work, many: Many) -> Result<Outcome> {
    let Many { deed, team, paths, to, can_undo } = many;
    let place = Arc::new(work.session.place(Some(&team)).await?.for_many());
    let there = there(work, to.clone()).await?;
    let of = paths.len();
    let mut tally = Tally {
        deed,
        team,
        to,
        done: Vec::with_capacity(of),
        pending: Vec::new(),
        failed: Vec::new(),
        left: Vec::new(),
        because: None,
        can_undo,
        losses: Losses::default(),
    };
    let mut waiting = paths.into_iter();
    let mut running = JoinSet::new();
    let mut under_way: HashMap<Id, SecretPath> = HashMap::new();
    let mut report = tokio::time::interval(REPORT);
    let mut told = Progress { of, ..Progress::default() };
    loop {
        while running.len() < ABREAST && !work.is_stopped() && tally.because.is_none() {
            let Some(path) = waiting.next() else { break };
            let (session, place, item) = (Arc::clone(&work.session), Arc::clone(&place), path.clone());
            let there = there.clone();
            let task = running.spawn(async move { one(&session, &place, &item, deed, there).await });
            under_way.insert(task.id(), path);
        }
        let progress = far(&tally, of);
        let mut names: Vec<_> = under_way.values().cloned().collect();
        names.sort_unstable();
        work.reach(Reached { progress, under_way: names });
        tokio::select! {
            joined = running.join_next_with_id() => {
                let Some(joined) = joined else { break };
                let (id, result) = match joined {
                    Ok((id, result)) => (id, result),
                    // A panic is a fault of the program; the others go on.
                    Err(error) => (error.id(), Err(Error::Bug { what: "a change".into() })),
                };
                let Some(path) = under_way.remove(&id) else { continue };
                match result {
                    Ok(loss) => {
                        tally.losses.add(loss);
                        tally.done.push(path);
                    }
                    Err(Error::Pending { .. }) => tally.pending.push(path),
                    Err(error) => {
                        if error.is_of_the_store() {
                            tally.because.get_or_insert_with(|| error.clone());
                        }
                        tally.failed.push((path, error));
                    }
                }
            }
            _ = report.tick() => {
                if progress != told {
                    work.part(Outcome::Progress(progress));
                    told = progress;
                }
            }
        }
    }
    tally.done.sort_unstable();
    tally.pending.sort_unstable();
    tally.failed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    tally.left = waiting.collect();
    Ok(Outcome::Many(Box::new(tally)))
}

/// How far it is.
fn far(tally: &Tally, of: usize) -> Progress {
    Progress { done: tally.done.len(), pending: tally.pending.len(), failed: tally.failed.len(), of }
}

/// Where secrets are copied or moved to, with its connected provider.
type There = Arc<(Place, Destination)>;

async fn there(work: &Work, to: Option<Destination>) -> Result<Option<There>> {
    let Some(to) = to else { return Ok(None) };
    let place = work.session.place(Some(&to.team)).await?.for_many();
    Ok(Some(Arc::new((place, to))))
}

/// Says what would become of each; nothing is written.
pub(super) async fn plan(work: &Work, many: Many) -> Result<Outcome> {
    let place = Arc::new(work.session.place(Some(&many.team)).await?.for_many());
    let is_move = many.deed == Deed::Move;
    let there = there(work, many.to).await?.ok_or_else(|| Error::invalid("there is no place to go to"))?;
    let mut plan: Vec<(usize, Planned)> = Vec::with_capacity(many.paths.len());
    let mut running: JoinSet<(usize, Planned)> = JoinSet::new();
    let mut waiting = many.paths.into_iter().enumerate();
    loop {
        while running.len() < ABREAST {
            let Some((index, path)) = waiting.next() else { break };
            let (session, place, there) = (Arc::clone(&work.session), Arc::clone(&place), Arc::clone(&there));
            running.spawn(async move { (index, planned(&session, &place, path, &there, is_move).await) });
        }
        let Some(joined) = running.join_next().await else { break };
        let (index, planned) = joined.map_err(|_| Error::Bug { what: "a plan".into() })?;
        match planned.outlook {
            // The others would be refused alike.
            Outlook::Refused(error) if error.is_of_the_store() => return Err(error),
            _ => plan.push((index, planned)),
        }
    }
    plan.sort_unstable_by_key(|(index, _)| *index);
    Ok(Outcome::Planned(plan.into_iter().map(|(_, planned)| planned).collect()))
}

async fn planned(
    session: &Session,
    place: &Place,
    from: SecretPath,
    there: &(Place, Destination),
    is_move: bool,
) -> Planned {
    let (to_place, to) = there;
    let mut loss = Loss::default();
    let (to, outlook) = match to.of(&from) {
        Err(wrong) => (to.after.clone(), Outlook::Refused(wrong.into())),
        Ok(path) => {
            let (from, to) = (Spot { place, path: &from }, Spot { place: to_place, path: &path });
            let outlook = match transfer::fate(session, from, to).await {
                Ok(Fate::Create | Fate::Update) => Outlook::Create,
                Ok(Fate::Unchanged) => Outlook::Same,
                Ok(Fate::Exists) => Outlook::Exists,
                Err(error) => Outlook::Refused(error),
            };
            let goes = outlook == Outlook::Create || (is_move && outlook == Outlook::Same);
            match if goes { transfer::loss(from, to).await } else { Ok(loss) } {
                Ok(found) => {
                    loss = found;
                    (path.to_string(), outlook)
                }
                Err(error) => (path.to_string(), Outlook::Refused(error)),
            }
        }
    };
    Planned { from, to, outlook, loss }
}

async fn one(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    deed: Deed,
    there: Option<There>,
) -> Result<Loss> {
    let lossless = |()| Loss::default();
    match deed {
        Deed::Delete => ops::write::delete(session, place, path, None).await.map(|_| Loss::default()),
        Deed::Erase => ops::write::erase(session, place, path).await.map(lossless),
        Deed::Restore => ops::write::undelete(session, place, path, None).await.map(|_| Loss::default()),
        Deed::Copy | Deed::Move => {
            let there = there.ok_or_else(|| Error::invalid("there is no place to go to"))?;
            let (to_place, to) = &*there;
            let to = to.of(path)?;
            let (from, to) = (Spot { place, path }, Spot { place: to_place, path: &to });
            transfer::carry(session, from, to, deed == Deed::Move).await
        }
    }
}
