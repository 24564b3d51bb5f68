//! Which keys call a verb: those that the person has chosen, else those of the tables.

use super::Key;
use std::collections::BTreeMap;

/// The keys that the person has chosen, by verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    chosen: BTreeMap<&'static str, Vec<Key>>,
}

impl Keymap {
    /// The keys of a verb whose table says `own`.
    pub fn keys<'k>(&'k self, verb: &str, own: &'k [Key]) -> &'k [Key] {
        self.chosen.get(verb).map_or(own, Vec::as_slice)
    }

    /// Gives a verb these keys in place of its own.
    pub fn choose(&mut self, verb: &'static str, keys: Vec<Key>) {
        self.chosen.insert(verb, keys);
    }
}

/// One line of `keys.toml`, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWish {
    /// File and line, for messages.
    pub place: String,
    /// The verb.
    pub verb: String,
    /// The keys it shall have.
    pub keys: Vec<String>,
}
