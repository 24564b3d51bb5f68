//! Draws fields as masks of one width, the revealed one with its countdown, and the labels.

use super::{Lease, State};
use crate::domain::{MASK, Shape, Timestamp};
use crate::panes::ViewCx;
use crate::provider::Outline;
use crate::theme::Role;
use crate::widgets::{below, frame, line, prose, width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let note = state.outline.as_ref().map(|outline| note(outline, cx.now.wall)).unwrap_or_default();
    let inner = frame("4 Detail", &note, cx.is_focused, cx.theme, area, buf);
    match (&state.outline, &state.error, &state.at) {
        (Some(outline), _, _) => draw_outline(state, outline, cx, inner, buf),
        (None, Some(error), _) => {
            let text = format!("{error}.\n{}", error.hint().unwrap_or("R tries again"));
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
    format!("{}{version}{age}", outline.kind)
}

fn draw_outline(state: &State, outline: &Outline, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let mut left = area;
    if let Some(at) = &state.at {
        line([(at.path.as_str().into(), cx.style(Role::Accent))], left, buf);
        left = below(left, 1);
    }
    let names = outline.fields.iter().map(|field| width(&field.name));
    let column = u16::try_from(names.max().unwrap_or(0)).unwrap_or(u16::MAX).min(area.width / 2) + 2;
    // The cursor's field is always in sight: fields above it are scrolled away when there are too many.
    let room = usize::from(left.height);
    let top = (state.cursor.0 + 1).saturating_sub(room.saturating_sub(2).max(1));
    for (index, field) in outline.fields.iter().enumerate().skip(top) {
        if left.height == 0 {
            return;
        }
        let row = Rect { height: 1, ..left };
        line([(field.name.as_str().into(), cx.style(Role::FieldName))], Rect { width: column, ..row }, buf);
        let value = Rect { x: row.x + column, width: row.width.saturating_sub(column), ..row };
        let lease = state.lease.as_ref().filter(|lease| lease.field == field.name);
        let mut used = 1;
        match lease {
            Some(lease) => used += draw_lease(lease, value, below(left, 1), cx, buf),
            None => {
                let mut pieces = vec![(MASK.into(), cx.style(Role::Mask))];
                if let Some(note) = &field.note {
                    pieces.push((format!("  {note}").into(), cx.style(Role::Dim)));
                } else if field.shape != Shape::Text {
                    let shape = if field.shape == Shape::Json { "  json" } else { "  binary" };
                    pieces.push((shape.into(), cx.style(Role::Dim)));
                }
                line(pieces, value, buf);
            }
        }
        if index == state.cursor.0 && cx.is_focused && lease.is_none() {
            buf.set_style(row, cx.style(Role::Cursor));
        }
        left = below(left, used);
    }
    draw_labels(outline, cx, below(left, 1), buf);
}

/// Draws the value beside its name when it is one line that fits, else over the rows below; answers with the rows
/// used below.
fn draw_lease(lease: &Lease, beside: Rect, under: Rect, cx: &ViewCx<'_>, buf: &mut Buffer) -> u16 {
    let countdown = format!(" {}s", lease.seconds(cx.now));
    let wide = u16::try_from(countdown.len()).unwrap_or(u16::MAX);
    let room = beside.width.saturating_sub(wide);
    let right = Rect { x: beside.x + room, width: beside.width - room, ..beside };
    line([(countdown.into(), cx.style(Role::Countdown))], right, buf);
    let style = cx.style(Role::Revealed);
    lease.value.expose(|bytes| {
        let encoded;
        let text = match lease.shape {
            Shape::Binary => {
                encoded = crate::domain::Field::base64(bytes);
                &*encoded
            }
            _ => std::str::from_utf8(bytes).unwrap_or("(not text)"),
        };
        if !text.contains('\n') && width(text) <= usize::from(room) {
            wrapped(text, style, Rect { width: room, ..beside }, buf);
            return 0;
        }
        // The last row says so when there was not enough room.
        let (rows, is_whole) = wrapped(text, style, under, buf);
        if !is_whole && under.height > 0 {
            let last = Rect { y: under.bottom() - 1, height: 1, ..under };
            buf.set_style(last, ratatui::style::Style::reset());
            let blank = " ".repeat(usize::from(last.width));
            line([(blank.into(), cx.style(Role::Text))], last, buf);
            line([("… y copies all of it".into(), cx.style(Role::Warning))], last, buf);
        }
        rows
    })
}

fn draw_labels(outline: &Outline, cx: &ViewCx<'_>, mut left: Rect, buf: &mut Buffer) {
    for (name, value) in &outline.secret.labels {
        if left.height == 0 {
            return;
        }
        let pieces = [
            (format!("{name}  ").into(), cx.style(Role::Dim)),
            (value.as_str().into(), cx.style(Role::Text)),
        ];
        line(pieces, left, buf);
        left = below(left, 1);
    }
}
