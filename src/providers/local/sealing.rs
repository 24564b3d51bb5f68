//! Seals and opens records: XChaCha20-Poly1305, each bound to the one place where it belongs.

use super::keys::StoreId;
use crate::provider::{Error, Result};
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const NONCE: usize = 24;
const TAG: usize = 16;

/// What a sealed record is. Part of its associated data.
#[derive(Clone, Copy)]
pub(super) enum Record {
    PassphraseSlot = 1,
    KeyringSlot = 2,
    Entry = 3,
    Bucket = 4,
    Info = 5,
    Fields = 6,
}

/// Where a record belongs; it opens nowhere else.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) store: &'a StoreId,
    pub(super) record: Record,
    pub(super) id: &'a [u8],
    pub(super) version: u64,
}

impl Place<'_> {
    /// Every part but the last has a fixed length, so no two places run together.
    fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(25 + self.id.len());
        data.extend_from_slice(self.store);
        data.push(self.record as u8);
        data.extend_from_slice(&self.version.to_le_bytes());
        data.extend_from_slice(self.id);
        data
    }
}

/// Seals a record: nonce, ciphertext, tag.
pub(super) fn seal(key: &[u8; 32], place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>> {
    let fault = || Error::Bug { what: "sealing a record".into() };
    let nonce: [u8; NONCE] = random()?;
    // Exactly as long as it gets: growing would leave a copy of the plain text behind.
    let mut sealed = Vec::with_capacity(NONCE + plain.len() + TAG);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let tag = XChaCha20Poly1305::new(&Key::from(*key))
        .encrypt_inout_detached(&XNonce::from(nonce), &place.associated_data(), (&mut sealed[NONCE..]).into())
        .map_err(|_| fault())?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens a record, or `None` when it was sealed under another key, for another place, or was changed since.
pub(super) fn open(key: &[u8; 32], place: Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (ciphertext, tag) = rest.split_last_chunk::<TAG>()?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            &place.associated_data(),
            plain.as_mut_slice().into(),
            &(*tag).into(),
        )
        .ok()?;
    Some(plain)
}

/// Random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    fill_random(&mut bytes)?;
    Ok(bytes)
}

/// Fills a buffer with random bytes from the system.
pub(super) fn fill_random(buffer: &mut [u8]) -> Result<()> {
    getrandom::fill(buffer).map_err(|_| Error::Unreachable {
        what: "the system's source of random numbers".into(),
        reason: "it gave none".into(),
    })
}
