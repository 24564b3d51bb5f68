//! How a name is matched against what was typed, and the search over the names of several teams.

use crate::domain::TeamId;
use crate::message::{Found, Match, Names};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::cmp::Reverse;
use std::sync::Arc;

/// Names whose letters are lit: more than anybody scrolls through.
pub(super) const LIT: usize = 1_000;

/// A pattern with what it is matched by.
pub(super) struct Matching {
    engine: Matcher,
    pattern: Pattern,
    chars: Vec<char>,
}

impl Matching {
    pub(super) fn of(pattern: &str) -> Self {
        Self {
            engine: Matcher::new(Config::DEFAULT.match_paths()),
            pattern: Pattern::parse(pattern, CaseMatching::Smart, Normalization::Smart),
            chars: Vec::new(),
        }
    }

    /// How well a name matches, if it does.
    pub(super) fn score(&mut self, path: &str) -> Option<u32> {
        self.pattern.score(Utf32Str::new(path, &mut self.chars), &mut self.engine)
    }

    /// The characters that match, counted from 0.
    pub(super) fn lit(&mut self, path: &str) -> Vec<u32> {
        let mut lit = Vec::new();
        self.pattern.indices(Utf32Str::new(path, &mut self.chars), &mut self.engine, &mut lit);
        lit.sort_unstable();
        lit.dedup();
        lit
    }
}

/// Whether all that matches the longer pattern is among what matches the shorter. Signs with a meaning of their own
/// may turn that round: `!a` finds what `!ab` does not leave out.
pub(super) fn is_narrower(longer: &str, shorter: &str) -> bool {
    !shorter.contains(['!', '^', '$', '\'', '\\']) && longer.starts_with(shorter)
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
    let told = best.map(|(_, team, path)| Found {
        team: team.clone(),
        name: Match { path: path.into(), lit: matching.lit(path) },
    });
    (told.collect(), count)
}
