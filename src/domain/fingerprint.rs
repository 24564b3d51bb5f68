//! Keyed fingerprints: equal content, equal fingerprint; useless to a guesser without the key.

use super::{Field, Fields, SecretKind, Shape};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::fmt::Write;
use zeroize::{Zeroize, Zeroizing};

/// HMAC-SHA-256 over the kind and every field in canonical form. Displays as its first 12 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// All 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex()[..12])
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// The key of one team's fingerprints.
pub struct FingerprintKey(Zeroizing<[u8; 32]>);

impl FingerprintKey {
    /// Takes 32 bytes of key.
    pub fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// The fingerprint of this content. The order of fields and the spacing of JSON do not count; names, types and
    /// bytes do. Each part is preceded by its length, so that no two contents run together.
    pub fn of(&self, kind: SecretKind, fields: &Fields) -> Fingerprint {
        let mut sum = self.sum();
        sum.part(kind.as_str().as_bytes());
        let mut sorted: Vec<_> = fields.iter().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        for field in sorted {
            sum.field(field);
        }
        sum.end()
    }

    /// The fingerprint of one field: equal when [`Self::of`] takes both for the same.
    pub fn of_field(&self, field: &Field) -> Fingerprint {
        let mut sum = self.sum();
        sum.field(field);
        sum.end()
    }

    fn sum(&self) -> Sum {
        let mut block = hmac::digest::common::Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(&*self.0);
        let mac = Hmac::<Sha256>::new(&block);
        block.zeroize();
        Sum(mac)
    }
}

/// A fingerprint in the making.
struct Sum(Hmac<Sha256>);

impl Sum {
    fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn field(&mut self, field: &Field) {
        self.part(field.name.as_bytes());
        self.part(match field.shape {
            Shape::Text => b"text",
            Shape::Json => b"json",
            Shape::Binary => b"binary",
        });
        field.value.expose(|bytes| match field.shape {
            Shape::Json => self.part(&canonical(bytes)),
            _ => self.part(bytes),
        });
    }

    fn end(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into_bytes().into())
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey")
    }
}

/// JSON without spaces and with sorted names; text that is no JSON stays as it is.
fn canonical(json: &[u8]) -> Zeroizing<Vec<u8>> {
    let canonical = serde_json::from_slice::<serde_json::Value>(json).ok().and_then(|mut value| {
        value.sort_all_objects();
        serde_json::to_vec(&value).ok()
    });
    Zeroizing::new(canonical.unwrap_or_else(|| json.to_vec()))
}
