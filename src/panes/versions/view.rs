//! Draws the versions, newest first.

use super::State;
use crate::domain::{VersionInfo, VersionState};
use crate::panes::ViewCx;
use crate::provider::Ability;
use crate::theme::Role;
use crate::widgets::{frame, line, prose, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let count = state.versions.len();
    let note = if count > 0 { count.to_string() } else { String::new() };
    let inner = frame("5 Versions", &note, cx.is_focused, cx.theme, area, buf);
    let text = match (&state.at, &state.error, cx.shared.can().why_not(Ability::Versions)) {
        (Some(_), _, Some(reason)) => Some(reason.to_owned()),
        (Some(_), Some(error), None) => Some(error.to_string()),
        (Some(_), None, None) if count == 0 => Some("Reading …".into()),
        _ => None,
    };
    if let Some(text) = text {
        prose(&text, cx.style(Role::Dim), inner, buf);
        return;
    }
    rows(count, state.cursor, cx.is_focused, cx.theme, inner, buf, |index, row, buf| {
        draw_version(&state.versions[index], cx, row, buf);
    });
}

fn draw_version(version: &VersionInfo, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let role = match version.state {
        VersionState::Current => Role::Good,
        VersionState::Superseded => Role::Text,
        VersionState::Deleted => Role::Warning,
        VersionState::Destroyed => Role::Disabled,
    };
    let fingerprint = version.fingerprint.map(|print| print.to_string()).unwrap_or_default();
    let author = version.author.as_deref().unwrap_or_default();
    let pieces = [
        (format!("{:>3} ", version.number).into(), cx.style(Role::Text)),
        (format!("{:<10} ", version.state.as_str()).into(), cx.style(role)),
        (format!("{:>4}  ", version.created.ago(cx.now.wall)).into(), cx.style(Role::Dim)),
        (format!("{fingerprint}  ").into(), cx.style(Role::Dim)),
        (author.to_owned().into(), cx.style(Role::Dim)),
    ];
    line(pieces, row, buf);
}
