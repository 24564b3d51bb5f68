//! The sample data of `--demo`: tables of what there is, and obviously fake values made from them.

use crate::domain::{Field, Fields, SecretKind, SecretValue, Shape, Timestamp};
use SecretKind as K;
use Standing::{Binned, FirstDeleted, FirstDestroyed, Kept};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A path, its kind, how many versions it has, what became of one of them.
pub(super) type Row = (&'static str, SecretKind, u64, Standing);

/// What became of a version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// All of them are readable.
    Kept,
    /// The newest one is deleted: the secret lies in the bin.
    Binned,
    /// The first one is deleted.
    FirstDeleted,
    /// The first one is destroyed.
    FirstDestroyed,
}

/// What every service has.
pub(super) const SERVICE: &[Row] = &[
    ("config", K::KeyValue, 4, FirstDestroyed),
    ("db/primary", K::BasicAuth, 3, FirstDeleted),
    ("db/replica", K::BasicAuth, 1, Kept),
    ("keystore", K::KeyStore, 1, Kept),
    ("runbook", K::Generic, 2, Kept),
    ("service-token", K::Jwt, 2, Kept),
    ("session-key", K::SecretKey, 2, Kept),
    ("tls/key", K::PrivateKey, 2, FirstDestroyed),
    ("webhook", K::ApiKey, 3, Kept),
];

/// What lies in the bin of a team.
pub(super) const BINNED: &[Row] =
    &[("retired/ftp", K::BasicAuth, 2, Binned), ("retired/webhook", K::ApiKey, 1, Binned)];

/// The services of a team with their owners; each has a folder of its own.
pub(super) const PAYMENTS: &[(&str, &str)] = &[
    ("checkout", "alice"),
    ("fraud", "bob"),
    ("invoices", "alice"),
    ("ledger", "carol"),
    ("payouts", "bob"),
    ("reconciliation", "carol"),
    ("refunds", "alice"),
    ("tax", "dave"),
];
/// See [`PAYMENTS`].
pub(super) const PLATFORM: &[(&str, &str)] = &[
    ("ci", "erin"),
    ("dns", "frank"),
    ("gateway", "erin"),
    ("identity", "grace"),
    ("mail", "frank"),
    ("metrics", "heidi"),
    ("registry", "erin"),
    ("search", "grace"),
];
/// See [`PAYMENTS`].
pub(super) const LEGACY: &[(&str, &str)] = &[("billing-v1", "dave"), ("crm", "ivan"), ("intranet", "ivan")];

/// What the builds need, on a store without versions.
pub(super) const BUILD: &[Row] = &[
    ("cache/token", K::ApiKey, 1, Kept),
    ("docs/deploy-key", K::PrivateKey, 1, Kept),
    ("mirror/login", K::BasicAuth, 1, Kept),
    ("signing/key", K::SecretKey, 1, Kept),
];

/// What auditors may see and not change.
pub(super) const AUDIT: &[Row] = &[
    ("archive/key", K::SecretKey, 2, Kept),
    ("export/login", K::BasicAuth, 3, Kept),
    ("reports/config", K::KeyValue, 2, Kept),
    ("reports/token", K::ApiKey, 1, Kept),
    ("siem/webhook", K::ApiKey, 2, Kept),
];

/// What one person keeps on the embedded store.
pub(super) const PERSONAL: &[Row] = &[
    ("aws/sandbox", K::KeyValue, 2, Kept),
    ("backup/disk", K::SecretKey, 1, Kept),
    ("bank/online", K::BasicAuth, 3, Kept),
    ("cloud/terraform", K::ApiKey, 2, FirstDeleted),
    ("email/private", K::BasicAuth, 2, Kept),
    ("email/work", K::BasicAuth, 4, FirstDestroyed),
    ("github/app-token", K::Jwt, 1, Kept),
    ("github/cli", K::ApiKey, 3, Kept),
    ("home/router", K::BasicAuth, 1, Kept),
    ("home/wifi", K::Generic, 2, Kept),
    ("licences/editor", K::Generic, 1, Kept),
    ("notes/recovery codes", K::Generic, 1, Kept),
    ("pgp/signing", K::PrivateKey, 1, Kept),
    ("phone/sim", K::KeyValue, 1, Kept),
    ("signing/android", K::KeyStore, 2, Kept),
    ("ssh/jump-host", K::PrivateKey, 1, Kept),
    ("ssh/laptop", K::PrivateKey, 2, Kept),
    ("travel/müller-reisen", K::BasicAuth, 1, Kept),
    ("vpn/home", K::SecretKey, 1, Kept),
    ("vpn/work", K::KeyStore, 1, Kept),
];

/// The fields of one version of a sample.
pub(super) fn fields(kind: SecretKind, path: &str, version: u64, now: Timestamp) -> Fields {
    let name = path.rsplit('/').next().unwrap_or(path);
    let text = |field: &str, value: String| Field::text(field, SecretValue::from_text(value));
    let content = |value: String| Fields::content(SecretValue::from_text(value));
    let noise = |length: usize| noise(path, version, length);
    match kind {
        K::Generic => {
            content(format!("demo text for {name}, revision {version}\ncall +00 000 {:04}\n", version * 7))
        }
        K::ApiKey => content(format!("demo_live_{}", URL_SAFE_NO_PAD.encode(noise(18)))),
        K::SecretKey => content(STANDARD.encode(noise(32))),
        K::BasicAuth => [
            text("username", format!("{}_demo", name.replace(['-', ' '], "_"))),
            text("password", format!("demo-{}", URL_SAFE_NO_PAD.encode(noise(12)))),
        ]
        .into_iter()
        .collect(),
        K::KeyValue => {
            let json = |field: &str, value: String| Field {
                name: field.into(),
                value: SecretValue::from_text(value),
                shape: Shape::Json,
            };
            [
                text("host", "db.demo.example.com".into()),
                json("port", "5432".into()),
                json("tls", version.is_multiple_of(2).to_string()),
                json("pool", format!("{{\"min\": 2, \"max\": {}}}", 8 + version)),
                text("token", format!("demo-{}", URL_SAFE_NO_PAD.encode(noise(15)))),
            ]
            .into_iter()
            .collect()
        }
        K::Jwt => {
            let expires = now.plus(Duration::from_hours(24 * 30 * version)).0 / 1000;
            let claims =
                format!("{{\"iss\":\"https://demo.example.com\",\"sub\":\"{name}\",\"exp\":{expires}}}");
            let part = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
            let header = part(br#"{"alg":"RS256","typ":"JWT"}"#);
            content(format!("{header}.{}.{}", part(claims.as_bytes()), part(&noise(64))))
        }
        K::PrivateKey => {
            let body = STANDARD.encode([b"demo, not a real key: ".as_slice(), &noise(400)].concat());
            let lines: Vec<_> = body.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
            content(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n")))
        }
        K::KeyStore => {
            // How files of the two types begin.
            let (store_type, magic) = if version % 2 == 1 {
                ("JKS", [0xfe, 0xed, 0xfe, 0xed])
            } else {
                ("PKCS12", [0x30, 0x82, 3, 0])
            };
            [
                text("key_store_type", store_type.into()),
                text("content", STANDARD.encode([magic.as_slice(), &noise(300)].concat())),
                text("password", format!("demo-{}", URL_SAFE_NO_PAD.encode(noise(9)))),
            ]
            .into_iter()
            .collect()
        }
    }
}

/// Bytes that look random and are the same in every run.
fn noise(path: &str, version: u64, length: usize) -> Vec<u8> {
    (0_u32..)
        .flat_map(|block| Sha256::digest(format!("demo:{path}:{version}:{block}")))
        .take(length)
        .collect()
}
