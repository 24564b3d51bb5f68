//! Draws the check: what failed with its whole reason first, the rest as far as there is room below the lines.

use super::State;
use super::check::Phase;
use crate::panes::ViewCx;
use crate::provider::{Error, Finding};
use crate::theme::Role;
use crate::widgets::{below, line, padded, prose, prose_rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Most rows of the heading.
const TALLEST_HEADING: usize = 4;
const TITLE: &str = "Check  ";
/// Columns of the title.
const TITLE_COLUMNS: u16 = 7;

/// The check as it is to be seen, in this many columns.
pub(super) struct Steps {
    heading: (String, Role),
    told: Vec<Told>,
    columns: u16,
    /// Columns of the names.
    names: usize,
}

/// One step.
struct Told {
    sign: &'static str,
    name: &'static str,
    text: String,
    /// Of the sign, the name and the text.
    roles: [Role; 3],
    weight: Weight,
}

/// What gives way first where there is little room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Nothing is known of it.
    Untried,
    /// It is well.
    Fine,
    /// It deserves a look.
    Warning,
    /// It says what is to be done.
    Failed,
}

impl Steps {
    pub(super) fn of(state: &State, columns: u16) -> Self {
        let names = state.check.steps.iter().map(|(step, _)| width(step.name)).max().unwrap_or(0);
        let steps = state.check.steps.iter().map(|(step, found)| told(state, step.name, found.as_ref()));
        Self { heading: heading(state), told: steps.collect(), columns, names }
    }

    /// Rows that it would like: always the same number while the check runs, unless a reason needs more.
    pub(super) fn rows(&self) -> usize {
        let found = self.told.iter().filter(|told| told.weight > Weight::Untried);
        self.heading_rows() + self.told.len().max(found.map(|told| self.rows_of(told)).sum())
    }

    /// Rows that it cannot do without.
    pub(super) fn rows_at_least(&self) -> usize {
        let failed = self.told.iter().filter(|told| told.weight == Weight::Failed);
        self.heading_rows() + failed.map(|told| self.rows_of(told)).sum::<usize>()
    }

    fn heading_rows(&self) -> usize {
        prose_rows(&self.heading.0, self.heading_columns()).clamp(1, TALLEST_HEADING)
    }

    fn heading_columns(&self) -> u16 {
        self.columns.saturating_sub(TITLE_COLUMNS)
    }

    /// Rows of one step: one for what is only told in passing, however long.
    fn rows_of(&self, told: &Told) -> usize {
        if self.is_beside(told) {
            1
        } else {
            prose_rows(&told.whole(), self.columns.saturating_sub(2)).max(1)
        }
    }

    /// Whether its text stands beside its name, in the column of all texts. A long reason starts right behind the name,
    /// because it is longer than what is left beside the longest one.
    fn is_beside(&self, told: &Told) -> bool {
        let wide = 2 + self.names + 2 + width(&told.text);
        told.weight < Weight::Warning || wide <= usize::from(self.columns)
    }

    /// What has room in this many rows: what was not tried goes first, all of it at once; then what is well, from the
    /// top; then what is only weak.
    fn shown(&self, room: usize) -> Vec<&Told> {
        let mut shown: Vec<&Told> = self.told.iter().collect();
        let is_too_much = |shown: &[&Told]| shown.iter().map(|told| self.rows_of(told)).sum::<usize>() > room;
        if is_too_much(&shown) {
            shown.retain(|told| told.weight > Weight::Untried);
        }
        for weight in [Weight::Fine, Weight::Warning] {
            while is_too_much(&shown)
                && let Some(at) = shown.iter().position(|told| told.weight == weight)
            {
                shown.remove(at);
            }
        }
        shown
    }

    pub(super) fn draw(&self, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
        line([(TITLE.into(), cx.style(Role::Title))], area, buf);
        let rows = u16::try_from(self.heading_rows()).unwrap_or(u16::MAX).min(area.height);
        let beside = Rect {
            x: area.x + TITLE_COLUMNS.min(area.width),
            width: self.heading_columns(),
            height: rows,
            ..area
        };
        prose(&self.heading.0, cx.style(self.heading.1), beside, buf);
        let mut left = below(area, rows);
        for told in self.shown(usize::from(left.height)) {
            let rows = u16::try_from(self.rows_of(told)).unwrap_or(u16::MAX);
            self.draw_step(told, cx, Rect { height: rows.min(left.height), ..left }, buf);
            left = below(left, rows);
        }
    }

    fn draw_step(&self, told: &Told, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
        let [sign, name, text] = told.roles.map(|role| cx.style(role));
        if self.is_beside(told) {
            let pieces = [
                (format!("{} ", told.sign).into(), sign),
                (format!("{}  ", padded(told.name, self.names)).into(), name),
                (Cow::Borrowed(&*told.text), text),
            ];
            line(pieces, area, buf);
            return;
        }
        let indented = Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(2), ..area };
        prose(&told.whole(), text, indented, buf);
        line([(told.sign.into(), sign), (" ".into(), sign), (told.name.into(), name)], area, buf);
    }
}

impl Told {
    fn whole(&self) -> String {
        format!("{}: {}", self.name, self.text)
    }
}

fn heading(state: &State) -> (String, Role) {
    let check = &state.check;
    match &check.phase {
        Phase::Incomplete(missing) => (format!("not possible yet: {missing}"), Role::Dim),
        Phase::Stale => ("starts when a line is left".into(), Role::Dim),
        Phase::UnderWay => ("under way …".into(), Role::Warning),
        Phase::Done => match (&check.error, check.is_waiting(), check.otherwise()) {
            (Some(error), ..) => (format!("failed: {error}"), Role::Bad),
            (None, true, _) => (format!("waits for {}", wanted(state)), Role::Dim),
            (None, false, Some(otherwise)) => (format!("failed: {otherwise}"), Role::Bad),
            (None, false, None) => (passed(state), Role::Good),
        },
    }
}

/// What is weak is named, because its line may have no room.
fn passed(state: &State) -> String {
    let is_weak = |found: &Option<Finding>| matches!(found, Some(Finding::Warning(_)));
    let weak = state.check.steps.iter().filter(|(_, found)| is_weak(found)).map(|(step, _)| step.name);
    match weak.collect::<Vec<_>>() {
        weak if weak.is_empty() => "passed".into(),
        weak => format!("passed; weak: {}", weak.join(", ")),
    }
}

fn told(state: &State, name: &'static str, found: Option<&Finding>) -> Told {
    let is_over = state.check.phase == Phase::Done;
    let (sign, text, role, weight) = match found {
        None if is_over => ("·", "not tried".to_owned(), Role::Dim, Weight::Untried),
        None => ("·", String::new(), Role::Dim, Weight::Untried),
        Some(Finding::Waiting) => ("…", String::new(), Role::Warning, Weight::Fine),
        Some(Finding::Fine(text)) => ("●", text.clone(), Role::Good, Weight::Fine),
        Some(Finding::Warning(text)) => ("!", text.clone(), Role::Warning, Weight::Warning),
        Some(Finding::NoCredentials(_)) => {
            ("·", format!("waits for {}", wanted(state)), Role::Dim, Weight::Fine)
        }
        Some(Finding::Failed(error)) => ("✗", reason(error), Role::Bad, Weight::Failed),
    };
    // What was found before the last change is told as such.
    let is_old = state.check.phase == Phase::Stale;
    let sign_role = if is_old { Role::Dim } else { role };
    let text_role = if weight >= Weight::Warning { sign_role } else { Role::Dim };
    let name_role = if is_old || weight == Weight::Untried { Role::Dim } else { Role::Text };
    Told { sign, name, text, roles: [sign_role, name_role, text_role], weight }
}

/// The reason without the address, which stands in the form above.
fn reason(error: &Error) -> String {
    match error {
        Error::Unreachable { what, .. } if what.contains("://") => error.reason(),
        error => error.to_string(),
    }
}

/// The credentials of which one must be typed.
fn wanted(state: &State) -> String {
    let titles: Vec<&str> = state
        .shown()
        .into_iter()
        .filter_map(|at| match state.rows[at].what {
            super::What::Setting(setting) if state.rows[at].is_credential() => Some(setting.title),
            _ => None,
        })
        .collect();
    format!("the {}", titles.join(" or the "))
}
