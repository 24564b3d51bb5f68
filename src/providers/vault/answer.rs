//! An answer: its status, its body in memory that is wiped, and what time it is at the server.

use super::ask::Carries;
use super::errors::Said;
use crate::domain::Timestamp;
use crate::provider::{Error, Result};
use reqwest::Response;
use reqwest::header::DATE;
use std::fmt::Display;
use std::time::{Duration, SystemTime};
use zeroize::Zeroizing;

/// A secret has at most 1 MiB, which JSON may spell six times as long.
const LARGEST_VALUE: usize = 16 * 1024 * 1024;
/// A million names, or the metadata of a hundred thousand secrets.
const LARGEST_LIST: usize = 128 * 1024 * 1024;

/// What a server answered.
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// The body; wiped, because it may hold values.
    pub(super) body: Zeroizing<Vec<u8>>,
    /// What time it is at the server, else here.
    pub(super) now: Timestamp,
}

impl Answer {
    /// Whether the server did it.
    pub(super) fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What the server said when it refused.
    pub(super) fn said(&self) -> Said {
        Said::new(self.status, &self.body)
    }

    /// Reads the body.
    pub(super) fn parsed<'b, T: serde::Deserialize<'b>>(&'b self, what: impl Display) -> Result<T> {
        // The parser's own words could quote a value.
        serde_json::from_slice(&self.body).map_err(|_| Error::Unreachable {
            what: format!("the server's answer about {what}"),
            reason: "it is not what the API describes; something else may answer there, such as a proxy or a login page"
                .into(),
        })
    }
}

/// Why a body could not be read.
pub(super) enum Broken {
    Off(reqwest::Error),
    TooLong,
}

/// Takes an answer to its end.
pub(super) async fn read(mut response: Response, carries: Carries) -> std::result::Result<Answer, Broken> {
    let status = response.status().as_u16();
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).map(Timestamp::from);
    // The date has whole seconds: what happened within the last one has happened.
    let now = now.map(|now| now.plus(Duration::from_secs(1)));
    let largest = if carries == Carries::Values { LARGEST_VALUE } else { LARGEST_LIST };
    let told = response.content_length().and_then(|length| usize::try_from(length).ok());
    if told.is_some_and(|length| length > largest) {
        return Err(Broken::TooLong);
    }
    let mut body = Zeroizing::new(Vec::with_capacity(told.unwrap_or(16 * 1024)));
    while let Some(part) = response.chunk().await.map_err(Broken::Off)? {
        if body.len() + part.len() > largest {
            return Err(Broken::TooLong);
        }
        body.extend_from_slice(&part);
    }
    let now = now.unwrap_or_else(|| Timestamp::from(SystemTime::now()));
    Ok(Answer { status, body, now })
}
