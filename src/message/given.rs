//! What an overlay gives to the one below it, and what two people made of one secret.

use super::Target;
use crate::domain::{Fields, Labels, SecretKind, SecretValue, VersionNumber};

/// What an overlay gives to the one below it when it closes.
#[derive(Debug)]
pub enum Given {
    /// A password that was made up.
    Password(SecretValue),
    /// What two people wrote, made one.
    Merge(Box<Merge>),
}

/// Fields and labels of a secret, as somebody has them.
#[derive(Debug, Default)]
pub struct Draft {
    /// All fields.
    pub fields: Fields,
    /// All labels.
    pub labels: Labels,
}

/// Somebody else wrote while a form was open.
#[derive(Debug)]
pub struct Conflict {
    /// Which secret.
    pub at: Target,
    /// Its kind.
    pub kind: SecretKind,
    /// What both started from.
    pub base: Draft,
    /// What somebody else wrote.
    pub theirs: Draft,
    /// What was typed into the form.
    pub yours: Draft,
    /// The version of theirs.
    pub version: VersionNumber,
}

/// What became of a conflict.
#[derive(Debug)]
pub struct Merge {
    /// What is to be written.
    pub merged: Draft,
    /// What it is based on from now on.
    pub theirs: Draft,
    /// The version of that.
    pub version: VersionNumber,
}
