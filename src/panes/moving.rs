//! The keys and the mouse that move a cursor, the same in every list.

use super::Cx;
use crate::message::{Mouse, MouseKind};
use crate::widgets::{Cursor, Step};
use ratatui::layout::{Position, Rect};

/// The bindings of a list: `$pane` is its name, `$msg` makes a message of a [`crate::widgets::Step`]; further
/// bindings follow.
macro_rules! with_moving {
    ($pane:literal, $msg:path; $($more:expr,)*) => {{
        use crate::message::{Key as K, KeyCode as C};
        use crate::panes::Binding as B;
        use crate::widgets::Step as S;
        const fn to(keys: &'static [K], verb: &'static str, help: &'static str, step: S) -> B<Msg> {
            B { keys, verb, help, is_hinted: false, msg: $msg(step) }
        }
        // What is particular comes first: so do hints, help and palette show it.
        &[
            $($more,)*
            to(&[K::char('k'), K::plain(C::Up)], concat!($pane, ".up"), "up", S::Up),
            to(&[K::char('j'), K::plain(C::Down)], concat!($pane, ".down"), "down", S::Down),
            to(&[K::ctrl('u')], concat!($pane, ".half-up"), "half a page up", S::HalfUp),
            to(&[K::ctrl('d')], concat!($pane, ".half-down"), "half a page down", S::HalfDown),
            to(&[K::plain(C::PageUp)], concat!($pane, ".page-up"), "a page up", S::PageUp),
            to(&[K::plain(C::PageDown)], concat!($pane, ".page-down"), "a page down", S::PageDown),
            to(&[K::char('g'), K::plain(C::Home)], concat!($pane, ".first"), "to the first", S::First),
            to(&[K::char('G'), K::plain(C::End)], concat!($pane, ".last"), "to the last", S::Last),
        ]
    }};
}

pub(crate) use with_moving;

/// Moves a cursor with the wheel, or to the row that was pressed; true when a row was pressed.
pub(crate) fn follow(cursor: &mut Cursor, mouse: Mouse, rows: usize, cx: &Cx<'_>) -> bool {
    match mouse.kind {
        MouseKind::WheelUp => cursor.step(Step::Up, rows, 1),
        MouseKind::WheelDown => cursor.step(Step::Down, rows, 1),
        MouseKind::Press => {
            let row =
                mouse.row.checked_sub(cx.area.y + 1).and_then(|line| cursor.row_at(line, rows, cx.page()));
            if let Some(row) = row {
                *cursor = Cursor(row);
            }
            return row.is_some();
        }
    }
    false
}

/// What a press in a list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pressed {
    /// It was no press, or not on a row.
    Nothing,
    /// The cursor has moved to the row.
    Chosen,
    /// The row under the cursor was pressed once more.
    Again,
}

/// Moves the cursor of a list that lies here with the wheel or by a press.
pub(crate) fn point(cursor: &mut Cursor, mouse: Mouse, rows: usize, list: Rect) -> Pressed {
    match mouse.kind {
        MouseKind::WheelUp => cursor.step(Step::Up, rows, 1),
        MouseKind::WheelDown => cursor.step(Step::Down, rows, 1),
        MouseKind::Press if list.contains(Position { x: mouse.column, y: mouse.row }) => {
            match cursor.row_at(mouse.row - list.y, rows, usize::from(list.height)) {
                Some(row) if row == cursor.0 => return Pressed::Again,
                Some(row) => {
                    *cursor = Cursor(row);
                    return Pressed::Chosen;
                }
                None => {}
            }
        }
        MouseKind::Press => {}
    }
    Pressed::Nothing
}
