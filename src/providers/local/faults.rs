//! Turns what SQLite reports into errors that say what to do next. Nothing of SQLite's own text is passed on.

use crate::provider::Error;
use rusqlite::ErrorCode;
use std::path::Path;

/// SQLite's code for a read that found less than a page: the file was cut off.
const SHORT_READ: i32 = 522;

/// What went wrong with the store file.
pub(super) fn fault(file: &Path, error: &rusqlite::Error) -> Error {
    let what = format!("the store {}", file.display());
    let unreachable = |reason: &str| Error::Unreachable { what: what.clone(), reason: reason.into() };
    let corrupt = |reason: &str| Error::Corrupt { what: what.clone(), reason: reason.into() };
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DatabaseCorrupt => corrupt("its structure is broken or its end is missing"),
            ErrorCode::SystemIoFailure if failure.extended_code == SHORT_READ => {
                corrupt("its end is missing")
            }
            ErrorCode::NotADatabase => foreign(file),
            ErrorCode::DiskFull => {
                unreachable("the disk is full; nothing was written, make room and try again")
            }
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
                unreachable("it or its folder is read-only; nothing was written")
            }
            ErrorCode::CannotOpen => {
                unreachable("it or the files beside it cannot be opened; the folder must be writable")
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                unreachable("another program kept it busy for more than ten seconds; nothing was written")
            }
            ErrorCode::SystemIoFailure => {
                unreachable("reading or writing failed; the disk may be full or faulty, nothing was written")
            }
            ErrorCode::OutOfMemory => unreachable("there is not enough memory"),
            ErrorCode::TooBig => Error::invalid("a value is too big for the store (at most 900 MB)"),
            _ => Error::Bug { what: format!("the store, SQLite code {}", failure.extended_code) },
        },
        rusqlite::Error::QueryReturnedNoRows
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => corrupt("a row is missing or of the wrong type"),
        _ => Error::Bug { what: "the store, a call to SQLite".into() },
    }
}

/// The file is not ours.
pub(super) fn foreign(file: &Path) -> Error {
    Error::invalid(format!(
        "{} is not a store of Strongroom, or its beginning is damaged; move it away, restore a backup over it, or \
         choose another folder with STRONGROOM_DATA_DIR",
        file.display()
    ))
}

/// A sealed record that does not open.
pub(super) fn unsealed(file: &Path, record: &str) -> Error {
    Error::Corrupt {
        what: format!("the store {}", file.display()),
        reason: format!("{record} was changed, moved or cut off outside of Strongroom"),
    }
}
