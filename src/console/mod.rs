//! The terminal: entering, leaving, reading keys, writing frames.
