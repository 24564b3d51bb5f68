//! The file of the audit log: locked while it is open, appended durably, read from its end.

use super::line::{Entry, Line};
use crate::provider::{Error, Result};
use crypto_box::PublicKey;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Longer than any line: a name has at most 1024 bytes.
const CHUNK: u64 = 16 * 1024;

/// SHA-256 of a line without its end. Before the first line stands a hash of zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Hash([u8; 32]);

impl Hash {
    pub(super) fn of(line: &[u8]) -> Self {
        Self(Sha256::digest(line).into())
    }

    pub(super) fn parse(hex: &str) -> Option<Self> {
        let mut hash = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (index, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hex = String::with_capacity(64);
        for byte in self.0 {
            write!(hex, "{byte:02x}")?;
        }
        f.write_str(&hex)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;
    fn try_from(hex: String) -> std::result::Result<Self, Self::Error> {
        Self::parse(&hex).ok_or("not a hash")
    }
}

/// How a log ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tail {
    /// How many lines there are, a torn one counted in.
    pub(super) count: u64,
    /// The hash of the last one.
    pub(super) head: Hash,
    /// Whether the last one has no end.
    pub(super) is_torn: bool,
}

/// The log, locked against other processes for as long as this lives.
pub(super) struct Log {
    file: File,
    path: PathBuf,
}

impl Log {
    /// Opens the log, makes it when there is none (mode 0600), and waits for its lock.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let mut options = File::options();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| failed(path, &error))?;
        file.lock().map_err(|error| failed(path, &error))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// How the log ends. Reads the last lines only, unless they are no lines at all.
    pub(super) fn tail(&mut self) -> Result<Tail> {
        let length = self.file.metadata().map_err(|error| failed(&self.path, &error))?.len();
        let start = length.saturating_sub(CHUNK);
        let chunk = self.read_from(start)?;
        // The first line of a chunk is cut by it.
        let cut = usize::from(start > 0);
        if let Some(tail) = tail_of(split(&chunk).get(cut..).unwrap_or_default(), is_torn(&chunk)) {
            return Ok(tail);
        }
        let (lines, is_torn) = self.lines_and_tear()?;
        let head = lines.last().map(|line| Hash::of(line)).unwrap_or_default();
        Ok(Tail { count: lines.len() as u64, head, is_torn })
    }

    /// Appends the lines of these entries durably. A torn line before them gets its end, so that it stays visible as
    /// torn.
    pub(super) fn append(&mut self, tail: &Tail, entries: &[Entry], to: &PublicKey) -> Result<Tail> {
        let mut after = Tail { is_torn: false, ..*tail };
        let mut bytes = Vec::new();
        if tail.is_torn {
            bytes.push(b'\n');
        }
        for entry in entries {
            let line = Line::seal(entry, after.count + 1, &after.head, to)?;
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
            (after.count, after.head) = (after.count + 1, Hash::of(line.as_bytes()));
        }
        self.file
            .write_all(&bytes)
            .and_then(|()| self.file.sync_data())
            .map_err(|error| failed(&self.path, &error))?;
        Ok(after)
    }

    /// All lines, a torn one counted in.
    pub(super) fn lines(&mut self) -> Result<Vec<Vec<u8>>> {
        self.lines_and_tear().map(|(lines, _)| lines)
    }

    /// All lines, and whether the last one is torn.
    pub(super) fn lines_and_tear(&mut self) -> Result<(Vec<Vec<u8>>, bool)> {
        let all = self.read_from(0)?;
        Ok((split(&all).into_iter().map(<[u8]>::to_vec).collect(), is_torn(&all)))
    }

    fn read_from(&mut self, start: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file
            .seek(SeekFrom::Start(start))
            .and_then(|_| self.file.read_to_end(&mut bytes))
            .map_err(|error| failed(&self.path, &error))?;
        Ok(bytes)
    }
}

/// How a log ends by its last lines: the number of the last whole one, counted on over torn ones. Nothing when there is
/// no whole one among them.
fn tail_of(lines: &[&[u8]], is_torn: bool) -> Option<Tail> {
    let whole = &lines[..lines.len() - usize::from(is_torn && !lines.is_empty())];
    let index = whole.iter().rposition(|line| Line::parse(line).is_some())?;
    let count = Line::parse(whole[index])?.number + (lines.len() - 1 - index) as u64;
    Some(Tail { count, head: Hash::of(lines.last()?), is_torn })
}

fn is_torn(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|byte| *byte != b'\n')
}

fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.is_empty() { Vec::new() } else { bytes.split(|byte| *byte == b'\n').collect() }
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::io(path.display().to_string(), error)
}
