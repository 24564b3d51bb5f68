//! What can go wrong with a store, sorted by what the person can do about it. Never holds a secret.

use crate::domain::{Invalid, VersionNumber};

/// The result of asking a store.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such secret, version, team or provider.
    #[error("{what} not found{}", note.as_ref().map(|note| format!("; {note}")).unwrap_or_default())]
    NotFound {
        /// What was looked for.
        what: String,
        /// What comes near, or where it went.
        note: Option<String>,
    },
    /// The store knows us and refuses, or a switch of ours forbids it.
    #[error("not allowed: {reason}")]
    Denied {
        /// Which right is missing.
        reason: String,
    },
    /// The embedded store is locked, or a server is sealed.
    #[error("{}", locked(what))]
    Locked {
        /// What is locked; in brackets behind it how, where there is another word: `the server x (sealed)`.
        what: String,
    },
    /// The passphrase does not open the store.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// Our credentials are no longer accepted.
    #[error("{reason}")]
    Expired {
        /// What has become of the login: the first words, up to a colon or semicolon, stand alone where room is short.
        reason: String,
    },
    /// Somebody wrote in between; nothing was written.
    #[error("changed by someone else meanwhile; nothing was written")]
    Conflict {
        /// The version that is there now, where the store tells.
        current: Option<VersionNumber>,
    },
    /// It is already there; nothing was written.
    #[error("{what} already exists; nothing was written")]
    Exists {
        /// What exists.
        what: String,
    },
    /// A name, a value, an option or a file that cannot be accepted.
    #[error("{reason}")]
    Invalid {
        /// What is wrong and what is allowed.
        reason: String,
    },
    /// This store, this kernel or this version cannot do that.
    #[error("{what}")]
    Unsupported {
        /// What cannot be done and why.
        what: String,
    },
    /// The store cannot be reached, or its disk cannot be read or written.
    #[error("{what}: {reason}")]
    Unreachable {
        /// What was to be reached.
        what: String,
        /// What stood in the way.
        reason: String,
    },
    /// A change was sent, and no answer came: it may have been made.
    #[error("{what} did not answer; it is not known whether the change was made")]
    Uncertain {
        /// Who was to make it.
        what: String,
    },
    /// A part of it is done, and the rest is not.
    #[error("{done}; {left}")]
    Partly {
        /// What is done.
        done: String,
        /// What is not, and why.
        left: String,
    },
    /// The store wants fewer requests.
    #[error("the server asks for fewer requests")]
    Throttled,
    /// The change waits for approval; nothing was written yet.
    #[error("waiting for approval as request {id}; not written yet")]
    Pending {
        /// The request.
        id: String,
    },
    /// The content of a store or log is damaged or was tampered with.
    #[error("{what} is damaged: {reason}")]
    Corrupt {
        /// What is damaged.
        what: String,
        /// How it was noticed.
        reason: String,
    },
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
    /// A fault of the program; the place is in the log.
    #[error("internal fault: {what}")]
    Bug {
        /// Which part failed.
        what: String,
    },
}

impl Error {
    /// Something that was looked for and is not there.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into(), note: None }
    }

    /// Something that cannot be accepted.
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid { reason: reason.into() }
    }

    /// A file or server that could not be reached. The reason of an I/O error names no content.
    pub fn io(what: impl Into<String>, error: &std::io::Error) -> Self {
        Self::Unreachable { what: what.into(), reason: error.to_string() }
    }

    /// A login that was accepted before and is not any more.
    pub fn ended(why: &str) -> Self {
        Self::Expired { reason: format!("the login has ended: {why}") }
    }

    /// Whether a login was refused, rather than a right.
    fn is_refused_login(&self) -> bool {
        matches!(self, Self::Denied { reason } if reason.starts_with("the login is refused"))
    }

    /// Whether a login is not made because it was refused before.
    fn is_refused_before(&self) -> bool {
        matches!(self, Self::Denied { reason } if reason.starts_with("the server refused these credentials before"))
    }

    /// Whether the store itself is the reason, so that the next secret of it would fail alike.
    pub fn is_of_the_store(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Uncertain { .. } | Self::Locked { .. } | Self::Expired { .. }
        )
    }

    /// Whether a server answers and gives nothing out, as one does that is sealed.
    pub fn is_sealed_server(&self) -> bool {
        matches!(self, Self::Locked { what } if what.starts_with("the server"))
    }

    /// Whether the change may have been made all the same: it was sent, and how it went is not known.
    pub fn leaves_open(&self) -> bool {
        matches!(self, Self::Uncertain { .. } | Self::Bug { .. })
    }

    /// What went wrong, where the store is told beside it.
    pub fn reason(&self) -> String {
        match self {
            Self::Unreachable { reason, .. } => reason.clone(),
            other => other.to_string(),
        }
    }

    /// What the person can do next in the console, where the words of the command line would mislead.
    pub fn hint_in_console(&self) -> Option<&'static str> {
        match self {
            Self::NotFound { .. } => None,
            Self::Denied { .. } if self.is_refused_before() => None,
            Self::Denied { .. } if self.is_refused_login() => Some("log in with others"),
            Self::Denied { .. } => Some("ask for the right, or work in another team"),
            Self::Locked { what } if !what.starts_with("the server") => {
                Some("lock the console and open it with the passphrase again")
            }
            Self::Exists { .. } => Some("choose another name, or edit the one that is there"),
            other => other.hint(),
        }
    }

    /// What the person can do next, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotFound { what, .. } if what.starts_with("the provider ") => {
                "`strongroom provider list` shows what is there"
            }
            Self::NotFound { what, .. } if what.starts_with("the team ") => {
                "`strongroom team list` shows what is there"
            }
            Self::NotFound { what, .. } if what.starts_with("the namespace") => {
                "`strongroom provider show` tells which one is set; ask who runs the server for the right one"
            }
            Self::NotFound { .. } => "`strongroom list` shows what is there",
            Self::Denied { reason } if reason.starts_with("no credentials are kept") => "log in first",
            Self::Denied { reason } if reason.starts_with("the wrapping token") => {
                "have a new one made; `strongroom provider login` takes it"
            }
            // It says itself what to do, with the name.
            Self::Denied { .. } if self.is_refused_before() => return None,
            Self::Denied { .. } if self.is_refused_login() => "`strongroom provider login NAME` takes others",
            Self::Denied { .. } => "ask for the right, or choose another team with --team",
            Self::Locked { what } if what.ends_with("(not initialised)") => {
                "who runs the server must initialise it first"
            }
            Self::Locked { .. } if self.is_sealed_server() => {
                "who keeps the keys of the server must unseal it; until then it gives nothing out"
            }
            Self::Locked { .. } => {
                "open it with `strongroom unlock`, STRONGROOM_PASSPHRASE_FILE or --passphrase-fd"
            }
            Self::WrongPassphrase => "try again; there is no way to recover a lost passphrase",
            Self::Expired { .. } => "log in again",
            Self::Conflict { .. } => "look at the new version, then try again",
            Self::Exists { .. } => "--overwrite writes a new version; the old one stays in the history",
            Self::Unreachable { what, .. } if what.contains("://") => "check the network or the VPN",
            Self::Unreachable { .. } => {
                "check the address and the network; of a file, that it is writable and the disk not full"
            }
            Self::Partly { .. } => "do the rest again",
            Self::Uncertain { .. } => "look at it before you do it again",
            Self::Throttled => "wait a moment, then try again",
            Self::Pending { .. } => "`strongroom approvals show` tells how it stands",
            Self::Corrupt { .. } => {
                "keep the file as it is and restore a backup; `strongroom doctor` looks closer"
            }
            Self::Bug { .. } => "please report it; nothing secret is in this message",
            Self::Invalid { .. } | Self::Unsupported { .. } | Self::Cancelled => return None,
        })
    }
}

/// `the store is locked`, `the server x is sealed`.
fn locked(what: &str) -> String {
    match what.strip_suffix(')').and_then(|what| what.rsplit_once(" (")) {
        Some((what, how)) => format!("{what} is {how}"),
        None => format!("{what} is locked"),
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid { reason: invalid.0 }
    }
}
