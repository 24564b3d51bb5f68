//! Logging in: once, when it is first needed, by one request however many wait for it, and never again by itself after
//! a refusal, because servers lock accounts.

use super::client::{Ask, Client};
use super::errors::{self, Said};
use super::life::{Life, Standing};
use super::state::Purpose;
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

impl Credentials {
    /// Whether one can log in with them.
    pub(super) fn is_some(&self) -> bool {
        !matches!(self, Self::None)
    }
}

/// A token to work with.
pub(super) struct Token {
    /// The token.
    pub(super) value: SecretValue,
    /// What is known of its end; nothing of a token that was given and not looked at yet.
    life: std::sync::Mutex<Option<Life>>,
}

impl Token {
    pub(super) fn new(value: SecretValue, life: Option<Life>) -> Self {
        Self { value, life: std::sync::Mutex::new(life) }
    }

    /// What is known of its end.
    pub(super) fn life(&self) -> Option<Life> {
        self.life.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// This is known of its end from now on.
    pub(super) fn lives(&self, life: Life) {
        *self.life.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(life);
    }
}

pub(super) enum State {
    Fresh,
    In(Arc<Token>),
    Refused(Error),
}

/// What a look at a token has shown.
pub(super) enum Looked {
    /// This.
    At(Standing),
    /// It lives, and may not look at itself.
    Forbidden,
    /// It is not accepted any more.
    Ended,
}

/// The login of one provider.
pub(super) struct Login {
    pub(super) credentials: Credentials,
    pub(super) id: ProviderId,
    pub(super) keeper: Arc<dyn Keeper>,
    /// Whether the credentials are kept by us, rather than the environment's.
    pub(super) is_kept: bool,
    /// Whether the token is to be kept alive.
    pub(super) renews: bool,
    /// Held while a login or a renewal is under way, so that there is one.
    pub(super) state: Mutex<State>,
    /// When the server last told that the token is sound.
    pub(super) sound: std::sync::Mutex<Option<Instant>>,
}

/// For how long a token that was found sound after a refusal counts as sound: a folder full of refusals asks once, and
/// a token that was revoked since is noticed.
const SOUND: Duration = Duration::from_secs(3);

impl Login {
    pub(super) fn new(credentials: Credentials, id: ProviderId, keeper: Arc<dyn Keeper>) -> Self {
        let (state, sound) = (Mutex::new(State::Fresh), Default::default());
        Self { credentials, id, keeper, is_kept: false, renews: true, state, sound }
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
            State::In(token) => {
                let token = Arc::clone(token);
                return self.lasting(client, &mut state, token).await;
            }
            State::Fresh => {}
        }
        self.log_in(client, &mut state).await
    }

    /// Logs in and remembers how that ended.
    pub(super) async fn log_in(&self, client: &Client, state: &mut State) -> Result<Arc<Token>> {
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
    /// at most every few seconds.
    pub(super) async fn is_sound(&self, client: &Client, token: &Token) -> Result<bool> {
        if self.lately_sound() {
            return Ok(true);
        }
        self.is_alive(client, token).await
    }

    /// Whether the server accepts the token at this moment.
    pub(super) async fn is_alive(&self, client: &Client, token: &Token) -> Result<bool> {
        let answer = client.send(Some(&token.value), &Ask::value("auth/token/lookup-self")).await?;
        if answer.is_done() {
            *self.sound() = Some(Instant::now());
            return Ok(true);
        }
        self.is_known(client, token).await
    }

    /// Whether a token lives that may not look at itself.
    async fn is_known(&self, client: &Client, token: &Token) -> Result<bool> {
        // This needs no right at all, only a token that lives.
        let ask = Ask::fact("sys/internal/ui/mounts");
        let is_known = client.send(Some(&token.value), &ask).await?.is_done();
        *self.sound() = is_known.then(Instant::now);
        Ok(is_known)
    }

    /// Notes that the token is not accepted any more. A program logs in again at its next request, since its
    /// credentials are still there and were accepted before; a person is asked.
    pub(super) async fn has_ended(&self, token: &Token) -> Error {
        let mut state = self.state.lock().await;
        self.ended(&mut state, token)
    }

    /// The same while the state is held.
    pub(super) fn ended(&self, state: &mut State, token: &Token) -> Error {
        // A token that was never seen to live may have been mistyped.
        let error = match token.life() {
            Some(_) => Error::ended("the server does not accept the token any more"),
            None => Error::Expired {
                reason: "the server does not know this token; it is mistyped, or has ended".into(),
            },
        };
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
        match self.look_at(client, &token).await? {
            Looked::At(standing) => Ok(Some(standing)),
            Looked::Forbidden => Ok(None),
            Looked::Ended => Err(self.has_ended(&token).await),
        }
    }

    /// Looks at this token, and remembers when it ends.
    pub(super) async fn look_at(&self, client: &Client, token: &Token) -> Result<Looked> {
        let answer = client.send(Some(&token.value), &Ask::value("auth/token/lookup-self")).await?;
        if answer.is_done() {
            let standing = answer.parsed::<Unwrapped<Lookup>>("the token")?.data.standing();
            let seen = standing.life();
            token.lives(token.life().map_or_else(|| seen.clone(), |known| known.seen_again(seen.clone())));
            return Ok(Looked::At(standing));
        }
        let said = answer.said();
        if !said.is_denied() {
            return Err(errors::fault(client.server(), "look at the token", &said));
        }
        Ok(if self.is_known(client, token).await? { Looked::Forbidden } else { Looked::Ended })
    }

    /// The life of the token in use, as far as it is known.
    pub(super) async fn life(&self) -> Option<Life> {
        match &*self.state.lock().await {
            State::In(token) => token.life(),
            State::Fresh | State::Refused(_) => None,
        }
    }

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
        let life = granted(auth.lease_duration, auth.renewable, auth.token_type == "batch");
        let value = auth.client_token.into_value();
        let name = credentials_entry(&self.id);
        let kept = self.keeper.entry(&name).await?;
        // What else is kept with it stays.
        let mut kept = kept.and_then(|kept| kept.expose(Fields::from_json).ok()).unwrap_or_default();
        kept.take("wrapping_token");
        kept.put(Field::text("token", value.duplicate()));
        self.keeper.put_entry(&name, Some(kept.to_json())).await?;
        let token = Token::new(value, Some(life));
        self.note(&token).await;
        Ok(token)
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
