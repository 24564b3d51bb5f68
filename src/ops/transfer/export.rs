//! Reads secrets to write them out as one text.

use super::{Format, dotenv, json, yaml};
use crate::domain::{Folder, SecretPath, Which};
use crate::ops::{Place, Session, list, read};
use crate::provider::{Content, Error, Result};
use zeroize::Zeroizing;

/// The text of an export, and what is missing in it.
#[derive(Debug)]
pub struct Export {
    /// The text, with values.
    pub text: Zeroizing<Vec<u8>>,
    /// How many secrets are in it.
    pub count: usize,
    /// What could not be read, with the reason.
    pub missing: Vec<(String, Error)>,
}

/// Writes out one secret, all below a folder, or all of the team.
pub async fn export(session: &Session, place: &Place, at: &Folder, format: Format) -> Result<Export> {
    let mut missing = Vec::new();
    let mut contents: Vec<(SecretPath, Content)> = Vec::new();
    let listing = list::all(session, place, at).await?;
    missing.extend(listing.unreadable.into_iter().map(|(folder, error)| (folder.to_string(), error)));
    let paths: Vec<SecretPath> = listing.secrets.into_iter().map(|secret| secret.path).collect();
    let read = read::contents(session, place, &paths, read::Why::Export).await;
    for (path, result) in paths.into_iter().zip(read) {
        match result {
            Ok(content) => contents.push((path, content)),
            // A long listing cannot tell which names are deleted.
            Err(Error::NotFound { .. }) => {}
            Err(error) => missing.push((path.to_string(), error)),
        }
    }
    // A path may name a secret and, at once, the folder of others.
    let mut base = at.clone();
    if let Ok(path) = SecretPath::new(at.as_str()) {
        match read::content(session, place, &path, Which::Latest, read::Why::Export).await {
            Ok(content) => {
                base = path.folder();
                contents.insert(0, (path, content));
            }
            Err(Error::NotFound { .. }) if !contents.is_empty() => {}
            Err(error) => return Err(error),
        }
    }
    let text = match format {
        Format::Json => json::write(&contents),
        Format::Yaml => yaml::write(&contents),
        Format::Dotenv => dotenv::write(&base, &contents)?,
    };
    Ok(Export { text, count: contents.len(), missing })
}
