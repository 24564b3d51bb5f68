//! Drawing without memory: each function gets what it draws and where.

mod frame;
mod hints;
mod list;
mod spans;

pub use frame::{frame, popup, popup_room};
pub use hints::{Hint, hints};
pub use list::{Cursor, Step, Unseen, rows};
pub use spans::{
    Piece, below, line, lit, noted, padded, prose, prose_from, prose_rows, rows_needed, width, wrapped,
    wrapped_from,
};
