//! Draws the form: names on the left, masked inputs on the right, the reason of a refusal below.

use super::{Item, State, Subject, What};
use crate::domain::Shape;
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{below, line, popup, prose, width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = match &state.subject {
        Subject::New(team) => format!("New secret in {team}"),
        Subject::Edit { at, .. } => format!("Edit {}", at.path),
    };
    let wanted = u16::try_from(state.items.len()).unwrap_or(u16::MAX).saturating_add(7);
    let inner = popup(&title, (78, wanted.max(14)), cx.theme, area, buf);
    let message_rows = 3.min(inner.height);
    let list = Rect { height: inner.height - message_rows, ..inner };
    let message = below(inner, list.height);
    let names = state.items.iter().map(|item| width(&label(&item.what)));
    let column = u16::try_from(names.max().unwrap_or(0) + 2).unwrap_or(u16::MAX).min(list.width / 2);
    let room = usize::from(list.height).max(1);
    let top = (state.at + 1).saturating_sub(room);
    let (mut left, mut cursor) = (list, None);
    for (index, item) in state.items.iter().enumerate().skip(top) {
        if left.height == 0 {
            break;
        }
        let is_active = index == state.at;
        let (place, used) = draw_item(item, is_active, column, cx, left, buf);
        if is_active && state.saving.is_none() {
            cursor = place;
        }
        left = below(left, used);
    }
    draw_message(state, cx, message, buf);
    cursor
}

fn draw_item(
    item: &Item,
    is_active: bool,
    column: u16,
    cx: &ViewCx<'_>,
    left: Rect,
    buf: &mut Buffer,
) -> (Option<Position>, u16) {
    let is_adding = matches!(item.what, What::AddField | What::AddLabel);
    let role = if is_adding { Role::Dim } else { Role::FieldName };
    line([(label(&item.what).into(), cx.style(role))], Rect { width: column, height: 1, ..left }, buf);
    let row = Rect { x: left.x + column, width: left.width.saturating_sub(column), height: 1, ..left };
    if let Some((choice, help)) = choice(item) {
        let style = cx.style(if is_active { Role::Input } else { Role::Text });
        let pieces =
            [(format!("‹ {choice} ›").into(), style), (format!("  {help}").into(), cx.style(Role::Dim))];
        line(pieces, row, buf);
        return (None, 1);
    }
    if is_active {
        buf.set_style(row, cx.style(Role::Input));
    }
    let text_role = if item.input.shows_value() { Role::Revealed } else { Role::Text };
    if item.input.shows_value() && item.input.text().contains('\n') {
        let under = below(left, 1);
        line([("".into(), cx.style(Role::Dim))], row, buf);
        let (rows, _) = wrapped(item.input.text(), cx.style(text_role), under, buf);
        return (Some(Position { x: row.x, y: row.y }), rows + 1);
    }
    let (seen, at) = item.input.seen(usize::from(row.width));
    if is_active && seen.is_empty() {
        line([(prompt(&item.what).into(), cx.style(Role::Dim))], row, buf);
    }
    line([(seen.as_str().into(), cx.style(text_role))], row, buf);
    let x = row.x.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)).min(row.right().saturating_sub(1));
    (Some(Position { x, y: row.y }), 1)
}

fn label(what: &What) -> String {
    match what {
        What::Name => "name".into(),
        What::Kind(_) => "kind".into(),
        What::Field { name, shape: Shape::Text, .. } => name.clone(),
        What::Field { name, shape: Shape::Json, .. } => format!("{name} (json)"),
        What::Field { name, shape: Shape::Binary, .. } => format!("{name} (base64)"),
        What::Label(name) => format!("label {name}"),
        What::AddField => "+ field".into(),
        What::AddLabel => "+ label".into(),
    }
}

fn prompt(what: &What) -> &'static str {
    match what {
        What::Name => "folder/name",
        What::AddField => "name of a further field, then ⏎",
        What::AddLabel => "name=value, then ⏎",
        _ => "",
    }
}

fn choice(item: &Item) -> Option<(&str, &'static str)> {
    match &item.what {
        What::Kind(kind) => Some((kind.as_str(), kind.spec().help)),
        What::Field { choices, .. } if !choices.is_empty() => Some((item.input.text(), "")),
        _ => None,
    }
}

fn draw_message(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if state.is_leaving {
        let text = "What you typed would be lost. esc again leaves, any other key goes on.";
        prose(text, cx.style(Role::Warning), below(area, 1), buf);
    } else if state.saving.is_some() {
        prose("saving …", cx.style(Role::Dim), below(area, 1), buf);
    } else if let Some(error) = &state.error {
        prose(error, cx.style(Role::Bad), below(area, 1), buf);
    } else {
        let mut pieces = Vec::new();
        let keys = [
            ("⏎", "next"),
            ("ctrl-s", "save"),
            ("ctrl-r", "show"),
            ("ctrl-x", "remove line"),
            ("esc", "leave"),
        ];
        for (key, help) in keys {
            pieces.push((cx.spell(key), cx.style(Role::Key)));
            pieces.push((format!(" {help}  ").into(), cx.style(Role::Dim)));
        }
        line(pieces, below(area, 2), buf);
        if let Some(hint) = hint(&state.items[state.at].what) {
            line([(hint.into(), cx.style(Role::Dim))], below(area, 1), buf);
        }
    }
}

fn hint(what: &What) -> Option<&'static str> {
    match what {
        What::Kind(_) => Some("space or ← → choose; a kind never changes later"),
        What::Field { choices, .. } if !choices.is_empty() => Some("space or ← → choose"),
        What::Field { is_fixed: false, .. } => Some("ctrl-t switches between text and JSON"),
        _ => None,
    }
}
