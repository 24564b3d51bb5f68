//! One change to several secrets: a few at a time, each by its own verb with its own line in the audit log.

use super::runner::Work;
use crate::domain::SecretPath;
use crate::message::{Deed, Many, Outcome, Progress, Tally};
use crate::ops::{self, Place, Session};
use crate::provider::{Error, Result};
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
    let Many { deed, team, paths, can_undo } = many;
    let place = Arc::new(work.session.place(Some(&team)).await?);
    let of = paths.len();
    let mut tally = Tally {
        deed,
        team,
        done: Vec::with_capacity(of),
        failed: Vec::new(),
        left: Vec::new(),
        because: None,
        can_undo,
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
            let task = running.spawn(async move { one(&session, &place, &item, deed).await });
            under_way.insert(task.id(), path);
        }
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
                    Ok(()) => tally.done.push(path),
                    Err(error) => {
                        if error.is_of_the_store() {
                            tally.because.get_or_insert_with(|| error.clone());
                        }
                        tally.failed.push((path, error));
                    }
                }
            }
            _ = report.tick() => {
                let progress = Progress { done: tally.done.len(), failed: tally.failed.len(), of };
                if progress != told {
                    work.part(Outcome::Progress(progress));
                    told = progress;
                }
            }
        }
    }
    tally.done.sort_unstable();
    tally.left = waiting.collect();
    Ok(Outcome::Many(Box::new(tally)))
}

async fn one(session: &Session, place: &Place, path: &SecretPath, deed: Deed) -> Result<()> {
    match deed {
        Deed::Delete => ops::write::delete(session, place, path).await,
        Deed::Erase => ops::write::erase(session, place, path).await,
        Deed::Restore => ops::write::undelete(session, place, path, None).await.map(|_| ()),
    }
}
