//! Draws the form of a team: three lines, what helps in the one with the keys, and what there is to say.

use super::{LINES, Line, State, Team};
use crate::message::ProviderFacts;
use crate::overlays::input::Input;
use crate::overlays::keys::{draw_hints, keyed};
use crate::overlays::leaving::QUESTION;
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{below, line, popup, prose};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the names of the lines.
const NAMES: u16 = 10;
/// Rows for what there is to say.
const MESSAGE: u16 = 3;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let inner = popup("Make a team", (72, 3 + 1 + MESSAGE + 1 + 2), cx.theme, area, buf);
    let mut cursor = None;
    for (at, what) in (0..inner.height).zip(LINES) {
        let row = Rect { y: inner.y + at, height: 1, ..inner };
        let name = match what {
            Line::Name => "name",
            Line::Provider => "provider",
            Line::Root => "root",
        };
        line([(name.into(), cx.style(Role::FieldName))], Rect { width: NAMES.min(row.width), ..row }, buf);
        let value = Rect { x: row.x + NAMES, width: row.width.saturating_sub(NAMES), ..row };
        let place = match what {
            Line::Name => Some(draw_input(&state.name, "a-z 0-9 - _", state.at == what, cx, value, buf)),
            Line::Root => Some(draw_input(&state.root, &usual_root(state), state.at == what, cx, value, buf)),
            Line::Provider => {
                draw_provider(state, cx, value, buf);
                None
            }
        };
        if state.at == what && !state.is_saving {
            cursor = place;
        }
    }
    draw_message(state, cx, below(inner, 4), buf);
    cursor
}

/// What the root is when nothing is typed.
fn usual_root(state: &State) -> String {
    match state.typed_name() {
        "" => "the team's name (/ is all of the provider)".into(),
        name => format!("{name} (/ is all of the provider)"),
    }
}

fn draw_input(
    input: &Input,
    prompt: &str,
    is_active: bool,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Position {
    if is_active {
        buf.set_style(area, cx.style(Role::Input));
    }
    let (seen, at) = input.seen(usize::from(area.width));
    if seen.is_empty() {
        line([(prompt.into(), cx.style(Role::Dim))], area, buf);
    }
    line([(seen.as_str().into(), cx.style(Role::Text))], area, buf);
    let x = area.x.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)).min(area.right().saturating_sub(1));
    Position { x, y: area.y }
}

fn draw_provider(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let role = if state.at == Line::Provider { Role::Input } else { Role::Text };
    let kind = state.providers.get(state.chosen).map(|(_, kind)| kind.as_str()).unwrap_or_default();
    let pieces = [
        (format!("‹ {} ›", state.provider()).into(), cx.style(role)),
        (format!("  {kind}").into(), cx.style(Role::Dim)),
    ];
    line(pieces, area, buf);
}

fn draw_message(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let (text, role) = if state.leaving.is_asked() {
        (QUESTION.to_owned(), Role::Warning)
    } else if let Some(error) = &state.error {
        (error.clone(), Role::Bad)
    } else if state.is_saving {
        ("saving …".into(), Role::Dim)
    } else {
        hint(state, cx)
    };
    let told = Rect { height: area.height.min(MESSAGE), ..area };
    prose(&keyed::<Team>(&text, cx), cx.style(role), told, buf);
    let verbs = [("team.enter", "next"), ("team.save", "save"), ("team.leave", "leave")];
    draw_hints::<Team>(state, &verbs, cx, below(area, MESSAGE), buf);
}

/// What helps in this line.
fn hint(state: &State, cx: &ViewCx<'_>) -> (String, Role) {
    match state.at {
        Line::Name => ("A team is a home for secrets: a provider, and a root in it.".into(), Role::Dim),
        Line::Root => (
            "Where its secrets lie in the provider; two teams cannot share one. What is there already is shown \
             in the team."
                .into(),
            Role::Dim,
        ),
        Line::Provider => match state.facts(cx.shared).and_then(ProviderFacts::why_unusable) {
            // It can be made all the same: the provider may be back tomorrow.
            Some(reason) => (format!("space or ← → choose. For now it cannot be used: {reason}"), Role::Warning),
            None => ("space or ← → choose".into(), Role::Dim),
        },
    }
}
