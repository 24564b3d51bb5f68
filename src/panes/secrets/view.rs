//! Draws the folder or what the filter found, with matched letters lit.

use super::{Row, State};
use crate::domain::SecretKind;
use crate::message::{Entry, Key, Match, Names, ProviderFacts, ProviderState};
use crate::panes::{ViewCx, lit};
use crate::provider::Ability;
use crate::theme::Role;
use crate::widgets::{Piece, frame, line, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = if state.folder.is_empty() {
        "3 Secrets".to_owned()
    } else {
        format!("3 Secrets › {}", state.folder.trim_end_matches('/').replace('/', " › "))
    };
    let mut inner = frame(&title, &note(state, cx), cx.is_focused, cx.theme, area, buf);
    let mut cursor = None;
    if let Some(filter) = &state.filter {
        let row = Rect { height: inner.height.min(1), ..inner };
        let style = cx.style(if filter.is_typing { Role::Input } else { Role::Dim });
        buf.set_style(row, style);
        let pieces = [("/".into(), cx.style(Role::Key)), (filter.text.as_str().into(), style)];
        let x = line(pieces, row, buf);
        if filter.is_typing && cx.is_focused {
            cursor = Some(Position { x: x.min(row.right().saturating_sub(1)), y: row.y });
        }
        inner = Rect { y: inner.y + row.height, height: inner.height - row.height, ..inner };
    }
    let matches = state.filter.as_ref().and_then(|filter| filter.matches.as_ref());
    let names = cx.shared.names.clone().unwrap_or_default();
    if let Some(text) = empty(state, cx) {
        prose(&text, cx.style(Role::Dim), inner, buf);
        return cursor;
    }
    let count = state.count();
    rows(count, state.cursor, cx.is_focused, cx.theme, inner, buf, |index, row, buf| match matches {
        Some(matches) => {
            let found = &matches[index];
            draw_match(found, state.picked.has(&found.path), &names, cx, row, buf);
        }
        None => draw_row(state.rows[index], state, &names, cx, row, buf),
    });
    cursor
}

/// What stands where rows would be.
fn empty(state: &State, cx: &ViewCx<'_>) -> Option<String> {
    let provider = cx.shared.active_provider();
    if let Some(provider) = provider.filter(|provider| provider.state == ProviderState::Disabled) {
        let id = &provider.id;
        let key =
            cx.shared.keymap.keys("providers.toggle", &[Key::char('o')]).first().map(ToString::to_string);
        let key = key.map(|key| format!("\n{key} in 1 Providers switches it on.")).unwrap_or_default();
        return Some(format!("The provider {id} is switched off.{key}"));
    }
    if let Some(error) = &state.error {
        let hint = error.hint().unwrap_or("R tries again");
        return Some(format!("The names cannot be listed: {error}.\n{hint}"));
    }
    if state.count() > 0 {
        return None;
    }
    Some(match (&cx.shared.names, &state.filter) {
        (None, _) => {
            let next = state.wanted.as_ref().filter(|wanted| wanted.is_asked);
            let next = next.map(|wanted| format!("\nThen {} is shown.", wanted.path)).unwrap_or_default();
            match provider.filter(|provider| provider.state == ProviderState::Asking) {
                Some(provider) => format!("Listing … {} has not answered yet.{next}", provider.id),
                None => format!("Listing …{next}"),
            }
        }
        (Some(_), Some(filter)) if filter.matches.is_some() => "Nothing matches.".into(),
        (Some(_), Some(_)) if !state.rows.is_empty() => return None,
        _ if cx.shared.why_not(Ability::Write).is_some() => {
            let reason = cx.shared.why_not(Ability::Write).unwrap_or_default();
            format!("There is nothing here, and nothing can be added: {reason}.")
        }
        _ => match cx.shared.keymap.keys("secrets.add", &[Key::char('a')]).first() {
            Some(key) => format!("There is nothing here yet.\nPress {key} to add the first secret."),
            None => "There is nothing here yet.".into(),
        },
    })
}

fn note(state: &State, cx: &ViewCx<'_>) -> String {
    let mut note = match &cx.shared.names {
        Some(_) if state.filter.as_ref().is_some_and(|filter| filter.matches.is_some()) => {
            format!("{} found", state.count())
        }
        Some(names) => names.below(&state.folder).len().to_string(),
        None => String::new(),
    };
    if let Some(names) = cx.shared.names.as_ref().filter(|names| !names.unreadable.is_empty()) {
        note = format!("{note}, {} folders unreadable", names.unreadable.len());
    }
    if state.picked.is_ranging() {
        note = format!("range, {} selected of {note}", state.picked.len());
    } else if !state.picked.is_empty() {
        note = format!("{} selected of {note}", state.picked.len());
    }
    if cx.is_waiting("names") {
        note.push('…');
    }
    let is_ready = |provider: &ProviderFacts| matches!(provider.state, ProviderState::Ready(_));
    if cx.shared.active_provider().is_some_and(is_ready) && cx.shared.can().is_read_only() {
        note = format!("read-only · {note}");
    }
    note
}

fn draw_row(row: Row, state: &State, names: &Names, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let name = row.name(&state.folder, names);
    match row {
        Row::Folder(start, end) => {
            let all = end - start;
            let picked = state.picked.below(&format!("{}{name}", state.folder));
            let (sign, count) = match picked {
                0 => (("▸ ".into(), cx.style(Role::Folder)), all.to_string()),
                _ if picked == all => (sign(true, cx), all.to_string()),
                _ => (("~ ".into(), cx.style(Role::Accent)), format!("{picked} of {all}")),
            };
            let pieces = [
                sign,
                (name.into(), cx.style(Role::Folder)),
                (format!("  {count}").into(), cx.style(Role::Dim)),
            ];
            line(pieces, area, buf);
        }
        Row::Secret(index) => {
            let entry = names.entries().get(index);
            let is_picked = entry.is_some_and(|entry| state.picked.has(&entry.path));
            let pieces = [sign(is_picked, cx), (name.into(), cx.style(Role::Text))];
            let facts = entry.map(|entry| facts(entry, cx)).unwrap_or_default();
            with_facts(pieces, &facts, cx, area, buf);
        }
    }
}

fn draw_match(found: &Match, is_picked: bool, names: &Names, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let mut pieces = vec![sign(is_picked, cx)];
    pieces.extend(lit(found, cx));
    let facts = names.entry(&found.path).map(|entry| facts(entry, cx)).unwrap_or_default();
    with_facts(pieces, &facts, cx, area, buf);
}

/// What stands before a name: whether it is selected.
fn sign<'a>(is_picked: bool, cx: &ViewCx<'_>) -> Piece<'a> {
    let (sign, role) = if is_picked { ("✓ ", Role::Accent) } else { ("  ", Role::Text) };
    (sign.into(), cx.style(role))
}

/// Kind, version and age, right-aligned, where there is room beside the name.
fn facts(entry: &Entry, cx: &ViewCx<'_>) -> String {
    let kind = entry.kind.map(SecretKind::as_str).unwrap_or_default();
    let version = entry.version.map(|version| format!("v{version}")).unwrap_or_default();
    let age = entry.updated.map(|at| at.ago(cx.now.wall)).unwrap_or_default();
    format!("{kind:<11} {version:>4} {age:>4}")
}

fn with_facts<'a>(
    pieces: impl IntoIterator<Item = Piece<'a>>,
    facts: &str,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let wide = u16::try_from(width(facts)).unwrap_or(u16::MAX);
    let room = if area.width >= wide.saturating_add(20) { area.width - wide - 1 } else { area.width };
    line(pieces, Rect { width: room, ..area }, buf);
    if room < area.width {
        let right = Rect { x: area.x + room + 1, width: area.width - room - 1, ..area };
        line([(facts.into(), cx.style(Role::Dim))], right, buf);
    }
}
