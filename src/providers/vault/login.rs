//! Logging in: once, when it is first needed, by one request however many wait for it, and never again by itself after
//! a refusal, because servers lock accounts.

use super::ask::Ask;
use super::client::Client;
use super::errors;
use super::life::{Life, Standing};
use super::state::Purpose;
use super::wire::{Lookup, Unwrapped};
use crate::domain::{ProviderId, SecretValue};
use crate::provider::{Error, Keeper, Result, Turn, login_entry};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

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
    /// Whether an earlier command has left it, and nobody has seen here that it lives.
    is_left: AtomicBool,
}

impl Token {
    pub(super) fn new(value: SecretValue, life: Option<Life>) -> Self {
        Self { value, life: std::sync::Mutex::new(life), is_left: AtomicBool::new(false) }
    }

    /// One that an earlier command has left.
    pub(super) fn left(value: SecretValue, life: Life) -> Self {
        Self { is_left: AtomicBool::new(true), ..Self::new(value, Some(life)) }
    }

    /// It was seen to live.
    pub(super) fn is_good(&self) {
        self.is_left.store(false, Ordering::Relaxed);
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
    /// Which login this is, where what it brings is kept for the next command.
    pub(super) mark: Option<String>,
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
        Self { credentials, id, keeper, is_kept: false, renews: true, mark: None, state, sound }
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

    /// The token to work with: what an earlier command has left, else what a login brings; a program's next one when it
    /// comes to its end.
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
        if let Some(token) = self.remembered().await.map(Arc::new) {
            // A stranger at the address does not get it.
            client.meet(Purpose::LogIn).await?;
            *state = State::In(Arc::clone(&token));
            return self.lasting(client, &mut state, token).await;
        }
        self.log_in(client, &mut state).await
    }

    /// Logs in and remembers how that ended.
    pub(super) async fn log_in(&self, client: &Client, state: &mut State) -> Result<Arc<Token>> {
        let result = self.enter_once(client, None).await.map(Arc::new);
        match &result {
            Ok(token) => *state = State::In(Arc::clone(token)),
            // A server that cannot be asked has refused nothing.
            Err(Error::Unreachable { .. } | Error::Locked { .. } | Error::Throttled) => {}
            Err(error) => *state = State::Refused(error.clone()),
        }
        result
    }

    /// Logs in for a token in the place of the one `before`, unless that was refused earlier; what comes of it is kept
    /// for the next command.
    pub(super) async fn enter_once(&self, client: &Client, before: Option<&Token>) -> Result<Token> {
        // One at a time, whichever command makes it: servers count refusals and keep every token.
        let _turn = match self.mark {
            Some(_) => self.keeper.turn(&login_entry(&self.id)).await,
            None => Turn::default(),
        };
        let is_before = |kept: &Token| before.is_some_and(|before| before.value.same_as(&kept.value));
        if let Some(made) = self.remembered().await.filter(|made| !is_before(made)) {
            return Ok(made);
        }
        if let Some(error) = self.refused_before().await {
            return Err(error);
        }
        match self.enter(client).await {
            Ok(token) => Ok(self.take(client, token, before).await),
            Err(Error::Denied { reason }) => {
                self.remember_refusal(&reason).await;
                Err(Error::Denied { reason })
            }
            Err(error) => Err(error),
        }
    }

    /// Whether a login can follow without anybody: a program's, or one in the place of a token that an earlier command
    /// has left.
    fn can_follow(&self, token: &Token) -> bool {
        match self.credentials {
            Credentials::AppRole { .. } => true,
            Credentials::UserPass { .. } => token.is_left.load(Ordering::Relaxed),
            Credentials::None | Credentials::Token(_) | Credentials::Wrapping(_) => false,
        }
    }

    /// The token to ask with once more after a refusal, where this one has ended and a login can follow.
    pub(super) async fn follower(&self, client: &Client, token: &Token) -> Result<Option<Arc<Token>>> {
        if !self.can_follow(token) || self.is_sound(client, token).await? {
            return Ok(None);
        }
        self.has_ended(token).await;
        self.token(client).await.map(Some)
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
            token.is_good();
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
        if is_known {
            token.is_good();
        }
        Ok(is_known)
    }

    /// Notes that the token is not accepted any more. A program logs in again at its next request, since its
    /// credentials are still there and were accepted before; a person is asked.
    pub(super) async fn has_ended(&self, token: &Token) -> Error {
        let mut state = self.state.lock().await;
        self.ended(&mut state, token).await
    }

    /// The same while the state is held.
    pub(super) async fn ended(&self, state: &mut State, token: &Token) -> Error {
        // A token that was never seen to live may have been mistyped.
        let error = match token.life() {
            Some(_) => Error::ended("the server does not accept the token any more"),
            None => Error::Expired {
                reason: "the server does not know this token; it is mistyped, or has ended".into(),
            },
        };
        if matches!(&*state, State::In(current) if current.value.same_as(&token.value)) {
            *state = if self.can_follow(token) { State::Fresh } else { State::Refused(error.clone()) };
        }
        self.forget(&token.value).await;
        *self.sound() = None;
        error
    }

    /// What the token is worth, or nothing when it may not look at itself.
    pub(super) async fn look(&self, client: &Client) -> Result<Option<Standing>> {
        let mut token = self.token(client).await?;
        let mut looked = self.look_at(client, &token).await?;
        if matches!(looked, Looked::Ended) && self.can_follow(&token) {
            self.has_ended(&token).await;
            token = self.token(client).await?;
            looked = self.look_at(client, &token).await?;
        }
        match looked {
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
            token.is_good();
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

    fn lately_sound(&self) -> bool {
        self.sound().is_some_and(|at| at.elapsed() < SOUND)
    }

    fn sound(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.sound.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
