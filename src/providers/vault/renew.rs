//! Keeping a login alive: renewed or repeated when that is due, looked at when its end has come, revoked on request.

use super::ask::Ask;
use super::client::Client;
use super::errors;
use super::life::{self, Ending, Life, Note};
use super::login::{Credentials, Login, Looked, State, Token};
use super::state::Purpose;
use super::wire::{Renewed, plain_body};
use crate::domain::{SecretValue, Timestamp};
use crate::provider::{Error, Lifetime, Result, Revoked, lifetime_entry};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

/// What a renewal has come to.
enum Tried {
    /// It lives on so.
    Lives(Ending),
    /// This token is not renewed, for this reason.
    Cannot(&'static str),
    /// It is not accepted any more.
    Ended,
}

impl Login {
    /// When the login ends and what is done about it, as far as that is known.
    pub(super) async fn lifetime(&self) -> Option<Lifetime> {
        self.shown(&self.life().await?)
    }

    /// The same as it is told: what is switched off is told as such.
    fn shown(&self, life: &Life) -> Option<Lifetime> {
        let mut lifetime = life.lifetime()?;
        let logs_in = matches!(self.credentials, Credentials::AppRole { .. });
        if !self.renews {
            lifetime.renewal.why_not = lifetime.renewal.why_not.or(Some(life::SWITCHED_OFF));
        } else if logs_in && lifetime.renewal.why_not != Some(life::LOGIN_REFUSED) {
            // Whatever its token cannot do, a program logs in again.
            lifetime.renewal.why_not = None;
        }
        Some(lifetime)
    }

    /// Does what is due about the end of the login; see [`crate::provider::Renewing::renew`].
    pub(super) async fn attend(&self, client: &Client) -> Result<Option<Lifetime>> {
        let mut state = self.state.lock().await;
        let token = match &*state {
            State::Refused(error) => return Err(error.clone()),
            State::In(token) => Arc::clone(token),
            State::Fresh => match &self.credentials {
                // Only what is kept is kept alive unasked; nobody logs in for that alone.
                Credentials::Token(token) if self.is_kept && self.renews => {
                    // A stranger at the address does not get it, neither here nor with what is asked later.
                    client.meet(Purpose::LogIn).await?;
                    let token = Arc::new(Token::new(token.duplicate(), self.noted(token).await));
                    *state = State::In(Arc::clone(&token));
                    token
                }
                _ => match self.remembered().await.filter(|_| self.renews).map(Arc::new) {
                    Some(token) => {
                        client.meet(Purpose::LogIn).await?;
                        *state = State::In(Arc::clone(&token));
                        token
                    }
                    None => return Ok(None),
                },
            },
        };
        let is_over = |token: &Token| {
            token.life().is_some_and(|life| life.ending().is_some_and(|ending| ending.is_over(life::now())))
        };
        let logs_in = matches!(self.credentials, Credentials::AppRole { .. });
        if logs_in && !self.renews && is_over(&token) {
            // Its next request logs in again; until then nobody is.
            return Ok(None);
        }
        // Somebody else may have renewed it: one look tells.
        if token.life().is_none() || (is_over(&token) && !logs_in) {
            match self.look_at(client, &token).await? {
                Looked::At(_) => {}
                Looked::Forbidden => token.lives(Life::Endless),
                Looked::Ended => return Err(self.ended(&mut state, &token).await),
            }
            self.note(&token).await;
        }
        let token = self.lasting(client, &mut state, token).await?;
        Ok(token.life().and_then(|life| self.shown(&life)))
    }

    /// The token to go on with: the same one, renewed when that is due and possible; a program's next one when its end
    /// comes near. A token that still lives is never given up for a renewal or a login that failed.
    pub(super) async fn lasting(
        &self,
        client: &Client,
        state: &mut State,
        token: Arc<Token>,
    ) -> Result<Arc<Token>> {
        let Some(Life::Ends(ending)) = token.life() else { return Ok(token) };
        let logs_in = matches!(self.credentials, Credentials::AppRole { .. });
        if ending.is_over(life::now()) {
            // Without anybody asked for it, only a program logs in again.
            return if logs_in { self.log_in(client, state).await } else { Ok(token) };
        }
        if !self.renews {
            return Ok(token);
        }
        if ending.is_due(life::now()) {
            match self.renew_once(client, &token, &ending).await {
                Ok(Tried::Lives(next)) => token.lives(Life::Ends(next)),
                Ok(Tried::Cannot(why_not)) => {
                    token.lives(Life::Ends(ending.clone().stopped(life::now(), why_not)));
                }
                Ok(Tried::Ended) => {
                    let error = self.ended(state, &token).await;
                    let can_follow = matches!(state, State::Fresh);
                    return if can_follow { self.log_in(client, state).await } else { Err(error) };
                }
                // It is tried again later; what was to be done now is done with the token as it is.
                Err(_) => token.lives(Life::Ends(ending.clone().postponed(life::now()))),
            }
            self.note(&token).await;
        }
        let Some(Life::Ends(ending)) = token.life() else { return Ok(token) };
        if logs_in && ending.wants_successor(life::now()) {
            match self.enter_once(client, Some(&token)).await {
                Ok(next) => {
                    let next = Arc::new(next);
                    *state = State::In(Arc::clone(&next));
                    return Ok(next);
                }
                Err(Error::Unreachable { .. } | Error::Locked { .. } | Error::Throttled) => {
                    token.lives(Life::Ends(ending.postponed(life::now())));
                }
                // Never tried again by itself: servers lock accounts.
                Err(_) => token.lives(Life::Ends(ending.stopped(life::now(), life::LOGIN_REFUSED))),
            }
        }
        Ok(token)
    }

    async fn renew_once(&self, client: &Client, token: &Token, ending: &Ending) -> Result<Tried> {
        let wanted = json!({ "increment": format!("{}s", ending.whole.as_secs()) });
        // Renewing twice does no harm.
        let ask = Ask::question("auth/token/renew-self", plain_body(&wanted));
        let answer = client.send(Some(&token.value), &ask).await?;
        if answer.is_done() {
            let renewed: Renewed = answer.parsed("the renewal")?;
            let granted = renewed.auth.map_or(0, |lease| lease.lease_duration);
            let is_warned = renewed.warnings.is_some_and(|warnings| !warnings.is_empty());
            return Ok(match granted {
                0 => Tried::Cannot(life::FIXED),
                granted => Tried::Lives(ending.renewed(life::now(), Duration::from_secs(granted), is_warned)),
            });
        }
        let said = answer.said();
        if said.is_denied() {
            let is_alive = self.is_alive(client, token).await?;
            return Ok(if is_alive { Tried::Cannot(life::FORBIDDEN) } else { Tried::Ended });
        }
        match said.status {
            400 if said.has("batch") => Ok(Tried::Cannot(life::BATCH)),
            400 => Ok(Tried::Cannot(life::FIXED)),
            _ => Err(errors::fault(client.server(), "renew the token", &said)),
        }
    }

    /// Ends the login at the server; see [`crate::provider::Renewing::revoke`].
    pub(super) async fn revoke(&self, client: &Client) -> Result<Revoked> {
        let has_token = match &*self.state.lock().await {
            State::In(_) => true,
            State::Refused(_) => false,
            State::Fresh => match self.credentials {
                Credentials::Token(_) | Credentials::Wrapping(_) => true,
                // Nobody logs in for that alone.
                _ => self.remembered().await.is_some(),
            },
        };
        if !has_token {
            return Ok(Revoked::NotLoggedIn);
        }
        let token = self.token(client).await?;
        let answer = client.send(Some(&token.value), &revocation().once()).await?;
        let said = answer.said();
        if !answer.is_done() && !said.is_denied() {
            return Err(errors::fault(client.server(), "revoke the token", &said));
        }
        if said.is_denied() && self.is_alive(client, &token).await? {
            return Err(Error::Denied { reason: "the login may not revoke itself".into() });
        }
        self.forget(&token.value).await;
        *self.state.lock().await = State::Refused(Error::ended("it was revoked"));
        Ok(if answer.is_done() { Revoked::Done } else { Revoked::HadEnded })
    }

    /// Keeps in mind when a token that is kept ends, for the next command. To do without is no harm.
    pub(super) async fn note(&self, token: &Token) {
        if self.mark.is_some() {
            return self.remember(token).await;
        }
        let is_of_kept = matches!(self.credentials, Credentials::Token(_) | Credentials::Wrapping(_));
        let Some(life) = token.life().filter(|_| self.is_kept && is_of_kept) else { return };
        self.put_note(&Note::new(hash(&token.value), &life)).await;
    }

    /// Keeps in mind until when a wrapping token opens.
    pub(super) async fn note_wrapping(&self, wrapping: &SecretValue, until: Timestamp) {
        let left = until.since(life::now());
        let life = Life::Ends(Ending::new(until, Duration::ZERO, left, Some(life::FIXED)));
        self.put_note(&Note::new(hash(wrapping), &life)).await;
    }

    async fn put_note(&self, note: &Note) {
        let name = lifetime_entry(&self.id);
        let Ok(before) = self.keeper.entry(&name).await else { return };
        if before.and_then(|before| read(&before)).is_some_and(|before| before.is_like(note)) {
            return;
        }
        if let Ok(json) = serde_json::to_string(note) {
            let _ = self.keeper.put_entry(&name, Some(SecretValue::from_text(json))).await;
        }
    }

    /// The same for the token in use.
    pub(super) async fn note_current(&self) {
        let token = match &*self.state.lock().await {
            State::In(token) => Arc::clone(token),
            State::Fresh | State::Refused(_) => return,
        };
        self.note(&token).await;
    }

    /// What was kept in mind of this token.
    pub(super) async fn noted(&self, token: &SecretValue) -> Option<Life> {
        let note = read(&self.keeper.entry(&lifetime_entry(&self.id)).await.ok()??)?;
        (note.of == hash(token)).then(|| note.life())
    }
}

/// Ends the token that it is asked with, and what that token stands for.
pub(super) fn revocation() -> Ask {
    Ask::change(reqwest::Method::POST, "auth/token/revoke-self", plain_body(&json!({})))
}

fn read(entry: &SecretValue) -> Option<Note> {
    entry.expose(|json| serde_json::from_slice(json).ok())
}

/// Which token a note is about, without the token.
fn hash(token: &SecretValue) -> String {
    let mut hex = String::new();
    for byte in token.expose(|token| Sha256::digest(token)) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
