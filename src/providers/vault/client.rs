//! The way to a server: two clients, one for values and logins and one for names, and one place where a request is
//! made, repeated where that is safe, and measured.
//!
//! Values and logins travel without HTTP/2 and without idle connections: a connection that waits for its next use
//! keeps the buffer that the last answer was decrypted in.

use super::address::{Address, certificates};
use super::errors::{self, Said};
use crate::domain::{SecretValue, Timestamp};
use crate::provider::{Error, Result};
use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response};
use std::fmt::Write;
use std::time::{Duration, SystemTime};
use zeroize::Zeroizing;

/// A secret has at most 1 MiB, which JSON may spell six times as long.
const LARGEST_VALUE: usize = 16 * 1024 * 1024;
/// A million names, or the metadata of a hundred thousand secrets.
const LARGEST_LIST: usize = 128 * 1024 * 1024;
/// A listing is answered when it is complete, which takes seconds on a big mount.
const LIST_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a request is made at most.
const ATTEMPTS: u32 = 6;

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
    method: Method,
    path: String,
    /// With the sign before it; names and values are plain words.
    query: String,
    body: Option<Bytes>,
    content_type: &'static str,
    carries: Carries,
    /// Whether it may be made again when it is unknown what became of it.
    is_repeatable: bool,
    /// Whether it may be made again when the server said that it did nothing.
    is_patient: bool,
    /// How long the answer waits to be opened, when it comes wrapped.
    wrapped: Option<&'static str>,
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
        Self { body: Some(Bytes::from_owner(body)), ..Self::new(method, path, Carries::Values) }
    }

    /// Deletes something.
    pub(super) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path, Carries::Names)
    }

    /// Asks about something by a body; changes nothing.
    pub(super) fn question(path: impl Into<String>, body: Zeroizing<Vec<u8>>) -> Self {
        Self { is_repeatable: true, ..Self::change(Method::POST, path, body) }
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

/// What a server answered.
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// The body; wiped, because it may hold values.
    pub(super) body: Zeroizing<Vec<u8>>,
    /// What time it is at the server, else here.
    pub(super) now: Timestamp,
    /// Whether the server asked for patience on the way.
    pub(super) was_throttled: bool,
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
    pub(super) fn parsed<'b, T: serde::Deserialize<'b>>(&'b self, what: &str) -> Result<T> {
        // The parser's own words could quote a value.
        serde_json::from_slice(&self.body).map_err(|_| Error::Corrupt {
            what: format!("the server's answer about {what}"),
            reason: "it is not what the API describes".into(),
        })
    }
}

/// The way to one server.
pub(super) struct Client {
    values: reqwest::Client,
    names: reqwest::Client,
    address: Address,
    namespace: Option<HeaderValue>,
    timeout: Duration,
}

impl Client {
    /// Makes the clients; asks nothing.
    pub(super) fn new(
        address: Address,
        namespace: Option<&str>,
        ca_cert: Option<&str>,
        timeout: Duration,
    ) -> Result<Self> {
        let namespace = namespace.map(|name| name.trim_matches('/')).filter(|name| !name.is_empty());
        let namespace = namespace.map(HeaderValue::from_str).transpose();
        let namespace =
            namespace.map_err(|_| Error::invalid("the namespace has characters that cannot be sent"))?;
        let authorities = ca_cert.map(certificates).transpose()?;
        let build = |carries: Carries| {
            let mut client = reqwest::Client::builder()
                .redirect(Policy::none())
                .connect_timeout(timeout)
                .tls_backend_rustls()
                .user_agent(concat!("strongroom/", env!("CARGO_PKG_VERSION")));
            if address.is_loopback() {
                client = client.no_proxy();
            }
            match &authorities {
                // Without TLS there is nobody to trust, and the platform's list may be missing.
                _ if address.is_unencrypted() => client = client.tls_certs_only(Vec::new()),
                Some(authorities) => client = client.tls_certs_only(authorities.clone()),
                None => {}
            }
            if carries == Carries::Values {
                client = client.http1_only().pool_max_idle_per_host(0);
            }
            client.build().map_err(|_| Error::Unreachable {
                what: format!("the server {}", address.shown()),
                reason: "no TLS can be made here: the system has no list of authorities; set ca_cert".into(),
            })
        };
        Ok(Self {
            values: build(Carries::Values)?,
            names: build(Carries::Names)?,
            namespace,
            timeout,
            address,
        })
    }

    /// The address as shown.
    pub(super) fn server(&self) -> &str {
        self.address.shown()
    }

    /// The address.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The namespace, where one is set.
    pub(super) fn namespace(&self) -> Option<&str> {
        self.namespace.as_ref().and_then(|name| name.to_str().ok())
    }

    /// The client of vaultrs, on the connections for values and without a token of its own.
    pub(super) fn vaultrs(&self) -> Result<vaultrs::client::VaultClient> {
        let fault = || Error::Bug { what: "making a client for the login".into() };
        // Everything is said here, so that nothing is taken from the environment; the real address comes below.
        let settings = vaultrs::client::VaultClientSettingsBuilder::default()
            .address("http://localhost")
            .token("")
            .ca_certs(Vec::new())
            .identity(None)
            .verify(true)
            .namespace(self.namespace().map(str::to_owned))
            .build()
            .map_err(|_| fault())?;
        let mut client = vaultrs::client::VaultClient::new(settings).map_err(|_| fault())?;
        self.address.shown().clone_into(&mut client.http.base);
        client.http.http = self.values.clone();
        Ok(client)
    }

    /// Makes a request. Any answer is fine here, whatever its status; no answer at all is an error. It is repeated
    /// with growing pauses when the server said that it did nothing (too many requests, a mount that is being made),
    /// and when nothing is known about a request that changes nothing.
    pub(super) async fn send(&self, token: Option<&SecretValue>, ask: &Ask) -> Result<Answer> {
        let token = token.map(header).transpose()?;
        let mut was_throttled = false;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let sent = self.request(token.as_ref(), ask).send().await;
            let is_last = attempt >= ATTEMPTS;
            let pause = match sent {
                Ok(response) => {
                    let wait = retry_after(&response);
                    let status = response.status().as_u16();
                    let answer = read(response, ask.carries).await;
                    match answer {
                        Ok(mut answer) => {
                            was_throttled |= status == 429;
                            let is_undone = status == 429 || (status == 400 && answer.said().is_upgrading());
                            let is_passing = ask.is_repeatable && matches!(status, 412 | 502 | 504);
                            let again = (is_undone && ask.is_patient) || (is_passing && attempt < 3);
                            if !again || is_last {
                                answer.was_throttled = was_throttled;
                                return Ok(answer);
                            }
                            wait
                        }
                        Err(Broken::Off(error)) if !ask.is_repeatable || attempt >= 3 => {
                            return Err(errors::unanswered(self.server(), &error));
                        }
                        Err(Broken::Off(_)) => None,
                        Err(Broken::TooLong) => {
                            return Err(Error::Unreachable {
                                what: format!("the server {}", self.server()),
                                reason: "its answer is longer than anything that is expected".into(),
                            });
                        }
                    }
                }
                // Nothing was sent when no connection came about; a slow answer is not asked for again.
                Err(error)
                    if ask.is_repeatable && !error.is_timeout() && !error.is_connect() && attempt < 3 =>
                {
                    None
                }
                Err(error) => return Err(errors::unanswered(self.server(), &error)),
            };
            tokio::time::sleep(pause.unwrap_or_else(|| pause_before(attempt))).await;
        }
    }

    fn request(&self, token: Option<&HeaderValue>, ask: &Ask) -> RequestBuilder {
        let (client, timeout) = match ask.carries {
            Carries::Values => (&self.values, self.timeout),
            Carries::Names => (&self.names, self.timeout.max(LIST_TIMEOUT)),
        };
        let mut request = client
            .request(ask.method.clone(), format!("{}{}", self.address.of_api(&ask.path), ask.query))
            .header("X-Vault-Request", "true")
            .timeout(if ask.method == Method::GET { self.timeout } else { timeout });
        if let Some(token) = token {
            request = request.header("X-Vault-Token", token.clone());
        }
        // How the server is does not depend on a namespace, and only the topmost one tells it.
        if let Some(namespace) = &self.namespace
            && !matches!(&*ask.path, "sys/health" | "sys/seal-status")
        {
            request = request.header("X-Vault-Namespace", namespace.clone());
        }
        if let Some(within) = ask.wrapped {
            request = request.header("X-Vault-Wrap-TTL", within);
        }
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, ask.content_type).body(body.clone());
        }
        request
    }
}

/// The token as a header that is never printed.
fn header(token: &SecretValue) -> Result<HeaderValue> {
    let mut header = token
        .expose(HeaderValue::from_bytes)
        .map_err(|_| Error::invalid("the token has characters that no token has"))?;
    header.set_sensitive(true);
    Ok(header)
}

/// Why a body could not be read.
enum Broken {
    Off(reqwest::Error),
    TooLong,
}

async fn read(mut response: Response, carries: Carries) -> std::result::Result<Answer, Broken> {
    let status = response.status().as_u16();
    let now = response.headers().get(DATE).and_then(|date| date.to_str().ok()).and_then(http_date);
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
    Ok(Answer { status, body, now, was_throttled: false })
}

/// How long the server wants us to wait; at most ten seconds are given to it. Zero means that it does not know.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds: u64 = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    (seconds > 0).then(|| Duration::from_secs(seconds.min(10)) + jitter(250))
}

/// A growing pause, never the same for two clients.
fn pause_before(attempt: u32) -> Duration {
    let most = 200 << attempt.min(5);
    Duration::from_millis(most / 2) + jitter(most / 2)
}

fn jitter(most: u64) -> Duration {
    let mut random = [0; 2];
    // Without randomness all clients wait alike, which is no reason to fail.
    let _ = getrandom::fill(&mut random);
    Duration::from_millis(u64::from(u16::from_le_bytes(random)) * most / u64::from(u16::MAX))
}

/// Reads the date of an answer: `Sun, 22 Nov 2026 02:27:41 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_ascii_whitespace().skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day:0>2}T{time}Z"))
}
