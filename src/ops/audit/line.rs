//! One line of the audit log: its entry, its sealed form, its outcome word.

use super::log::Hash;
use crate::domain::Timestamp;
use crate::provider::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_box::aead::OsRng;
use crypto_box::{PublicKey, SecretKey};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The embedded store was made.
    Create,
    /// The embedded store was opened with its passphrase.
    Unlock,
    /// The passphrase was changed.
    Passphrase,
    /// A copy of the store was made.
    Backup,
    /// A copy of the store was put in its place.
    Restore,
    /// Values were read by a command.
    Read,
    /// A value was shown for a few seconds.
    Reveal,
    /// A value was put on the clipboard.
    Copy,
    /// Values were read to be changed.
    Edit,
    /// Values were given to a program.
    Run,
    /// Values were written out to be kept elsewhere.
    Export,
    /// Two versions were compared.
    Diff,
    /// A new version was written.
    Write,
    /// Labels were replaced.
    Labels,
    /// The newest version was deleted, or named ones.
    Delete,
    /// A secret was removed with its history.
    Erase,
    /// Deleted versions were brought back.
    Undelete,
    /// The content of versions was destroyed.
    Destroy,
    /// A team was made.
    TeamCreate,
    /// A team was taken out of the configuration.
    TeamRemove,
    /// A provider was registered.
    ProviderAdd,
    /// A provider was changed or switched.
    ProviderChange,
    /// A provider was taken out of the configuration.
    ProviderRemove,
    /// New credentials were kept for a provider.
    Login,
    /// The credentials of a provider were forgotten.
    Logout,
    /// The loss of lines of the log before this one was accepted.
    AcceptLoss,
    /// A team was set up in a server.
    TeamSetUp,
    /// A token was made for a person of a team.
    Invite,
    /// A change that waited for approval was taken back.
    Withdraw,
}

impl Act {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Unlock => "unlock",
            Self::Passphrase => "passphrase",
            Self::Backup => "backup",
            Self::Restore => "restore",
            Self::Read => "read",
            Self::Reveal => "reveal",
            Self::Copy => "copy",
            Self::Edit => "edit",
            Self::Run => "run",
            Self::Export => "export",
            Self::Diff => "diff",
            Self::Write => "write",
            Self::Labels => "labels",
            Self::Delete => "delete",
            Self::Erase => "erase",
            Self::Undelete => "undelete",
            Self::Destroy => "destroy",
            Self::TeamCreate => "team_create",
            Self::TeamRemove => "team_remove",
            Self::ProviderAdd => "provider_add",
            Self::ProviderChange => "provider_change",
            Self::ProviderRemove => "provider_remove",
            Self::Login => "login",
            Self::Logout => "logout",
            Self::AcceptLoss => "accept_loss",
            Self::TeamSetUp => "team_set_up",
            Self::Invite => "invite",
            Self::Withdraw => "withdraw",
        }
    }
}

/// What a line tells. Never a value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    #[serde(skip)]
    pub number: u64,
    /// When it happened.
    pub when: Timestamp,
    /// Who did it.
    pub who: String,
    /// What was done.
    pub what: Act,
    /// In which team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// To which secret; a path below the team's root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Which version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// With which provider, when it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// How it ended: `ok`, or one word for the reason.
    pub outcome: String,
    /// What else there is to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The word for how something ended.
pub(super) fn outcome<T>(result: &Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => match error {
            Error::NotFound { .. } => "not_found",
            Error::Denied { .. } => "denied",
            Error::Locked { .. } => "locked",
            Error::WrongPassphrase => "wrong_passphrase",
            Error::Expired { .. } => "expired",
            Error::Conflict { .. } => "conflict",
            Error::Exists { .. } => "exists",
            Error::Invalid { .. } => "invalid",
            Error::Unsupported { .. } => "unsupported",
            Error::Unreachable { .. } => "unreachable",
            Error::Uncertain { .. } => "uncertain",
            Error::Throttled => "throttled",
            Error::Partly { .. } => "partly",
            Error::Pending { .. } => "pending",
            Error::Corrupt { .. } => "damaged",
            Error::Cancelled => "cancelled",
            Error::Bug { .. } => "bug",
        },
    }
}

/// A line as it stands in the file.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) before: Hash,
    sealed: Vec<u8>,
}

/// What is sealed: number and chain once more, so that a box cannot be moved to another line.
#[derive(serde::Serialize, serde::Deserialize)]
struct Sealed {
    number: u64,
    before: Hash,
    entry: Entry,
}

impl Line {
    /// The text of a new line, without its end.
    pub(super) fn seal(entry: &Entry, number: u64, before: &Hash, to: &PublicKey) -> Result<String> {
        let bug = || Error::Bug { what: "sealing a line of the audit log".into() };
        let sealed = Sealed { number, before: *before, entry: entry.clone() };
        let json = serde_json::to_vec(&sealed).map_err(|_| bug())?;
        let sealed = to.seal(&mut OsRng, &json).map_err(|_| bug())?;
        Ok(format!("{number} {before} {}", STANDARD.encode(sealed)))
    }

    /// Takes a line apart; nothing when it is not one.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(line).ok()?;
        let mut parts = text.split(' ');
        let (number, before, sealed) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let number = number.parse().ok()?;
        Some(Self { number, before: Hash::parse(before)?, sealed: STANDARD.decode(sealed).ok()? })
    }

    /// Opens the box; nothing when it was not sealed for this line.
    pub(super) fn open(&self, key: &SecretKey) -> Option<Entry> {
        let json = key.unseal(&self.sealed).ok()?;
        let sealed: Sealed = serde_json::from_slice(&json).ok()?;
        let is_ours = sealed.number == self.number && sealed.before == self.before;
        is_ours.then_some(Entry { number: self.number, ..sealed.entry })
    }
}
