//! A list with a cursor: movement, scrolling, and rows that are drawn only where they are seen.

use super::spans::{line, width};
use crate::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A movement of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// Half a page up.
    HalfUp,
    /// Half a page down.
    HalfDown,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// The row that a list stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor(pub usize);

impl Cursor {
    /// Moves within this many rows, where a page has this many.
    pub fn step(&mut self, step: Step, rows: usize, page: usize) {
        let last = rows.saturating_sub(1);
        let half = (page / 2).max(1);
        self.0 = match step {
            Step::Up => self.0.saturating_sub(1),
            Step::Down => self.0 + 1,
            Step::HalfUp => self.0.saturating_sub(half),
            Step::HalfDown => self.0 + half,
            Step::PageUp => self.0.saturating_sub(page),
            Step::PageDown => self.0 + page,
            Step::First => 0,
            Step::Last => last,
        }
        .min(last);
    }

    /// Keeps within this many rows.
    pub fn clamp(&mut self, rows: usize) {
        self.0 = self.0.min(rows.saturating_sub(1));
    }

    /// The first row shown, so that the cursor stays in the middle of a long list and no room is left empty.
    pub fn top(self, rows: usize, room: usize) -> usize {
        self.0.saturating_sub(room / 2).min(rows.saturating_sub(room))
    }

    /// The row under a line of the list's area, if there is one.
    pub fn row_at(self, line: u16, rows: usize, room: usize) -> Option<usize> {
        let row = self.top(rows, room) + usize::from(line);
        (usize::from(line) < room && row < rows).then_some(row)
    }
}

/// How much of a list is out of sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Rows before the first one that is seen.
    pub above: usize,
    /// Rows after the last one that is seen.
    pub below: usize,
}

impl Unseen {
    /// Writes it into the border below the room of a frame, where it costs no row; nothing when all is in sight.
    pub fn draw(self, theme: &Theme, room: Rect, buf: &mut Buffer) {
        let text = match self {
            Self { above: 0, below: 0 } => return,
            Self { above: 0, below } => format!(" ↓ {below} more "),
            Self { above, below: 0 } => format!(" ↑ {above} more "),
            Self { above, below } => format!(" ↑ {above}  ↓ {below} more "),
        };
        let wide = u16::try_from(width(&text)).unwrap_or(u16::MAX);
        let border = Rect { x: room.right().saturating_sub(wide), y: room.bottom(), width: wide, height: 1 };
        if wide <= room.width && border.bottom() <= buf.area.bottom() {
            line([(text.into(), theme.style(Role::Dim))], border, buf);
        }
    }
}

/// Draws the rows that are seen. `draw` gets the index, its one-row area and the buffer; the row under the cursor
/// is underlaid first. Answers with how much is out of sight.
pub fn rows(
    count: usize,
    cursor: Cursor,
    is_focused: bool,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
    mut draw: impl FnMut(usize, Rect, &mut Buffer),
) -> Unseen {
    let room = usize::from(area.height);
    let top = cursor.top(count, room);
    for (line, index) in (top..count).take(room).enumerate() {
        let row = Rect { y: area.y + u16::try_from(line).unwrap_or(u16::MAX), height: 1, ..area };
        draw(index, row, buf);
        if index == cursor.0 {
            // Patched over the row, so that its own colours stay where the role sets none.
            let role = if is_focused { Role::Cursor } else { Role::CursorAway };
            buf.set_style(row, theme.style(role));
        }
    }
    Unseen { above: top, below: count.saturating_sub(top + room) }
}
