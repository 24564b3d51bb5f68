//! Draws what differs as a table of words, and below it the three values of the row under the cursor, masked.

use super::{Resolving, Row, Side, State};
use crate::domain::{Field, MASK, Shape};
use crate::message::{Conflict, Draft};
use crate::overlays::keys::{hints, keyed};
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{below, line, popup, prose, rows, width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of `base`, `theirs` and `yours`.
const SIDE: u16 = 10;
/// Rows that one revealed value may take, where there is room.
const TALLEST: u16 = 8;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let Some(conflict) = &state.conflict else { return };
    let count = u16::try_from(state.rows.len()).unwrap_or(u16::MAX).max(1);
    let values = if state.shown_until.is_some() { 3 * TALLEST } else { 3 };
    let height = count.saturating_add(values + 9);
    let title = format!("Conflict: {}", conflict.at.path);
    let inner = popup(&title, (88, height), cx.theme, area, buf);
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
    if let Some(row) = state.rows.get(state.cursor.0) {
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
    field.value.expose(|bytes| {
        let encoded;
        let text = match field.shape {
            Shape::Binary => {
                encoded = Field::base64(bytes);
                &*encoded
            }
            _ => std::str::from_utf8(bytes).unwrap_or("(not text)"),
        };
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
        line([(keyed::<Resolving>(error, cx), cx.style(Role::Bad))], area, buf);
        return;
    }
    let mut pieces = match state.open() {
        0 => hints::<Resolving>(&[("conflict.take", "take it")], cx),
        open => vec![(format!("{open} to choose").into(), cx.style(Role::Warning))],
    };
    pieces.push(("  ".into(), cx.style(Role::Dim)));
    let verbs = [
        ("conflict.theirs", "theirs"),
        ("conflict.yours", "yours"),
        ("conflict.reveal", "reveal"),
        ("conflict.back", "back"),
    ];
    pieces.extend(hints::<Resolving>(&verbs, cx));
    line(pieces, area, buf);
}
