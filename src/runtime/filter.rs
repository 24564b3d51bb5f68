//! The filter over the names of one team: several threads look at once, and the best of what they have found is told
//! within a frame when all of it takes longer.

use super::matching::{LIT, Matching, is_narrower};
use super::runner::Work;
use crate::message::{Matches, Names, Outcome};
use crate::provider::{Error, Result};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};
use tokio::time::timeout;

/// How long nothing is told: with what comes after, it must fit into a frame of 16 milliseconds.
const FIRST: Duration = Duration::from_millis(6);

/// How many names a thread looks at before it asks whether anybody still waits.
const BLOCK: usize = 2_048;

/// More threads would only take them from others.
const MOST_THREADS: usize = 4;

/// In a first answer only the letters of what fits on a screen are lit.
const LIT_FIRST: usize = 100;

/// A filter that is being applied.
struct Hunt {
    names: Arc<Names>,
    below: String,
    pattern: String,
    /// Which names are looked at.
    among: Among,
    /// How many of them have been taken by a thread.
    taken: AtomicUsize,
    is_given_up: AtomicBool,
    found: Mutex<Vec<Hit>>,
}

/// Which names are looked at.
enum Among {
    /// So many from this place on.
    Range(usize, usize),
    /// Those that matched a pattern that lets more through.
    Known(Arc<Matches>),
}

/// A place among the names and how well it matches; sorted, the best and then the first come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit(u64);

impl Hit {
    fn new(score: u32, place: u32) -> Self {
        Self((u64::from(u32::MAX - score) << 32) | u64::from(place))
    }

    fn place(self) -> u32 {
        // The lower half.
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }
}

/// Has the threads stop when the question is given up: a newer one needs them.
struct Leash(Arc<Hunt>);

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.is_given_up.store(true, Ordering::Relaxed);
    }
}

/// The names below a folder that match a pattern, best first; equally good ones in their order.
pub(super) async fn filter(
    work: &Work,
    names: Arc<Names>,
    below: String,
    pattern: String,
    known: Option<Arc<Matches>>,
) -> Result<Outcome> {
    let hunt = Arc::new(Hunt::new(names, below, pattern, known));
    let _leash = Leash(Arc::clone(&hunt));
    let threads = available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let hunters: Vec<JoinHandle<()>> = (0..threads.min(hunt.count().div_ceil(BLOCK)))
        .map(|_| {
            let hunt = Arc::clone(&hunt);
            spawn_blocking(move || hunt.look())
        })
        .collect();
    let mut all = pin!(async {
        for hunter in hunters {
            hunter.await?;
        }
        Ok::<(), JoinError>(())
    });
    match timeout(FIRST, &mut all).await {
        Ok(done) => done.map_err(fault)?,
        Err(_) => {
            let first = hunt.first();
            if !first.is_empty() {
                work.part(Outcome::Matches(Arc::new(first)));
            }
            all.await.map_err(fault)?;
        }
    }
    let whole = Arc::clone(&hunt);
    spawn_blocking(move || Outcome::Matches(Arc::new(whole.whole()))).await.map_err(fault)
}

fn fault(_: JoinError) -> Error {
    Error::Bug { what: "the filter".into() }
}

impl Hunt {
    fn new(names: Arc<Names>, below: String, pattern: String, known: Option<Arc<Matches>>) -> Self {
        let is_of_use = |known: &Arc<Matches>| {
            let (looked_at, at) = known.looked_at();
            Arc::ptr_eq(looked_at, &names) && *at == below && is_narrower(&pattern, known.pattern())
        };
        let among = known.filter(is_of_use).map_or_else(
            || {
                let start = names.entries().partition_point(|entry| *entry.path < *below);
                Among::Range(start, names.below(&below).len())
            },
            Among::Known,
        );
        let (taken, is_given_up, found) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::default());
        Self { names, below, pattern, among, taken, is_given_up, found }
    }

    /// How many names are looked at.
    fn count(&self) -> usize {
        match &self.among {
            Among::Range(_, count) => *count,
            Among::Known(known) => known.len(),
        }
    }

    /// The place of one of them.
    fn place(&self, index: usize) -> Option<u32> {
        match &self.among {
            Among::Range(start, _) => u32::try_from(start + index).ok(),
            Among::Known(known) => known.places().get(index).copied(),
        }
    }

    fn path(&self, place: u32) -> Option<&str> {
        Some(&self.names.entries().get(usize::try_from(place).ok()?)?.path)
    }

    /// Looks at block after block, beside other threads, until none is left.
    fn look(&self) {
        let mut matching = Matching::of(&self.pattern);
        let mut hits = Vec::new();
        while !self.is_given_up.load(Ordering::Relaxed) {
            let start = self.taken.fetch_add(BLOCK, Ordering::Relaxed);
            if start >= self.count() {
                return;
            }
            let block = start..(start + BLOCK).min(self.count());
            hits.extend(block.filter_map(|index| {
                let place = self.place(index)?;
                Some(Hit::new(matching.score(self.path(place)?)?, place))
            }));
            // Runs that are sorted already are put together quickly in the end.
            hits.sort_unstable();
            self.found.lock().unwrap_or_else(PoisonError::into_inner).append(&mut hits);
        }
    }

    /// The best of what was found so far.
    fn first(&self) -> Matches {
        let mut hits = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if hits.len() > LIT {
            hits.select_nth_unstable(LIT);
            hits.truncate(LIT);
        }
        hits.sort_unstable();
        self.told(&hits, LIT_FIRST)
    }

    /// All that was found.
    fn whole(&self) -> Matches {
        let mut hits = std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        hits.sort();
        self.told(&hits, LIT)
    }

    fn told(&self, hits: &[Hit], lit: usize) -> Matches {
        let mut matching = Matching::of(&self.pattern);
        let best = hits.iter().take(lit).filter_map(|hit| self.path(hit.place()));
        let lit = best.map(|path| matching.lit(path)).collect();
        let places = hits.iter().map(|hit| hit.place()).collect();
        Matches::new(Arc::clone(&self.names), self.below.clone(), self.pattern.clone(), places, lit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Entry;

    fn names() -> Arc<Names> {
        let entry = |index: usize| Entry {
            path: format!("{}/part-{:02}/name-{index}", index % 3, index % 50).into(),
            kind: None,
            version: None,
            updated: None,
        };
        Arc::new(Names::new((0..5_000).map(entry).collect(), Vec::new()))
    }

    fn hunt(names: &Arc<Names>, below: &str, pattern: &str, known: Option<Arc<Matches>>) -> Arc<Matches> {
        let hunt = Hunt::new(Arc::clone(names), below.into(), pattern.into(), known);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| hunt.look());
            }
        });
        Arc::new(hunt.whole())
    }

    #[test]
    fn several_threads_find_what_one_does_in_the_same_order() {
        let names = names();
        let mut matching = Matching::of("p1n7");
        let below = names.below("1/").iter();
        let mut one: Vec<_> =
            below.filter_map(|entry| Some((matching.score(&entry.path)?, &*entry.path))).collect();
        one.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let several = hunt(&names, "1/", "p1n7", None);
        assert!(one.len() > 50);
        assert!(one.iter().map(|(_, path)| *path).eq(several.paths()));
    }

    #[test]
    fn what_is_known_changes_nothing_but_the_work() {
        let names = names();
        for (shorter, longer) in
            [("n", "n7"), ("1", "1 n"), ("na", "naX"), ("!7", "!77"), ("7$", "7$7"), ("^", "^1")]
        {
            let known = hunt(&names, "", shorter, None);
            let with = hunt(&names, "", longer, Some(known));
            assert_eq!(with, hunt(&names, "", longer, None), "{shorter} {longer}");
        }
    }

    #[test]
    fn what_is_known_of_another_folder_or_other_names_is_of_no_use() {
        let (ours, others) = (names(), names());
        let known = hunt(&ours, "1/", "n", None);
        assert!(matches!(
            Hunt::new(Arc::clone(&ours), String::new(), "n7".into(), Some(Arc::clone(&known))).among,
            Among::Range(..)
        ));
        assert!(matches!(
            Hunt::new(others, "1/".into(), "n7".into(), Some(Arc::clone(&known))).among,
            Among::Range(..)
        ));
        assert!(matches!(Hunt::new(ours, "1/".into(), "n7".into(), Some(known)).among, Among::Known(_)));
    }

    #[test]
    fn a_hunt_that_was_given_up_looks_at_nothing_more() {
        let hunt = Hunt::new(names(), String::new(), "n".into(), None);
        hunt.is_given_up.store(true, Ordering::Relaxed);
        hunt.look();
        assert!(hunt.whole().is_empty());
    }

    #[test]
    fn the_first_answer_holds_the_best_so_far() {
        let hunt = Hunt::new(names(), String::new(), "n".into(), None);
        hunt.look();
        let first = hunt.first();
        assert_eq!(first.len(), LIT);
        assert_eq!(first.places(), &hunt.whole().places()[..LIT]);
    }
}
