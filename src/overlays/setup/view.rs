//! Draws the form: its lines, the steps of the run below, and what there is to say.

use super::lines::{LINES, Line};
use super::run::{Entry, Phase};
use super::{Setup, State};
use crate::message::ProviderFacts;
use crate::overlays::input::Input;
use crate::overlays::keys::{draw_hints, keyed};
use crate::overlays::leaving::QUESTION;
use crate::panes::ViewCx;
use crate::provider::TeamPlan;
use crate::theme::Role;
use crate::widgets::{below, line, noted, popup, popup_room, prose, prose_from, prose_rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns and rows of the popup; it does not grow while steps come.
const SIZE: (u16, u16) = (84, 30);
/// Columns of the names of the lines, and of what stands before a step.
const NAMES: u16 = 11;
/// Rows of the lines, and of the heading of the steps.
const ABOVE: u16 = 5;
/// Rows for what there is to say.
const MESSAGE: u16 = 2;
/// Columns of a step before its text: sign and word.
const BEFORE: u16 = 12;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let inner = popup("Set a team up", SIZE, cx.theme, area, buf);
    let mut cursor = None;
    for (at, what) in (0..inner.height).zip(LINES) {
        let row = Rect { y: inner.y + at, height: 1, ..inner };
        let is_active = state.lines.at == what;
        let name = Rect { width: NAMES.min(row.width), ..row };
        line([(title(what).into(), cx.style(Role::FieldName))], name, buf);
        let value = Rect { x: row.x + NAMES, width: row.width.saturating_sub(NAMES), ..row };
        let place = match state.lines.input(what) {
            Some(input) => Some(draw_input(input, &prompt(state, what), is_active, cx, value, buf)),
            None => {
                draw_provider(state, is_active, cx, value, buf);
                None
            }
        };
        if is_active && !state.run.is_busy() && state.run.invitations.is_empty() {
            cursor = place;
        }
    }
    draw_steps(state, cx, steps(inner), buf);
    let message = Rect { y: inner.bottom().saturating_sub(MESSAGE + 1), height: MESSAGE + 1, ..inner };
    draw_message(state, cx, message.intersection(inner), buf);
    cursor
}

/// Where the steps are, with their heading.
fn steps(inner: Rect) -> Rect {
    // A free row above and below, where there is room.
    let gap = u16::from(inner.height > 20);
    let top = below(inner, ABOVE + gap);
    Rect { height: top.height.saturating_sub(MESSAGE + 1 + gap), ..top }
}

/// Rows of all steps, and how many of them are seen at once.
pub(super) fn pages(state: &State, area: Rect) -> (usize, usize) {
    let list = below(steps(popup_room(SIZE, area)), 1);
    let rows = state.run.entries.iter().map(|entry| usize::from(rows_of(entry, list.width))).sum();
    (rows, usize::from(list.height).max(1))
}

fn rows_of(entry: &Entry, room: u16) -> u16 {
    let rows = prose_rows(&entry.text, room.saturating_sub(BEFORE));
    u16::try_from(rows).unwrap_or(u16::MAX).max(1)
}

fn title(what: Line) -> &'static str {
    match what {
        Line::Team => "team",
        Line::Provider => "provider",
        Line::Root => "root",
        Line::Operators => "operators",
        Line::Approvers => "approvers",
    }
}

/// What stands in an empty line.
fn prompt(state: &State, what: Line) -> String {
    match (what, state.lines.team()) {
        (Line::Team, _) => "a-z 0-9 - _".into(),
        (Line::Root, "") => "team- and the team's name".into(),
        (Line::Root, team) => TeamPlan::usual_mount(team),
        (Line::Operators, _) => "who asks for changes, as in alice bob (optional)".into(),
        (Line::Approvers, _) => "who decides on them (optional)".into(),
        (Line::Provider, _) => String::new(),
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

fn draw_provider(state: &State, is_active: bool, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let role = if is_active { Role::Input } else { Role::Text };
    let (id, kind) = state.lines.provider();
    let name = if state.lines.has_choice() { format!("‹ {id} ›") } else { id.to_string() };
    line([(name.into(), cx.style(role)), (format!("  {kind}").into(), cx.style(Role::Dim))], area, buf);
}

fn draw_steps(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let run = &state.run;
    let is_old = state.is_dirty && run.phase == Phase::Done;
    let (summary, role) = run.summary();
    let (summary, role) = if is_old { (format!("of before: {summary}"), Role::Dim) } else { (summary, role) };
    let list = below(area, 1);
    let rows: usize = run.entries.iter().map(|entry| usize::from(rows_of(entry, list.width))).sum();
    let page = usize::from(list.height).max(1);
    let top = run.top.unwrap_or(usize::MAX).min(rows.saturating_sub(page));
    let seen =
        if rows > page { format!("{}-{} of {rows}", top + 1, (top + page).min(rows)) } else { String::new() };
    let heading = [("Steps  ".into(), cx.style(Role::Title)), (summary.into(), cx.style(role))];
    noted(heading, (seen.into(), cx.style(Role::Dim)), Rect { height: area.height.min(1), ..area }, buf);
    if run.phase == Phase::NotYet {
        prose(&preview(state), cx.style(Role::Dim), list, buf);
        return;
    }
    let mut skip = top;
    let mut left = list;
    for entry in &run.entries {
        let rows = usize::from(rows_of(entry, list.width));
        if skip >= rows {
            skip -= rows;
            continue;
        }
        if left.is_empty() {
            break;
        }
        let used = draw_entry(entry, std::mem::take(&mut skip), is_old, cx, left, buf);
        left = below(left, used.max(1));
    }
}

/// One step without its first rows; answers with the rows used.
fn draw_entry(
    entry: &Entry,
    skip: usize,
    is_old: bool,
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    let (sign, role) = entry.sign;
    let heeds = sign != "●" && !is_old;
    let role = if is_old { Role::Dim } else { role };
    if skip == 0 {
        let pieces = [
            (format!("{sign} ").into(), cx.style(role)),
            (entry.word.into(), cx.style(if heeds { role } else { Role::Dim })),
        ];
        line(pieces, Rect { width: BEFORE.min(area.width), height: 1, ..area }, buf);
    }
    let text_role = match (is_old, heeds) {
        (true, _) => Role::Dim,
        (false, true) => role,
        (false, false) => Role::Text,
    };
    let place = Rect { x: area.x + BEFORE, width: area.width.saturating_sub(BEFORE), ..area };
    prose_from(&entry.text, skip, cx.style(text_role), place.intersection(area), buf)
}

/// What will happen, and to whom.
fn preview(state: &State) -> String {
    let people = state.lines.people();
    let people: Vec<String> =
        people.iter().map(|person| format!("{} ({})", person.name, person.role())).collect();
    let tokens = match people.as_slice() {
        [] => "Nobody is named, so no token is made.".to_owned(),
        people => format!("A token each for {}.", people.join(", ")),
    };
    format!(
        "What the team needs there is made, and what is right already stays. Then a probe shows whether a change \
         waits for approval.\n{tokens}"
    )
}

fn draw_message(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let waiting: Vec<&str> =
        state.run.invitations.iter().map(|invitation| invitation.person.name.as_str()).collect();
    let (text, role) = if state.leaving.is_asked() && !waiting.is_empty() {
        (
            format!("Lost, if you leave: {}. y leaves, any other key goes on.", counted(&waiting)),
            Role::Warning,
        )
    } else if state.leaving.is_asked() {
        (QUESTION.to_owned(), Role::Warning)
    } else if !state.run.is_busy() && !waiting.is_empty() {
        (format!("{{setup.enter}} hands out {}.", counted(&waiting)), Role::Good)
    } else if let Some(error) = &state.error {
        let role = if state.run.phase == Phase::Asking { Role::Warning } else { Role::Bad };
        (error.clone(), role)
    } else {
        match state.run.phase {
            Phase::UnderWay => ("{setup.leave} stops it before its next step".into(), Role::Dim),
            Phase::Stopping => (String::new(), Role::Dim),
            _ if state.is_done() => (done(state), Role::Dim),
            _ => hint(state, cx),
        }
    };
    let told = Rect { height: area.height.min(MESSAGE), ..area };
    prose(&keyed::<Setup>(&text, cx), cx.style(role), told, buf);
    let way_out = if state.run.is_busy() { "stop" } else { "leave" };
    let is_ready = !state.run.is_busy() && !waiting.is_empty();
    let go_on = match (is_ready, state.is_done()) {
        (true, _) => "hand out",
        (false, true) => "leave",
        (false, false) => "next",
    };
    let mut verbs = vec![("setup.enter", go_on)];
    if state.run.phase == Phase::Asking {
        verbs = vec![("setup.agree", "yes")];
    } else if !is_ready {
        verbs.push(("setup.save", "set up"));
    }
    if !state.run.entries.is_empty() {
        verbs.push(("setup.up setup.down", "steps"));
    }
    verbs.push(("setup.leave", way_out));
    draw_hints::<Setup>(state, &verbs, cx, below(area, MESSAGE), buf);
}

/// The tokens of these people, in words.
fn counted(names: &[&str]) -> String {
    match names {
        [name] => format!("the token of {name}"),
        names => format!("the tokens of {}", names.join(", ")),
    }
}

/// What there is to do when all is done.
fn done(state: &State) -> String {
    let team = state.lines.team();
    format!("The team {team} can be set up again at any time; names that are typed then get tokens.")
}

/// What helps in this line.
fn hint(state: &State, cx: &ViewCx<'_>) -> (String, Role) {
    let lines = &state.lines;
    let names = |about: &str| match lines.names(lines.at) {
        Ok(_) => (format!("{about} Names are set apart by spaces or commas."), Role::Dim),
        Err(wrong) => (wrong, Role::Warning),
    };
    match lines.at {
        Line::Team => ("The team. One that is there can be set up again.".into(), Role::Dim),
        Line::Root => {
            ("The mount of its secrets; what is asked for and decided lies beside it.".into(), Role::Dim)
        }
        Line::Operators => names("They ask for changes."),
        Line::Approvers => names("They decide on changes; nobody on their own."),
        Line::Provider => {
            let (id, _) = lines.provider();
            let facts = cx.shared.providers.iter().find(|provider| provider.id == id);
            match facts.and_then(ProviderFacts::why_no_setup) {
                Some(reason) => {
                    (format!("space or ← → choose. For now it cannot be used: {reason}"), Role::Warning)
                }
                None => ("space or ← → choose".into(), Role::Dim),
            }
        }
    }
}
