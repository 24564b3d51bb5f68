//! Draws what differs as a table of words, and below it the three values of the row under the cursor, masked.

use super::{Row, Side, State};
use crate::domain::{Field, MASK, Shape};
use crate::message::{Conflict, Draft};
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{below, line, popup, prose, rows, rows_needed, width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the whole, where there is room.
const WIDE: u16 = 88;
/// Columns of `base`, `theirs` and `yours`.
const SIDE: u16 = 10;
/// Rows that one revealed value may take, where there is room.
const TALLEST: u16 = 8;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let Some(conflict) = &state.conflict else { return };
    let count = u16::try_from(state.rows.len()).unwrap_or(u16::MAX).max(1);
    let row = state.rows.get(state.cursor.0);
    let values = row.map_or(3, |row| values_rows(state, conflict, row, WIDE.min(area.width)));
    let height = count.saturating_add(values + 9);
    let title = format!("Conflict: {}", conflict.at.path);
    let inner = popup(&title, (WIDE, height), cx.theme, area, buf);
    let intro = format!(
        "Someone wrote version {} while you were editing; nothing was written yet. \
         Choose what is kept, then save again.",
        conflict.version
    );
    let (used, _) = prose(&intro, cx.style(Role::Dim), inner, buf);
    let left = below(inner, used + 1);
    // The values and the hints below them keep their room; the table scrolls.
    let table = count.saturating_add(1).min(left.height.saturating_sub(6).max(2));
    draw_table(state, cx, Rect { height: table.min(left.height), ..left }, buf);
    let left = below(left, table + 1);
    let hints = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
    let values = Rect { height: left.height.saturating_sub(1), ..left };
    if let Some(row) = row {
        draw_values(state, conflict, row, cx, values, buf);
    }
    draw_hints(state, cx, hints, buf);
}

fn draw_table(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if state.rows.is_empty() {
        line([("both are the same as before".into(), cx.style(Role::Dim))], area, buf);
        return;
    }
    let names = state.rows.iter().map(|row| width(&name(row)) + 2).max().unwrap_or(0);
    let room = area.width.saturating_sub(4 * SIDE);
    let first = u16::try_from(names).unwrap_or(u16::MAX).clamp(8, room.max(8));
    let dim = cx.style(Role::Dim);
    cells(["", "base", "theirs", "yours", "keep"].map(|text| (text.into(), dim)), first, area, buf);
    rows(state.rows.len(), state.cursor, true, cx.theme, below(area, 1), buf, |index, place, buf| {
        let row = &state.rows[index];
        let role = |change: super::merge::Change| match change {
            super::merge::Change::Same => Role::Dim,
            _ => Role::Text,
        };
        let (keep, keep_role) = match row.keep {
            _ if row.is_agreed => ("both same", Role::Dim),
            Some(Side::Theirs) => ("‹ theirs", Role::Good),
            Some(Side::Yours) => ("yours ›", Role::Good),
            None => ("‹ choose ›", Role::Warning),
        };
        let base = if row.was_there { MASK } else { "-" };
        let all = [
            (name(row), cx.style(Role::FieldName)),
            (base.into(), cx.style(Role::Mask)),
            (row.theirs.as_str().into(), cx.style(role(row.theirs))),
            (row.yours.as_str().into(), cx.style(role(row.yours))),
            (keep.into(), cx.style(keep_role)),
        ];
        cells(all, first, place, buf);
    });
}

fn cells(all: [(String, ratatui::style::Style); 5], first: u16, area: Rect, buf: &mut Buffer) {
    let mut x = area.x;
    for (index, (text, style)) in all.into_iter().enumerate() {
        let wide = if index == 0 { first } else { SIDE };
        // One column stays free between two cells; the last may take what is left.
        let end = if index == 4 { area.right() } else { (x + wide).saturating_sub(1).min(area.right()) };
        line([(text.into(), style)], Rect { x, width: end.saturating_sub(x), height: 1, ..area }, buf);
        x = (x + wide).min(area.right());
    }
}

fn name(row: &Row) -> String {
    if row.is_label { format!("label {}", row.name) } else { row.name.clone() }
}

/// The three values of a row: labels as they are, fields masked unless they are revealed.
fn draw_values(state: &State, conflict: &Conflict, row: &Row, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let mut left = area;
    let sides = [("base", &conflict.base), ("theirs", &conflict.theirs), ("yours", &conflict.yours)];
    for (index, (side, draft)) in (0_u16..).zip(sides) {
        // Those that follow keep a row each.
        let room = left.height.saturating_sub(2 - index).min(TALLEST);
        let place = Rect { height: room, ..left };
        line([(side.into(), cx.style(Role::Dim))], place, buf);
        let value = Rect { x: place.x + 8.min(place.width), width: place.width.saturating_sub(14), ..place };
        let used = draw_value(draft, row, state.shown_until.is_some(), cx, value, buf);
        if let Some(end) = state.shown_until.filter(|_| index == 0) {
            let seconds = format!("{:>4}s", cx.now.seconds_to(end));
            let right = Rect { x: value.right(), width: area.right().saturating_sub(value.right()), ..place };
            line([(seconds.into(), cx.style(Role::Countdown))], right, buf);
        }
        left = below(left, used.max(1));
    }
}

/// Rows that the three values take together.
fn values_rows(state: &State, conflict: &Conflict, row: &Row, width: u16) -> u16 {
    if state.shown_until.is_none() || row.is_label {
        return 3;
    }
    // Beside a value are the frame, the name of its side and the seconds.
    let room = usize::from(width.saturating_sub(4 + 14));
    let rows = |draft: &Draft| {
        let rows =
            draft.fields.field(&row.name).map(|field| with_text(field, |text| rows_needed(text, room)));
        rows.unwrap_or(1).clamp(1, usize::from(TALLEST))
    };
    let all: usize = [&conflict.base, &conflict.theirs, &conflict.yours].map(rows).iter().sum();
    u16::try_from(all).unwrap_or(u16::MAX)
}

/// Hands out a value as it is shown.
fn with_text<T>(field: &Field, with: impl FnOnce(&str) -> T) -> T {
    field.value.expose(|bytes| match field.shape {
        Shape::Binary => with(&Field::base64(bytes)),
        _ => with(std::str::from_utf8(bytes).unwrap_or("(not text)")),
    })
}

fn draw_value(
    draft: &Draft,
    row: &Row,
    is_shown: bool,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    if row.is_label {
        let text = draft.labels.get(&row.name).map_or("-", String::as_str);
        line([(text.into(), cx.style(Role::Text))], area, buf);
        return 1;
    }
    let Some(field) = draft.fields.field(&row.name) else {
        line([("-".into(), cx.style(Role::Dim))], area, buf);
        return 1;
    };
    if !is_shown {
        line([(MASK.into(), cx.style(Role::Mask))], area, buf);
        return 1;
    }
    with_text(field, |text| {
        let (used, is_whole) = wrapped(text, cx.style(Role::Revealed), area, buf);
        if !is_whole && area.height > 0 {
            let last = Rect { y: area.bottom() - 1, height: 1, x: area.right(), width: 2 };
            line([(" …".into(), cx.style(Role::Warning))], last, buf);
        }
        used
    })
}

fn draw_hints(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if let Some(error) = &state.error {
        line([(error.as_str().into(), cx.style(Role::Bad))], area, buf);
        return;
    }
    let mut pieces = Vec::new();
    match state.open() {
        0 => {
            pieces.push(("⏎".into(), cx.style(Role::Key)));
            pieces.push((" take it  ".into(), cx.style(Role::Dim)));
        }
        open => pieces.push((format!("{open} to choose  ").into(), cx.style(Role::Warning))),
    }
    for (key, help) in [("←", "theirs"), ("→", "yours"), ("r", "reveal"), ("esc", "back")] {
        pieces.push((key.into(), cx.style(Role::Key)));
        pieces.push((format!(" {help}  ").into(), cx.style(Role::Dim)));
    }
    line(pieces, area, buf);
}
