//! The working half: does on a background runtime what the pure half asks for, and answers with events.

mod clipboard;
mod clock;
mod filter;
mod listing;
mod many;
mod matching;
mod perform;
mod runner;
mod settings;
mod setup;
mod survey;

pub use clock::Clock;
pub use runner::{Arrival, Runtime};
pub use settings::settings;
