//! The forms in which a secret can be put on the clipboard.

use super::Target;
use crate::domain::Which;

/// As what something is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAs {
    /// The value of one field.
    Value,
    /// The fields as one JSON object.
    Json,
    /// `NAME='value'`, a line a field.
    Dotenv,
    /// `strongroom://team/path#field`.
    Reference,
    /// The command line that prints it.
    Command,
}

impl CopyAs {
    /// Whether values are in it, so that it must leave the clipboard again.
    pub fn is_secret(self) -> bool {
        match self {
            Self::Value | Self::Json | Self::Dotenv => true,
            Self::Reference | Self::Command => false,
        }
    }
}

/// What the copy menu starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyStart {
    /// Which secret.
    pub at: Target,
    /// Which version.
    pub which: Which,
    /// The field it was called for.
    pub field: String,
    /// How many fields the secret has.
    pub count: usize,
}
