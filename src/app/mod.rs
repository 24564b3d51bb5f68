//! The pure whole: state, update, layout, keys, view. Events in, effects and pictures out.

mod actions;
mod keymap;
mod layout;
mod slots;
mod state;
mod update;
mod view;

pub use state::{App, Start};
