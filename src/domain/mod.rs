//! What a secret is: names, values, kinds, versions. No I/O, no async, no terminal.

mod diff;
mod fingerprint;
mod id;
mod jwt;
mod kind;
mod passphrase;
mod path;
mod pem;
mod recipe;
mod reference;
mod secret;
mod text;
mod time;
mod timing;
mod value;
mod variable;
mod version;

pub use diff::{Diff, Fate, compare_fields, compare_labels};
pub use fingerprint::{Fingerprint, FingerprintKey};
pub use id::{PersonId, ProviderId, TeamId};
pub use jwt::JwtSummary;
pub use kind::{FieldSpec, KINDS, KindSpec, SecretKind};
pub use passphrase::{PASSPHRASE_MINIMUM, check_passphrase, passphrase_strength};
pub use path::{Folder, SecretPath};
pub use recipe::{CharSet, Recipe, WORDS};
pub use reference::Address;
pub use secret::{Labels, Secret, SecretRef, SecretState};
pub use text::visible;
pub use time::Timestamp;
pub use timing::Timing;
pub use value::{Field, Fields, MASK, SecretValue, Shape};
pub use variable::{is_variable, variable, variable_of};
pub use version::{VersionInfo, VersionNumber, VersionState, Which, ends_in};

/// Why a name, a value or a form was refused. Says what is wrong and what is allowed; never quotes a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// A refusal with this explanation.
    pub fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}
