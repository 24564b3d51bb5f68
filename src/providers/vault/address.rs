//! Where a server is and whom we trust there: address, certificates, names in a URL.

use crate::provider::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Certificate, Url};

/// What stays as it is in a part of a name.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a server.
#[derive(Clone, Debug)]
pub(super) struct Address {
    url: Url,
}

impl Address {
    /// Checks an address: `http://` or `https://`, a host, nothing else that could carry a credential.
    pub(super) fn new(text: &str) -> Result<Self> {
        Self::parse(text).map_err(|wrong| Error::Invalid { reason: format!("the address {wrong}") })
    }

    /// The same; what is wrong stands without its subject.
    pub(super) fn parse(text: &str) -> std::result::Result<Self, &'static str> {
        let url = Url::parse(text.trim()).map_err(|_| "must be like https://vault.example.com:8200")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("must start with https:// or http://");
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("has no host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not have a name or a password in it");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("ends after host and port: no `?` and no `#`");
        }
        if url.path() != "/" {
            return Err("ends after host and port; a namespace has a setting of its own");
        }
        Ok(Self { url })
    }

    /// The address as shown, without a slash at the end.
    pub(super) fn shown(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Whether what goes there can be read on the way.
    pub(super) fn is_unencrypted(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Whether it is this machine, so that nobody is on the way.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
        host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }

    /// Whether both are the same server.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.shown() == other.shown()
    }

    /// The URL of a path of the API. Every part of the path is encoded, a slash at its end stays.
    pub(super) fn of_api(&self, path: &str) -> Url {
        let mut encoded = String::with_capacity(path.len() + 32);
        encoded.push_str("/v1");
        for part in path.split('/') {
            encoded.push('/');
            encoded.extend(utf8_percent_encode(part, PLAIN));
        }
        // Who is asked was parsed once: of many requests each would pay for that again.
        let mut url = self.url.clone();
        url.set_path(&encoded);
        url
    }
}

/// The authorities in a setting: the PEM itself, `base64://` and the PEM, `file://` and a path, or a path.
pub(super) fn certificates(setting: &str) -> Result<Vec<Certificate>> {
    let wrong = |what: String| Error::Invalid { reason: format!("ca_cert: {what}") };
    let setting = setting.trim();
    let pem = if setting.starts_with("-----BEGIN") {
        setting.as_bytes().to_vec()
    } else if let Some(text) = setting.strip_prefix("base64://") {
        let packed: String = text.split_whitespace().collect();
        STANDARD.decode(packed).map_err(|_| wrong("what follows base64:// is not base64".into()))?
    } else {
        let path = setting.strip_prefix("file://").unwrap_or(setting);
        std::fs::read(path).map_err(|error| wrong(format!("{path} cannot be read: {error}")))?
    };
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(wrong("it holds no certificate in PEM form".into())),
    }
}
