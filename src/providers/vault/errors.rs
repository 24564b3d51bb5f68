//! Turns what a server answers into errors that say what to do next; the whole table stands here.

use crate::domain::visible;
use crate::provider::Error;
use serde::Deserialize;

/// The longest text of a server that is repeated to a person.
const LONGEST: usize = 200;

/// What a server said when it refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The status of the answer.
    pub(super) status: u16,
    text: String,
}

/// Servers say `errors`, some relatives of theirs `error`.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    errors: Option<Vec<String>>,
    #[serde(default)]
    error: Option<String>,
}

impl Said {
    /// Reads an answer. Anything that is no list of errors counts as nothing said.
    pub(super) fn new(status: u16, body: &[u8]) -> Self {
        let text = match serde_json::from_slice::<Body>(body) {
            Ok(Body { errors: Some(errors), .. }) => errors.join("; "),
            Ok(Body { error: Some(error), .. }) => error,
            _ => String::new(),
        };
        Self { status, text }
    }

    /// Whether the server said this.
    pub(super) fn has(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// The server's own words, safe to show and not too long.
    fn words(&self) -> String {
        let flat = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = visible(&flat);
        match words.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words.into_owned(),
        }
    }

    /// The version that was to be replaced is not the newest one.
    pub(super) fn is_conflict(&self) -> bool {
        self.status == 400
            && self.has("check-and-set parameter")
            // A policy says its numbers in between, and wants to hear -1 of what is not to be there.
            && (self.has("did not match") || self.has("parameter does not") || self.has("set to -1"))
    }

    /// The mount wants every write to name the version that it replaces.
    pub(super) fn wants_version(&self) -> bool {
        self.status == 400 && self.has("check-and-set parameter required")
    }

    /// The method is not known here: an older or other server.
    pub(super) fn is_unsupported(&self) -> bool {
        self.status == 405
            || (matches!(self.status, 404 | 400 | 500)
                && (self.has("unsupported operation") || self.has("unsupported path")))
    }

    /// The mount is being made ready; the same request works a moment later.
    pub(super) fn is_upgrading(&self) -> bool {
        self.status == 400 && self.has("Upgrading from non-versioned")
    }

    /// The right is missing, or the token is void: both look alike.
    pub(super) fn is_denied(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    /// There is no such mount any more, or it is of another version.
    pub(super) fn is_moved(&self) -> bool {
        self.status == 404
            && (self.has("no handler for route")
                || self.has("namespace not found")
                || self.has("Invalid path for a versioned"))
    }
}

/// What a refusal means; `doing` tells what was tried: ``read `kv/app` ``.
pub(super) fn fault(server: &str, doing: &str, said: &Said) -> Error {
    let invalid = |reason: &str| Error::invalid(reason);
    // The name in it may come from the server.
    let doing = visible(doing);
    match said.status {
        _ if said.is_denied() => Error::Denied { reason: format!("the login may not {doing}") },
        503 | 500 if said.has("ealed") => sealed(server),
        501 => Error::Locked { what: format!("the server {server} (not initialised)") },
        429 => Error::Throttled,
        404 if said.has("namespace not found") => Error::not_found("the namespace"),
        404 if said.has("no handler for route") => {
            Error::NotFound { what: "the mount".into(), note: Some("it was there before; refresh".into()) }
        }
        404 if said.has("Invalid path for a versioned") => Error::Unsupported {
            what: format!("cannot {doing}: the mount has another version than it was told to have"),
        },
        400 if said.is_conflict() => Error::Conflict { current: None },
        400 if said.wants_version() => {
            invalid("the mount wants every write to name the version it replaces")
        }
        400 if said.is_upgrading() => Error::Unreachable {
            what: "the mount".into(),
            reason: "the server is still making it ready; try again in a moment".into(),
        },
        400 if said.has("exceeded maximum number of strings") => {
            invalid("the server takes at most 1000 texts, names counted, in one secret; split it")
        }
        400 if said.has("high complexity") => {
            invalid("the server finds this JSON too complex; split the secret")
        }
        400 if said.has("custom_metadata") => Error::Invalid {
            reason: format!("the server refuses the labels: {}", said.words()),
        },
        400 if said.has("lease is not renewable")
            || said.has("batch tokens cannot be renewed")
            || said.has("invalid lease ID") =>
        {
            Error::Unsupported { what: "this token cannot be renewed".into() }
        }
        400 if said.has("batch tokens cannot be revoked") => {
            Error::Unsupported { what: "a batch token cannot be revoked; it ends by itself".into() }
        }
        400 if said.has("invalid role or secret ID") => login_refused("the role id or the secret id is wrong"),
        400 if said.has("invalid username or password") => login_refused("the name or the password is wrong"),
        400 if said.has("wrapping token is not valid or does not exist") => Error::Denied {
            reason: "the wrapping token was opened before, has expired or is none; when nobody of you has opened it, \
                     somebody else has: have the token in it revoked"
                .into(),
        },
        400 if said.text.is_empty() => invalid("the server cannot take a name with such characters"),
        413 => invalid("this is too big for the server"),
        500 if said.has("value being too large") => {
            invalid("this is too big: the server keeps at most 1 MiB in a version")
        }
        500 if said.has("token owner cannot be approver") => {
            Error::Denied { reason: "nobody approves a request of their own".into() }
        }
        500 if said.has("approver has already authorized") => {
            Error::Exists { what: "your approval".into() }
        }
        500 if said.has("empty entity ID") => {
            Error::Denied { reason: "this login stands for no person, so it cannot approve".into() }
        }
        405 => Error::Unsupported { what: format!("this server cannot {doing}") },
        415 => Error::Bug { what: "the content type of a request".into() },
        301..=308 => Error::Unreachable {
            what: format!("the server {server}"),
            reason: "it sends us elsewhere, which is not followed with a login; set the address it means".into(),
        },
        400 => Error::Invalid { reason: format!("the server refuses to {doing}: {}", said.words()) },
        404 => Error::not_found(format!("what was needed to {doing}")),
        status => Error::Unreachable {
            what: format!("the server {server}"),
            reason: match said.words() {
                words if words.is_empty() => format!("it answered with status {status}"),
                words => format!("it answered with status {status}: {words}"),
            },
        },
    }
}

/// The server answers and gives nothing out.
pub(super) fn sealed(server: &str) -> Error {
    Error::Locked { what: format!("the server {server} (sealed)") }
}

/// A login that must not be tried again by itself: servers lock accounts.
pub(super) fn login_refused(reason: &str) -> Error {
    Error::Denied { reason: format!("the login is refused: {reason}; it is not tried again by itself") }
}

/// A request that got no answer. Tells only what we know ourselves: foreign errors may quote what they carried.
pub(super) fn unanswered(server: &str, error: &reqwest::Error) -> Error {
    let mut chain = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    let mut kind = None;
    while let Some(error) = next {
        kind = kind.or_else(|| error.downcast_ref::<std::io::Error>().map(std::io::Error::kind));
        chain.push_str(&error.to_string());
        next = error.source();
    }
    let reason = tls_reason(&chain).unwrap_or(match kind {
        _ if error.is_timeout() => "it did not answer in time",
        Some(std::io::ErrorKind::ConnectionRefused) => "nothing listens there: the connection is refused",
        Some(std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe) => {
            "it broke the connection off"
        }
        _ if chain.contains("dns error") => "its name cannot be resolved",
        _ if error.is_connect() => "no connection could be made",
        _ => "the answer broke off",
    });
    Error::Unreachable { what: format!("the server {server}"), reason: reason.into() }
}

/// What is said of a certificate whose authority is not known.
pub(super) const UNTRUSTED: &str =
    "its certificate is from an authority that is not trusted here; set ca_cert";

/// What is wrong with the certificate, where that is what failed.
fn tls_reason(chain: &str) -> Option<&'static str> {
    let found = [
        ("UnknownIssuer", UNTRUSTED),
        ("certificate not valid for name", "its certificate is for another name than the address says"),
        ("NotValidForName", "its certificate is for another name than the address says"),
        ("certificate expired", "its certificate has expired"),
        ("certificate not valid yet", "its certificate is not valid yet; is the clock right?"),
        ("CertExpired", "its certificate has expired"),
        ("Expired", "its certificate has expired"),
        ("NotValidYet", "its certificate is not valid yet; is the clock right?"),
        ("CaUsedAsEndEntity", "its certificate is that of an authority, not of a server"),
        ("InvalidContentType", "it speaks no TLS there; the address may have to start with http://"),
        ("invalid peer certificate", "its certificate is not accepted"),
        ("received fatal alert", "it broke the TLS handshake off"),
    ];
    found.into_iter().find(|(sign, _)| chain.contains(sign)).map(|(_, reason)| reason)
}
