//! A small client that sees the truth on a server, without the provider under test.

use super::ground::{self, until};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, Method};
use serde_json::{Value, json};
use std::fmt::{Display, Formatter};

/// One address, one token, one namespace. Calls wait, in plain and in async tests alike.
#[derive(Clone)]
pub struct Admin {
    client: Client,
    address: String,
    token: String,
    namespace: Option<String>,
    wrap: Option<String>,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// The JSON; null where there was none.
    pub body: Value,
    /// The same as it came.
    pub text: String,
}

impl Admin {
    /// A client of a server without TLS.
    pub fn new(address: String, token: &str) -> Self {
        Self::with(Client::builder(), address, token)
    }

    /// A client that trusts one authority alone.
    pub fn trusting(authority: &str, address: String, token: &str) -> Self {
        let authority = Certificate::from_pem(authority.as_bytes()).expect("a certificate");
        Self::with(Client::builder().tls_certs_only([authority]), address, token)
    }

    fn with(builder: reqwest::ClientBuilder, address: String, token: &str) -> Self {
        let builder = builder.no_proxy().redirect(reqwest::redirect::Policy::none());
        let client = builder.build().expect("a client");
        Self { client, address, token: token.to_owned(), namespace: None, wrap: None }
    }

    /// The same client as somebody else.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The same client in a namespace.
    pub fn within(&self, namespace: &str) -> Self {
        Self { namespace: Some(namespace.to_owned()), ..self.clone() }
    }

    /// The same client; its answers come wrapped and live so long.
    pub fn wrapping(&self, ttl: &str) -> Self {
        Self { wrap: Some(ttl.to_owned()), ..self.clone() }
    }

    /// The token of this client.
    pub fn token_in_use(&self) -> &str {
        &self.token
    }

    /// One call as it is. The path comes after `/v1/`. The error is the network's: any answer is an answer.
    pub fn try_call(&self, verb: &str, path: &str, body: Option<Value>) -> reqwest::Result<Answer> {
        let verb = Method::from_bytes(verb.as_bytes()).expect("a verb");
        let merges = verb == Method::PATCH;
        let mut request = self.client.request(verb, format!("{}/v1/{path}", self.address));
        request = request.header("X-Vault-Request", "true");
        if !self.token.is_empty() {
            request = request.header("X-Vault-Token", &self.token);
        }
        if let Some(namespace) = &self.namespace {
            request = request.header("X-Vault-Namespace", namespace);
        }
        if let Some(ttl) = &self.wrap {
            request = request.header("X-Vault-Wrap-TTL", ttl);
        }
        if merges {
            request = request.header("Content-Type", "application/merge-patch+json");
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        ground::wait(async {
            let response = request.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let text = response.text().await?;
            let body = serde_json::from_str(&text).unwrap_or_default();
            Ok(Answer { status, headers, body, text })
        })
    }

    /// One call as it is.
    pub fn call(&self, verb: &str, path: &str, body: Option<Value>) -> Answer {
        self.try_call(verb, path, body).unwrap_or_else(|error| panic!("{verb} {path}: {error:?}"))
    }

    /// A call that must succeed.
    fn must(&self, verb: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.call(verb, path, body);
        assert!((200..300).contains(&answer.status), "{verb} {path}: {answer}");
        answer.body
    }

    /// Reads; gives the whole answer.
    pub fn read(&self, path: &str) -> Value {
        self.must("GET", path, None)
    }

    /// Writes; gives the whole answer.
    pub fn write(&self, path: &str, body: Value) -> Value {
        self.must("POST", path, Some(body))
    }

    /// Deletes.
    pub fn delete(&self, path: &str) {
        self.must("DELETE", path, None);
    }

    /// The names in a folder; none where there is no such folder.
    pub fn list(&self, path: &str) -> Vec<String> {
        let answer = self.call("LIST", path, None);
        if answer.status == 404 {
            return Vec::new();
        }
        let names = answer.body["data"]["keys"].as_array().unwrap_or_else(|| panic!("LIST {path}: {answer}"));
        names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A new mount of versioned secrets; gives its name.
    pub fn kv2(&self) -> String {
        self.mount(&super::name("kv"), json!({ "type": "kv", "options": { "version": "2" } }))
    }

    /// A new mount of secrets without versions; gives its name.
    pub fn kv1(&self) -> String {
        self.mount(&super::name("old"), json!({ "type": "kv", "options": { "version": "1" } }))
    }

    /// Mounts an engine at a path, and waits until it is ready: a new one may be at work for a moment.
    pub fn mount(&self, path: &str, engine: Value) -> String {
        self.write(&format!("sys/mounts/{path}"), engine);
        let is_ready =
            || !self.call("GET", &format!("{path}/data/ready"), None).text.contains("Upgrading from");
        until(|| is_ready().then(|| path.to_owned())).expect("the mount becomes ready")
    }

    /// Writes a versioned secret; gives the number of the new version.
    pub fn put(&self, mount: &str, path: &str, fields: Value) -> u64 {
        let mut body = json!({});
        body["data"] = fields;
        let written = self.write(&format!("{mount}/data/{path}"), body);
        written["data"]["version"].as_u64().unwrap_or_else(|| panic!("not written: {written}"))
    }

    /// The fields of a versioned secret as they are on the server now; null where there is none.
    pub fn get(&self, mount: &str, path: &str) -> Value {
        let answer = self.call("GET", &format!("{mount}/data/{path}"), None);
        assert!(matches!(answer.status, 200 | 404), "{path}: {answer}");
        answer.body["data"]["data"].clone()
    }
}

impl Display for Answer {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.text)
    }
}
