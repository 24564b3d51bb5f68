//! What a line could mean: verbs and teams by a few letters, paths by how they begin.

use super::State;
use crate::domain::SecretPath;
use crate::message::{Line, Names, Shared};
use crate::overlays::matching::fuzzy;
use crate::panes::Cx;
use crate::widgets::Cursor;

/// Paths offered at most: more than anybody scrolls through.
const MOST: usize = 200;

/// Words that something follows: word, what follows, what it does.
pub(super) const WORDS: &[(&str, &str, &str)] =
    &[("go", "PATH", "show a secret or a folder"), ("team", "NAME", "work in a team")];

/// What a line could mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The verb of this index; letters of its name, or else of its help, that were typed.
    Verb {
        /// Its place in the list of verbs.
        index: usize,
        /// Letters of its name that were typed.
        lit: Vec<usize>,
        /// Letters of its help that were typed.
        lit_help: Vec<usize>,
    },
    /// The word of this index, to be followed by something.
    Word(usize),
    /// A secret, or a folder with its slash.
    Path(String),
    /// A secret that no listing tells, and that may be there all the same.
    Unlisted(String),
    /// A team.
    Team(String),
}

/// What is typed, by what it is about.
pub(super) enum Typed<'t> {
    Verb(&'t str),
    Path(&'t str),
    Team(&'t str),
}

impl State {
    /// What is typed, by what it is about.
    pub(super) fn typed(&self) -> Typed<'_> {
        let text = self.input.text().trim_start();
        if self.kind == Line::Path {
            Typed::Path(text)
        } else if let Some(path) = text.strip_prefix("go ") {
            Typed::Path(path.trim_start())
        } else if let Some(team) = text.strip_prefix("team ") {
            Typed::Team(team.trim())
        } else {
            Typed::Verb(text.trim_end())
        }
    }
}

/// Looks for what the line could mean.
pub(super) fn look(state: &mut State, cx: &Cx<'_>) {
    state.error = None;
    state.cursor = Cursor::default();
    state.found = match state.typed() {
        Typed::Verb(typed) => verbs(state, typed),
        Typed::Path(typed) => {
            let mut found = cx.shared.names.as_deref().map(|names| paths(names, typed)).unwrap_or_default();
            found.extend(unlisted(typed, &found, cx.shared));
            found
        }
        Typed::Team(typed) => {
            let teams = cx.shared.teams.iter().map(|team| team.id.as_str());
            let found = teams.filter_map(|team| Some((fuzzy(typed, team)?.0, Found::Team(team.to_owned()))));
            best_first(found.collect())
        }
    };
}

fn verbs(state: &State, typed: &str) -> Vec<Found> {
    let verbs = state.verbs.iter().enumerate().filter_map(|(index, verb)| {
        let (name, help) = (fuzzy(typed, verb.verb), fuzzy(typed, verb.help));
        let (score, help_score) =
            (name.as_ref().map(|(score, _)| *score), help.as_ref().map(|(score, _)| *score));
        let best = score.max(help_score)?;
        let lit = name.map(|(_, lit)| lit).filter(|_| score >= help_score);
        let lit_help = help.map(|(_, lit)| lit).filter(|_| lit.is_none());
        let found =
            Found::Verb { index, lit: lit.unwrap_or_default(), lit_help: lit_help.unwrap_or_default() };
        Some((best, found))
    });
    let words = WORDS.iter().enumerate();
    let words = words.filter_map(|(at, (word, ..))| Some((fuzzy(typed, word)?.0, Found::Word(at))));
    // Words first among equals: they are few, and nothing else tells of them.
    best_first(words.chain(verbs).collect())
}

fn best_first(mut found: Vec<(u32, Found)>) -> Vec<Found> {
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, found)| found).collect()
}

/// The typed path itself, where a listing that does not tell it proves nothing.
fn unlisted(typed: &str, found: &[Found], shared: &Shared) -> Option<Found> {
    let path = SecretPath::new(typed).ok()?;
    let names = shared.names.clone().unwrap_or_default();
    let may_be_there = if found.is_empty() {
        shared.may_be_unlisted(&names, &path)
    } else {
        shared.is_unread(&names, &path)
    };
    (may_be_there && names.entry(typed).is_none()).then(|| Found::Unlisted(typed.to_owned()))
}

/// What begins with the typed text: itself when it is a folder, then what lies one step deeper. Skips over what lies
/// deeper by binary search.
fn paths(names: &Names, typed: &str) -> Vec<Found> {
    let start = typed.rfind('/').map_or(0, |slash| slash + 1);
    let below = names.below(typed);
    let mut found = Vec::new();
    if typed.ends_with('/') && !below.is_empty() {
        found.push(Found::Path(typed.to_owned()));
    }
    let mut at = 0;
    while let Some(entry) = below.get(at).filter(|_| found.len() < MOST) {
        let end = entry.path[start..].find('/').map_or(entry.path.len(), |slash| start + slash + 1);
        let path = &entry.path[..end];
        at += if end == entry.path.len() {
            1
        } else {
            below[at..].partition_point(|entry| entry.path.starts_with(path))
        };
        found.push(Found::Path(path.to_owned()));
    }
    found
}
