//! A text of several lines while it may be seen: rows of a width, a cursor among them, and what fits into the room.

use super::{Input, Lines};
use crate::domain::visible;
use crate::message::{Key, KeyCode};
use crate::widgets::width;
use std::borrow::Cow;
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
            KeyCode::Up => self.step(columns, |row| row.saturating_sub(1)),
            KeyCode::Down => self.step(columns, |row| row + 1),
            KeyCode::PageUp => self.step(columns, |row| row.saturating_sub(PAGE)),
            KeyCode::PageDown => self.step(columns, |row| row + PAGE),
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

    /// Rows that the text takes, counted up to so many.
    pub(in crate::overlays) fn height(&self, columns: usize, at_most: usize) -> usize {
        let mut rows = Vec::new();
        let mut line = self.line_at(0);
        loop {
            wrap(&self.text, line.clone(), columns, at_most, &mut rows);
            if rows.len() >= at_most || line.end == self.text.len() {
                return rows.len().min(at_most);
            }
            line = self.line_at(line.end + 1);
        }
    }

    /// What is to be seen of it in this room; the cursor is always in sight.
    pub(in crate::overlays) fn area(&self, columns: usize, room: usize) -> Area {
        let (rows, row) = self.around(columns, room);
        let top = row.saturating_sub(room / 2).min(rows.len().saturating_sub(room));
        let seen = &rows[top..rows.len().min(top + room)];
        let more = (
            seen.first().is_some_and(|row| row.start > 0),
            seen.last().is_some_and(|row| row.end < self.text.len()),
        );
        let cursor = (wide(&self.text[rows[row].start..self.at]), row - top);
        let seen =
            seen.iter().map(|row| Zeroizing::new(visible(&self.text[row.clone()]).into_owned())).collect();
        Area { rows: seen, cursor, more }
    }

    /// The line under the cursor, without its end.
    fn line(&self) -> Range<usize> {
        self.line_at(self.at)
    }

    /// The line that this place is in, without its end.
    fn line_at(&self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        start..end
    }

    /// The rows around the cursor, and which of them it stands in: this many above and below it, where there are so
    /// many. Only the lines they are in are broken into rows, so that a key costs the same in a long text.
    fn around(&self, columns: usize, reach: usize) -> (Vec<Range<usize>>, usize) {
        let line = self.line();
        let mut rows = Vec::new();
        wrap(&self.text, line.clone(), columns, usize::MAX, &mut rows);
        let mut row = row_of(&rows, self.at);
        let mut start = line.start;
        while row < reach && start > 0 {
            let before = self.line_at(start - 1);
            start = before.start;
            let mut above = Vec::new();
            wrap(&self.text, before, columns, usize::MAX, &mut above);
            row += above.len();
            above.append(&mut rows);
            rows = above;
        }
        let mut end = line.end;
        while rows.len() - row <= reach && end < self.text.len() {
            let after = self.line_at(end + 1);
            end = after.end;
            // A row more than needed, so that a row that goes on is known to.
            let most = rows.len() + reach + 1;
            wrap(&self.text, after, columns, most, &mut rows);
        }
        (rows, row)
    }

    /// Moves to another row and keeps the column as far as that row goes.
    fn step(&mut self, columns: usize, to: impl Fn(usize) -> usize) {
        let (rows, row) = self.around(columns, PAGE + 1);
        let goal = self.goal.unwrap_or_else(|| wide(&self.text[rows[row].start..self.at]));
        let to = to(row).min(rows.len() - 1);
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
pub(super) fn wide(text: &str) -> usize {
    match visible(text) {
        Cow::Borrowed(text) => width(text),
        Cow::Owned(text) => width(&Zeroizing::new(text)),
    }
}

/// Breaks a line of a text where a row is full, until there are so many rows; one column stays free for the cursor.
fn wrap(text: &str, line: Range<usize>, columns: usize, at_most: usize, rows: &mut Vec<Range<usize>>) {
    let room = columns.saturating_sub(1).max(1);
    let mut row = line.start;
    while rows.len() < at_most {
        let end = row + full_row(&text[row..line.end], room);
        rows.push(row..end);
        if end == line.end {
            return;
        }
        row = end;
    }
}

/// Bytes of the first row of a text without line ends: as much as has room, and one character at least.
fn full_row(text: &str, room: usize) -> usize {
    let bytes = text.as_bytes();
    // Characters that take one column each, with nothing after them that could join the last one.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    if bytes.len() <= room && bytes.iter().all(is_plain) {
        return bytes.len();
    }
    if bytes.len() > room && bytes[..=room].iter().all(is_plain) {
        return room;
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let needed = wide(grapheme);
        if used + needed > room && used > 0 {
            return at;
        }
        used += needed;
    }
    text.len()
}

/// The row that the cursor stands in.
fn row_of(rows: &[Range<usize>], at: usize) -> usize {
    rows.iter().rposition(|row| row.start <= at).unwrap_or(0)
}
