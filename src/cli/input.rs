//! Values from standard input and from files: bounded, wiped, and never quoted in an error.

use super::exit::{Failure, Result};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// Largest value taken, in bytes.
pub(super) const LARGEST_VALUE: u64 = 1 << 20;

/// All of standard input.
pub(super) fn stdin(largest: u64) -> Result<Zeroizing<Vec<u8>>> {
    // Through a descriptor of our own: the standard library's buffer would keep what passed through it.
    let file = crate::secure::inherited(0).map_err(|error| {
        Failure::usage(format!("standard input: {error}"), "give the value on standard input")
    })?;
    read(file, "standard input", largest)
}

/// All of a file.
pub(super) fn file(path: &Path, largest: u64) -> Result<Zeroizing<Vec<u8>>> {
    let name = path.display().to_string();
    let file = File::open(path)
        .map_err(|error| Failure::usage(format!("{name}: {error}"), "name a file that can be read"))?;
    read(file, &name, largest)
}

fn read(file: File, what: &str, largest: u64) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    file.take(largest + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::usage(format!("{what}: {error}"), "give a file that can be read"))?;
    if bytes.len() as u64 > largest {
        let mib = largest >> 20;
        return Err(Failure::usage(
            format!("{what} is larger than {mib} MiB; nothing was written"),
            "keep large files elsewhere and their key here",
        ));
    }
    Ok(bytes)
}
