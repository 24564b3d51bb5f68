//! Draws the providers: name, kind, state; the reason of a failure below.

use super::State;
use crate::message::{ProviderFacts, ProviderState};
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{frame, line, prose, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let providers = &cx.shared.providers;
    let asking = providers.iter().filter(|provider| provider.state == ProviderState::Asking).count();
    let note = if asking > 0 { format!("asking {asking}") } else { String::new() };
    let inner = frame("1 Providers", &note, cx.is_focused, cx.theme, area, buf);
    let selected = providers.get(state.cursor.0).filter(|_| inner.height > 8);
    let reason = selected.map(|provider| format!("{}\n{}", provider.kind, reason(provider)));
    let reason_rows = if reason.is_some() { 4 } else { 0 };
    let list = Rect { height: inner.height - reason_rows, ..inner };
    rows(providers.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
        let provider = &providers[index];
        let (sign, role) = sign(&provider.state);
        let name =
            if matches!(provider.state, ProviderState::Disabled) { Role::Disabled } else { Role::Text };
        let mut pieces = vec![(sign.into(), cx.style(role)), (provider.id.as_str().into(), cx.style(name))];
        if matches!(provider.state, ProviderState::Ready(_)) && provider.can.is_read_only() {
            pieces.push(("  RO".into(), cx.style(Role::Warning)));
        }
        line(pieces, row, buf);
    });
    if let Some(reason) = reason {
        let below = Rect { y: inner.y + list.height, height: reason_rows, ..inner };
        prose(&reason, cx.style(Role::Dim), below, buf);
    }
}

fn sign(state: &ProviderState) -> (&'static str, Role) {
    match state {
        ProviderState::Asking => ("… ", Role::Warning),
        ProviderState::Ready(_) => ("● ", Role::Good),
        ProviderState::Failed(_) => ("✗ ", Role::Bad),
        ProviderState::Disabled => ("○ ", Role::Disabled),
    }
}

fn reason(provider: &ProviderFacts) -> String {
    match &provider.state {
        ProviderState::Asking => "no answer yet".into(),
        ProviderState::Ready(health) => health.server.clone(),
        ProviderState::Failed(error) => error.to_string(),
        ProviderState::Disabled => "switched off in config.toml".into(),
    }
}
