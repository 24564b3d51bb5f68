//! How strong a passphrase is, roughly: enough for a bar that rewards length.

use super::Invalid;
use std::collections::BTreeSet;

/// Fewest characters of a new passphrase.
pub const PASSPHRASE_MINIMUM: usize = 8;

/// Checks a new passphrase: long enough, and text.
pub fn check_passphrase(passphrase: &[u8]) -> Result<(), Invalid> {
    let length = std::str::from_utf8(passphrase).map(|text| text.chars().count());
    match length {
        Ok(length) if length >= PASSPHRASE_MINIMUM => Ok(()),
        Ok(_) => Err(Invalid::because(format!("a passphrase has at least {PASSPHRASE_MINIMUM} characters"))),
        Err(_) => Err(Invalid::because("a passphrase is UTF-8 text")),
    }
}

/// From 0 (nothing) to 4 (strong). Counts length and how many different characters there are; it cannot know whether
/// the words are common ones.
pub fn passphrase_strength(passphrase: &str) -> u8 {
    let length = passphrase.chars().count();
    let different = passphrase.chars().collect::<BTreeSet<_>>().len();
    match length.min(different * 2) {
        0 => 0,
        1..=7 => 1,
        8..=13 => 2,
        14..=19 => 3,
        _ => 4,
    }
}
