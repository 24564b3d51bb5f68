//! What answers at an address: nothing secret is sent before it has shown that it is a Vault or OpenBao.

use super::answer::Answer;
use super::ask::Ask;
use super::client::Client;
use super::errors;
use super::wire::State;
use crate::provider::{Error, Result};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The two questions that a server answers without a login. A gateway may keep one of them to itself.
const QUESTIONS: [&str; 2] = ["sys/health", "sys/seal-status"];

/// What the state is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To know who gets the credentials.
    LogIn,
    /// To tell how the server is.
    Tell,
}

/// For how long one answer serves the other purpose too: both are asked for when a team is opened.
const MOMENT: Duration = Duration::from_secs(3);

/// The last answer, and what it has served.
#[derive(Default)]
pub(super) struct Met {
    /// Held while the question is under way, so that two at a time are one.
    turn: tokio::sync::Mutex<()>,
    last: Mutex<Option<(Instant, State, Vec<Purpose>)>>,
}

impl Met {
    /// Something shows that the server is not as it was.
    pub(super) fn forget(&self) {
        *self.last() = None;
    }

    /// What was answered a moment ago, unless it has served this purpose.
    fn serve(&self, purpose: Purpose) -> Option<State> {
        let mut last = self.last();
        let (_, state, served) = last.as_mut().filter(|(at, _, _)| at.elapsed() < MOMENT)?;
        let is_new = !served.contains(&purpose);
        served.push(purpose);
        is_new.then(|| state.clone())
    }

    fn last(&self) -> MutexGuard<'_, Option<(Instant, State, Vec<Purpose>)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// The state of the server for a purpose; one answer serves each purpose once.
    pub(super) async fn meet(&self, purpose: Purpose) -> Result<State> {
        let _turn = self.met.turn.lock().await;
        if let Some(state) = self.met.serve(purpose) {
            return Ok(state);
        }
        let state = self.state().await?;
        *self.met.last() = Some((Instant::now(), state.clone(), vec![purpose]));
        Ok(state)
    }

    /// The state of the server; fails when what answers there is none.
    pub(super) async fn state(&self) -> Result<State> {
        let mut first = None;
        for question in QUESTIONS {
            // A server that stands by answers 429 here, which is no request for patience.
            let answer = self.send(None, &Ask::fact(question).once()).await?;
            if let Some(state) = told(&answer) {
                return Ok(state);
            }
            if answer.said().has("ealed") {
                return Err(errors::sealed(self.server()));
            }
            first.get_or_insert(answer);
        }
        Err(Error::Unreachable {
            what: format!("the server {}", self.server()),
            reason: first.as_ref().map_or(NONE, stranger).into(),
        })
    }
}

const NONE: &str = "it answers, but it is no Vault or OpenBao";

/// The state, when it is told as these servers tell it.
fn told(answer: &Answer) -> Option<State> {
    let json: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    let is_told =
        json["initialized"].is_boolean() && json["sealed"].is_boolean() && json["version"].is_string();
    if is_told { answer.parsed("its state").ok() } else { None }
}

/// What a stranger is, as far as it can be told.
fn stranger(answer: &Answer) -> &'static str {
    let said = String::from_utf8_lossy(&answer.body);
    let signs = ["HTTP request to an HTTPS", "HTTP request was sent to HTTPS", "plain HTTP to an SSL"];
    let speaks_tls = answer.status == 400 && signs.iter().any(|sign| said.contains(sign));
    if speaks_tls { "the port speaks TLS: use https://" } else { NONE }
}
