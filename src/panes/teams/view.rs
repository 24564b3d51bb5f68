//! Draws the teams: name, provider, how that is; of the one under the cursor what cannot be done, below.

use super::State;
use crate::message::{ProviderFacts, ProviderState, Shared, TeamFacts};
use crate::panes::{Filter, ViewCx, lit};
use crate::provider::Ability;
use crate::theme::Role;
use crate::widgets::{Piece, frame, noted, padded, prose, prose_rows, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows for what the team under the cursor lacks.
const REASON: u16 = 4;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let teams = state.shown(cx.shared);
    let inner = frame("2 Teams", "", cx.is_focused, cx.theme, area, buf);
    let cursor = state.sieve.filter().and_then(|filter| filter.draw(cx, inner, buf));
    let (list, reason) = parts(state, cx.shared, inner);
    let under = Rect { y: list.bottom(), height: inner.bottom().saturating_sub(list.bottom()), ..inner };
    if teams.is_empty() && state.sieve.filter().is_some() {
        prose("Nothing matches here.", cx.style(Role::Dim), list, buf);
    }
    prose(&reason.unwrap_or_default(), cx.style(Role::Dim), under, buf);
    let column = teams.iter().map(|team| width(team.id.as_str())).max().unwrap_or(0);
    let unseen = rows(teams.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
        let team = teams[index];
        let is_active = team.id == cx.shared.team;
        let (sign, role) = if is_active { ("▸ ", Role::Accent) } else { ("  ", Role::Text) };
        let (note, note_role) = note(team, cx.shared);
        // Where a broken one was meant to lie is not known for sure; a name of a letter or two tells nothing.
        let left = usize::from(row.width).saturating_sub(column + width(note) + 5);
        let is_told = team.broken.is_none() && left >= width(team.provider.as_str()).min(6);
        let place = if is_told { format!("  {}", team.provider) } else { String::new() };
        let mut pieces: Vec<Piece<'_>> = vec![(sign.into(), cx.style(role))];
        match state.sieve.lit(team.id.as_str()) {
            [] => pieces.push((padded(team.id.as_str(), column).into(), cx.style(role))),
            letters => {
                pieces.extend(lit(team.id.as_str(), letters, cx));
                let gap = column.saturating_sub(width(team.id.as_str()));
                pieces.push((" ".repeat(gap).into(), cx.style(role)));
            }
        }
        pieces.push((place.into(), cx.style(Role::Dim)));
        noted(pieces, (note.into(), cx.style(note_role)), row, buf);
    });
    unseen.draw(cx.theme, inner, buf);
    cursor
}

/// The place of the list, and what is told below it of the team under the cursor.
pub(super) fn parts(state: &State, shared: &Shared, inner: Rect) -> (Rect, Option<String>) {
    let inner = Filter::rest(state.sieve.filter(), inner);
    let team = state.team(shared);
    let reason = team.and_then(|team| reason(team, shared)).filter(|_| inner.height > 2 * REASON);
    let told = match &reason {
        None => 0,
        // A mistake is told whole as far as half of the pane goes.
        Some(text) => {
            let needed = u16::try_from(prose_rows(text, inner.width)).unwrap_or(u16::MAX);
            needed.clamp(REASON, (inner.height / 2).max(REASON))
        }
    };
    (Rect { height: inner.height - told, ..inner }, reason)
}

fn provider_of<'s>(team: &TeamFacts, shared: &'s Shared) -> Option<&'s ProviderFacts> {
    shared.providers.iter().find(|provider| provider.id == team.provider)
}

/// What cannot be done in a team, and why; nothing when everything can.
fn reason(team: &TeamFacts, shared: &Shared) -> Option<String> {
    if team.broken.is_some() {
        return team.broken.clone();
    }
    let provider = provider_of(team, shared)?;
    let lacks = || {
        let abilities = [Ability::Write, Ability::Versions, Ability::Bin];
        abilities.into_iter().find_map(|ability| provider.can.why_not(ability))
    };
    provider.why_unusable().or_else(|| lacks().map(str::to_owned))
}

/// How a team is, in a word; nothing when it is well.
fn note(team: &TeamFacts, shared: &Shared) -> (&'static str, Role) {
    if team.broken.is_some() {
        return ("✗", Role::Bad);
    }
    let Some(provider) = provider_of(team, shared) else { return ("", Role::Dim) };
    match &provider.state {
        ProviderState::Disabled => ("off", Role::Disabled),
        ProviderState::Failed(_) => ("✗", Role::Bad),
        ProviderState::Ready(health) if health.is_sealed => ("sealed", Role::Bad),
        ProviderState::Asking => ("…", Role::Warning),
        ProviderState::Ready(_) if provider.can.is_read_only() => ("RO", Role::Warning),
        ProviderState::Ready(_) => ("", Role::Dim),
    }
}
