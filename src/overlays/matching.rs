//! A small fuzzy match for short lists: the typed letters in their order, better the closer together they stand.

/// How well a text matches, higher is better, and which of its characters are meant, counted from 0. Letters match
/// whatever their case. Nothing typed matches everything.
pub(super) fn fuzzy(typed: &str, text: &str) -> Option<(u32, Vec<usize>)> {
    let chars: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let wanted: Vec<char> = typed.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase).collect();
    // Each place where the first letter stands may begin the match; the best of them counts.
    let starts = (0..chars.len()).filter(|at| wanted.first().is_none_or(|first| chars[*at] == *first));
    if wanted.is_empty() {
        return Some((0, Vec::new()));
    }
    starts.rev().filter_map(|start| from(start, &wanted, &chars)).max_by_key(|(score, _)| *score)
}

fn from(start: usize, wanted: &[char], chars: &[char]) -> Option<(u32, Vec<usize>)> {
    let mut lit: Vec<usize> = Vec::with_capacity(wanted.len());
    let mut score = 0;
    let mut at = start;
    for letter in wanted {
        let found = at + chars.get(at..)?.iter().position(|c| c == letter)?;
        let is_next = lit.last().is_some_and(|last| last + 1 == found);
        let is_word_start = found == 0 || !chars[found - 1].is_alphanumeric();
        score += 1 + if is_next { 4 } else { 0 } + if is_word_start { 3 } else { 0 };
        lit.push(found);
        at = found + 1;
    }
    Some((score, lit))
}
