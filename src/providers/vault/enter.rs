//! The ways of logging in: what is sent for each kind of credentials, and what a refusal means.

use super::ask::Ask;
use super::client::Client;
use super::errors::{self, Said};
use super::life::{Life, Standing};
use super::login::{Credentials, Login, Token};
use super::state::Purpose;
use super::wire::body;
use crate::domain::{Field, Fields, SecretValue, Timestamp};
use crate::provider::{Connect, Error, Result, credentials_entry};
use std::time::Duration;
use vaultrs::api::AuthInfo;
use vaultrs::error::ClientError;

impl Login {
    /// Logs in; asks nothing of what is kept.
    pub(super) async fn enter(&self, client: &Client) -> Result<Token> {
        if !matches!(self.credentials, Credentials::None) {
            // A stranger at a mistyped address gets no credentials. Who seals a server is told so by what follows.
            client.meet(Purpose::LogIn).await?;
        }
        match &self.credentials {
            Credentials::None => Err(Error::Denied {
                reason: format!(
                    "no credentials are kept for {}, and the environment has none for it",
                    self.id
                ),
            }),
            Credentials::Token(token) => Ok(Token::new(token.duplicate(), None)),
            Credentials::Wrapping(wrapping) => self.open(client, wrapping).await,
            Credentials::AppRole { mount, role_id, secret_id } => {
                let (role_id, secret_id) = (text(role_id)?, text(secret_id)?);
                let server = client.vaultrs()?;
                let entered = vaultrs::auth::approle::login(&server, mount, &role_id, &secret_id);
                entered_as(client, entered.await)
            }
            Credentials::UserPass { mount, username, password } => {
                let (username, password) = (text(username)?, text(password)?);
                if username.is_empty() || username.contains(['/', '?', '#', '%']) || username.contains("..") {
                    return Err(Error::invalid("the user name has characters that cannot be sent"));
                }
                let server = client.vaultrs()?;
                let entered = vaultrs::auth::userpass::login(&server, mount, &username, &password);
                entered_as(client, entered.await)
            }
        }
    }

    /// Opens a wrapping token and keeps what was in it: it opens only once.
    async fn open(&self, client: &Client, wrapping: &SecretValue) -> Result<Token> {
        let token = self.unwrap(client, wrapping).await?;
        let name = credentials_entry(&self.id);
        let kept = self.keeper.entry(&name).await?;
        // What else is kept with it stays.
        let mut kept = kept.and_then(|kept| kept.expose(Fields::from_json).ok()).unwrap_or_default();
        kept.take("wrapping_token");
        kept.put(Field::text("token", token.value.duplicate()));
        self.keeper.put_entry(&name, Some(kept.to_json())).await?;
        self.note(&token).await;
        Ok(token)
    }

    async fn unwrap(&self, client: &Client, wrapping: &SecretValue) -> Result<Token> {
        let ask = Ask::change(reqwest::Method::POST, "sys/wrapping/unwrap", body(b"{}")).once();
        let answer = client.send(Some(wrapping), &ask).await?;
        if !answer.is_done() {
            let said = answer.said();
            return Err(match said.status {
                400 => self.does_not_open(wrapping, answer.now).await,
                _ => errors::fault(client.server(), "open the wrapping token", &said),
            });
        }
        let Some(auth) = answer.parsed::<super::wire::Entered>("the wrapping token")?.auth else {
            return Err(Error::invalid("the wrapping token holds no token"));
        };
        let life = granted(auth.lease_duration, auth.renewable, auth.token_type == "batch");
        Ok(Token::new(auth.client_token.into_value(), Some(life)))
    }

    /// The alarm of a wrapping token that does not open. The server tells nobody whether it has expired or was opened;
    /// who has looked at it before can tell.
    pub(super) async fn does_not_open(&self, wrapping: &SecretValue, now: Timestamp) -> Error {
        const TELL: &str = "tell who made it at once, so that the token in it is revoked";
        let known = self.noted(wrapping).await;
        let until = known.as_ref().and_then(Life::ending).map(|ending| ending.at);
        let reason = match until {
            Some(until) if now < until => format!(
                "the wrapping token does not open, though it would until {until}: somebody opened it before you. If you \
                 have not opened it yourself, {TELL}"
            ),
            Some(until) => format!(
                "the wrapping token has expired: it had to be opened by {until}. Nothing is lost but the time; have \
                 another one made"
            ),
            None => format!(
                "the wrapping token does not open: it has expired, or somebody opened it before you. If you have not \
                 opened it yourself, {TELL}"
            ),
        };
        Error::Denied { reason }
    }
}

/// Opens what of the credentials opens only once, and answers with what to keep in their place.
pub(super) async fn opened(connect: Connect) -> Result<Option<Fields>> {
    let vault = super::vault(&connect)?;
    let (client, login) = (&vault.inner.client, &vault.inner.login);
    let Credentials::Wrapping(wrapping) = login.credentials() else { return Ok(None) };
    // A stranger at a mistyped address does not get it.
    client.meet(Purpose::LogIn).await?;
    let token = login.unwrap(client, wrapping).await?;
    login.note(&token).await;
    Ok(Some(Fields::from_iter([Field::text("token", token.value.duplicate())])))
}

/// The token of a login.
fn entered_as(client: &Client, entered: std::result::Result<AuthInfo, ClientError>) -> Result<Token> {
    let auth = entered.map_err(|error| refusal(client, error))?;
    let is_batch = auth.token_type == "batch";
    let life = granted(auth.lease_duration, auth.renewable, is_batch);
    Ok(Token::new(SecretValue::from_text(auth.client_token), Some(life)))
}

/// The life of a token as the answer to a login tells it.
fn granted(seconds: u64, is_renewable: bool, is_batch: bool) -> Life {
    let left = Duration::from_secs(seconds);
    let left = (!left.is_zero()).then_some(left);
    let whole = left.unwrap_or_default();
    Standing { left, is_renewable, is_batch, whole, ..Standing::default() }.life()
}

/// What a failed login means. Nothing of the library's own text is passed on: it may hold what was sent.
fn refusal(client: &Client, error: ClientError) -> Error {
    let server = client.server();
    let said = match error {
        ClientError::APIError { code, errors } => {
            let errors: Vec<String> = errors;
            let body = serde_json::json!({ "errors": errors }).to_string();
            Said::new(code, body.as_bytes())
        }
        ClientError::RestClientError {
            source: rustify::errors::ClientError::ServerResponseError { code, content },
        } => Said::new(code, content.unwrap_or_default().as_bytes()),
        ClientError::RestClientError {
            source: rustify::errors::ClientError::RequestError { source, .. },
        } => {
            return match source.downcast_ref::<reqwest::Error>() {
                Some(error) => errors::unanswered(server, error),
                None => Error::Unreachable {
                    what: format!("the server {server}"),
                    reason: "the login got no answer".into(),
                },
            };
        }
        _ => {
            return Error::Corrupt {
                what: "the server's answer to the login".into(),
                reason: "it is not what the API describes".into(),
            };
        }
    };
    match said.status {
        // Also what a locked account says, whose password may be right.
        403 => errors::login_refused("the account may be locked, or the method may not be used from here"),
        400 | 500 if !said.has("ealed") => match errors::fault(server, "log in", &said) {
            error @ Error::Denied { .. } => error,
            _ => errors::login_refused("the server does not accept these credentials"),
        },
        404 => errors::login_refused("the server has no such login method at its usual place"),
        _ => errors::fault(server, "log in", &said),
    }
}

fn text(value: &SecretValue) -> Result<zeroize::Zeroizing<String>> {
    let text = value.expose_text(|text| zeroize::Zeroizing::new(text.trim().to_owned()));
    text.ok_or_else(|| Error::invalid("a credential is no text"))
}
