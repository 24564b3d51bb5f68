//! A line of keys and what they do: each hint is drawn whole or not at all, because half a word helps nobody.

use super::spans::{Piece, line, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;

/// Columns between two hints.
const BETWEEN: usize = 2;

/// A key and what it does.
#[derive(Clone, Debug)]
pub struct Hint<'a> {
    /// The key as it is written.
    pub key: Cow<'a, str>,
    /// What it does, in a word or two.
    pub help: &'a str,
    /// How the key looks.
    pub key_style: Style,
    /// How the words look.
    pub help_style: Style,
    /// Whether others give way to it: the way out, the way to all other keys.
    pub is_kept: bool,
}

impl Hint<'_> {
    fn wide(&self) -> usize {
        width(&self.key) + 1 + width(self.help) + BETWEEN
    }
}

/// Draws hints in their order, the most useful first; what has no room is left out.
pub fn hints<'a>(hints: impl IntoIterator<Item = Hint<'a>>, area: Rect, buf: &mut Buffer) {
    let hints: Vec<Hint<'a>> = hints.into_iter().collect();
    // No space is needed behind the last one.
    let kept: usize = hints.iter().filter(|hint| hint.is_kept).map(Hint::wide).sum();
    let mut room = (usize::from(area.width) + BETWEEN).saturating_sub(kept);
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for hint in hints {
        if !hint.is_kept {
            let Some(left) = room.checked_sub(hint.wide()) else { continue };
            room = left;
        }
        let space = if pieces.is_empty() { "" } else { "  " };
        pieces.push((space.into(), hint.help_style));
        pieces.push((hint.key, hint.key_style));
        pieces.push((format!(" {}", hint.help).into(), hint.help_style));
    }
    line(pieces, area, buf);
}
