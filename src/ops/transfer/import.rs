//! Takes secrets from a text into a team: first a plan, then the writing.

use super::{Format, dotenv, json};
use crate::domain::{Fields, Labels, SecretKind, SecretPath, VersionNumber, Which};
use crate::ops::write::{self, Draft};
use crate::ops::{Place, Session, history};
use crate::provider::{Base, Error, Outline, Result};

/// A secret that comes in.
#[derive(Debug)]
pub struct Incoming {
    /// Where it goes, below the team's root.
    pub path: SecretPath,
    /// Its kind.
    pub kind: SecretKind,
    /// Its labels; `None` keeps those that are there.
    pub labels: Option<Labels>,
    /// Its fields.
    pub fields: Fields,
}

/// What would become of an incoming secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// There is none of its name.
    Create,
    /// Another content is there and gets a new version.
    Update,
    /// The same content is there.
    Unchanged,
    /// Another content is there and stays, because overwriting was not asked for.
    Exists,
}

impl Fate {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Unchanged => "unchanged",
            Self::Exists => "exists",
        }
    }
}

/// One step of a plan.
#[derive(Debug)]
pub struct Step {
    /// The secret.
    pub incoming: Incoming,
    /// What would become of it.
    pub fate: Fate,
    base: Base,
}

/// How one secret of an import went.
#[derive(Debug)]
pub struct Import {
    /// Its path.
    pub path: SecretPath,
    /// What became of it.
    pub result: Result<(Fate, Option<VersionNumber>)>,
}

/// Reads a text: JSON when it starts with `{` or `[`, else dotenv, which becomes one `key_value` secret called `name`.
pub fn read(text: &[u8], format: Option<Format>, name: Option<SecretPath>) -> Result<Vec<Incoming>> {
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    match (format, first) {
        (Some(Format::Yaml), _) => Err(Error::invalid("YAML is written but not read; export as json")),
        (_, None) => Err(Error::invalid("there is nothing in it")),
        (Some(Format::Json), _) | (None, Some(b'{' | b'[')) => json::read(text),
        (Some(Format::Dotenv) | None, _) => {
            let name = name.ok_or_else(|| Error::invalid("name the secret for these variables with --to"))?;
            dotenv::read(text, name).map(|incoming| vec![incoming])
        }
    }
}

/// Says what would become of each secret; nothing is written.
pub async fn plan(
    session: &Session,
    place: &Place,
    incoming: Vec<Incoming>,
    overwrite: bool,
) -> Result<Vec<Step>> {
    let mut steps = Vec::with_capacity(incoming.len());
    for incoming in incoming {
        let place = &place.for_one();
        place.provider.check_path(&place.full(&incoming.path))?;
        let (fate, base) = match place.provider.outline(&place.full(&incoming.path), Which::Latest).await {
            Err(Error::NotFound { .. }) => (Fate::Create, Base::Absent),
            Err(error) => return Err(error),
            Ok(there) => against(session, place, &incoming, &there, overwrite).await?,
        };
        steps.push(Step { incoming, fate, base });
    }
    Ok(steps)
}

async fn against(
    session: &Session,
    place: &Place,
    incoming: &Incoming,
    there: &Outline,
    overwrite: bool,
) -> Result<(Fate, Base)> {
    let version = there.secret.version.unwrap_or(VersionNumber::FIRST);
    let known = history::newest_print(session, place, &incoming.path, version).await?;
    let ours = session.keeper().fingerprint_key(&place.team)?.of(incoming.kind, &incoming.fields);
    let has_labels = incoming.labels.as_ref().is_none_or(|labels| *labels == there.secret.labels);
    let fate = match (known == Some(ours) && has_labels, overwrite) {
        (true, _) => Fate::Unchanged,
        (false, true) => Fate::Update,
        (false, false) => Fate::Exists,
    };
    Ok((fate, Base::Version(version)))
}

/// Carries out a plan: creates and updates; one that fails does not stop the others.
pub async fn import(session: &Session, place: &Place, steps: Vec<Step>) -> Vec<Import> {
    let mut done = Vec::with_capacity(steps.len());
    for Step { incoming, fate, base } in steps {
        let path = incoming.path.clone();
        let result = match fate {
            Fate::Unchanged => Ok((fate, None)),
            Fate::Exists => Err(Error::Exists { what: path.to_string() }),
            Fate::Create | Fate::Update => {
                let Incoming { kind, labels, fields, .. } = incoming;
                let draft = Draft { kind, fields, labels, base };
                write::save(session, place, &path, draft).await.map(|saved| (fate, Some(saved.version)))
            }
        };
        done.push(Import { path, result });
    }
    done
}
