//! The real program on a pseudo-terminal: it starts, is resized, suspended, closed and left without a trace.

mod bare;
mod clipboard;
mod input;
mod leaving;
mod paste;
mod size;
mod stalled;
mod start;
mod suspending;
