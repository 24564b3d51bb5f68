//! A request to be made: what is asked, what travels with it, and when it may be made again.

use bytes::Bytes;
use reqwest::Method;
use std::fmt::Write;
use zeroize::Zeroizing;

/// What a request or its answer carries, which decides the client it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carries {
    /// Values, tokens, credentials.
    Values,
    /// Names, metadata, states.
    Names,
}

/// A request to be made.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    /// With the sign before it; names and values are plain words.
    pub(super) query: String,
    pub(super) body: Option<Bytes>,
    pub(super) content_type: &'static str,
    pub(super) carries: Carries,
    /// Whether it changes something.
    pub(super) is_change: bool,
    /// Whether it may be made again when it is unknown what became of it.
    pub(super) is_repeatable: bool,
    /// Whether it may be made again when the server said that it did nothing.
    pub(super) is_patient: bool,
    /// How long the answer waits to be opened, when it comes wrapped.
    pub(super) wrapped: Option<&'static str>,
}

impl Ask {
    fn new(method: Method, path: impl Into<String>, carries: Carries) -> Self {
        Self {
            method,
            path: path.into(),
            query: String::new(),
            body: None,
            content_type: "application/json",
            carries,
            is_change: false,
            is_repeatable: false,
            is_patient: true,
            wrapped: None,
        }
    }

    /// Reads values.
    pub(super) fn value(path: impl Into<String>) -> Self {
        Self { is_repeatable: true, ..Self::new(Method::GET, path, Carries::Values) }
    }

    /// Reads metadata or a state.
    pub(super) fn fact(path: impl Into<String>) -> Self {
        Self { is_repeatable: true, ..Self::new(Method::GET, path, Carries::Names) }
    }

    /// Asks with one of the methods that only these servers know: `LIST`, `SCAN`.
    pub(super) fn names(method: &'static [u8], path: impl Into<String>) -> Self {
        let method = Method::from_bytes(method).unwrap_or(Method::GET);
        Self { is_repeatable: true, ..Self::new(method, path, Carries::Names) }
    }

    /// Changes something; the body may hold values.
    pub(super) fn change(method: Method, path: impl Into<String>, body: Zeroizing<Vec<u8>>) -> Self {
        // The bytes stay where they are and are wiped with the last use of them.
        Self {
            body: Some(Bytes::from_owner(body)),
            is_change: true,
            ..Self::new(method, path, Carries::Values)
        }
    }

    /// Deletes something.
    pub(super) fn delete(path: impl Into<String>) -> Self {
        Self { is_change: true, ..Self::new(Method::DELETE, path, Carries::Names) }
    }

    /// Asks about something by a body; changes nothing.
    pub(super) fn question(path: impl Into<String>, body: Zeroizing<Vec<u8>>) -> Self {
        Self { is_change: false, is_repeatable: true, ..Self::change(Method::POST, path, body) }
    }

    /// Neither the question nor its answer holds a value.
    pub(super) fn of_names(self) -> Self {
        Self { carries: Carries::Names, ..self }
    }

    /// The body is a merge patch.
    pub(super) fn merging(self) -> Self {
        Self { content_type: "application/merge-patch+json", ..self }
    }

    /// Made once, whatever the server says.
    pub(super) fn once(self) -> Self {
        Self { is_patient: false, is_repeatable: false, ..self }
    }

    /// What is answered comes wrapped, to be opened once within this time.
    pub(super) fn wrapped(self, within: &'static str) -> Self {
        Self { wrapped: Some(within), ..self }
    }

    /// With a parameter.
    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        let sign = if self.query.is_empty() { '?' } else { '&' };
        // Writing to memory cannot fail.
        let _ = write!(self.query, "{sign}{name}={value}");
        self
    }
}
