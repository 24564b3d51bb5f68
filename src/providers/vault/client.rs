//! The way to a server: two clients, one for values and logins and one for names, and one place where a request is
//! made, repeated where that is safe, and measured.
//!
//! Values and logins travel without HTTP/2 and without idle connections: a connection that waits for its next use
//! keeps the buffer that the last answer was decrypted in. Work on many secrets gets a way of its own that keeps its
//! connections, and they go with it.

use super::address::{Address, certificates};
use super::answer::{Answer, Broken, read};
use super::ask::{Ask, Carries};
use super::errors;
use super::pace::Pace;
use super::state::Met;
use crate::domain::SecretValue;
use crate::provider::{Error, Result};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Method, RequestBuilder, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A listing is answered when it is complete, which takes seconds on a big mount.
const LIST_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a request is made at most.
const ATTEMPTS: u32 = 6;
/// Questions for names at a time, to a server nearby and to one far away.
const LISTS: (usize, usize) = (32, 160);
/// Questions for values at a time, likewise. A nearby server is kept busy while answers are taken apart here.
const READS: (usize, usize) = (32, 32);

/// Says that no browser was led to ask.
const FROM_CLIENT: HeaderName = HeaderName::from_static("x-vault-request");
/// Who asks.
const TOKEN: HeaderName = HeaderName::from_static("x-vault-token");

/// The way to one server.
#[derive(Clone)]
pub(super) struct Client {
    values: reqwest::Client,
    names: reqwest::Client,
    reads: Arc<Pace>,
    lists: Arc<Pace>,
    pub(super) met: Arc<Met>,
    address: Address,
    namespace: Option<HeaderValue>,
    authorities: Option<Vec<Certificate>>,
    timeout: Duration,
}

/// What becomes of connections after an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Idle {
    Stay,
    Close,
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
        Ok(Self {
            values: connections(&address, authorities.as_deref(), timeout, Idle::Close)?,
            names: connections(&address, authorities.as_deref(), timeout, Idle::Stay)?,
            reads: Arc::new(Pace::new(READS.0, READS.1)),
            lists: Arc::new(Pace::new(LISTS.0, LISTS.1)),
            met: Arc::default(),
            address,
            namespace,
            authorities,
            timeout,
        })
    }

    /// A way to the same server that keeps its connections for values as long as it lives.
    pub(super) fn for_many(&self) -> Result<Self> {
        Ok(Self {
            values: connections(&self.address, self.authorities.as_deref(), self.timeout, Idle::Stay)?,
            names: self.names.clone(),
            reads: Arc::clone(&self.reads),
            lists: Arc::clone(&self.lists),
            met: Arc::clone(&self.met),
            address: self.address.clone(),
            namespace: self.namespace.clone(),
            authorities: self.authorities.clone(),
            timeout: self.timeout,
        })
    }

    /// The pace of many questions that carry such things.
    pub(super) fn pace(&self, carries: Carries) -> &Pace {
        match carries {
            Carries::Values => &self.reads,
            Carries::Names => &self.lists,
        }
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
        let pace = self.pace(ask.carries);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let start = Instant::now();
            let sent = self.request(token.as_ref(), ask).send().await;
            let is_last = attempt >= ATTEMPTS;
            if sent.as_ref().map_or(true, |response| response.status().is_server_error()) {
                self.met.forget();
            }
            let pause = match sent {
                Ok(response) => {
                    let wait = retry_after(&response);
                    let status = response.status().as_u16();
                    let answer = read(response, ask.carries).await;
                    match answer {
                        Ok(answer) => {
                            // One that stands by says the same about its state.
                            if status == 429 && ask.is_patient {
                                pace.refused();
                            } else {
                                pace.answered(start.elapsed());
                            }
                            let is_undone = status == 429 || (status == 400 && answer.said().is_upgrading());
                            let is_passing = ask.is_repeatable && matches!(status, 412 | 502 | 504);
                            let again = (is_undone && ask.is_patient) || (is_passing && attempt < 3);
                            if !again || is_last {
                                return Ok(answer);
                            }
                            wait
                        }
                        Err(Broken::Off(error)) if !ask.is_repeatable || attempt >= 3 => {
                            return Err(self.unanswered(ask, &error));
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
                Err(error) => return Err(self.unanswered(ask, &error)),
            };
            tokio::time::sleep(pause.unwrap_or_else(|| pause_before(attempt))).await;
        }
    }

    /// No answer came: a change that was sent may have been made all the same.
    fn unanswered(&self, ask: &Ask, error: &reqwest::Error) -> Error {
        if !ask.is_change || error.is_connect() {
            return errors::unanswered(self.server(), error);
        }
        Error::Uncertain { what: format!("the server {}", self.server()) }
    }

    fn request(&self, token: Option<&HeaderValue>, ask: &Ask) -> RequestBuilder {
        let (client, timeout) = match ask.carries {
            Carries::Values => (&self.values, self.timeout),
            Carries::Names => (&self.names, self.timeout.max(LIST_TIMEOUT)),
        };
        let mut url = self.address.of_api(&ask.path);
        url.set_query(ask.query.strip_prefix('?'));
        let mut request = client
            .request(ask.method.clone(), url)
            .header(FROM_CLIENT, HeaderValue::from_static("true"))
            .timeout(if ask.method == Method::GET { self.timeout } else { timeout });
        if let Some(token) = token {
            request = request.header(TOKEN, token.clone());
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

/// Connections as they are all made here: no redirects, the trusted authorities, a limit of time.
fn connections(
    address: &Address,
    authorities: Option<&[Certificate]>,
    timeout: Duration,
    idle: Idle,
) -> Result<reqwest::Client> {
    let mut client = reqwest::Client::builder()
        .redirect(Policy::none())
        .connect_timeout(timeout)
        .tls_backend_rustls()
        .user_agent(concat!("strongroom/", env!("CARGO_PKG_VERSION")));
    if address.is_loopback() {
        client = client.no_proxy();
    }
    match authorities {
        // Without TLS there is nobody to trust, and the platform's list may be missing.
        _ if address.is_unencrypted() => client = client.tls_certs_only(Vec::new()),
        Some(authorities) => client = client.tls_certs_only(authorities.to_vec()),
        None => {}
    }
    if idle == Idle::Close {
        client = client.http1_only().pool_max_idle_per_host(0);
    }
    client.build().map_err(|_| Error::Unreachable {
        what: format!("the server {}", address.shown()),
        reason: "no TLS can be made here: the system has no list of authorities; set ca_cert".into(),
    })
}

/// The token as a header that is never printed.
fn header(token: &SecretValue) -> Result<HeaderValue> {
    let mut header = token
        .expose(HeaderValue::from_bytes)
        .map_err(|_| Error::invalid("the token has characters that no token has"))?;
    header.set_sensitive(true);
    Ok(header)
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
