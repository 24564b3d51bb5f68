//! The eight kinds of secrets: which fields each has, how each is checked. Forms and commands are made from this list.

use super::{Fields, Invalid, JwtSummary, Shape};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use zeroize::Zeroizing;

/// What a secret is. It never changes after creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// One text, or one piece of binary data.
    Generic,
    /// Any names with any JSON values.
    KeyValue,
    /// A user name and a password.
    BasicAuth,
    /// One key of an API.
    ApiKey,
    /// A compact JSON Web Token.
    Jwt,
    /// A private key as PEM text.
    PrivateKey,
    /// A symmetric key as base64 of its bytes.
    SecretKey,
    /// A Java or PKCS#12 key store with its password.
    KeyStore,
}

/// One field of a kind.
#[derive(Debug)]
pub struct FieldSpec {
    /// Its name in the secret.
    pub name: &'static str,
    /// Whether it is masked and typed unseen.
    pub is_secret: bool,
    /// Whether it has several lines.
    pub is_multiline: bool,
    /// The allowed values, or none when anything goes.
    pub choices: &'static [&'static str],
    /// Says what is wrong with a value.
    check: fn(&[u8]) -> Result<(), Invalid>,
}

/// The description of a kind.
#[derive(Debug)]
pub struct KindSpec {
    /// Which kind it describes.
    pub kind: SecretKind,
    /// Its name in commands, labels and files.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub help: &'static str,
    /// Its fields; empty when any names are allowed.
    pub fields: &'static [FieldSpec],
}

/// Every kind, in the order of the forms.
pub const KINDS: &[KindSpec] = &[
    KindSpec {
        kind: SecretKind::Generic,
        name: "generic",
        help: "one text, or binary data",
        fields: &[FieldSpec { is_multiline: true, ..FieldSpec::CONTENT }],
    },
    KindSpec {
        kind: SecretKind::KeyValue,
        name: "key_value",
        help: "any names with any JSON values",
        fields: &[],
    },
    KindSpec {
        kind: SecretKind::BasicAuth,
        name: "basic_auth",
        help: "user name and password",
        fields: &[
            FieldSpec { name: "username", is_secret: false, ..FieldSpec::CONTENT },
            FieldSpec { name: "password", ..FieldSpec::CONTENT },
        ],
    },
    KindSpec {
        kind: SecretKind::ApiKey,
        name: "api_key",
        help: "one key of an API",
        fields: &[FieldSpec::CONTENT],
    },
    KindSpec {
        kind: SecretKind::Jwt,
        name: "jwt",
        help: "a JSON Web Token; header and expiry are shown",
        fields: &[FieldSpec { check: check_jwt, ..FieldSpec::CONTENT }],
    },
    KindSpec {
        kind: SecretKind::PrivateKey,
        name: "private_key",
        help: "a private key as PEM",
        fields: &[FieldSpec { is_multiline: true, check: check_pem, ..FieldSpec::CONTENT }],
    },
    KindSpec {
        kind: SecretKind::SecretKey,
        name: "secret_key",
        help: "a symmetric key as base64",
        fields: &[FieldSpec { check: check_base64, ..FieldSpec::CONTENT }],
    },
    KindSpec {
        kind: SecretKind::KeyStore,
        name: "key_store",
        help: "a JKS or PKCS12 file as base64, with its password",
        fields: &[
            FieldSpec {
                name: "key_store_type",
                is_secret: false,
                choices: &["JKS", "PKCS12"],
                ..FieldSpec::CONTENT
            },
            FieldSpec { is_multiline: true, check: check_base64, ..FieldSpec::CONTENT },
            FieldSpec { name: "password", ..FieldSpec::CONTENT },
        ],
    },
];

impl FieldSpec {
    const CONTENT: Self =
        Self { name: "content", is_secret: true, is_multiline: false, choices: &[], check: check_filled };

    /// Says what is wrong with a value for this field, without quoting it.
    pub fn check(&self, value: &[u8]) -> Result<(), Invalid> {
        check_filled(value)?;
        if !self.choices.is_empty() && !self.choices.iter().any(|choice| choice.as_bytes() == value) {
            return Err(Invalid::because(format!("must be one of {}", self.choices.join(", "))));
        }
        (self.check)(value)
    }
}

impl SecretKind {
    /// Its description.
    pub fn spec(self) -> &'static KindSpec {
        // The list is in the order of the enum; a test holds the two together.
        &KINDS[self as usize]
    }

    /// Its name in commands, labels and files.
    pub fn as_str(self) -> &'static str {
        self.spec().name
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        KINDS.iter().find(|spec| spec.name == name).map(|spec| spec.kind).ok_or_else(|| {
            let names: Vec<_> = KINDS.iter().map(|spec| spec.name).collect();
            Invalid::because(format!("no such kind; one of {}", names.join(", ")))
        })
    }

    /// The field that stands for the whole secret when one is revealed or copied without choosing.
    pub fn main_field(self, fields: &[String]) -> Option<&str> {
        let wanted = match self {
            Self::BasicAuth => "password",
            _ => "content",
        };
        let found = fields.iter().find(|name| *name == wanted).or_else(|| {
            ["password", "value", "token", "secret", "key"]
                .iter()
                .find_map(|guess| fields.iter().find(|name| name.eq_ignore_ascii_case(guess)))
        });
        found.or(fields.first()).map(String::as_str)
    }

    /// Whether a field of this name is shown in clear, because its kind says that it is no secret.
    pub fn is_secret_field(self, name: &str) -> bool {
        self.spec().fields.iter().find(|field| field.name == name).is_none_or(|field| field.is_secret)
    }

    /// The place of a field among those of its kind; fields that the kind does not name come after them.
    pub fn rank(self, name: &str) -> usize {
        let fields = self.spec().fields;
        fields.iter().position(|field| field.name == name).unwrap_or(fields.len())
    }

    /// What may be told of a field's content while it stays masked: a token's header and expiry.
    pub fn note(self, value: &[u8]) -> Option<String> {
        (self == Self::Jwt).then(|| JwtSummary::of(value).ok().map(|jwt| jwt.to_string())).flatten()
    }

    /// Checks that these are the fields of this kind and that each is sound. The error names the field.
    pub fn check(self, fields: &Fields) -> Result<(), Invalid> {
        let specs = self.spec().fields;
        if specs.is_empty() {
            return check_names(fields);
        }
        for spec in specs {
            let field = fields
                .field(spec.name)
                .ok_or_else(|| Invalid::because(format!("a {self} needs the field `{}`", spec.name)))?;
            let is_allowed =
                field.shape == Shape::Text || (self == Self::Generic && field.shape == Shape::Binary);
            if !is_allowed {
                return Err(Invalid::because(format!("`{}` must be a JSON string", spec.name)));
            }
            field
                .value
                .expose(|value| spec.check(value))
                .map_err(|wrong| Invalid::because(format!("`{}`: {wrong}", spec.name)))?;
        }
        match fields.iter().find(|field| specs.iter().all(|spec| spec.name != field.name)) {
            Some(extra) => Err(Invalid::because(format!(
                "a {self} has no field `{}`; its fields are {}",
                super::visible(&extra.name),
                specs.iter().map(|spec| spec.name).collect::<Vec<_>>().join(", ")
            ))),
            None => Ok(()),
        }
    }
}

impl fmt::Display for SecretKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Base64 with padding, in one line.
pub(super) fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn check_names(fields: &Fields) -> Result<(), Invalid> {
    if fields.is_empty() {
        return Err(Invalid::because("a key_value needs at least one field"));
    }
    for field in fields {
        if field.name.is_empty() || field.name.chars().any(super::text::is_hidden) {
            return Err(Invalid::because("a field name is not empty and has no control characters"));
        }
    }
    Ok(())
}

fn check_filled(value: &[u8]) -> Result<(), Invalid> {
    if value.is_empty() { Err(Invalid::because("must not be empty")) } else { Ok(()) }
}

fn check_jwt(value: &[u8]) -> Result<(), Invalid> {
    JwtSummary::of(value).map(|_| ())
}

fn check_pem(value: &[u8]) -> Result<(), Invalid> {
    super::pem::check(value).map_err(Invalid::because)
}

/// Base64 with padding; white space does not count.
pub(super) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, Invalid> {
    let packed: Zeroizing<Vec<u8>> =
        Zeroizing::new(text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect());
    STANDARD.decode(&*packed).map_err(|_| Invalid::because("not base64 (standard alphabet, with padding)"))
}

fn check_base64(value: &[u8]) -> Result<(), Invalid> {
    let bytes = Zeroizing::new(decode_base64(value)?);
    check_filled(&bytes)
}
