//! What may be shown of a JSON Web Token without showing it: algorithm, type and expiry (RFC 7519).

use super::{Invalid, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::fmt;
use zeroize::Zeroizing;

/// Header and expiry of a token; never its claims or signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtSummary {
    /// `alg` of the header.
    pub algorithm: String,
    /// `typ` of the header.
    pub token_type: Option<String>,
    /// `exp` of the claims.
    pub expires: Option<Timestamp>,
}

impl JwtSummary {
    /// Checks that this is a compact three-part token and tells its header.
    pub fn of(token: &[u8]) -> Result<Self, Invalid> {
        let parts: Vec<&[u8]> = token.split(|byte| *byte == b'.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err(Invalid::because("a JWT has three parts separated by dots"));
        };
        URL_SAFE_NO_PAD
            .decode(signature)
            .map(Zeroizing::new)
            .map_err(|_| Invalid::because("the signature of the JWT is not base64url"))?;
        let (header, claims) = (object(header, "header")?, object(claims, "claims")?);
        let text = |name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
        let algorithm =
            text("alg").ok_or_else(|| Invalid::because("the header of the JWT names no `alg`"))?;
        let expires = claims.get("exp").and_then(Value::as_u64).map(|s| Timestamp(s.saturating_mul(1000)));
        Ok(Self { algorithm, token_type: text("typ"), expires })
    }
}

impl fmt::Display for JwtSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.algorithm)?;
        if let Some(token_type) = &self.token_type {
            write!(f, " {token_type}")?;
        }
        match self.expires {
            Some(at) => write!(f, ", expires {at}"),
            None => f.write_str(", never expires"),
        }
    }
}

fn object(part: &[u8], what: &str) -> Result<Value, Invalid> {
    let wrong = || Invalid::because(format!("the {what} of the JWT is not base64url of a JSON object"));
    let json = URL_SAFE_NO_PAD.decode(part).map(Zeroizing::new).map_err(|_| wrong())?;
    let value: Value = serde_json::from_slice(&json).map_err(|_| wrong())?;
    if value.is_object() { Ok(value) } else { Err(wrong()) }
}
