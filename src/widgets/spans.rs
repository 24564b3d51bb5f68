//! Lines made of pieces, cut to their room by display width, never by bytes.

use crate::domain::visible;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A piece of a line with its style.
pub type Piece<'a> = (Cow<'a, str>, Style);

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text with spaces behind it up to this many columns: for columns that stand under each other.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, or its beginning with `…` when it is wider than its room.
pub(super) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    if room == 0 {
        return Cow::Borrowed("");
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > room - 1 {
            break;
        }
        used += wide;
        kept.push_str(grapheme);
    }
    kept.push('…');
    Cow::Owned(kept)
}

/// Draws pieces one after the other into one row; what has no room is cut with `…`. Hidden characters become
/// visible symbols. Answers with the column after the last one.
pub fn line<'a>(pieces: impl IntoIterator<Item = Piece<'a>>, area: Rect, buf: &mut Buffer) -> u16 {
    if area.height == 0 {
        return area.x;
    }
    let mut x = area.x;
    for (text, style) in pieces {
        let room = usize::from(area.right().saturating_sub(x));
        if room == 0 && !text.is_empty() && x > area.x {
            // Nobody shall take a part for all of it.
            buf.set_stringn(x - 1, area.y, "…", 1, style);
        }
        if room == 0 {
            break;
        }
        let text = visible(&text);
        (x, _) = buf.set_stringn(x, area.y, cut(&text, room), room, style);
    }
    x
}

/// Draws pieces like [`line()`], and a note at the right end of the row, which keeps its room.
pub fn noted<'a>(
    pieces: impl IntoIterator<Item = Piece<'a>>,
    (note, style): Piece<'a>,
    area: Rect,
    buf: &mut Buffer,
) {
    let wide = u16::try_from(width(&note)).unwrap_or(u16::MAX).min(area.width);
    let right = Rect { x: area.right() - wide, width: wide, ..area };
    let gap = u16::from(wide > 0);
    line(pieces, Rect { width: (area.width - wide).saturating_sub(gap), ..area }, buf);
    line([(note, style)], right, buf);
}

/// A text as pieces, with the characters at these places (counted from 0) lit.
pub fn lit<'a>(text: &'a str, at: &[usize], plain: Style, light: Style) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut start = 0;
    let ends = text.char_indices().map(|(byte, _)| byte).skip(1).chain([text.len()]);
    let mut is_lit = at.contains(&0);
    for (next, end) in (1..).zip(ends) {
        let is_next_lit = at.contains(&next);
        if is_next_lit != is_lit || end == text.len() {
            pieces.push((text[start..end].into(), if is_lit { light } else { plain }));
            (start, is_lit) = (end, is_next_lit);
        }
    }
    pieces
}

/// Draws text over several rows, breaking at line ends and where a row is full; answers with the rows used and
/// whether all of it found room.
pub fn wrapped(text: &str, style: Style, area: Rect, buf: &mut Buffer) -> (u16, bool) {
    wrapped_from(text, 0, style, area, buf)
}

/// Draws text like [`wrapped`], without its first rows.
pub fn wrapped_from(text: &str, first: usize, style: Style, area: Rect, buf: &mut Buffer) -> (u16, bool) {
    let room = usize::from(area.width);
    if room == 0 {
        return (0, text.is_empty());
    }
    let (mut y, mut index, mut is_whole) = (area.y, 0, true);
    each_row(text, room, |row| {
        index += 1;
        if index <= first {
            return true;
        }
        is_whole = y < area.bottom();
        if is_whole {
            buf.set_stringn(area.x, y, row, room, style);
            y += 1;
        }
        is_whole
    });
    (y - area.y, is_whole)
}

/// Rows that [`wrapped`] takes for a text in this many columns.
pub fn rows_needed(text: &str, room: usize) -> usize {
    let mut rows = 0;
    if room > 0 {
        each_row(text, room, |_| {
            rows += 1;
            true
        });
    }
    rows
}

/// Calls for each row of a text in this many columns, until the answer is no.
fn each_row(text: &str, room: usize, mut with: impl FnMut(&str) -> bool) {
    for text_line in text.lines() {
        let text_line = visible(text_line);
        let mut rest: &str = &text_line;
        loop {
            let mut end = 0;
            let mut used = 0;
            for (at, grapheme) in rest.grapheme_indices(true) {
                let wide = width(grapheme);
                if used + wide > room {
                    break;
                }
                used += wide;
                end = at + grapheme.len();
            }
            let taken = if end == 0 { rest.len() } else { end };
            if !with(&rest[..taken]) {
                return;
            }
            rest = &rest[taken..];
            if rest.is_empty() {
                break;
            }
        }
    }
}

/// Draws prose: broken between words, its own line ends kept; answers like [`wrapped`].
pub fn prose(text: &str, style: Style, area: Rect, buf: &mut Buffer) -> (u16, bool) {
    let (rows, is_whole) = wrapped(&in_rows(text, area.width), style, area, buf);
    if !is_whole && !area.is_empty() {
        // Nobody shall take a part for all of it.
        buf.set_stringn(area.right() - 1, area.bottom() - 1, "…", 1, style);
    }
    (rows, is_whole)
}

/// Draws prose without its first rows; answers with the rows used.
pub fn prose_from(text: &str, first: usize, style: Style, area: Rect, buf: &mut Buffer) -> u16 {
    wrapped_from(&in_rows(text, area.width), first, style, area, buf).0
}

/// Rows that [`prose`] takes for a text in this many columns.
pub fn prose_rows(text: &str, room: u16) -> usize {
    rows_needed(&in_rows(text, room), usize::from(room))
}

fn in_rows(text: &str, room: u16) -> String {
    let lines: Vec<String> = text.lines().map(|line| broken(line, usize::from(room))).collect();
    lines.join("\n")
}

/// The text with line ends put between words, so that no line is wider than its room unless one word is.
fn broken(text: &str, room: usize) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = width(word);
        if used > 0 && used + 1 + wide > room {
            broken.push('\n');
            used = 0;
        } else if used > 0 {
            broken.push(' ');
            used += 1;
        }
        broken.push_str(word);
        used += wide;
    }
    broken
}

/// What remains of an area below its first rows.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}
