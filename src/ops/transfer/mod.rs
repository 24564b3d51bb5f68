//! Secrets from one place to another, out to a text and in from one: JSON (also back in), YAML, dotenv (also back in).

mod carry;
mod dotenv;
mod export;
mod import;
mod json;
mod yaml;

pub use carry::{Spot, carry, fate, loss};
pub use export::{Export, export};
pub use import::{Fate, Import, Incoming, Step, import, plan, read};

use crate::domain::{Folder, SecretPath, SecretValue};
use crate::provider::{Content, Error, Result};

/// How secrets are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One object by path, with kinds and labels. `import` reads it.
    Json,
    /// The same as YAML.
    Yaml,
    /// `NAME='value'` lines. `import` reads them.
    Dotenv,
}

impl Format {
    /// The format of this name.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "json" => Ok(Self::Json),
            "yaml" => Ok(Self::Yaml),
            "dotenv" => Ok(Self::Dotenv),
            _ => Err(Error::invalid("a format is one of dotenv, json, yaml")),
        }
    }
}

/// The fields of one secret as dotenv lines, without a line end after the last.
pub fn dotenv_lines(path: &SecretPath, content: Content) -> Result<SecretValue> {
    let lines = dotenv::write(&Folder::root(), &[(path.clone(), content)])?;
    Ok(SecretValue::copied(lines.strip_suffix(b"\n").unwrap_or(&lines)))
}
