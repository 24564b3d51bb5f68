//! Draws the form: its lines, the steps of the check below, and what there is to say.

use super::check::Phase;
use super::row::{Row, What};
use super::{Register, Saving, State};
use crate::overlays::keys::{draw_hints, keyed};
use crate::panes::ViewCx;
use crate::provider::Finding;
use crate::theme::Role;
use crate::widgets::{Piece, below, line, popup, prose, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows for what there is to say.
const MESSAGE: u16 = 3;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = match &state.changes {
        Some(id) => format!("Edit the provider {id}"),
        None => "Register a provider".into(),
    };
    let shown = state.shown();
    let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let steps = count(state.check.steps.len() + 1);
    let wanted = count(shown.len()).saturating_add(steps).saturating_add(MESSAGE + 4);
    let inner = popup(&title, (78, wanted), cx.theme, area, buf);
    // On a low terminal the lines scroll; the check and the message are always to be seen.
    let message = if inner.height > count(shown.len()) + 1 + steps + MESSAGE { MESSAGE + 1 } else { MESSAGE };
    let bottom = (steps + message).min(inner.height.saturating_sub(3));
    let list = Rect { height: inner.height.saturating_sub(bottom), ..inner };
    let cursor = draw_rows(state, &shown, cx, list, buf);
    let checks = Rect { height: bottom.saturating_sub(message), ..below(inner, list.height) };
    draw_check(state, cx, checks, buf);
    // With a row between the check and what there is to say, where there is room.
    let message = below(inner, list.height + checks.height + (message - MESSAGE));
    draw_message(state, cx, message, buf);
    cursor
}

fn draw_rows(
    state: &State,
    shown: &[usize],
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let names = shown.iter().map(|at| width(title(state.rows[*at].what)));
    let column = u16::try_from(names.max().unwrap_or(0) + 2).unwrap_or(u16::MAX).min(area.width / 2);
    let active = shown.iter().position(|at| *at == state.at).unwrap_or(0);
    let top = (active + 1).saturating_sub(usize::from(area.height).max(1));
    let mut cursor = None;
    for (line_at, at) in (0..area.height).zip(shown.iter().skip(top)) {
        let line_area = Rect { y: area.y + line_at, height: 1, ..area };
        let row = &state.rows[*at];
        let name = Rect { width: column, ..line_area };
        line([(title(row.what).into(), cx.style(Role::FieldName))], name, buf);
        let value =
            Rect { x: line_area.x + column, width: line_area.width.saturating_sub(column), ..line_area };
        let is_active = *at == state.at;
        let place = draw_value(state, row, is_active, cx, value, buf);
        if is_active && state.saving != Saving::UnderWay {
            cursor = place;
        }
    }
    cursor
}

fn draw_value(
    state: &State,
    row: &Row,
    is_active: bool,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    if row.is_fixed {
        let pieces = [
            (row.input.text().into(), cx.style(Role::Text)),
            ("  stays as it is".into(), cx.style(Role::Disabled)),
        ];
        line(pieces, area, buf);
        return None;
    }
    if row.is_choice() {
        let style = cx.style(if is_active { Role::Input } else { Role::Text });
        let text = match (row.choices.as_slice(), row.input.text()) {
            (["true", "false"], "true") => "yes",
            (["true", "false"], _) => "no",
            (_, text) => text,
        };
        let mut pieces: Vec<Piece<'_>> = vec![(format!("‹ {text} ›").into(), style)];
        if let (What::Kind, Some(kind)) = (row.what, state.kind()) {
            pieces.push((format!("  {}", kind.title).into(), cx.style(Role::Dim)));
        }
        line(pieces, area, buf);
        return None;
    }
    if is_active {
        buf.set_style(area, cx.style(Role::Input));
    }
    let (seen, at) = row.input.seen(usize::from(area.width));
    if seen.is_empty() {
        let prompt = prompt(state, row);
        line([(keyed::<Register>(&prompt, cx), cx.style(Role::Dim))], area, buf);
    }
    let role = if row.input.shows_value() { Role::Revealed } else { Role::Text };
    line([(seen.as_str().into(), cx.style(role))], area, buf);
    let x = area.x.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)).min(area.right().saturating_sub(1));
    Some(Position { x, y: area.y })
}

fn title(what: What) -> &'static str {
    match what {
        What::Name => "name",
        What::Kind => "kind",
        What::Setting(setting) => setting.title,
        What::Enabled => "enabled",
        What::ReadOnly => "read-only",
    }
}

/// What stands in an empty line.
fn prompt(state: &State, row: &Row) -> String {
    match row.what {
        What::Name => "a-z 0-9 - _".into(),
        What::Setting(setting) if row.is_credential() => {
            let is_kept = |kept: &[String]| kept.iter().any(|key| key == setting.key);
            if is_kept(state.kept()) {
                "kept; type to replace it, {register.forget} forgets it".into()
            } else if is_kept(&state.kept) {
                "kept for the address before; type it again for this one".into()
            } else {
                format!("{}; kept encrypted", setting.help)
            }
        }
        What::Setting(setting) => match (setting.default, setting.is_required) {
            (Some(default), _) => format!("{default} ({})", setting.help),
            (None, true) => setting.help.into(),
            (None, false) => format!("{} (optional)", setting.help),
        },
        What::Kind | What::Enabled | What::ReadOnly => String::new(),
    }
}

fn draw_check(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let check = &state.check;
    let (text, role) = match &check.phase {
        Phase::Incomplete(missing) => (format!("not possible yet: {missing}"), Role::Dim),
        Phase::Stale => ("starts when a line is left".into(), Role::Dim),
        Phase::UnderWay => ("under way …".into(), Role::Warning),
        Phase::Done => match (&check.error, check.otherwise()) {
            (Some(error), _) => (format!("failed: {error}"), Role::Bad),
            (None, Some(otherwise)) => (format!("failed: {otherwise}"), Role::Bad),
            (None, None) => ("passed".into(), Role::Good),
        },
    };
    let heading = [("Check  ".into(), cx.style(Role::Title)), (text.into(), cx.style(role))];
    line(heading, area, buf);
    let names = check.steps.iter().map(|(step, _)| width(step.name));
    let column = names.max().unwrap_or(0);
    // What was found before the last change is told as such.
    let is_old = check.phase == Phase::Stale;
    for (index, (step, found)) in (1..area.height).zip(&check.steps) {
        let row = Rect { y: area.y + index, height: 1, ..area };
        let (sign, text, role) = match found {
            None if check.phase == Phase::Done => ("·", "not tried".to_owned(), Role::Dim),
            None => ("·", String::new(), Role::Dim),
            Some(Finding::Waiting) => ("…", String::new(), Role::Warning),
            Some(Finding::Fine(text)) => ("●", text.clone(), Role::Good),
            Some(Finding::Warning(text)) => ("!", text.clone(), Role::Warning),
            Some(Finding::Failed(error)) => ("✗", error.to_string(), Role::Bad),
        };
        let role = if is_old { Role::Dim } else { role };
        let text_role = match found {
            Some(Finding::Failed(_) | Finding::Warning(_)) if !is_old => role,
            _ => Role::Dim,
        };
        let name_role = if is_old || found.is_none() { Role::Dim } else { Role::Text };
        let pieces = [
            (format!("{sign} ").into(), cx.style(role)),
            (format!("{:<column$}  ", step.name).into(), cx.style(name_role)),
            (text.into(), cx.style(text_role)),
        ];
        line(pieces, row, buf);
    }
}

fn draw_message(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let (text, role) = if state.is_leaving {
        (
            "What you typed would be lost. {register.leave} again leaves, any other key goes on.".to_owned(),
            Role::Warning,
        )
    } else if let Some(error) = &state.error {
        (error.clone(), Role::Bad)
    } else {
        match state.saving {
            Saving::UnderWay => ("saving …".into(), Role::Dim),
            Saving::AfterCheck => {
                ("saved when the check has passed; {register.save} saves now".into(), Role::Warning)
            }
            Saving::DespiteCheck => {
                let otherwise = state.check.otherwise().unwrap_or_default();
                (format!("Saved so, {otherwise}; {{register.save}} saves anyway"), Role::Warning)
            }
            Saving::No => (hint(state), Role::Dim),
        }
    };
    let above = Rect { height: area.height.min(MESSAGE - 1), ..area };
    prose(&keyed::<Register>(&text, cx), cx.style(role), above, buf);
    let verbs = [
        ("register.enter", "next"),
        ("register.save", "save"),
        ("register.check", "check"),
        ("register.show", "show"),
        ("register.leave", "leave"),
    ];
    draw_hints::<Register>(state, &verbs, cx, below(area, MESSAGE - 1), buf);
}

/// What helps in this line.
fn hint(state: &State) -> String {
    let row = &state.rows[state.at];
    let choose = if row.is_choice() { "space or ← → choose" } else { "" };
    match (row.what, state.kind().and_then(|kind| kind.caution)) {
        (What::Kind, Some(caution)) => format!("{choose}. Know that {caution}."),
        (What::Name, Some(caution)) if state.changes.is_none() && state.kinds.len() == 1 => {
            format!("This version can register the kind {}: {caution}.", state.rows[1].input.text())
        }
        (What::Setting(setting), _) if row.is_choice() => format!("{choose}: {}", setting.help),
        (What::Setting(setting), _) => setting.help.into(),
        _ => choose.into(),
    }
}
