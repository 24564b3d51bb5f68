//! Choosing one of a few at the terminal: letters narrow the list, arrows move, Enter takes. Leaves no line behind.

use super::prompt::Terminal;
use crate::message::{Key, KeyCode};
use crate::provider::{Error, Result};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::cmp::Reverse;

/// Rows shown at most.
const ROWS: usize = 12;

/// One thing to choose.
pub(super) struct Choice {
    /// What is matched and taken.
    pub(super) name: String,
    /// What is shown beside it.
    pub(super) note: String,
    /// Whether it is the one that is active now.
    pub(super) is_active: bool,
}

/// What is typed, and what it leaves.
struct Picker<'c> {
    choices: &'c [Choice],
    typed: String,
    /// Indices of the choices that match, best first.
    found: Vec<usize>,
    at: usize,
}

/// What a key came to.
enum Step {
    More,
    Take(usize),
    Leave,
}

/// Lets the person choose; answers with the index. Esc and control-C end the command.
pub(super) fn pick(terminal: &Terminal, question: &str, choices: &[Choice]) -> Result<usize> {
    let mut picker = Picker { choices, typed: String::new(), found: Vec::new(), at: 0 };
    picker.look();
    picker.at = choices.iter().position(|choice| choice.is_active).unwrap_or(0);
    let (columns, rows) = terminal.size();
    let rows = ROWS.min(rows.saturating_sub(3)).max(1);
    let mut drawn = 0;
    let draw = |picker: &Picker<'_>, drawn: &mut usize| {
        let lines = picker.lines(question, columns.max(20), rows);
        let text = format!("{}{}", back(*drawn), lines.join("\n"));
        *drawn = lines.len();
        terminal.say(&text)
    };
    draw(&picker, &mut drawn)?;
    let taken = terminal.keys(|key| match picker.press(key) {
        Step::More => draw(&picker, &mut drawn).map(|()| None),
        Step::Take(index) => Ok(Some(index)),
        Step::Leave => Err(Error::Cancelled),
    });
    terminal.say(&back(drawn))?;
    taken
}

/// Erases so many lines, the cursor standing in the last, and goes to the first.
fn back(lines: usize) -> String {
    let above = "\x1b[1A\x1b[2K".repeat(lines.saturating_sub(1));
    format!("\r\x1b[2K{above}")
}

impl Picker<'_> {
    /// Keeps what matches, best first, and equally good ones in their order.
    fn look(&mut self) {
        let mut engine = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&self.typed, CaseMatching::Ignore, Normalization::Smart);
        let mut chars = Vec::new();
        let scored = self.choices.iter().enumerate().filter_map(|(index, choice)| {
            Some((pattern.score(Utf32Str::new(&choice.name, &mut chars), &mut engine)?, index))
        });
        let mut scored: Vec<(u32, usize)> = scored.collect();
        scored.sort_by_key(|(score, _)| Reverse(*score));
        self.found = scored.into_iter().map(|(_, index)| index).collect();
        self.at = 0;
    }

    fn press(&mut self, key: Key) -> Step {
        match key {
            Key { code: KeyCode::Esc, .. } | Key { code: KeyCode::Char('c' | 'd'), ctrl: true, .. } => {
                return Step::Leave;
            }
            Key { code: KeyCode::Enter, .. } => {
                return self.found.get(self.at).map_or(Step::More, |index| Step::Take(*index));
            }
            Key { code: KeyCode::Up, .. } | Key { code: KeyCode::Char('p'), ctrl: true, .. } => {
                self.at = self.at.saturating_sub(1);
            }
            Key { code: KeyCode::Down, .. } | Key { code: KeyCode::Char('n'), ctrl: true, .. } => {
                self.at = (self.at + 1).min(self.found.len().saturating_sub(1));
            }
            Key { code: KeyCode::Backspace, .. } => {
                self.typed.pop();
                self.look();
            }
            Key { code: KeyCode::Char('u'), ctrl: true, .. } => {
                self.typed.clear();
                self.look();
            }
            Key { code: KeyCode::Char(c), ctrl: false, alt: false, .. } => {
                self.typed.push(c);
                self.look();
            }
            _ => {}
        }
        Step::More
    }

    /// The question with what is typed as the last line, so that the cursor stands behind it; the list above.
    fn lines(&self, question: &str, columns: usize, rows: usize) -> Vec<String> {
        let top = self.at.saturating_sub(rows - 1);
        let wide = self.choices.iter().map(|choice| choice.name.len()).max().unwrap_or(0);
        let shown = self.found.iter().enumerate().skip(top).take(rows);
        let mut lines: Vec<String> = shown
            .map(|(row, index)| {
                let Choice { name, note, is_active } = &self.choices[*index];
                let cursor = if row == self.at { '>' } else { ' ' };
                let mark = if *is_active { '*' } else { ' ' };
                cut(&format!("{cursor} {mark} {name:<wide$}  {note}"), columns)
            })
            .collect();
        if lines.is_empty() {
            lines.push(cut("    nothing has these letters", columns));
        }
        let count = format!("{} of {}", self.found.len(), self.choices.len());
        lines.push(cut(&format!("{question} ({count}; enter takes, esc leaves): {}", self.typed), columns));
        lines
    }
}

/// As much of a line as has room, so that it stays one row.
fn cut(line: &str, columns: usize) -> String {
    line.chars().take(columns - 1).collect()
}
