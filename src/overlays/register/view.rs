//! Draws the form: its lines, the steps of the check below, and what there is to say.

use super::row::{Row, What, word};
use super::steps::Steps;
use super::{Register, Saving, State};
use crate::overlays::keys::{draw_hints, keyed};
use crate::overlays::leaving::QUESTION;
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{Cursor, Piece, below, line, popup, popup_room, prose, prose_rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Widest form, with its frame.
const WIDEST: u16 = 78;
/// Rows for what there is to say.
const MESSAGE: u16 = 3;
/// Lines that are seen however long the reason of a failure is.
const FEWEST: u16 = 4;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = match &state.changes {
        Some(id) => format!("Edit the provider {id}"),
        None => "Register a provider".into(),
    };
    let shown = state.shown();
    let steps = Steps::of(state, popup_room((WIDEST, 3), area).width);
    let inner = popup(&title, size(state, &steps), cx.theme, area, buf);
    let (text, role) = message(state, cx);
    let said = count(prose_rows(&text, inner.width)).clamp(1, MESSAGE - 1);
    let Places { list, checks, told } = Places::of(state, &steps, said, inner);
    let cursor = draw_rows(state, &shown, cx, list, buf);
    steps.draw(state.check.top, cx, checks, buf);
    prose(&text, cx.style(role), Rect { height: told.height.saturating_sub(1), ..told }, buf);
    let keys = below(told, told.height.saturating_sub(1));
    draw_verbs(state, steps.is_cut(checks.height), cx, keys, buf);
    cursor
}

/// Scrolls the check by a page. What there is to say may take a row less than it is given here; drawing allows for it.
pub(super) fn turn(state: &mut State, is_later: bool, area: Rect) {
    let steps = Steps::of(state, popup_room((WIDEST, 3), area).width);
    let inner = popup_room(size(state, &steps), area);
    let height = Places::of(state, &steps, MESSAGE - 1, inner).checks.height;
    state.check.top = Some(steps.turned(state.check.top, is_later, height));
}

fn count(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// The popup, with its frame.
fn size(state: &State, steps: &Steps) -> (u16, u16) {
    let lines = count(state.shown().len());
    (WIDEST, lines.saturating_add(count(steps.rows())).saturating_add(MESSAGE + 4))
}

/// What stands where.
struct Places {
    /// The lines of the form.
    list: Rect,
    /// The check.
    checks: Rect,
    /// What there is to say, and the keys below it.
    told: Rect,
}

impl Places {
    /// The places in this room; what there is to say needs so many rows.
    fn of(state: &State, steps: &Steps, said: u16, inner: Rect) -> Self {
        let lines = count(state.shown().len());
        // On a low terminal the lines come before what the check has found, and the reason of a failure before those
        // lines that can be scrolled to.
        let roomy = lines.saturating_add(count(steps.rows())).saturating_add(MESSAGE + 2);
        let (message, gap) = if inner.height >= roomy { (MESSAGE, 1) } else { (said + 1, 0) };
        let room = inner.height.saturating_sub(message);
        let least = count(steps.rows_at_least());
        let list = lines.min(room.saturating_sub(least)).max(lines.min(FEWEST)).min(room);
        let checks = below(inner, list + gap);
        Self {
            list: Rect { height: list, ..inner },
            checks: Rect { height: checks.height.saturating_sub(message + gap), ..checks },
            told: below(inner, inner.height.saturating_sub(message)),
        }
    }
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
    let active = Cursor(shown.iter().position(|at| *at == state.at).unwrap_or(0));
    let top = active.top(shown.len(), usize::from(area.height));
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
    marks((top > 0, top + usize::from(area.height) < shown.len()), cx, area, buf);
    cursor
}

/// Says that there is more above or below: beside the first and the last row, between them and the frame.
pub(super) fn marks(is_more: (bool, bool), cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    for (is_more, y, mark) in
        [(is_more.0, area.top(), "↑"), (is_more.1, area.bottom().saturating_sub(1), "↓")]
    {
        if is_more && area.height > 0 && area.x > 0 {
            line([(mark.into(), cx.style(Role::Key))], Rect { x: area.x - 1, y, width: 1, height: 1 }, buf);
        }
    }
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
        let text = word(row.input.text());
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
        let (long, short) = prompt(state, row);
        let long = keyed::<Register>(&long, cx);
        // Half an explanation helps nobody; all of it stands below while the line has the keys.
        let prompt = if width(&long) <= usize::from(area.width) { &*long } else { short };
        line([(prompt.into(), cx.style(Role::Dim))], area, buf);
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

/// What stands in an empty line, and what in one that is too short for it.
fn prompt(state: &State, row: &Row) -> (String, &'static str) {
    match row.what {
        What::Name => ("a-z 0-9 - _".into(), ""),
        What::Setting(setting) if row.is_credential() => {
            let is_kept = |kept: &[String]| kept.iter().any(|key| key == setting.key);
            if is_kept(state.kept()) {
                ("kept; type to replace it, {register.forget} forgets it".into(), "kept")
            } else if is_kept(&state.kept) {
                ("kept for the address before; type it again for this one".into(), "type it again")
            } else {
                (format!("{}; kept encrypted", setting.help), "kept encrypted")
            }
        }
        What::Setting(setting) => match (setting.default, setting.is_required) {
            (Some(default), _) => (format!("{default} ({})", setting.help), default),
            (None, true) => (setting.help.into(), ""),
            (None, false) => (format!("{} (optional)", setting.help), "optional"),
        },
        What::Kind | What::Enabled | What::ReadOnly => (String::new(), ""),
    }
}

/// What there is to say.
fn message(state: &State, cx: &ViewCx<'_>) -> (String, Role) {
    let (text, role) = if state.leaving.is_asked() {
        (QUESTION.to_owned(), Role::Warning)
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
    (keyed::<Register>(&text, cx).into_owned(), role)
}

fn draw_verbs(state: &State, is_cut: bool, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let mut verbs = vec![("register.enter", "next"), ("register.save", "save")];
    if is_cut {
        verbs.push(("register.up register.down", "steps"));
    }
    verbs.extend([("register.check", "check"), ("register.show", "show"), ("register.leave", "leave")]);
    draw_hints::<Register>(state, &verbs, cx, area, buf);
}

/// What helps in this line.
fn hint(state: &State) -> String {
    let row = &state.rows[state.at];
    let choose = if row.is_choice() { "space ← → or a letter choose" } else { "" };
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
