//! Draws what differs as a table of words, and below it the three values of the row under the cursor, masked.

use super::{Resolving, Row, Side, State};
use crate::domain::{Field, MASK, Shape};
use crate::message::{Conflict, Draft};
use crate::overlays::keys::{keyed, verb_hints};
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{Hint, below, hints, line, popup, prose, rows, rows_needed, width, wrapped_from};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of `base`, `theirs` and `yours`.
const SIDE: u16 = 10;
/// Rows that one revealed value may take, where there is room.
const TALLEST: u16 = 8;
/// Columns of the popup.
const WIDEST: u16 = 88;
/// Columns beside a value: those of its side and those of the countdown.
const BESIDE: u16 = 14;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let Some(conflict) = &state.conflict else { return };
    let count = u16::try_from(state.rows.len()).unwrap_or(u16::MAX).max(1);
    // As high as the longest of the three needs, so that no room stays empty.
    let rows_of_one = if state.shown_until.is_some() { pages(state, area).0 } else { 1 };
    let values = 3 * u16::try_from(rows_of_one).unwrap_or(u16::MAX).clamp(1, TALLEST);
    let height = count.saturating_add(values + 9);
    let title = format!("Conflict: {}", conflict.at.path);
    let inner = popup(&title, (WIDEST, height), cx.theme, area, buf);
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
    draw_hints(state, is_long(state, area), cx, hints, buf);
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
    // When not all have room, each gets the same.
    let share = if state.shown_until.is_some() { (area.height / 3).clamp(1, TALLEST) } else { 1 };
    let sides = [("base", &conflict.base), ("theirs", &conflict.theirs), ("yours", &conflict.yours)];
    for (index, (side, draft)) in sides.into_iter().enumerate() {
        let place = Rect { height: share.min(left.height), ..left };
        line([(side.into(), cx.style(Role::Dim))], place, buf);
        let value =
            Rect { x: place.x + 8.min(place.width), width: place.width.saturating_sub(BESIDE), ..place };
        let used = draw_value(draft, row, state, cx, value, buf);
        if let Some(end) = state.shown_until.filter(|_| index == 0) {
            let seconds = format!("{:>3}s", cx.now.seconds_to(end));
            // Beside the sign that tells of more above.
            let x = (value.right() + 2).min(area.right());
            let right = Rect { x, width: area.right().saturating_sub(x), ..place };
            line([(seconds.into(), cx.style(Role::Countdown))], right, buf);
        }
        left = below(left, used.max(1));
    }
}

fn draw_value(draft: &Draft, row: &Row, state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    if row.is_label {
        let text = draft.labels.get(&row.name).map_or("-", String::as_str);
        line([(text.into(), cx.style(Role::Text))], area, buf);
        return 1;
    }
    let Some(field) = draft.fields.field(&row.name) else {
        line([("-".into(), cx.style(Role::Dim))], area, buf);
        return 1;
    };
    if state.shown_until.is_none() {
        line([(MASK.into(), cx.style(Role::Mask))], area, buf);
        return 1;
    }
    as_text(field, |text| {
        let rows = rows_needed(text, usize::from(area.width));
        let top = state.top.0.min(rows.saturating_sub(usize::from(area.height)));
        let (used, is_whole) = wrapped_from(text, top, cx.style(Role::Revealed), area, buf);
        // A long value fills its room, so that nothing moves while it is scrolled.
        for (is_more, y, sign) in
            [(top > 0, area.top(), " ↑"), (!is_whole, area.bottom().saturating_sub(1), " ↓")]
        {
            if is_more && area.height > 0 {
                let beside = Rect { x: area.right(), y, width: 2, height: 1 };
                line([(sign.into(), cx.style(Role::Warning))], beside, buf);
            }
        }
        used
    })
}

/// Lends a field as the text to be seen.
fn as_text<R>(field: &Field, with: impl FnOnce(&str) -> R) -> R {
    field.value.expose(|bytes| match field.shape {
        Shape::Binary => with(&Field::base64(bytes)),
        _ => with(std::str::from_utf8(bytes).unwrap_or("(not text)")),
    })
}

/// Whether one of the three values under the cursor has more rows than are seen of it.
pub(super) fn is_long(state: &State, area: Rect) -> bool {
    let (rows, page) = pages(state, area);
    rows > page
}

/// Rows of the longest of the three values under the cursor, and how many of them are seen at least.
pub(super) fn pages(state: &State, area: Rect) -> (usize, usize) {
    // The frame, the introduction, the table and the hints, with a free row between them.
    let others = u16::try_from(state.rows.len()).unwrap_or(u16::MAX).saturating_add(9);
    let page = usize::from((area.height.saturating_sub(others) / 3).clamp(1, TALLEST));
    let (Some(conflict), Some(row)) = (&state.conflict, state.rows.get(state.cursor.0)) else {
        return (0, page);
    };
    // The frame and a column on each side.
    let room = usize::from(WIDEST.min(area.width).saturating_sub(4 + BESIDE));
    let drafts = [&conflict.base, &conflict.theirs, &conflict.yours].into_iter();
    let fields = drafts.filter_map(|draft| draft.fields.field(&row.name)).filter(|_| !row.is_label);
    (fields.map(|field| as_text(field, |text| rows_needed(text, room))).max().unwrap_or(0), page)
}

fn draw_hints(state: &State, is_long: bool, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if let Some(error) = &state.error {
        line([(keyed::<Resolving>(error, cx), cx.style(Role::Bad))], area, buf);
        return;
    }
    let mut pieces = Vec::new();
    match state.open() {
        0 => pieces.extend(verb_hints::<Resolving>(state, &[("conflict.take", "take it")], cx)),
        open => pieces.push(Hint {
            key: open.to_string().into(),
            help: "to choose",
            key_style: cx.style(Role::Warning),
            help_style: cx.style(Role::Warning),
            is_kept: true,
        }),
    }
    if is_long && state.shown_until.is_some() {
        pieces.extend(verb_hints::<Resolving>(
            state,
            &[("conflict.half-down conflict.half-up", "scroll")],
            cx,
        ));
    }
    let verbs = [
        ("conflict.theirs", "theirs"),
        ("conflict.yours", "yours"),
        ("conflict.reveal", "reveal"),
        ("conflict.back", "back"),
    ];
    pieces.extend(verb_hints::<Resolving>(state, &verbs, cx));
    hints(pieces, area, buf);
}
