//! A text of several lines while it may be seen: rows of a width, a cursor among them, and what fits into the room.

use super::{Input, Lines};
use crate::domain::visible;
use crate::message::{Key, KeyCode};
use crate::widgets::width;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;

/// What is to be seen of a text in some rows.
pub(in crate::overlays) struct Area {
    /// The rows, from top to bottom.
    pub rows: Vec<Zeroizing<String>>,
    /// Column and row of the cursor.
    pub cursor: (usize, usize),
    /// Whether there is more above and below.
    pub more: (bool, bool),
}

impl Input {
    /// Whether it is to be shown over several rows.
    pub(in crate::overlays) fn is_area(&self) -> bool {
        let has_lines =
            self.lines == Lines::Many || (self.lines == Lines::OneOrMore && self.text.contains('\n'));
        has_lines && (self.is_clear || self.is_shown)
    }

    /// Takes a key that edits or moves among rows of so many columns; true when it was one.
    pub(in crate::overlays) fn press_in(&mut self, key: Key, columns: usize) -> bool {
        if !self.is_area() || key.alt {
            return self.press(key);
        }
        match key.code {
            KeyCode::Up => self.step(columns, |row, _| row.saturating_sub(1)),
            KeyCode::Down => self.step(columns, |row, last| (row + 1).min(last)),
            KeyCode::PageUp => self.step(columns, |row, _| row.saturating_sub(PAGE)),
            KeyCode::PageDown => self.step(columns, |row, last| (row + PAGE).min(last)),
            KeyCode::Home if key.ctrl => self.at = 0,
            KeyCode::End if key.ctrl => self.at = self.text.len(),
            KeyCode::Home => self.at = self.line().start,
            KeyCode::End => self.at = self.line().end,
            KeyCode::Char('a') if key.ctrl => self.at = self.line().start,
            KeyCode::Char('e') if key.ctrl => self.at = self.line().end,
            // At the end of a line its line end goes, so that pressing again goes on.
            KeyCode::Char('u') if key.ctrl => {
                let start = self.line().start;
                let start = if start == self.at { self.before() } else { start };
                self.remove(start..self.at);
            }
            KeyCode::Char('k') if key.ctrl => {
                let end = self.line().end;
                let end = if end == self.at { self.after() } else { end };
                self.remove(self.at..end);
            }
            _ => return self.press(key),
        }
        if !matches!(key.code, KeyCode::Up | KeyCode::Down | KeyCode::PageUp | KeyCode::PageDown) {
            self.goal = None;
        }
        true
    }

    /// Rows that the text takes.
    pub(in crate::overlays) fn height(&self, columns: usize) -> usize {
        rows(&self.text, columns).len()
    }

    /// What is to be seen of it in this room; the cursor is always in sight.
    pub(in crate::overlays) fn area(&self, columns: usize, room: usize) -> Area {
        let rows = rows(&self.text, columns);
        let row = row_of(&rows, self.at);
        let top = row.saturating_sub(room / 2).min(rows.len().saturating_sub(room));
        let seen = rows.iter().skip(top).take(room);
        let seen: Vec<_> =
            seen.map(|row| Zeroizing::new(visible(&self.text[row.clone()]).into_owned())).collect();
        let more = (top > 0, top + seen.len() < rows.len());
        Area { rows: seen, cursor: (wide(&self.text[rows[row].start..self.at]), row - top), more }
    }

    /// The line under the cursor, without its end.
    fn line(&self) -> Range<usize> {
        let start = self.text[..self.at].rfind('\n').map_or(0, |end| end + 1);
        let end = self.text[self.at..].find('\n').map_or(self.text.len(), |end| self.at + end);
        start..end
    }

    /// Moves to another row and keeps the column as far as that row goes.
    fn step(&mut self, columns: usize, to: impl Fn(usize, usize) -> usize) {
        let rows = rows(&self.text, columns);
        let row = row_of(&rows, self.at);
        let goal = self.goal.unwrap_or_else(|| wide(&self.text[rows[row].start..self.at]));
        let to = to(row, rows.len() - 1);
        let target = rows[to].clone();
        // The end of a row that goes on is the beginning of the next.
        let goes_on = rows.get(to + 1).is_some_and(|next| next.start == target.end);
        let (mut at, mut used) = (target.start, 0);
        for grapheme in self.text[target.clone()].graphemes(true) {
            used += wide(grapheme);
            if used > goal || (goes_on && at + grapheme.len() == target.end) {
                break;
            }
            at += grapheme.len();
        }
        self.at = at;
        self.goal = Some(goal);
    }
}

/// Rows that a page moves.
const PAGE: usize = 8;

/// Columns that a text takes once it is made safe to show.
fn wide(text: &str) -> usize {
    width(&Zeroizing::new(visible(text).into_owned()))
}

/// The rows of a text: broken at line ends and where a row is full; one column stays free for the cursor.
fn rows(text: &str, columns: usize) -> Vec<Range<usize>> {
    let room = columns.saturating_sub(1).max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let (mut row, mut used) = (start, 0);
        for (at, grapheme) in line.grapheme_indices(true) {
            let needed = wide(grapheme);
            if used + needed > room && used > 0 {
                rows.push(row..start + at);
                (row, used) = (start + at, 0);
            }
            used += needed;
        }
        rows.push(row..start + line.len());
        start += line.len() + 1;
    }
    rows
}

/// The row that the cursor stands in.
fn row_of(rows: &[Range<usize>], at: usize) -> usize {
    rows.iter().rposition(|row| row.start <= at).unwrap_or(0)
}
