//! Values leave no trace: not in the memory of the console, nor where others of the same person could look.

mod memory;
mod others;
mod packed;
mod patient;
mod unwiped;
mod vault;
