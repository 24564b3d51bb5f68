//! Logging in: once, when it is first needed, by one request however many wait for it, and never again by itself after
//! a refusal, because servers lock accounts.

use super::client::{Ask, Client};
use super::errors::{self, Said};
use super::wire::{Lookup, Unwrapped, body};
use crate::domain::{Field, Fields, ProviderId, SecretValue};
use crate::provider::{Error, Keeper, Result, credentials_entry};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use vaultrs::api::AuthInfo;
use vaultrs::error::ClientError;

/// How one logs in.
pub(super) enum Credentials {
    /// There are none; what needs no login works.
    None,
    /// A token as it is.
    Token(SecretValue),
    /// A token that opens once and gives the token to work with.
    Wrapping(SecretValue),
    /// A program's login.
    AppRole {
        /// Where the method is mounted.
        mount: String,
        /// Which role.
        role_id: SecretValue,
        /// What proves it.
        secret_id: SecretValue,
    },
    /// A person's login.
    UserPass {
        /// Where the method is mounted.
        mount: String,
        /// Who.
        username: SecretValue,
        /// What proves it.
        password: SecretValue,
    },
}

/// A token to work with.
pub(super) struct Token {
    /// The token.
    pub(super) value: SecretValue,
    /// When it wants to be renewed or replaced; not known of a token that was given.
    stale: Option<Instant>,
}

/// What a token is worth, as the server tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Who it stands for.
    pub(super) identity: Option<String>,
    /// How long it lives; nothing for one that lives for ever.
    pub(super) left: Option<Duration>,
    /// Whether it can be renewed.
    pub(super) is_renewable: bool,
    /// Whether it is a batch token.
    pub(super) is_batch: bool,
    /// The number of the person it stands for.
    pub(super) entity: Option<String>,
    /// The policies it has.
    pub(super) policies: Vec<String>,
}

enum State {
    Fresh,
    In(Arc<Token>),
    Refused(Error),
}

/// The login of one provider.
pub(super) struct Login {
    credentials: Credentials,
    id: ProviderId,
    keeper: Arc<dyn Keeper>,
    /// Held while a login is under way, so that there is one.
    state: Mutex<State>,
    /// When the server last told that the token is sound.
    sound: std::sync::Mutex<Option<Instant>>,
}

/// For how long a token that was found sound counts as sound.
const SOUND: Duration = Duration::from_secs(30);

impl Login {
    pub(super) fn new(credentials: Credentials, id: ProviderId, keeper: Arc<dyn Keeper>) -> Self {
        Self { credentials, id, keeper, state: Mutex::new(State::Fresh), sound: Default::default() }
    }

    /// The way of logging in, for people.
    pub(super) fn way(&self) -> &'static str {
        match self.credentials {
            Credentials::None => "no login",
            Credentials::Token(_) => "token",
            Credentials::Wrapping(_) => "wrapping token",
            Credentials::AppRole { .. } => "AppRole",
            Credentials::UserPass { .. } => "name and password",
        }
    }

    /// The credentials, for a check that must not use them up.
    pub(super) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The token to work with; logs in when nobody has yet, or when a program's token comes to its end.
    pub(super) async fn token(&self, client: &Client) -> Result<Arc<Token>> {
        let mut state = self.state.lock().await;
        match &*state {
            State::Refused(error) => return Err(error.clone()),
            State::In(token) if token.stale.is_none_or(|stale| Instant::now() < stale) => {
                return Ok(Arc::clone(token));
            }
            State::In(_) | State::Fresh => {}
        }
        let result = self.enter(client).await.map(Arc::new);
        match &result {
            Ok(token) => *state = State::In(Arc::clone(token)),
            // A server that cannot be asked has refused nothing.
            Err(Error::Unreachable { .. } | Error::Locked { .. } | Error::Throttled) => {}
            Err(error) => *state = State::Refused(error.clone()),
        }
        result
    }

    /// Whether a refusal under this token is a missing right, rather than the end of the token. The server is asked
    /// at most every half minute.
    pub(super) async fn is_sound(&self, client: &Client, token: &Token) -> Result<bool> {
        if self.lately_sound() {
            return Ok(true);
        }
        let answer = client.send(Some(&token.value), &Ask::value("auth/token/lookup-self")).await?;
        let is_sound = if answer.is_done() {
            true
        } else {
            // Some tokens may not even look at themselves; this needs no right at all, only a token that lives.
            client.send(Some(&token.value), &Ask::fact("sys/internal/ui/mounts")).await?.is_done()
        };
        if is_sound {
            *self.sound() = Some(Instant::now());
        }
        Ok(is_sound)
    }

    /// Notes that the token is not accepted any more. A program logs in again at its next request, since its
    /// credentials are still there and were accepted before; a person is asked.
    pub(super) async fn has_ended(&self, token: &Token) -> Error {
        let error = Error::Expired { reason: "the server does not accept the token any more".into() };
        let mut state = self.state.lock().await;
        if matches!(&*state, State::In(current) if current.value.same_as(&token.value)) {
            *state = match self.credentials {
                Credentials::AppRole { .. } => State::Fresh,
                _ => State::Refused(error.clone()),
            };
        }
        *self.sound() = None;
        error
    }

    /// What the token is worth, or nothing when it may not look at itself.
    pub(super) async fn look(&self, client: &Client) -> Result<Option<Standing>> {
        let token = self.token(client).await?;
        let answer = client.send(Some(&token.value), &Ask::value("auth/token/lookup-self")).await?;
        if answer.is_done() {
            *self.sound() = Some(Instant::now());
            return Ok(Some(answer.parsed::<Unwrapped<Lookup>>("the token")?.data.standing()));
        }
        let said = answer.said();
        if !said.is_denied() {
            return Err(errors::fault(client.server(), "look at the token", &said));
        }
        if self.is_sound(client, &token).await? { Ok(None) } else { Err(self.has_ended(&token).await) }
    }

    async fn enter(&self, client: &Client) -> Result<Token> {
        match &self.credentials {
            Credentials::None => Err(Error::Denied {
                reason: format!(
                    "no credentials are kept for {}, and the environment has none for it",
                    self.id
                ),
            }),
            Credentials::Token(token) => Ok(Token { value: token.duplicate(), stale: None }),
            Credentials::Wrapping(wrapping) => self.open(client, wrapping).await,
            Credentials::AppRole { mount, role_id, secret_id } => {
                let (role_id, secret_id) = (text(role_id)?, text(secret_id)?);
                let server = client.vaultrs()?;
                let entered = vaultrs::auth::approle::login(&server, mount, &role_id, &secret_id);
                entered_as(client, entered.await, true)
            }
            Credentials::UserPass { mount, username, password } => {
                let (username, password) = (text(username)?, text(password)?);
                if username.is_empty() || username.contains(['/', '?', '#', '%']) || username.contains("..") {
                    return Err(Error::invalid("the user name has characters that cannot be sent"));
                }
                let server = client.vaultrs()?;
                let entered = vaultrs::auth::userpass::login(&server, mount, &username, &password);
                entered_as(client, entered.await, false)
            }
        }
    }

    /// Opens a wrapping token and keeps what was in it: it opens only once.
    async fn open(&self, client: &Client, wrapping: &SecretValue) -> Result<Token> {
        let ask = Ask::change(reqwest::Method::POST, "sys/wrapping/unwrap", body(b"{}")).once();
        let answer = client.send(Some(wrapping), &ask).await?;
        if !answer.is_done() {
            let said = answer.said();
            return Err(match said.status {
                400 => opened_before(),
                _ => errors::fault(client.server(), "open the wrapping token", &said),
            });
        }
        let Some(auth) = answer.parsed::<super::wire::Entered>("the wrapping token")?.auth else {
            return Err(Error::invalid("the wrapping token holds no token"));
        };
        let value = auth.client_token.into_value();
        let name = credentials_entry(&self.id);
        let kept = self.keeper.entry(&name).await?;
        // What else is kept with it stays.
        let mut kept = kept.and_then(|kept| kept.expose(Fields::from_json).ok()).unwrap_or_default();
        kept.take("wrapping_token");
        kept.put(Field::text("token", value.duplicate()));
        self.keeper.put_entry(&name, Some(kept.to_json())).await?;
        Ok(Token { value, stale: None })
    }

    fn lately_sound(&self) -> bool {
        self.sound().is_some_and(|at| at.elapsed() < SOUND)
    }

    fn sound(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.sound.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The alarm of a wrapping token that does not open.
pub(super) fn opened_before() -> Error {
    Error::Denied {
        reason: "the wrapping token does not open: it has expired, or somebody opened it before you. If you have not \
                 opened it yourself, tell who made it at once, so that the token in it is revoked"
            .into(),
    }
}

/// The token of a login. A program's login is repeated at two thirds of the token's life.
fn entered_as(
    client: &Client,
    entered: std::result::Result<AuthInfo, ClientError>,
    is_program: bool,
) -> Result<Token> {
    let auth = entered.map_err(|error| refusal(client, error))?;
    let life = Duration::from_secs(auth.lease_duration);
    let stale = (is_program && !life.is_zero()).then(|| Instant::now() + life * 2 / 3);
    Ok(Token { value: SecretValue::from_text(auth.client_token), stale })
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
