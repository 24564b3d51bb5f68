//! Draws the check below the lines: where it has no room it is scrolled, at first to what failed, else to what is newest.

use super::State;
use super::check::Phase;
use super::view::marks;
use crate::panes::ViewCx;
use crate::provider::{Error, Finding};
use crate::theme::Role;
use crate::widgets::{below, line, padded, prose, prose_from, prose_rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Most rows of the heading.
const TALLEST_HEADING: usize = 4;
/// Rows of what was found that are seen however many lines the form has.
const FEWEST: usize = 3;
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

/// What is looked at first.
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

    /// Rows that it cannot do without: for what failed all of them, else enough to be scrolled through.
    pub(super) fn rows_at_least(&self) -> usize {
        let rows = |weight| {
            let told = self.told.iter().filter(move |told| told.weight >= weight);
            told.map(|told| self.rows_of(told)).sum::<usize>()
        };
        self.heading_rows() + rows(Weight::Failed).max(rows(Weight::Fine).min(FEWEST))
    }

    fn heading_rows(&self) -> usize {
        prose_rows(&self.heading.0, self.heading_columns()).clamp(1, TALLEST_HEADING)
    }

    fn heading_columns(&self) -> u16 {
        self.columns.saturating_sub(TITLE_COLUMNS)
    }

    /// Rows of one step.
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
        2 + self.names + 2 + width(&told.text) <= usize::from(self.columns)
    }

    /// What is shown where this many rows are seen at once: all of it where there is room, else what was tried.
    fn listed(&self, page: usize) -> Vec<&Told> {
        let mut told: Vec<&Told> = self.told.iter().collect();
        if self.rows_of_all(&told) > page {
            told.retain(|told| told.weight > Weight::Untried);
        }
        told
    }

    fn rows_of_all(&self, told: &[&Told]) -> usize {
        told.iter().map(|told| self.rows_of(told)).sum()
    }

    /// Whether more than this place, heading and all, is needed to see everything.
    pub(super) fn is_cut(&self, height: u16) -> bool {
        let page = self.page(height);
        self.rows_of_all(&self.listed(page)) > page
    }

    /// Rows of steps that are seen at once in a place as high as this.
    fn page(&self, height: u16) -> usize {
        usize::from(height).saturating_sub(self.heading_rows())
    }

    /// The first row that is seen: the one that was scrolled to, else so that what failed, or what is newest, is in
    /// sight with what comes before it.
    fn top(&self, listed: &[&Told], scrolled: Option<usize>, page: usize) -> usize {
        let by_itself = || {
            let failed = listed.iter().position(|told| told.weight == Weight::Failed);
            let newest = listed.iter().rposition(|told| told.weight > Weight::Untried);
            let Some(at) = failed.or(newest) else { return 0 };
            // A reason that is longer than the place begins at its beginning.
            let end = self.rows_of_all(&listed[..=at]);
            end.saturating_sub(page).min(self.rows_of_all(&listed[..at]))
        };
        scrolled.unwrap_or_else(by_itself).min(self.rows_of_all(listed).saturating_sub(page))
    }

    /// The first row after a page up or down in a place as high as this.
    pub(super) fn turned(&self, scrolled: Option<usize>, is_later: bool, height: u16) -> usize {
        let page = self.page(height).max(1);
        let listed = self.listed(page);
        let top = self.top(&listed, scrolled, page);
        let next = if is_later { top + page } else { top.saturating_sub(page) };
        next.min(self.rows_of_all(&listed).saturating_sub(page))
    }

    pub(super) fn draw(&self, scrolled: Option<usize>, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
        line([(TITLE.into(), cx.style(Role::Title))], area, buf);
        let rows = u16::try_from(self.heading_rows()).unwrap_or(u16::MAX).min(area.height);
        let beside = Rect {
            x: area.x + TITLE_COLUMNS.min(area.width),
            width: self.heading_columns(),
            height: rows,
            ..area
        };
        prose(&self.heading.0, cx.style(self.heading.1), beside, buf);
        let list = below(area, rows);
        let page = usize::from(list.height);
        let listed = self.listed(page);
        let top = self.top(&listed, scrolled, page);
        let (mut skip, mut left) = (top, list);
        for told in &listed {
            let rows = self.rows_of(told);
            if skip >= rows {
                skip -= rows;
                continue;
            }
            let rows = u16::try_from(rows - skip).unwrap_or(u16::MAX);
            let place = Rect { height: rows.min(left.height), ..left };
            self.draw_step(told, std::mem::take(&mut skip), cx, place, buf);
            left = below(left, rows);
        }
        let is_more = (top > 0, top + page < self.rows_of_all(&listed));
        marks(is_more, cx, list, buf);
    }

    /// Draws a step without its first rows.
    fn draw_step(&self, told: &Told, skip: usize, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
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
        if skip > 0 {
            prose_from(&told.whole(), skip, text, indented, buf);
            return;
        }
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
