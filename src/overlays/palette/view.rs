//! Draws the line with what it could mean below it.

use super::found::{Found, WORDS};
use super::{Palette, State};
use crate::message::Line;
use crate::overlays::keys::draw_hints;
use crate::panes::{Verb, ViewCx};
use crate::theme::Role;
use crate::widgets::{Piece, below, line, lit, popup, popup_room, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the names of verbs.
const NAMES: u16 = 22;

/// The size of the overlay in this room.
fn size(area: Rect) -> (u16, u16) {
    (78, area.height.saturating_sub(2).clamp(8, 20))
}

/// Where the list lies: below the line, above the keys.
pub(super) fn list(area: Rect) -> Rect {
    let list = below(popup_room(size(area), area), 1);
    Rect { height: list.height.saturating_sub(1), ..list }
}

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let (title, sign) = match state.kind {
        Line::Verb => ("Palette".to_owned(), ": "),
        Line::Path => (format!("Jump in {}", cx.shared.team), "→ "),
    };
    let inner = popup(&title, size(area), cx.theme, area, buf);
    let x = line([(sign.into(), cx.style(Role::Key))], inner, buf);
    let row = Rect { x, width: inner.right().saturating_sub(x), height: inner.height.min(1), ..inner };
    buf.set_style(row, cx.style(Role::Input));
    let (seen, column) = state.input.seen(usize::from(row.width));
    line([(seen.as_str().into(), cx.style(Role::Input))], row, buf);
    let place = Position { x: row.x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX)), y: row.y };

    let list = list(area);
    if state.found.is_empty() {
        let text = match cx.shared.names {
            None if state.kind == Line::Path => "The names are not known yet.",
            _ => "Nothing has this name.",
        };
        prose(text, cx.style(Role::Dim), list, buf);
    }
    let unseen = rows(state.found.len(), state.cursor, true, cx.theme, list, buf, |index, row, buf| {
        draw_found(state, &state.found[index], cx, row, buf);
    });
    unseen.draw(cx.theme, inner, buf);
    draw_foot(state, cx, below(inner, list.height + 1), buf);
    Some(place).filter(|place| area.contains(*place))
}

fn draw_found(state: &State, found: &Found, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    match found {
        Found::Verb { index, lit, lit_help } => draw_verb(&state.verbs[*index], lit, lit_help, cx, row, buf),
        Found::Word(at) => {
            let (word, what, help) = WORDS[*at];
            let name =
                [(word.into(), cx.style(Role::Text)), (format!(" {what}").into(), cx.style(Role::Dim))];
            line(name, Rect { width: NAMES.min(row.width), ..row }, buf);
            line([(help.into(), cx.style(Role::Text))], after_name(row), buf);
        }
        Found::Path(path) => {
            let role = if path.ends_with('/') { Role::Folder } else { Role::Text };
            line([(path.as_str().into(), cx.style(role))], row, buf);
        }
        Found::Unlisted(path) => {
            let note = "  (not listed; it is looked for)";
            line(
                [(path.as_str().into(), cx.style(Role::Text)), (note.into(), cx.style(Role::Dim))],
                row,
                buf,
            );
        }
        Found::Team(team) => {
            let is_active = team == cx.shared.team.as_str();
            let role = if is_active { Role::Accent } else { Role::Text };
            let note = if is_active { "  active" } else { "" };
            line([(team.as_str().into(), cx.style(role)), (note.into(), cx.style(Role::Dim))], row, buf);
        }
    }
}

fn draw_verb(
    verb: &Verb,
    lit_name: &[usize],
    lit_help: &[usize],
    cx: &ViewCx<'_>,
    row: Rect,
    buf: &mut Buffer,
) {
    let role = if verb.why_not.is_some() { Role::Disabled } else { Role::Text };
    let style = |role| cx.style(role);
    let name = Rect { width: NAMES.saturating_sub(1).min(row.width), ..row };
    line(lit(verb.verb, lit_name, style(role), style(Role::Lit)), name, buf);
    let keys = cx.spell(&verb.keys_text()).into_owned();
    let wide = u16::try_from(width(&keys)).unwrap_or(u16::MAX).min(row.width);
    let keys_place = Rect { x: row.right() - wide, width: wide, ..row };
    let rest = after_name(row);
    let rest = Rect { width: rest.width.saturating_sub(wide + 1), ..rest };
    let mut pieces: Vec<Piece<'_>> = lit(verb.help, lit_help, style(role), style(Role::Lit));
    if let Some(reason) = &verb.why_not {
        pieces.push((format!("  ({reason})").into(), style(Role::Dim)));
    }
    line(pieces, rest, buf);
    line(
        [(keys.into(), style(if verb.why_not.is_some() { Role::Disabled } else { Role::Key }))],
        keys_place,
        buf,
    );
}

fn after_name(row: Rect) -> Rect {
    let skipped = NAMES.min(row.width);
    Rect { x: row.x + skipped, width: row.width - skipped, ..row }
}

fn draw_foot(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if let Some(error) = &state.error {
        line([(error.as_str().into(), cx.style(Role::Bad))], area, buf);
        return;
    }
    let is_path = state.kind == Line::Path;
    let mut verbs =
        vec![("palette.run", if is_path { "go" } else { "do it" }), ("palette.complete", "complete")];
    if is_path {
        verbs.push(("palette.out", "out"));
    }
    verbs.extend([("palette.up", "typed before"), ("palette.close", "close")]);
    draw_hints::<Palette>(state, &verbs, cx, area, buf);
}
