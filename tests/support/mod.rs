//! What tests stand on: the console without a terminal, sample stores, scripted answers.

pub mod console;
pub mod keys;
pub mod picture;
pub mod pure;
