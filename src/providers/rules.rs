//! The rules of a numbered history, for stores that keep one themselves.

use crate::domain::{SecretKind, SecretPath, SecretState, Timestamp, VersionNumber, VersionState};
use crate::provider::{Base, Error, Result};
use serde::{Deserialize, Serialize};
use std::time::SystemTime;

/// What has become of one version, whatever newer ones there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Standing {
    /// It can be read.
    Readable,
    /// It is hidden since then and can be brought back.
    Deleted(Timestamp),
    /// Its content is gone for good since then.
    Destroyed(Timestamp),
}

impl Standing {
    /// Whether it can be read.
    pub(super) fn is_readable(self) -> bool {
        self == Self::Readable
    }

    /// The state people see.
    pub(super) fn state(self, is_newest: bool) -> VersionState {
        match self {
            Self::Readable if is_newest => VersionState::Current,
            Self::Readable => VersionState::Superseded,
            Self::Deleted(_) => VersionState::Deleted,
            Self::Destroyed(_) => VersionState::Destroyed,
        }
    }

    /// The state of a secret whose newest version stands so.
    pub(super) fn of_secret(self) -> SecretState {
        if self.is_readable() { SecretState::Active } else { SecretState::Deleted }
    }

    /// When it was soft-deleted.
    pub(super) fn deleted(self) -> Option<Timestamp> {
        match self {
            Self::Deleted(at) => Some(at),
            Self::Readable | Self::Destroyed(_) => None,
        }
    }

    /// When it stopped being readable.
    pub(super) fn gone(self) -> Option<Timestamp> {
        match self {
            Self::Deleted(at) | Self::Destroyed(at) => Some(at),
            Self::Readable => None,
        }
    }
}

/// The newest version of a secret that has a history.
#[derive(Clone, Copy)]
pub(super) struct Newest {
    pub(super) kind: SecretKind,
    pub(super) number: VersionNumber,
    pub(super) standing: Standing,
}

/// The number that a write gets, or why it is refused.
pub(super) fn admit(
    path: &SecretPath,
    base: Base,
    kind: SecretKind,
    newest: Option<Newest>,
) -> Result<VersionNumber> {
    let Some(newest) = newest else {
        return match base {
            Base::Absent => Ok(VersionNumber::FIRST),
            Base::Version(_) => Err(Error::Conflict { current: None }),
        };
    };
    match base {
        Base::Absent if newest.standing.is_readable() => {
            return Err(Error::Exists { what: format!("`{path}`") });
        }
        Base::Version(number) if number != newest.number => {
            return Err(Error::Conflict { current: Some(newest.number) });
        }
        // Whoever deleted it meant it: it does not come back by a write that knows nothing of that.
        Base::Version(number) if !newest.standing.is_readable() => {
            return Err(unreadable(path, number, newest.standing));
        }
        Base::Absent | Base::Version(_) => {}
    }
    if newest.kind != kind {
        return Err(Error::invalid(format!(
            "`{path}` is a {} and stays one while it has a history; choose another name, or remove it for good first",
            newest.kind
        )));
    }
    Ok(newest.number.next())
}

/// What soft-deleting makes of a version; one that is gone stays as it is.
pub(super) fn deleted(standing: Standing) -> Standing {
    if standing.is_readable() { Standing::Deleted(now()) } else { standing }
}

/// What bringing it back makes of a version.
pub(super) fn undeleted(path: &SecretPath, number: VersionNumber, standing: Standing) -> Result<Standing> {
    match standing {
        Standing::Destroyed(_) => Err(unreadable(path, number, standing)),
        Standing::Deleted(_) | Standing::Readable => Ok(Standing::Readable),
    }
}

/// What destroying makes of a version.
pub(super) fn destroyed(standing: Standing) -> Standing {
    match standing {
        Standing::Destroyed(_) => standing,
        Standing::Deleted(_) | Standing::Readable => Standing::Destroyed(now()),
    }
}

/// There is no secret of this name.
pub(super) fn missing(path: &SecretPath) -> Error {
    Error::not_found(format!("`{path}`"))
}

/// There is no version of this number.
pub(super) fn missing_version(path: &SecretPath, number: VersionNumber) -> Error {
    Error::not_found(format!("version {number} of `{path}`"))
}

/// The version is there, but cannot be read.
pub(super) fn unreadable(path: &SecretPath, number: VersionNumber, standing: Standing) -> Error {
    let note = match standing {
        Standing::Destroyed(_) => "its content is destroyed for good; the history may have older versions",
        _ => "it lies in the bin, `strongroom undelete` brings it back",
    };
    Error::NotFound { what: format!("version {number} of `{path}`"), note: Some(note.into()) }
}

/// The time that new versions are marked with.
pub(super) fn now() -> Timestamp {
    SystemTime::now().into()
}
