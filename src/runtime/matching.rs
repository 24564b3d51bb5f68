//! The fuzzy filter over names.

use crate::message::{Match, Names};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Matches whose letters are lit: more than anybody scrolls through.
const LIT: usize = 1_000;

/// The names below a folder that match a pattern, best first; equally good ones in their order.
pub(super) fn matches(names: &Names, below: &str, pattern: &str) -> Vec<Match> {
    let mut engine = Matcher::new(Config::DEFAULT.match_paths());
    let pattern = Pattern::parse(pattern, CaseMatching::Smart, Normalization::Smart);
    let mut chars = Vec::new();
    let mut found: Vec<(u32, &str)> = names
        .below(below)
        .iter()
        .filter_map(|entry| {
            let score = pattern.score(Utf32Str::new(&entry.path, &mut chars), &mut engine)?;
            Some((score, &*entry.path))
        })
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut matches = Vec::with_capacity(found.len());
    for (index, (_, path)) in found.into_iter().enumerate() {
        let mut lit = Vec::new();
        if index < LIT {
            pattern.indices(Utf32Str::new(path, &mut chars), &mut engine, &mut lit);
            lit.sort_unstable();
            lit.dedup();
        }
        matches.push(Match { path: path.into(), lit });
    }
    matches
}
