//! How a password is made: characters of some sets, or words; and how strong that is.

use super::Invalid;

/// Characters that are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CharSet {
    /// a to z.
    Lower,
    /// A to Z.
    Upper,
    /// 0 to 9.
    Digits,
    /// Punctuation that no shell, URL or configuration format is hurt by inside quotes.
    Symbols,
    /// 0 to 9 and a to f.
    Hex,
}

impl CharSet {
    /// Its characters, in the order of their bytes.
    pub fn characters(self) -> &'static str {
        match self {
            Self::Lower => "abcdefghijklmnopqrstuvwxyz",
            Self::Upper => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Self::Digits => "0123456789",
            Self::Symbols => "!#%&*+,-./:;<=>?@^_~",
            Self::Hex => "0123456789abcdef",
        }
    }
}

/// Characters that are taken for one another when they are read aloud or copied by hand.
const LOOK_ALIKES: &str = "0O1Il5S2Z8B";

/// Words that a passphrase is drawn from: the long list of the EFF, 6⁵.
pub const WORDS: usize = 7776;

/// What a specification may look like.
const SPEC: &str = "a specification is LENGTH, SETS or LENGTH:SETS; the length is 4 to 4096, the sets are lower, upper, \
                    digits, symbols, alnum, hex, all, joined by commas: 32, 24:alnum, 16:digits, 40:lower,digits; \
                    or 3 to 32 words, or 16 to 512 random bytes as base64: 6:words, 32:bytes";

/// How a password is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// Of characters, with at least one of every set.
    Characters {
        /// How many.
        length: usize,
        /// Drawn from these, each set once.
        sets: Vec<CharSet>,
        /// Whether characters that look like others are left out.
        is_distinct: bool,
    },
    /// Of this many words with `-` between them.
    Words(usize),
    /// The base64 of this many random bytes.
    Bytes(usize),
}

impl Default for Recipe {
    fn default() -> Self {
        let sets = vec![CharSet::Lower, CharSet::Upper, CharSet::Digits, CharSet::Symbols];
        Self::Characters { length: 32, sets, is_distinct: false }
    }
}

impl Recipe {
    /// Fewest and most characters.
    pub const LENGTHS: std::ops::RangeInclusive<usize> = 4..=4096;
    /// Fewest and most words.
    pub const COUNTS: std::ops::RangeInclusive<usize> = 3..=32;

    /// Fewest and most bytes.
    pub const SIZES: std::ops::RangeInclusive<usize> = 16..=512;

    /// Reads `LENGTH`, `SETS` or `LENGTH:SETS`, such as `24:alnum` or `6:words`.
    pub fn parse(spec: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::because(SPEC);
        let (length, names) = match spec.split_once(':') {
            Some((length, names)) => (Some(length), Some(names)),
            None if spec.starts_with(|c: char| c.is_ascii_digit()) => (Some(spec), None),
            None => (None, Some(spec)),
        };
        let length = length.map(|length| length.parse::<usize>().map_err(|_| wrong())).transpose()?;
        let special = match names {
            Some("words") => Some((length.unwrap_or(6), Self::COUNTS, Self::Words as fn(usize) -> Self)),
            Some("bytes") => Some((length.unwrap_or(32), Self::SIZES, Self::Bytes as fn(usize) -> Self)),
            _ => None,
        };
        if let Some((count, allowed, make)) = special {
            return if allowed.contains(&count) { Ok(make(count)) } else { Err(wrong()) };
        }
        let Self::Characters { length: usual, mut sets, is_distinct } = Self::default() else {
            return Err(wrong());
        };
        if let Some(names) = names {
            sets.clear();
            for name in names.split(',') {
                sets.extend_from_slice(match name {
                    "lower" => &[CharSet::Lower],
                    "upper" => &[CharSet::Upper],
                    "digits" => &[CharSet::Digits],
                    "symbols" => &[CharSet::Symbols],
                    "alnum" => &[CharSet::Lower, CharSet::Upper, CharSet::Digits],
                    "hex" => &[CharSet::Hex],
                    "all" => &[CharSet::Lower, CharSet::Upper, CharSet::Digits, CharSet::Symbols],
                    _ => return Err(wrong()),
                });
            }
            sets.sort_unstable();
            sets.dedup();
        }
        let length = length.unwrap_or(usual);
        if Self::LENGTHS.contains(&length) {
            Ok(Self::Characters { length, sets, is_distinct })
        } else {
            Err(wrong())
        }
    }

    /// The characters of every set that may be drawn; empty for words and bytes.
    pub fn alphabets(&self) -> Vec<Vec<u8>> {
        let Self::Characters { sets, is_distinct, .. } = self else { return Vec::new() };
        let allowed = |c: &u8| !*is_distinct || !LOOK_ALIKES.as_bytes().contains(c);
        sets.iter().map(|set| set.characters().bytes().filter(allowed).collect()).collect()
    }

    /// How strong every password made by it is, in whole bits: nobody can guess better than by trying half of two to
    /// this power.
    pub fn bits(&self) -> usize {
        let (count, each) = match self {
            Self::Words(count) => (*count, WORDS),
            Self::Bytes(count) => (*count, 256),
            Self::Characters { length, .. } => {
                let mut all = self.alphabets().concat();
                all.sort_unstable();
                all.dedup();
                (*length, all.len())
            }
        };
        // In eighths of a bit and without floating point; never more than it is.
        let each = u128::try_from(each).unwrap_or(0);
        let eighths = each.pow(8).checked_ilog2().unwrap_or(0);
        count * usize::try_from(eighths).unwrap_or(0) / 8
    }
}
