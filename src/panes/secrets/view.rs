//! Draws the folder or what the filter found, with matched letters lit.

use super::many::folder_of_both;
use super::{Row, State, typed};
use crate::domain::{Folder, SecretKind};
use crate::message::{Entry, Key, Matches, Names, ProviderFacts, ProviderState};
use crate::panes::{Filter, ViewCx, lit};
use crate::provider::{Ability, Error};
use crate::theme::Role;
use crate::widgets::{Piece, frame, noted, padded, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the name of another folder in the title.
const LONGEST_PLACE: usize = 16;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = if state.folder.is_empty() {
        "3 Secrets".to_owned()
    } else {
        format!("3 Secrets › {}", state.folder.trim_end_matches('/').replace('/', " › "))
    };
    let inner = frame(&title, &note(state, cx), cx.is_focused, cx.theme, area, buf);
    let filter = state.filter.as_ref();
    let cursor = filter.and_then(|filter| filter.draw(cx, inner, buf));
    let inner = Filter::rest(filter, inner);
    let matches = state.filter.as_ref().and_then(|filter| filter.matches.as_ref());
    let names = cx.shared.names.clone().unwrap_or_default();
    if let Some(text) = empty(state, cx) {
        prose(&text, cx.style(Role::Dim), inner, buf);
        return cursor;
    }
    let count = state.count();
    let unseen =
        rows(count, state.cursor, cx.is_focused, cx.theme, inner, buf, |index, row, buf| match matches {
            Some(matches) => draw_match(matches, index, state, &names, cx, row, buf),
            None => draw_row(state.rows[index], state, &names, cx, row, buf),
        });
    unseen.draw(cx.theme, inner, buf);
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
        let hint = error.hint_in_console().map(|hint| format!("\n{hint}.")).unwrap_or_default();
        let key = cx.shared.keymap.keys("jump", &[Key::char('J')]).first().map(ToString::to_string);
        let jump = key.filter(|_| typed::may_be_typed(error) && cx.shared.can().tells_rights());
        let jump = jump.map(|key| format!("\n{key} opens a secret by its path.")).unwrap_or_default();
        return Some(format!("The names cannot be listed: {error}.{hint}{jump}\nR tries again."));
    }
    if state.count() > 0 {
        return None;
    }
    if let Some(text) = unlistable(state, cx).or_else(|| unread(state, cx)) {
        return Some(text);
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
        (Some(_), Some(filter)) if filter.matches.is_some() => {
            let find = cx.shared.keymap.keys("find", &[Key::char('f')]).first().map(ToString::to_string);
            let find = find.map(|key| format!("\nesc drops the filter; then {key} finds in all teams."));
            format!("Nothing matches here.{}", find.unwrap_or_default())
        }
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

/// Why nothing of the team is listed, and what can be done all the same.
fn unlistable(state: &State, cx: &ViewCx<'_>) -> Option<String> {
    let names = cx.shared.names.as_ref().filter(|_| state.folder.is_empty() && state.filter.is_none())?;
    let root = cx.shared.root();
    let holds_root = |folder: &Folder| *folder == root || folder.relative(root.as_str()).is_some();
    let (_, error) = names.unreadable.iter().find(|(folder, _)| holds_root(folder))?;
    let jump = cx.shared.keymap.keys("jump", &[Key::char('J')]).first().map(ToString::to_string);
    let jump = jump.map(|key| format!("\n{key} opens a secret by its path.")).unwrap_or_default();
    let denied = matches!(error, Error::Denied { .. });
    let ask = if denied { "\nWho sets up your login can grant the right to list." } else { "" };
    Some(format!("The names cannot be listed: {error}.{jump}{ask}\nR tries again."))
}

/// What could not be read where no name is seen: that is not the same as that nothing is there.
fn unread(state: &State, cx: &ViewCx<'_>) -> Option<String> {
    let names = cx.shared.names.as_ref().filter(|_| state.filter.is_none())?;
    let root = cx.shared.root();
    let here = root.join_folder(&Folder::new(&state.folder).unwrap_or_default());
    let holds = |above: &Folder, below: &Folder| above == below || above.relative(below.as_str()).is_some();
    let is_here = |folder: &Folder| holds(&here, folder) || holds(folder, &here);
    let mut unread = names.unreadable.iter().filter(|(folder, _)| is_here(folder));
    let (folder, error) = unread.next()?;
    let more = match unread.count() {
        0 => String::new(),
        1 => ", and 1 more folder".into(),
        more => format!(", and {more} more folders"),
    };
    let name = root.relative(folder.as_str()).unwrap_or(folder.as_str());
    let key = cx.shared.keymap.keys("jump", &[Key::char('J')]).first().map(ToString::to_string);
    let jump = key.map(|key| format!("\n{key} opens a secret by its path.")).unwrap_or_default();
    Some(format!(
        "No name is seen here, and there may be some: {name}{more} cannot be listed: {error}.{jump}\nR tries again."
    ))
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
        let count = names.unreadable.len();
        note = format!("{note}, {count} place{} not read", if count == 1 { "" } else { "s" });
    }
    if state.picked.is_ranging() {
        note = format!("range, {} selected{}", state.picked.len(), beside(state, &note));
    } else if !state.picked.is_empty() {
        note = format!("{} selected{}", state.picked.len(), beside(state, &note));
    }
    let is_partial = state.filter.as_ref().is_some_and(Filter::is_partial);
    if cx.is_waiting("names") || is_partial {
        note.push('…');
    }
    let is_ready = |provider: &ProviderFacts| matches!(provider.state, ProviderState::Ready(_));
    if cx.shared.active_provider().is_some_and(is_ready) && cx.shared.can().is_read_only() {
        note = format!("read-only · {note}");
    }
    note
}

/// What is told beside the number of the selected: of how many, or how many of them are not in the folder shown,
/// and where.
fn beside(state: &State, all: &str) -> String {
    let Some((count, [first, last])) = state.picked.outside(&state.folder) else {
        return format!(" of {all}");
    };
    match folder_of_both(first, last) {
        folder if !folder.is_empty() && width(folder) <= LONGEST_PLACE => format!(", {count} in {folder}"),
        _ => format!(", {count} elsewhere"),
    }
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
            let secrets = if all == 1 { "secret" } else { "secrets" };
            let facts = Facts { all: format!("{count} {secrets}"), short: count };
            with_facts(vec![sign, (name.into(), cx.style(Role::Folder))], Some(&facts), cx, area, buf);
        }
        Row::Secret(index) => {
            let entry = names.entries().get(index);
            let is_picked = entry.is_some_and(|entry| state.picked.has(&entry.path));
            let pieces = vec![sign(is_picked, cx), (name.into(), cx.style(Role::Text))];
            let facts = entry.map(|entry| facts(entry, cx));
            with_facts(pieces, facts.as_ref(), cx, area, buf);
        }
    }
}

fn draw_match(
    matches: &Matches,
    index: usize,
    state: &State,
    names: &Names,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let Some(path) = matches.path(index) else { return };
    let mut pieces = vec![sign(state.picked.has(path), cx)];
    pieces.extend(lit(path, matches.lit(index), cx));
    let facts = names.entry(path).map(|entry| facts(entry, cx));
    with_facts(pieces, facts.as_ref(), cx, area, buf);
}

/// What stands before a name: whether it is selected.
fn sign<'a>(is_picked: bool, cx: &ViewCx<'_>) -> Piece<'a> {
    let (sign, role) = if is_picked { ("✓ ", Role::Accent) } else { ("  ", Role::Text) };
    (sign.into(), cx.style(role))
}

/// What is told beside a name where there is room: all of it, or the part that matters more.
struct Facts {
    all: String,
    short: String,
}

/// Columns of the facts of a secret; those of a folder begin where these do.
const FACTS: usize = 21;
/// Columns that a name keeps beside all the facts.
const NAME: usize = 20;

/// Kind, version and age.
fn facts(entry: &Entry, cx: &ViewCx<'_>) -> Facts {
    let kind = entry.kind.map(SecretKind::as_str).unwrap_or_default();
    let version = entry.version.map(|version| format!("v{version}")).unwrap_or_default();
    let age = entry.updated.map(|at| at.ago(cx.now.wall)).unwrap_or_default();
    let short = format!("{version:>4} {age:>4}");
    Facts { all: format!("{kind:<11} {short}"), short }
}

/// The facts under each other at the right; a name that is long goes before the short ones.
fn with_facts(pieces: Vec<Piece<'_>>, facts: Option<&Facts>, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width);
    let named: usize = pieces.iter().map(|(text, _)| width(text)).sum();
    let told = facts.and_then(|facts| {
        if room >= FACTS + NAME {
            Some(padded(&facts.all, FACTS))
        } else {
            (room > named + width(&facts.short)).then(|| facts.short.clone())
        }
    });
    noted(pieces, (told.unwrap_or_default().into(), cx.style(Role::Dim)), area, buf);
}
