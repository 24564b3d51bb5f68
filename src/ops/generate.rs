//! Generates passwords: every character and every word equally likely, from the system's random source.

use crate::domain::{Field, SecretValue, WORDS};
use crate::provider::{Error, Result};
use diceware_wordlists::EFF_LONG_WORDLIST;
use zeroize::Zeroizing;

pub use crate::domain::Recipe;

/// A new password. One of characters has at least one of every set.
pub fn password(recipe: &Recipe) -> Result<SecretValue> {
    match recipe {
        Recipe::Words(count) => words(*count),
        Recipe::Bytes(count) => {
            let mut bytes = Zeroizing::new(vec![0; *count]);
            fill(&mut bytes)?;
            Ok(SecretValue::copied(Field::base64(&bytes).as_bytes()))
        }
        Recipe::Characters { length, .. } => characters(*length, &recipe.alphabets()),
    }
}

fn characters(length: usize, sets: &[Vec<u8>]) -> Result<SecretValue> {
    let mut alphabet = sets.concat();
    alphabet.sort_unstable();
    alphabet.dedup();
    if alphabet.is_empty() || length < sets.len() {
        return Err(Error::invalid("a password needs at least one set of characters, and room for each"));
    }
    loop {
        let drawn = uniform(alphabet.len(), length)?;
        let password: Zeroizing<Vec<u8>> = Zeroizing::new(drawn.iter().map(|at| alphabet[*at]).collect());
        // Drawing anew until every set occurs keeps all such passwords equally likely; placing one would not.
        if sets.iter().all(|set| password.iter().any(|byte| set.contains(byte))) {
            return Ok(SecretValue::copied(&password));
        }
    }
}

fn words(count: usize) -> Result<SecretValue> {
    let list: &[&str; WORDS] = &EFF_LONG_WORDLIST;
    let drawn = uniform(list.len(), count)?;
    let mut passphrase = Zeroizing::new(Vec::with_capacity(count * 12));
    for (index, at) in drawn.iter().enumerate() {
        if index > 0 {
            passphrase.push(b'-');
        }
        passphrase.extend_from_slice(list[*at].as_bytes());
    }
    Ok(SecretValue::copied(&passphrase))
}

/// Numbers below `count` (at most 65,536), each equally likely.
fn uniform(count: usize, length: usize) -> Result<Zeroizing<Vec<usize>>> {
    // Draws beyond the last whole multiple would favour the first numbers.
    let limit = 65_536 - 65_536 % count;
    let mut out = Zeroizing::new(Vec::with_capacity(length));
    let mut random = Zeroizing::new([0u8; 128]);
    while out.len() < length {
        fill(&mut *random)?;
        let (pairs, _) = random.as_chunks::<2>();
        let drawn = pairs.iter().map(|pair| usize::from(u16::from_ne_bytes(*pair)));
        let room = length - out.len();
        out.extend(drawn.filter(|drawn| *drawn < limit).take(room).map(|drawn| drawn % count));
    }
    Ok(out)
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::Unreachable {
        what: "the system's random source".into(),
        reason: "it did not answer".into(),
    })
}
