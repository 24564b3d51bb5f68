//! Draws the providers: name, state, switches; of the one under the cursor everything that is known, below.

use super::State;
use crate::message::{Key, ProviderFacts, ProviderState, Shared};
use crate::panes::{Filter, ViewCx, lit};
use crate::provider::{Ability, Capabilities, Health};
use crate::theme::Role;
use crate::widgets::{Piece, frame, noted, prose, prose_rows, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let asking =
        cx.shared.providers.iter().filter(|provider| provider.state == ProviderState::Asking).count();
    let note = if cx.is_waiting("switch") {
        "switching …".into()
    } else if asking > 0 {
        format!("asking {asking}")
    } else {
        String::new()
    };
    let inner = frame("1 Providers", &note, cx.is_focused, cx.theme, area, buf);
    let cursor = state.sieve.filter().and_then(|filter| filter.draw(cx, inner, buf));
    let (list, selected) = parts(state, cx.shared, inner);
    let providers = state.shown(cx.shared);
    if providers.is_empty() && state.sieve.filter().is_some() {
        prose("Nothing matches here.", cx.style(Role::Dim), list, buf);
    }
    let unseen =
        rows(providers.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
            let letters = state.sieve.lit(providers[index].id.as_str());
            draw_provider(providers[index], letters, cx, row, buf);
        });
    unseen.draw(cx.theme, inner, buf);
    if let Some(provider) = selected {
        // At the foot of the pane, where it stays when the list grows.
        let text = told(provider, cx);
        let high = u16::try_from(prose_rows(&text, inner.width))
            .unwrap_or(u16::MAX)
            .min(inner.bottom() - list.bottom());
        let foot = Rect { y: inner.bottom() - high, height: high, ..inner };
        prose(&text, cx.style(Role::Dim), foot, buf);
    }
    cursor
}

/// The place of the list, and the provider of which more is told below it.
pub(super) fn parts<'s>(state: &State, shared: &'s Shared, inner: Rect) -> (Rect, Option<&'s ProviderFacts>) {
    let inner = Filter::rest(state.sieve.filter(), inner);
    let selected = state.provider(shared).filter(|_| inner.height > 8);
    // What the list leaves free, and never less than a reason needs.
    let count = state.shown(shared).len();
    let free = inner.height.saturating_sub(u16::try_from(count).unwrap_or(u16::MAX));
    let reason_rows = match selected {
        None => 0,
        Some(_) if inner.height < 14 => free.max(4),
        Some(_) => free.max(7),
    };
    (Rect { height: inner.height - reason_rows, ..inner }, selected)
}

fn draw_provider(provider: &ProviderFacts, letters: &[u32], cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let (sign, role) = sign(&provider.state);
    let name = if matches!(provider.state, ProviderState::Disabled) { Role::Disabled } else { Role::Text };
    let mut pieces: Vec<Piece<'_>> = vec![(sign.into(), cx.style(role))];
    match letters {
        [] => pieces.push((provider.id.as_str().into(), cx.style(name))),
        letters => pieces.extend(lit(provider.id.as_str(), letters, cx)),
    }
    let is_read_only = provider.is_switched_read_only || is_known(provider) && provider.can.is_read_only();
    let has_versions = !is_known(provider) || provider.can.why_not(Ability::Versions).is_none();
    let (note, role) = match (has_versions, is_read_only) {
        (true, true) => ("RO", Role::Warning),
        (false, true) => ("no versions  RO", Role::Warning),
        (false, false) => ("no versions", Role::Dim),
        (true, false) => ("", Role::Dim),
    };
    noted(pieces, (note.into(), cx.style(role)), row, buf);
}

fn is_known(provider: &ProviderFacts) -> bool {
    provider.can != Capabilities::default()
}

fn sign(state: &ProviderState) -> (&'static str, Role) {
    match state {
        ProviderState::Asking => ("… ", Role::Warning),
        ProviderState::Ready(health) if health.is_sealed => ("✗ ", Role::Bad),
        ProviderState::Ready(_) => ("● ", Role::Good),
        ProviderState::Failed(_) => ("✗ ", Role::Bad),
        ProviderState::Disabled => ("○ ", Role::Disabled),
    }
}

/// When its login ends, and what becomes of it then.
fn login(health: &Health, cx: &ViewCx<'_>) -> Option<String> {
    let renewal = health.renewal?;
    let left = health.expires?.left(cx.now.wall);
    Some(match renewal.why_not {
        _ if left.is_empty() => "the login has ended".into(),
        Some(why_not) => format!("the login ends in {left} and {why_not}"),
        None => format!("the login ends in {left} and renews itself"),
    })
}

/// All that is known of a provider: how it is first, then its kind and what it cannot do.
fn told(provider: &ProviderFacts, cx: &ViewCx<'_>) -> String {
    let mut lines = Vec::new();
    match &provider.state {
        ProviderState::Asking => lines.push("no answer yet".to_owned()),
        ProviderState::Ready(health) if health.is_sealed => {
            lines.push(format!("sealed: {}", health.server));
            lines.push("who keeps its keys must unseal it; it is asked again by itself".into());
        }
        ProviderState::Ready(health) => {
            lines.push(health.server.clone());
            lines.extend(login(health, cx));
        }
        ProviderState::Failed(error) => lines.push(error.to_string()),
        ProviderState::Disabled => {
            let usual = [Key::char('o')];
            let keys = cx.shared.keymap.keys("providers.toggle", &usual);
            let key = keys.first().map(|key| format!("; {key} switches it on")).unwrap_or_default();
            lines.push(format!("switched off{key}"));
        }
    }
    if lines.first() != Some(&provider.kind) {
        lines.push(provider.kind.clone());
    }
    lines.extend(provider.caution.map(str::to_owned));
    if is_known(provider) {
        let abilities = [Ability::Write, Ability::Versions, Ability::Bin];
        let reasons = abilities.into_iter().filter_map(|ability| provider.can.why_not(ability));
        lines.extend(reasons.map(str::to_owned));
    } else if provider.is_switched_read_only {
        lines.push("switched to read-only".into());
    }
    lines.join("\n")
}
