//! The line on top: active team, provider, server, namespace, identity, token time, read-only, sealed; on a narrow
//! terminal what matters least goes first.

use super::state::App;
use crate::message::{Now, ProviderState};
use crate::provider::{Ability, Error, Health};
use crate::theme::Role;
use crate::widgets::{Piece, line, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::Duration;

/// A login that ends this soon deserves a look.
const SOON: Duration = Duration::from_secs(300);

/// Columns that a reason keeps at least; more of it is cut.
const REASON: usize = 16;

/// One part of the line.
struct Part {
    text: String,
    role: Role,
    /// What goes first when there is no room: the lowest. Those that share the highest never go.
    rank: u8,
}

const NEVER: u8 = 9;

impl App {
    /// Draws the line on top.
    pub(super) fn draw_header(&self, now: Now, area: Rect, buf: &mut Buffer) {
        let shared = &self.shared;
        let mut parts = self.parts(now);
        let mark = if shared.is_demo { " demo: nothing is kept " } else { &*format!(" {} ", shared.person) };
        let room = usize::from(area.width);
        // The person's name gives way before anything else does; that nothing is kept must always be said.
        let has_mark = shared.is_demo || wide(&parts) + 1 + width(mark) <= room;
        let right = if has_mark { u16::try_from(width(mark)).unwrap_or(u16::MAX).min(area.width) } else { 0 };
        // One column stays free before it.
        let left = Rect { width: (area.width - right).saturating_sub(u16::from(has_mark)), ..area };
        while wide(&parts) > usize::from(left.width) {
            let lowest = parts.iter().enumerate().filter(|(_, part)| part.rank < NEVER);
            let Some((index, _)) = lowest.min_by_key(|(_, part)| part.rank) else { break };
            parts.remove(index);
        }
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        for part in &parts {
            let between = if pieces.is_empty() { " " } else { " · " };
            pieces.push((between.into(), self.style(Role::Dim)));
            pieces.push((part.text.as_str().into(), self.style(part.role)));
        }
        line(pieces, left, buf);
        if has_mark {
            let place = Rect { x: area.right() - right, width: right, ..area };
            let role = if shared.is_demo { Role::Warning } else { Role::Header };
            line([(mark.into(), self.style(role))], place, buf);
        }
    }

    fn parts(&self, now: Now) -> Vec<Part> {
        let shared = &self.shared;
        let part = |text: &str, role, rank| Part { text: text.to_owned(), role, rank };
        let mut parts = Vec::new();
        if shared.is_presenting {
            parts.push(part("PRESENTING", Role::Warning, NEVER));
        }
        parts.push(part(shared.team.as_str(), Role::Accent, NEVER));
        let Some(provider) = shared.active_provider() else { return parts };
        parts.push(part(provider.id.as_str(), Role::Header, 5));
        match &provider.state {
            ProviderState::Ready(health) => {
                if !health.server.is_empty() {
                    parts.push(part(&health.server, Role::Header, 1));
                }
                if let Some(namespace) = &health.namespace {
                    parts.push(part(&format!("ns {namespace}"), Role::Header, 2));
                }
                if let Some(identity) = &health.identity {
                    parts.push(part(identity, Role::Header, 3));
                }
                if let Some((text, role)) = login_left(health, now) {
                    parts.push(part(&text, role, if role == Role::Header { 4 } else { 6 }));
                }
            }
            ProviderState::Asking => parts.push(part("asking …", Role::Warning, 6)),
            ProviderState::Failed(_) | ProviderState::Disabled => {}
        }
        // What is not known yet is neither, and what cannot be reached or is sealed can be neither read nor written.
        let is_there = match &provider.state {
            ProviderState::Ready(health) => !health.is_sealed,
            ProviderState::Asking => true,
            ProviderState::Failed(_) | ProviderState::Disabled => false,
        };
        if is_there && provider.can != crate::provider::Capabilities::default() {
            if provider.can.why_not(Ability::Write).is_some() {
                parts.push(part("RO", Role::Warning, NEVER));
            } else {
                parts.push(part("RW", Role::Good, NEVER));
            }
        }
        match &provider.state {
            ProviderState::Ready(health) if health.is_sealed => parts.push(part("sealed", Role::Bad, 7)),
            ProviderState::Failed(Error::Expired { reason }) => {
                let first = reason.split([':', ';']).next().unwrap_or(reason);
                let hint = self.login_hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                parts.push(part(&format!("{first}{hint}"), Role::Bad, 7));
            }
            ProviderState::Failed(error) => parts.push(part(&error.reason(), Role::Bad, 7)),
            ProviderState::Ready(health) => {
                // The way to log in is for the person to know in good time, and what is told last may be cut.
                if let Some(text) = login_warning(health, now) {
                    let hint = self.login_hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                    parts.push(part(&format!("{text}{hint}"), Role::Warning, 7));
                }
            }
            ProviderState::Disabled => parts.push(part("switched off", Role::Disabled, 7)),
            ProviderState::Asking => {}
        }
        parts
    }

    /// When the time left of a login is next drawn: when the figure changes, which it does rarely far from the end, and
    /// when a warning begins.
    pub(super) fn next_login_tick(&self, now: Now) -> Option<Duration> {
        let ticks = self.shared.providers.iter().filter_map(|provider| {
            let ProviderState::Ready(health) = &provider.state else { return None };
            let lifetime = health.lifetime()?;
            let left = lifetime.expires.since(now.wall);
            if left.is_zero() {
                return None;
            }
            let step: u128 = match left.as_secs() {
                ..=60 => 1_000,
                61..=7_200 => 60_000,
                7_201..=172_800 => 3_600_000,
                _ => 86_400_000,
            };
            let next = match left.as_millis() % step {
                0 => step.min(left.as_millis()),
                rest => rest,
            };
            let to_figure = Duration::from_millis(u64::try_from(next).unwrap_or(u64::MAX));
            let to_warning = lifetime.renewal.due.since(now.wall);
            Some(if to_warning.is_zero() { to_figure } else { to_figure.min(to_warning) })
        });
        ticks.min()
    }
}

/// Columns that the parts take; a reason counts with what it keeps at least.
fn wide(parts: &[Part]) -> usize {
    let text = |part: &Part| {
        let wide = width(&part.text);
        if part.rank == 7 { wide.min(REASON) } else { wide }
    };
    parts.iter().map(text).sum::<usize>() + 3 * parts.len() - 1
}

fn login_left(health: &Health, now: Now) -> Option<(String, Role)> {
    let lifetime = health.lifetime()?;
    let left = lifetime.expires.left(now.wall);
    if left.is_empty() {
        return Some(("the login has ended".into(), Role::Bad));
    }
    if login_warning(health, now).is_some() {
        return None;
    }
    // What renews itself in time deserves no look.
    let renews = health.renewal.is_some_and(|renewal| renewal.why_not.is_none() && renewal.due > now.wall);
    let is_soon = lifetime.expires.since(now.wall) <= SOON && !renews;
    Some((format!("login {left}"), if is_soon { Role::Warning } else { Role::Header }))
}

/// What is to be said of a login that nobody renews, when its end comes near.
fn login_warning(health: &Health, now: Now) -> Option<String> {
    let lifetime = health.lifetime()?;
    let left = lifetime.expires.left(now.wall);
    let why_not = lifetime.warning(now.wall).filter(|_| !left.is_empty())?;
    Some(format!("login ends in {left}, {why_not}"))
}
