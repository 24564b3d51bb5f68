//! Draws the versions, newest first, and the revealed value of one below them.

use super::State;
use crate::domain::{VersionInfo, VersionState};
use crate::panes::{Lease, ViewCx};
use crate::theme::Role;
use crate::widgets::{Step, below, frame, line, prose, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};

/// Columns that hold a whole fingerprint and who wrote; where there are fewer, its beginning tells enough.
const ROOMY: u16 = 46;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let count = state.versions.len();
    let note = if count > 0 { count.to_string() } else { String::new() };
    let inner = frame("5 Versions", &note, cx.is_focused, cx.theme, area, buf);
    let text = match (&state.at, &state.error, state.why_none(cx.shared)) {
        (_, _, Some(reason)) => Some(format!("{reason}.")),
        (Some(_), Some(error), None) => Some(error.to_string()),
        (Some(_), None, None) if count == 0 => Some("Reading …".into()),
        _ => None,
    };
    if let Some(text) = text {
        prose(&text, cx.style(Role::Dim), inner, buf);
        return;
    }
    let (list, under) = split(state, inner);
    let unseen = rows(count, state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
        draw_version(&state.versions[index], state, cx, row, buf);
    });
    unseen.draw(cx.theme, inner, buf);
    if let Some((number, lease)) = state.reveal.shown() {
        let head = Rect { height: under.height.min(1), ..under };
        lease.draw_seconds(cx, head, buf);
        let pieces = [
            (format!("v{number} ").into(), cx.style(Role::Accent)),
            (lease.field.as_str().into(), cx.style(Role::FieldName)),
        ];
        line(pieces, Lease::beside_seconds(head), buf);
        lease.draw(" · j k scroll", cx, below(under, 1), buf);
    }
}

/// The rows of the list, and those of a revealed value with its head.
fn split(state: &State, inner: Rect) -> (Rect, Rect) {
    let Some((_, lease)) = state.reveal.shown() else { return (inner, Rect::default()) };
    // The version under the cursor stays in sight, with one beside it where there is room.
    let most = inner.height.saturating_sub(if inner.height > 6 { 2 } else { 1 });
    let high = lease.rows(inner.width).saturating_add(1).min(most);
    let list = Rect { height: inner.height - high, ..inner };
    (list, below(inner, list.height))
}

/// The frame as if it held the list alone.
pub(super) fn frame_of_list(state: &State, area: Rect) -> Rect {
    let (_, under) = split(state, area.inner(Margin::new(1, 1)));
    Rect { height: area.height - under.height, ..area }
}

/// Moves within a revealed value that has more rows than there is room; false when there is none.
pub(super) fn scroll(state: &mut State, step: Step, area: Rect) -> bool {
    let (_, under) = split(state, area.inner(Margin::new(1, 1)));
    state.reveal.scroll(step, below(under, 1))
}

fn draw_version(version: &VersionInfo, state: &State, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let role = match version.state {
        VersionState::Current => Role::Good,
        VersionState::Superseded => Role::Text,
        VersionState::Deleted => Role::Warning,
        VersionState::Destroyed => Role::Disabled,
    };
    let mut fingerprint = version.fingerprint.map(|print| print.to_string()).unwrap_or_default();
    if row.width < ROOMY {
        fingerprint.truncate(8);
    }
    // What is gone by itself soon is what an operator looks for first.
    let ends = version.time_left(cx.now.wall).map(|left| format!("{left:<9} ")).unwrap_or_default();
    let author = version.author.as_deref().unwrap_or_default();
    let pieces = [
        (if state.mark == Some(version.number) { "*" } else { " " }.into(), cx.style(Role::Accent)),
        (format!("{:>2} ", version.number).into(), cx.style(Role::Text)),
        (format!("{:<10} ", version.state.as_str()).into(), cx.style(role)),
        (format!("{:>4}  ", version.created.ago(cx.now.wall)).into(), cx.style(Role::Dim)),
        (ends.into(), cx.style(Role::Warning)),
        (format!("{fingerprint}  ").into(), cx.style(Role::Dim)),
        if state.reveal.awaits(&version.number) {
            ("reading …".into(), cx.style(Role::Warning))
        } else {
            (author.to_owned().into(), cx.style(Role::Dim))
        },
    ];
    line(pieces, row, buf);
}
