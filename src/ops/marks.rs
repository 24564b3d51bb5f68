//! Marks: letters that lead to secrets and folders. They are names, so they are sealed like those.

use crate::domain::{SecretValue, TeamId};
use crate::ops::Session;
use crate::provider::{Error, Result};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// The sealed entry that keeps them.
const MARKS: &str = "marks";

/// Team and path by letter; the path of a folder ends with a slash.
pub type Marks = BTreeMap<char, (TeamId, String)>;

/// All marks.
pub async fn all(session: &Session) -> Result<Marks> {
    let Some(entry) = session.keeper().entry(MARKS).await? else { return Ok(Marks::new()) };
    let typed: BTreeMap<char, (String, String)> = entry
        .expose(|json| serde_json::from_slice(json))
        .map_err(|_| Error::Corrupt { what: "the marks".into(), reason: "not readable".into() })?;
    // A name that is none any more leads nowhere.
    let mark =
        |(letter, (team, path)): (char, (String, String))| Some((letter, (TeamId::new(&team).ok()?, path)));
    Ok(typed.into_iter().filter_map(mark).collect())
}

/// Lets a letter lead to this path; where it led before is forgotten.
pub async fn put(session: &Session, letter: char, team: &TeamId, path: &str) -> Result<()> {
    let mut marks = all(session).await?;
    marks.insert(letter, (team.clone(), path.to_owned()));
    keep(session, &marks).await
}

/// Lets a letter lead nowhere any more.
pub async fn forget(session: &Session, letter: char) -> Result<()> {
    let mut marks = all(session).await?;
    match marks.remove(&letter) {
        Some(_) => keep(session, &marks).await,
        None => Ok(()),
    }
}

async fn keep(session: &Session, marks: &Marks) -> Result<()> {
    let typed: BTreeMap<char, (&str, &str)> =
        marks.iter().map(|(letter, (team, path))| (*letter, (team.as_str(), path.as_str()))).collect();
    let mut json = Zeroizing::new(
        serde_json::to_vec(&typed).map_err(|_| Error::Bug { what: "writing the marks".into() })?,
    );
    session.keeper().put_entry(MARKS, Some(SecretValue::new(std::mem::take(&mut *json)))).await
}
