//! Drawing without memory: each function gets what it draws and where.

mod frame;
mod list;
mod spans;

pub use frame::{frame, popup, popup_room};
pub use list::{Cursor, Step, rows};
pub use spans::{Piece, below, line, lit, padded, prose, rows_needed, width, wrapped, wrapped_from};
