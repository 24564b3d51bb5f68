//! The fuzzy filter over names: of one team, and of several at once.

use crate::domain::TeamId;
use crate::message::{Found, Match, Names};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::cmp::Reverse;
use std::sync::Arc;

/// Matches whose letters are lit: more than anybody scrolls through.
const LIT: usize = 1_000;

/// A pattern with what it is matched by.
struct Matching {
    engine: Matcher,
    pattern: Pattern,
    chars: Vec<char>,
}

impl Matching {
    fn of(pattern: &str) -> Self {
        Self {
            engine: Matcher::new(Config::DEFAULT.match_paths()),
            pattern: Pattern::parse(pattern, CaseMatching::Smart, Normalization::Smart),
            chars: Vec::new(),
        }
    }

    fn score(&mut self, path: &str) -> Option<u32> {
        self.pattern.score(Utf32Str::new(path, &mut self.chars), &mut self.engine)
    }

    fn lit(&mut self, path: &str) -> Match {
        let mut lit = Vec::new();
        self.pattern.indices(Utf32Str::new(path, &mut self.chars), &mut self.engine, &mut lit);
        lit.sort_unstable();
        lit.dedup();
        Match { path: path.into(), lit }
    }
}

/// The names below a folder that match a pattern, best first; equally good ones in their order.
pub(super) fn matches(names: &Names, below: &str, pattern: &str) -> Vec<Match> {
    let mut matching = Matching::of(pattern);
    let mut found: Vec<(u32, &str)> = names
        .below(below)
        .iter()
        .filter_map(|entry| Some((matching.score(&entry.path)?, &*entry.path)))
        .collect();
    found.sort_by_key(|(score, _)| Reverse(*score));
    let found = found.into_iter().enumerate();
    let lit = found.map(|(index, (_, path))| match index {
        ..LIT => matching.lit(path),
        _ => Match { path: path.into(), lit: Vec::new() },
    });
    lit.collect()
}

/// The names of several teams that match a pattern, best first and equally good ones in the order of the teams, with
/// their count; of very many only the best are told.
pub(super) fn find(places: &[(TeamId, Arc<Names>)], pattern: &str) -> (Vec<Found>, usize) {
    let mut matching = Matching::of(pattern);
    let mut found: Vec<(u32, &TeamId, &str)> = Vec::new();
    for (team, names) in places {
        let paths = names.entries().iter().map(|entry| &*entry.path);
        found.extend(paths.filter_map(|path| Some((matching.score(path)?, team, path))));
    }
    found.sort_by_key(|(score, _, _)| Reverse(*score));
    let count = found.len();
    let best = found.into_iter().take(LIT);
    (best.map(|(_, team, path)| Found { team: team.clone(), name: matching.lit(path) }).collect(), count)
}
