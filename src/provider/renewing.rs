//! The end of a login: when it comes, what is done about it before, and how it is ended early.

use super::Result;
use crate::domain::Timestamp;
use async_trait::async_trait;

/// When a login ends, and what becomes of it before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// When it ends.
    pub expires: Timestamp,
    /// What is done about that.
    pub renewal: Renewal,
}

/// What is done about the end of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// When something is due: it is renewed then, or, where it is not, the person is warned from then on.
    pub due: Timestamp,
    /// Why it does not renew itself, in words that follow the name of the login; nothing when it does.
    pub why_not: Option<&'static str>,
}

impl Lifetime {
    /// When somebody must look after the login next: to renew it, or to see that it has ended.
    pub fn next(&self) -> Timestamp {
        if self.renewal.why_not.is_none() { self.renewal.due.min(self.expires) } else { self.expires }
    }

    /// Why the person is to be warned at this time; nothing while there is no reason.
    pub fn warning(&self, now: Timestamp) -> Option<&'static str> {
        self.renewal.why_not.filter(|_| self.renewal.due <= now)
    }
}

/// What came of ending a login at the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// It is void from now on.
    Done,
    /// It had ended already.
    HadEnded,
    /// Nobody is logged in, so there is nothing to end.
    NotLoggedIn,
}

/// The ability to keep a login alive, and to end it.
#[async_trait]
pub trait Renewing: Send + Sync {
    /// Does what is due about the end of the login: renews it, or logs in again where that needs nobody. Asks the
    /// server nothing while nothing is due, and answers with what is known; nothing for a login without an end, and
    /// while nobody is logged in.
    async fn renew(&self) -> Result<Option<Lifetime>>;

    /// Ends the login at the server.
    async fn revoke(&self) -> Result<Revoked>;

    /// Whether what is kept of a login was brought by one like this: the same credentials, at the same place.
    async fn is_logged_in(&self) -> bool;

    /// Ends at the server what a login has brought; a token that was given is left alone. What cannot be ended now ends
    /// by itself.
    async fn abandon(&self) -> Revoked;
}
