//! What the person's files say about the console itself, as it is told to the pure half: read, not understood yet.

use super::KeyWish;
use crate::domain::Timing;

/// Timing, keys and themes as they stand in the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How long things stay.
    pub timing: Timing,
    /// The wishes of `keys.toml`.
    pub keys: Vec<KeyWish>,
    /// The theme that the configuration names.
    pub theme: Option<String>,
    /// Where it does, for messages.
    pub theme_place: String,
    /// The themes of the person's own folder.
    pub themes: Vec<OwnTheme>,
    /// What is wrong in the files so far: file, line and reason.
    pub wrong: Vec<String>,
}

/// A theme of the person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTheme {
    /// Its name.
    pub name: String,
    /// Its file, for messages.
    pub file: String,
    /// What stands in it.
    pub text: String,
}
