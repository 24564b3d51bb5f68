//! Generates passwords: every character equally likely, from the system's random source.

use crate::domain::{Invalid, SecretValue};
use crate::provider::{Error, Result};
use zeroize::Zeroizing;

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";
const SYMBOLS: &[u8] = b"!#%&*+,-./:;<=>?@^_~";

/// What a specification may look like.
const SPEC: &str = "a specification is LENGTH, SETS or LENGTH:SETS; the length is 4 to 4096, the sets are lower, upper, \
                    digits, symbols, alnum, hex, all, joined by commas: 32, 24:alnum, 16:digits, 40:lower,digits";

/// How a password is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    length: usize,
    sets: Vec<&'static [u8]>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { length: 32, sets: vec![LOWER, UPPER, DIGITS, SYMBOLS] }
    }
}

impl Recipe {
    /// Reads `LENGTH`, `SETS` or `LENGTH:SETS`, such as `24:alnum`.
    pub fn parse(spec: &str) -> std::result::Result<Self, Invalid> {
        let mut recipe = Self::default();
        let (length, sets) = match spec.split_once(':') {
            Some((length, sets)) => (Some(length), Some(sets)),
            None if spec.starts_with(|c: char| c.is_ascii_digit()) => (Some(spec), None),
            None => (None, Some(spec)),
        };
        if let Some(length) = length {
            recipe.length = length.parse().map_err(|_| Invalid::because(SPEC))?;
        }
        if let Some(sets) = sets {
            recipe.sets.clear();
            for set in sets.split(',') {
                recipe.sets.extend_from_slice(match set {
                    "lower" => &[LOWER],
                    "upper" => &[UPPER],
                    "digits" => &[DIGITS],
                    "symbols" => &[SYMBOLS],
                    "alnum" => &[LOWER, UPPER, DIGITS],
                    "hex" => &[b"0123456789abcdef"],
                    "all" => &[LOWER, UPPER, DIGITS, SYMBOLS],
                    _ => return Err(Invalid::because(SPEC)),
                });
            }
            recipe.sets.sort_unstable();
            recipe.sets.dedup();
        }
        if (4..=4096).contains(&recipe.length) { Ok(recipe) } else { Err(Invalid::because(SPEC)) }
    }

    /// A new password. It has at least one character of every set.
    pub fn password(&self) -> Result<SecretValue> {
        let mut alphabet = self.sets.concat();
        alphabet.sort_unstable();
        alphabet.dedup();
        loop {
            let password = uniform(&alphabet, self.length)?;
            // Drawing anew until every set occurs keeps all such passwords equally likely; placing one would not.
            let has_all = self.sets.iter().all(|set| password.iter().any(|byte| set.contains(byte)));
            if has_all {
                return Ok(SecretValue::copied(&password));
            }
        }
    }
}

/// Characters of the alphabet, each equally likely.
fn uniform(alphabet: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>> {
    let count = alphabet.len();
    // Bytes beyond the last whole multiple would favour the first characters.
    let limit = 256 - 256 % count;
    let mut out = Zeroizing::new(Vec::with_capacity(length));
    let mut random = Zeroizing::new([0u8; 64]);
    while out.len() < length {
        getrandom::fill(&mut *random).map_err(|_| Error::Unreachable {
            what: "the system's random source".into(),
            reason: "it did not answer".into(),
        })?;
        let drawn = random.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < limit);
        let room = length - out.len();
        out.extend(drawn.take(room).map(|byte| alphabet[byte % count]));
    }
    Ok(out)
}
