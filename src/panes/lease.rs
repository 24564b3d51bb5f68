//! A value on screen: asked for, shown until a point on the clock, gone with everything that takes the eye away.

use super::{Cx, ViewCx};
use crate::domain::{Field, SecretValue, Shape};
use crate::message::{Now, Outbox, Request};
use crate::provider::Content;
use crate::theme::Role;
use crate::widgets::{Cursor, Step, line, rows_needed, width, wrapped, wrapped_from};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::time::Duration;

/// Columns of a countdown, so that nothing beside it moves while it gets shorter.
const SECONDS: u16 = 5;

/// One value that is shown until a point on the clock. Dropping it wipes the value.
#[derive(Debug)]
pub(crate) struct Lease {
    /// The field it belongs to.
    pub(crate) field: String,
    /// The value.
    value: SecretValue,
    /// How to read it.
    shape: Shape,
    /// When it ends; never moved by activity.
    until: Duration,
    /// The first row that is seen, when not all have room.
    top: Cursor,
}

impl Lease {
    /// Seconds left, counted up to whole ones.
    fn seconds(&self, now: Now) -> u64 {
        now.seconds_to(self.until)
    }

    /// Lends the value as the text to be seen.
    fn text<R>(&self, with: impl FnOnce(&str) -> R) -> R {
        self.value.expose(|bytes| match self.shape {
            Shape::Binary => with(&Field::base64(bytes)),
            _ => with(&with_edges(std::str::from_utf8(bytes).unwrap_or("(not text)"))),
        })
    }

    /// Whether it is one line of at most this many columns.
    pub(crate) fn is_line(&self, room: u16) -> bool {
        self.text(|text| !text.contains('\n') && width(text) <= usize::from(room))
    }

    /// Rows that it takes in this width.
    pub(crate) fn rows(&self, room: u16) -> u16 {
        u16::try_from(self.text(|text| rows_needed(text, usize::from(room)))).unwrap_or(u16::MAX)
    }

    /// Where it can be scrolled to: how many rows, and how many of them are seen at once. The last row of a place
    /// that is too small tells which rows are seen.
    fn pages(&self, area: Rect) -> (usize, usize) {
        (usize::from(self.rows(area.width)), usize::from(area.height.saturating_sub(1)).max(1))
    }

    /// Draws it over the rows of a place; answers with the rows used. `keys` tells how to see the rest.
    pub(crate) fn draw(&self, keys: &str, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
        let style = cx.style(Role::Revealed);
        let (rows, seen) = self.pages(area);
        if rows <= usize::from(area.height) {
            return self.text(|text| wrapped(text, style, area, buf)).0;
        }
        if area.height == 0 {
            return 0;
        }
        let top = self.top.0.min(rows.saturating_sub(seen));
        let above = Rect { height: area.height - 1, ..area };
        self.text(|text| wrapped_from(text, top, style, above, buf));
        let note = format!("{}–{} of {rows} rows{keys}", top + 1, (top + seen).min(rows));
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        line([(note.into(), cx.style(Role::Warning))], last, buf);
        area.height
    }

    /// What a countdown leaves of a row.
    pub(crate) fn beside_seconds(row: Rect) -> Rect {
        Rect { width: row.width.saturating_sub(SECONDS), ..row }
    }

    /// Draws the seconds left at the right end of a row.
    pub(crate) fn draw_seconds(&self, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
        let x = row.x + Self::beside_seconds(row).width;
        let left = format!("{:>1$}", format!("{}s", self.seconds(cx.now)), usize::from(SECONDS));
        line([(left.into(), cx.style(Role::Countdown))], Rect { x, width: row.right() - x, ..row }, buf);
    }
}

/// The text with what cannot be seen at its two ends put into signs: a space that was pasted with a password is why a
/// login fails. The end of the last of several lines is as usual.
fn with_edges(text: &str) -> Cow<'_, str> {
    let is_blank = |c: char| c == ' ' || (c == '\n' && text.trim_end().lines().nth(1).is_none());
    let head = text.len() - text.trim_start_matches(is_blank).len();
    let tail = text.trim_end_matches(is_blank).len().max(head);
    if head == 0 && tail == text.len() {
        return Cow::Borrowed(text);
    }
    let sign = |c| if c == ' ' { '␠' } else { '␊' };
    // Room for all of it at once: what grows leaves copies behind.
    let mut seen = String::with_capacity(text.len() * '␠'.len_utf8());
    seen.extend(text[..head].chars().map(sign));
    seen.push_str(&text[head..tail]);
    seen.extend(text[tail..].chars().map(sign));
    Cow::Owned(seen)
}

/// At most one lease, and at most one open question for it. `K` says what it is about.
#[derive(Debug)]
pub(crate) struct Reveal<K> {
    /// The purpose of its question.
    purpose: &'static str,
    asked: Option<K>,
    shown: Option<(K, Lease)>,
}

impl<K> Default for Reveal<K> {
    fn default() -> Self {
        Self::called("reveal")
    }
}

impl<K> Reveal<K> {
    /// Nothing is shown; its questions have this purpose.
    pub(crate) const fn called(purpose: &'static str) -> Self {
        Self { purpose, asked: None, shown: None }
    }

    /// Asks for a value; whatever was shown goes.
    pub(crate) fn ask(&mut self, about: K, request: Request, out: &mut Outbox) {
        self.hide(out);
        self.asked = Some(about);
        out.ask(self.purpose, request);
    }

    /// Shows the value that was asked for. An answer carries the one field of its question.
    pub(crate) fn show(&mut self, content: Content, cx: &Cx<'_>) {
        let (Some(about), Some(field)) = (self.asked.take(), content.fields.into_iter().next()) else {
            return;
        };
        let Field { name, value, shape } = field;
        let until = cx.now.clock + cx.shared.timing.reveal;
        self.shown = Some((about, Lease { field: name, value, shape, until, top: Cursor::default() }));
    }

    /// What was asked for turns out to be about this.
    pub(crate) fn is_about(&mut self, about: K) {
        if let Some(asked) = &mut self.asked {
            *asked = about;
        }
    }

    /// Whether a question is open.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether this was asked for and is not there yet.
    pub(crate) fn awaits(&self, about: &K) -> bool
    where
        K: PartialEq,
    {
        self.asked.as_ref() == Some(about)
    }

    /// The question has failed.
    pub(crate) fn fail(&mut self) {
        self.asked = None;
    }

    /// Drops the value, and the question for one.
    pub(crate) fn hide(&mut self, out: &mut Outbox) {
        self.shown = None;
        if self.asked.take().is_some() {
            out.drop_question(self.purpose);
        }
    }

    /// What is shown, and what it is about.
    pub(crate) fn shown(&self) -> Option<&(K, Lease)> {
        self.shown.as_ref()
    }

    /// The lease on this.
    pub(crate) fn lease(&self, about: &K) -> Option<&Lease>
    where
        K: PartialEq,
    {
        self.shown.as_ref().filter(|(shown, _)| shown == about).map(|(_, lease)| lease)
    }

    /// When the lease ends.
    pub(crate) fn until(&self) -> Option<Duration> {
        self.shown.as_ref().map(|(_, lease)| lease.until)
    }

    /// Moves within a value that has more rows than its place; false when all of it is seen. The lease gets no
    /// longer by it.
    pub(crate) fn scroll(&mut self, step: Step, area: Rect) -> bool {
        let Some((_, lease)) = &mut self.shown else { return false };
        let (rows, seen) = lease.pages(area);
        let is_long = rows > usize::from(area.height);
        if is_long {
            lease.top.step(step, (rows + 1).saturating_sub(seen), seen);
        }
        is_long
    }
}
