//! The pure whole: state, update, layout, keys, view. Events in, effects and pictures out.

mod actions;
mod chosen;
mod header;
mod keymap;
mod layout;
mod mistakes;
mod names;
mod opening;
mod places;
mod recovery;
mod renewal;
mod rights;
mod settings;
mod signs;
mod slots;
mod state;
mod update;
mod view;

pub use chosen::chosen;
pub use keymap::tables;
pub use mistakes::notice;
pub use settings::{Understood, understood};
pub use state::{App, Start};
