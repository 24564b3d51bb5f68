//! Draws the two versions, every field with its mask and fate, and below them what is revealed.

use super::{Comparing, State};
use crate::domain::{Diff, Fate, Fingerprint, MASK, VersionInfo};
use crate::message::Key;
use crate::overlays::keys::draw_hints;
use crate::panes::{Lease, Reveal, ViewCx};
use crate::theme::Role;
use crate::widgets::{below, line, popup, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows besides the fields: two versions, the sum, a space, a space, the keys.
const AROUND: usize = 6;
/// Most rows for what is revealed: two values of a few lines.
const VALUES: u16 = 8;
/// Columns of the number of a version.
const VERSION: u16 = 5;
/// Columns of the whole, where there is room.
const WIDE: u16 = 92;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    // What is revealed takes the place of the labels.
    let labels =
        if is_revealing(state) { 0 } else { state.diff.as_ref().map_or(0, |diff| diff.labels.len()) };
    let natural = u16::try_from(state.fields().len() + labels + AROUND).unwrap_or(u16::MAX);
    let values = values_rows(state, WIDE.min(area.width).saturating_sub(4));
    let high = natural.saturating_add(values + 2).min(area.height.saturating_sub(2));
    let title = format!("Compare {}", state.start.at.path);
    let inner = popup(&title, (WIDE, high), cx.theme, area, buf);
    let keys = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
    let mut left = Rect { height: inner.height.saturating_sub(1), ..inner };
    let prints = state.diff.as_ref().map(|diff| [diff.prints.0, diff.prints.1]);
    for (index, version) in [&state.start.older, &state.start.newer].into_iter().enumerate() {
        // What the store keeps itself comes first.
        let print = version.fingerprint.or(prints.map(|prints| prints[index]));
        draw_version(version, print, cx, left, buf);
        left = below(left, 1);
    }
    match (&state.diff, &state.error) {
        (_, Some(error)) => {
            let hint = error.hint_in_console().map(|hint| format!("\n{hint}")).unwrap_or_default();
            prose(&format!("{error}.{hint}"), cx.style(Role::Bad), below(left, 1), buf);
        }
        (None, None) => {
            line([("Comparing …".into(), cx.style(Role::Dim))], below(left, 1), buf);
        }
        (Some(diff), None) => {
            line([(sum(diff).into(), cx.style(Role::Title))], left, buf);
            draw_fields(state, diff, cx, below(left, 2), buf);
        }
    }
    draw_keys(state, cx, keys, buf);
}

fn draw_version(
    version: &VersionInfo,
    print: Option<Fingerprint>,
    cx: &ViewCx<'_>,
    row: Rect,
    buf: &mut Buffer,
) {
    let print = print.map(|print| format!("  {print}")).unwrap_or_default();
    let author = version.author.as_deref().map(|author| format!("  {author}")).unwrap_or_default();
    let pieces = [
        (format!("{:<5}", format!("v{}", version.number)).into(), cx.style(Role::Accent)),
        (format!("{:<11}", version.state.as_str()).into(), cx.style(Role::Text)),
        (format!("{:>4}", version.created.ago(cx.now.wall)).into(), cx.style(Role::Dim)),
        (format!("{print}{author}").into(), cx.style(Role::Dim)),
    ];
    line(pieces, row, buf);
}

/// The kind, and how much differs.
fn sum(diff: &Diff) -> String {
    let (old, new) = diff.kinds;
    let kind = if old == new { old.to_string() } else { format!("{old} → {new}") };
    let count = diff.fields.len();
    let differing = diff.fields.iter().filter(|(_, fate)| *fate != Fate::Same).count();
    match (differing, diff.is_empty()) {
        (_, true) => format!("{kind} · same content"),
        (0, false) => format!("{kind} · the fields are the same"),
        (1, _) if count == 1 => format!("{kind} · its one field differs"),
        (1, _) => format!("{kind} · 1 of {count} fields differs"),
        (many, _) => format!("{kind} · {many} of {count} fields differ"),
    }
}

fn draw_fields(state: &State, diff: &Diff, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let all = u16::try_from(diff.fields.len()).unwrap_or(u16::MAX);
    // While values are shown the list gives way to them, down to the row under the cursor and its neighbours.
    let most = match values_rows(state, area.width) {
        0 => area.height,
        values => area.height.saturating_sub(values).max(area.height / 3).max(1),
    };
    let list = Rect { height: all.min(most), ..area };
    let names = diff.fields.iter().chain(&diff.labels).map(|(name, _)| width(name));
    let column = names.max().unwrap_or(0).min(usize::from(area.width) / 2) + 2;
    rows(diff.fields.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
        let (name, fate) = &diff.fields[index];
        draw_row(name, *fate, MASK, column, cx, row, buf);
    });
    let left = below(area, list.height);
    if is_revealing(state) {
        draw_values(state, cx, below(left, 1), buf);
        return;
    }
    for (row, (name, fate)) in diff.labels.iter().enumerate() {
        let row = below(left, u16::try_from(row).unwrap_or(u16::MAX));
        draw_row(name, *fate, "label", column, cx, row, buf);
    }
}

fn draw_row(name: &str, fate: Fate, what: &str, column: usize, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let role = match fate {
        Fate::Same => Role::Dim,
        Fate::Changed => Role::Warning,
        Fate::Added => Role::Good,
        Fate::Removed => Role::Bad,
    };
    let x = line(
        [
            (format!("{} ", fate.sign()).into(), cx.style(role)),
            (name.to_owned().into(), cx.style(Role::FieldName)),
        ],
        Rect { width: row.width.min(u16::try_from(column).unwrap_or(u16::MAX)), ..row },
        buf,
    );
    let x = x.max(row.x.saturating_add(u16::try_from(column + 2).unwrap_or(u16::MAX)));
    let rest = Rect { x, width: row.right().saturating_sub(x), ..row };
    let pieces =
        [(format!("{what:<10}").into(), cx.style(Role::Mask)), (fate.as_str().into(), cx.style(role))];
    line(pieces, rest, buf);
}

fn is_revealing(state: &State) -> bool {
    state.shows() || state.older.is_asked() || state.newer.is_asked()
}

/// Rows for both sides of the revealed field with a space before them; none while nothing is revealed.
fn values_rows(state: &State, width: u16) -> u16 {
    if !is_revealing(state) {
        return 0;
    }
    let beside = Lease::beside_seconds(Rect { width: width.saturating_sub(VERSION), height: 1, x: 0, y: 0 });
    let rows = |side: &Reveal<String>| match side.shown() {
        Some((_, lease)) if !lease.is_line(beside.width) => lease.rows(width).saturating_add(1),
        _ => 1,
    };
    rows(&state.older).saturating_add(rows(&state.newer)).saturating_add(1).min(VALUES)
}

/// Both sides of the revealed field, each with its version and seconds.
fn draw_values(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let sides = [(&state.older, &state.start.older), (&state.newer, &state.start.newer)];
    let mut left = area;
    for (index, (side, version)) in sides.into_iter().enumerate() {
        // The older side takes half at most, and leaves what it does not need.
        let room = if index == 0 { (left.height / 2).max(1) } else { left.height };
        let used = draw_side(side, version, cx, Rect { height: room.min(left.height), ..left }, buf);
        left = below(left, used);
    }
}

fn draw_side(
    side: &Reveal<String>,
    version: &VersionInfo,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    let head = Rect { height: area.height.min(1), ..area };
    let x =
        line([(format!("{:<5}", format!("v{}", version.number)).into(), cx.style(Role::Accent))], head, buf);
    let beside = Rect { x, width: head.right().saturating_sub(x), ..head };
    let Some((_, lease)) = side.shown() else {
        let text = if side.is_asked() { "reading …" } else { "does not have it" };
        line([(text.into(), cx.style(Role::Dim))], beside, buf);
        return 1;
    };
    lease.draw_seconds(cx, head, buf);
    let beside = Lease::beside_seconds(beside);
    if lease.is_line(beside.width) {
        lease.draw("", cx, beside, buf);
        return 1;
    }
    let own = [Key::char('r')];
    let key = cx.shared.keymap.keys("versions.reveal", &own).first().map(ToString::to_string);
    let more = key.map(|key| format!(" · {key} in Versions shows all")).unwrap_or_default();
    1 + lease.draw(&more, cx, below(area, 1), buf)
}

fn draw_keys(state: &State, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let verbs =
        [("compare.down compare.up", "move"), ("compare.reveal", "reveal both"), ("compare.close", "close")];
    draw_hints::<Comparing>(state, &verbs, cx, row, buf);
}
