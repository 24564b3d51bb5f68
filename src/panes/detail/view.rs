//! Draws fields as masks of one width, the revealed one with its countdown, and the labels.

use super::State;
use crate::domain::{MASK, Shape, Timestamp, ends_in};
use crate::panes::{Lease, ViewCx};
use crate::provider::{FieldOutline, Outline};
use crate::theme::Role;
use crate::widgets::{Step, Unseen, below, frame, line, prose, prose_rows, width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};

/// Columns between a mask and a note.
const NOTE_GAP: usize = 2;
/// In place of fields that nobody has asked for.
const UNREAD: &str = "The names of its fields come with their values, which are not read unasked: r reveals, y copies, e edits.";
/// Rows that a note takes at most.
const MOST_NOTE_ROWS: u16 = 3;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let note = state.outline.as_ref().map(|outline| note(outline, cx.now.wall)).unwrap_or_default();
    let inner = frame("4 Detail", &note, cx.is_focused, cx.theme, area, buf);
    match (&state.outline, &state.error, &state.at) {
        (Some(outline), _, _) => draw_outline(state, outline, cx, inner, buf),
        (None, Some(error), _) => {
            let text = format!("{error}.\n{}", error.hint_in_console().unwrap_or("R tries again"));
            prose(&text, cx.style(Role::Dim), inner, buf);
        }
        (None, None, Some(_)) => {
            wrapped("Reading …", cx.style(Role::Dim), inner, buf);
        }
        (None, None, None) => {
            wrapped("No secret is selected.", cx.style(Role::Dim), inner, buf);
        }
    }
}

fn note(outline: &Outline, now: Timestamp) -> String {
    let version = outline.secret.version.map(|version| format!(" v{version}")).unwrap_or_default();
    let age = outline.secret.updated.map(|at| format!(" {}", at.ago(now))).unwrap_or_default();
    let ends = outline.ends.map(|at| format!(" · {}", ends_in(at, now))).unwrap_or_default();
    format!("{}{version}{age}{ends}", outline.kind)
}

/// Where the fields are.
struct Places {
    /// Columns of the names.
    names: u16,
    /// The first field that is shown.
    top: usize,
    /// The rows of each field while it is masked.
    heights: Vec<u16>,
    /// The rows of the fields.
    fields: Rect,
}

impl Places {
    fn of(state: &State, outline: &Outline, inner: Rect) -> Self {
        let fields = below(inner, u16::from(state.at.is_some()));
        // Labels stand in the same columns.
        let labels = outline.secret.labels.keys().map(|name| width(name));
        let names = outline.fields.iter().map(|field| width(&field.name)).chain(labels);
        let names = u16::try_from(names.max().unwrap_or(0)).unwrap_or(u16::MAX).min(fields.width / 2) + 2;
        let mut places = Self { names, top: state.cursor.0, heights: Vec::new(), fields };
        let beside = places.beside(fields).width;
        let high =
            |field: &FieldOutline| 1 + if is_revealed(state, field) { 0 } else { note_rows(field, beside) };
        places.heights = outline.fields.iter().map(high).collect();
        // The cursor's field is always in sight: fields above it are scrolled away when there are too many.
        let room = fields.height.saturating_sub(2).max(1);
        let above = &places.heights[..places.top.min(places.heights.len())];
        let mut used = places.heights.get(places.top).copied().unwrap_or(1);
        for high in above.iter().rev() {
            used += high;
            if used > room {
                break;
            }
            places.top -= 1;
        }
        // A value that is long gets all the room there is.
        if let Some((index, lease)) = revealed(state, outline)
            && lease.rows(fields.width) > places.under(index).height
            && !lease.is_line(Lease::beside_seconds(places.beside(fields)).width)
        {
            places.top = index;
        }
        places
    }

    /// The rows below the name of a field.
    fn under(&self, index: usize) -> Rect {
        let before = self.heights.get(self.top..index).unwrap_or_default().iter().sum::<u16>();
        below(self.fields, before + 1)
    }

    /// The place of a value beside its name in this row.
    fn beside(&self, row: Rect) -> Rect {
        let width = row.width.saturating_sub(self.names);
        Rect { x: row.x + self.names, width, height: row.height.min(1), ..row }
    }
}

/// Rows below a mask for a note that finds no room beside it.
fn note_rows(field: &FieldOutline, beside: u16) -> u16 {
    let Some(note) = &field.note else { return 0 };
    if width(MASK) + NOTE_GAP + width(note) <= usize::from(beside) {
        return 0;
    }
    u16::try_from(prose_rows(note, beside)).unwrap_or(u16::MAX).min(MOST_NOTE_ROWS)
}

fn is_revealed(state: &State, field: &FieldOutline) -> bool {
    state.reveal.lease(&field.name).is_some()
}

/// The field that was drawn in this row of the screen.
pub(super) fn field_at(state: &State, row: u16, area: Rect) -> Option<usize> {
    let outline = state.outline.as_ref()?;
    let places = Places::of(state, outline, area.inner(Margin::new(1, 1)));
    let mut end = places.fields.y;
    // Below a revealed value everything has moved, and a press there hides it anyway.
    let mut shown =
        (places.top..outline.fields.len()).filter(|_| row >= places.fields.y && row < places.fields.bottom());
    shown.find(|index| {
        end += places.heights[*index];
        row < end
    })
}

/// The revealed field.
fn revealed<'s>(state: &'s State, outline: &Outline) -> Option<(usize, &'s Lease)> {
    let (field, lease) = state.reveal.shown()?;
    Some((outline.fields.iter().position(|shown| shown.name == *field)?, lease))
}

/// Moves within a revealed value that has more rows than there is room; false when there is none.
pub(super) fn scroll(state: &mut State, step: Step, area: Rect) -> bool {
    let inner = area.inner(Margin::new(1, 1));
    let Some(outline) = &state.outline else { return false };
    let Some((index, lease)) = revealed(state, outline) else { return false };
    let places = Places::of(state, outline, inner);
    if lease.is_line(Lease::beside_seconds(places.beside(inner)).width) {
        return false;
    }
    let under = places.under(index);
    state.reveal.scroll(step, under)
}

fn draw_outline(state: &State, outline: &Outline, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if let Some(at) = &state.at {
        line([(at.path.as_str().into(), cx.style(Role::Accent))], area, buf);
    }
    let places = Places::of(state, outline, area);
    let mut left = places.fields;
    let mut seen = 0;
    for (index, field) in outline.fields.iter().enumerate().skip(places.top) {
        if left.height == 0 {
            break;
        }
        seen += 1;
        let row = Rect { height: 1, ..left };
        let name = Rect { width: places.names, ..row };
        line([(field.name.as_str().into(), cx.style(Role::FieldName))], name, buf);
        let value = places.beside(row);
        let mut used = 1;
        match state.reveal.lease(&field.name) {
            Some(lease) => used += draw_lease(lease, value, below(left, 1), cx, buf),
            None => {
                let mut pieces = vec![(MASK.into(), cx.style(Role::Mask))];
                let rows = places.heights[index] - 1;
                used += rows;
                if state.reveal.awaits(&field.name) {
                    pieces.push(("  reading …".into(), cx.style(Role::Warning)));
                } else if let Some(note) = &field.note {
                    let style = cx.style(Role::Dim);
                    if rows == 0 {
                        pieces.push((format!("  {note}").into(), style));
                    } else {
                        let under = below(left, 1);
                        let under =
                            Rect { x: value.x, width: value.width, height: under.height.min(rows), ..under };
                        prose(note, style, under, buf);
                    }
                } else if field.shape.is_some_and(|shape| shape != Shape::Text) {
                    let shape = if field.shape == Some(Shape::Json) { "  json" } else { "  binary" };
                    pieces.push((shape.into(), cx.style(Role::Dim)));
                }
                line(pieces, value, buf);
                if index == state.cursor.0 && cx.is_focused {
                    buf.set_style(row, cx.style(Role::Cursor));
                }
            }
        }
        left = below(left, used);
    }
    if !outline.is_whole {
        let text = if state.reveal.is_asked() { "reading …" } else { UNREAD };
        let (rows, _) = prose(text, cx.style(Role::Dim), left, buf);
        left = below(left, rows);
    }
    seen += draw_labels(outline, places.names, cx, below(left, 1), buf);
    let all = outline.fields.len() + outline.secret.labels.len();
    let unseen = Unseen { above: places.top, below: all.saturating_sub(places.top + seen) };
    unseen.draw(cx.theme, area, buf);
}

/// Draws the value beside its name when it is one line that fits, else over the rows below; answers with the rows
/// used below.
fn draw_lease(lease: &Lease, beside: Rect, under: Rect, cx: &ViewCx<'_>, buf: &mut Buffer) -> u16 {
    lease.draw_seconds(cx, beside, buf);
    let beside = Lease::beside_seconds(beside);
    if lease.is_line(beside.width) {
        lease.draw("", cx, beside, buf);
        return 0;
    }
    let keys = if cx.is_focused { " · j k scroll · y copies all" } else { " · y copies all" };
    lease.draw(keys, cx, under, buf)
}

/// Draws as many labels as there is room for; answers with how many these are.
fn draw_labels(outline: &Outline, column: u16, cx: &ViewCx<'_>, mut left: Rect, buf: &mut Buffer) -> usize {
    let room = usize::from(left.height);
    for (name, value) in outline.secret.labels.iter().take(room) {
        let place = Rect { width: column.saturating_sub(1), ..left };
        line([(name.as_str().into(), cx.style(Role::Dim))], place, buf);
        let place = Rect { x: left.x + column, width: left.width - column, ..left };
        line([(value.as_str().into(), cx.style(Role::Text))], place, buf);
        left = below(left, 1);
    }
    outline.secret.labels.len().min(room)
}
