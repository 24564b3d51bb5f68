//! A filter that is typed over a list: its keys, its line, and what it has found. The runtime does the matching.

use super::ViewCx;
use crate::message::{Entry, Key, KeyCode, Level, Matches, Names, Outbox, Paste, Request};
use crate::theme::Role;
use crate::widgets::{Step, line};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

/// Longest text that is taken from a paste, in characters.
const LONGEST: usize = 200;

/// What is typed, and what it found.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// The text.
    pub text: String,
    /// Whether keys go into the text.
    pub is_typing: bool,
    /// What matches, best first; nothing until the first answer.
    pub matches: Option<Arc<Matches>>,
    /// Whether these are all that match, and not the best of the first ones looked at.
    pub is_all: bool,
}

/// What a key meant while a filter was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// The text is another one.
    Text,
    /// Move over what was found.
    Move(Step),
    /// The text stays, and keys are verbs again.
    Keep,
    /// The filter goes.
    Drop,
}

impl Filter {
    /// Whether more is still looked at.
    pub(crate) fn is_partial(&self) -> bool {
        self.matches.is_some() && !self.is_all
    }

    /// Takes a key while it is typed; nothing when the key keeps its own meaning, such as locking.
    pub(crate) fn press(&mut self, key: Key) -> Option<Typed> {
        if !self.is_typing {
            return None;
        }
        let is_empty = self.text.is_empty();
        Some(match key {
            Key { code: KeyCode::Esc, .. } => Typed::Drop,
            Key { code: KeyCode::Enter | KeyCode::Backspace, .. } if is_empty => Typed::Drop,
            Key { code: KeyCode::Enter, .. } => {
                self.is_typing = false;
                Typed::Keep
            }
            Key { code: KeyCode::Backspace, .. } => {
                self.text.pop();
                Typed::Text
            }
            Key { code: KeyCode::Char('u'), ctrl: true, .. } => {
                self.text.clear();
                Typed::Text
            }
            Key { code: KeyCode::Char('n'), ctrl: true, .. } | Key { code: KeyCode::Down, .. } => {
                Typed::Move(Step::Down)
            }
            Key { code: KeyCode::Char('p'), ctrl: true, .. } | Key { code: KeyCode::Up, .. } => {
                Typed::Move(Step::Up)
            }
            Key { code: KeyCode::Char(c), ctrl: false, alt: false, .. } => {
                self.text.push(c);
                Typed::Text
            }
            _ => return None,
        })
    }

    /// Takes the first line of a paste while it is typed; true when it did.
    pub(crate) fn paste(&mut self, paste: &Paste, out: &mut Outbox) -> bool {
        if self.is_typing {
            if paste.is_too_large {
                out.say(Level::Info, "the pasted text is too long for a filter");
            }
            paste.text.expose_text(|text| {
                self.text.extend(text.lines().next().unwrap_or_default().chars().take(LONGEST));
            });
        }
        self.is_typing
    }

    /// What keys do while it is typed; letters are no verbs then.
    pub(crate) fn typing(filter: Option<&Self>) -> &'static [(&'static str, &'static str)] {
        match filter {
            Some(filter) if filter.is_typing => {
                &[("⏎", "keep filter"), ("↑ ↓", "move"), ("ctrl-u", "empty"), ("esc", "drop filter")]
            }
            _ => &[],
        }
    }

    /// The room that its line leaves in a pane.
    pub(crate) fn rest(filter: Option<&Self>, inner: Rect) -> Rect {
        let line = if filter.is_some() { inner.height.min(1) } else { 0 };
        Rect { y: inner.y + line, height: inner.height - line, ..inner }
    }

    /// Draws its line; answers with the place of the text cursor while it is typed.
    pub(crate) fn draw(&self, cx: &ViewCx<'_>, inner: Rect, buf: &mut Buffer) -> Option<Position> {
        let row = Rect { height: inner.height.min(1), ..inner };
        let style = cx.style(if self.is_typing { Role::Input } else { Role::Dim });
        buf.set_style(row, style);
        let x = line([("/".into(), cx.style(Role::Key)), (self.text.as_str().into(), style)], row, buf);
        let is_here = self.is_typing && cx.is_focused;
        is_here.then(|| Position { x: x.min(row.right().saturating_sub(1)), y: row.y })
    }
}

/// A filter over a list of few names, such as teams.
#[derive(Debug, Default)]
pub(crate) struct Sieve {
    filter: Option<Filter>,
}

impl Sieve {
    /// What is typed, if anything is.
    pub(crate) fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// Keys go into the text from now on.
    pub(crate) fn begin(&mut self) {
        self.filter.get_or_insert_default().is_typing = true;
    }

    /// Shows everything again; true when that is a change.
    pub(crate) fn clear(&mut self, out: &mut Outbox) -> bool {
        out.drop_question("filter");
        self.filter.take().is_some()
    }

    /// See [`Filter::press`].
    pub(crate) fn press(&mut self, key: Key) -> Option<Typed> {
        self.filter.as_mut()?.press(key)
    }

    /// See [`Filter::paste`].
    pub(crate) fn paste(&mut self, paste: &Paste, out: &mut Outbox) -> bool {
        self.filter.as_mut().is_some_and(|filter| filter.paste(paste, out))
    }

    /// Asks which of these names match what is typed.
    pub(crate) fn ask<'n>(&mut self, all: impl Iterator<Item = &'n str>, out: &mut Outbox) {
        let Some(filter) = &mut self.filter else { return };
        if filter.text.is_empty() {
            filter.matches = None;
            out.drop_question("filter");
            return;
        }
        let entry = |name: &str| Entry { path: name.into(), kind: None, version: None, updated: None };
        let names = Arc::new(Names::new(all.map(entry).collect(), Vec::new()));
        let pattern = filter.text.clone();
        out.ask("filter", Request::Filter { names, below: String::new(), pattern, known: None });
    }

    /// Takes what matches; true when it is of another text than before, so that the best one is meant.
    pub(crate) fn found(&mut self, matches: Arc<Matches>) -> bool {
        let Some(filter) = &mut self.filter else { return false };
        let before = filter.matches.as_ref();
        let is_new = before.is_none_or(|before| before.pattern() != matches.pattern());
        filter.matches = Some(matches);
        is_new
    }

    fn matches(&self) -> Option<&Matches> {
        self.filter.as_ref()?.matches.as_deref()
    }

    /// The places of the shown ones among all: those that match, best first, or each of them.
    pub(crate) fn shown<'n>(&self, all: impl Iterator<Item = &'n str>) -> Vec<usize> {
        let all: Vec<&str> = all.collect();
        match self.matches() {
            None => (0..all.len()).collect(),
            Some(matches) => {
                let place = |name: &str| all.iter().position(|known| *known == name);
                matches.paths().filter_map(place).collect()
            }
        }
    }

    /// The characters of a name that match, counted from 0.
    pub(crate) fn lit(&self, name: &str) -> &[u32] {
        let row = self.matches().and_then(|matches| matches.paths().position(|path| path == name));
        self.matches().zip(row).map(|(matches, row)| matches.lit(row)).unwrap_or_default()
    }
}
