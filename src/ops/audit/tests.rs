//! The audit log against everything that can be done to its file.
