//! Drawing without memory.
