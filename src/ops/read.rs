//! Reading: what a secret has, and what its values are. A missing name is answered with the nearest ones.

use super::audit::{Act, Subject, record, record_all};
use super::{Place, Session, list};
use crate::domain::{Field, Folder, SecretPath, SecretState, Which};
use crate::provider::{Content, Error, Outline, Result};

/// What values are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A command prints them.
    Read,
    /// The console shows one for a few seconds.
    Reveal,
    /// They go to the clipboard or to another place.
    Copy,
    /// They are changed.
    Edit,
    /// A program gets them.
    Run,
    /// They are written out to be kept elsewhere.
    Export,
    /// Two versions are compared.
    Diff,
}

impl Why {
    fn act(self) -> Act {
        match self {
            Self::Read => Act::Read,
            Self::Reveal => Act::Reveal,
            Self::Copy => Act::Copy,
            Self::Edit => Act::Edit,
            Self::Run => Act::Run,
            Self::Export => Act::Export,
            Self::Diff => Act::Diff,
        }
    }
}

/// Tells fields and labels without values; nothing goes to the audit log.
pub async fn outline(session: &Session, place: &Place, path: &SecretPath, which: Which) -> Result<Outline> {
    match place.provider.outline(&place.full(path), which).await {
        Err(error @ Error::NotFound { .. }) => Err(missing(session, place, path, error).await),
        other => other.map(arranged),
    }
}

/// The same for a name that a list has told and that somebody passes by: no value is read for it, and when it is gone
/// meanwhile, nothing is looked for in its place.
pub async fn glance(place: &Place, path: &SecretPath, which: Which) -> Result<Outline> {
    let glance = place.provider.glance(&place.full(path), which).await;
    glance.map(arranged).map_err(|error| gone(place, path, error))
}

/// Some servers sort the names: the fields of a kind are always found at the same place.
fn arranged(mut outline: Outline) -> Outline {
    let kind = outline.kind;
    outline.fields.sort_by_key(|field| kind.rank(&field.name));
    outline
}

/// Reads all values of a version. The path in the answer is that of the provider.
pub async fn content(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    which: Which,
    why: Why,
) -> Result<Content> {
    let result = match place.provider.read(&place.full(path), which).await {
        Err(error @ Error::NotFound { .. }) => Err(missing(session, place, path, error).await),
        Ok(mut content) => {
            let kind = content.kind();
            content.fields.arrange(|name| kind.rank(name));
            Ok(content)
        }
        Err(error) => Err(error),
    };
    if let (Ok(content), false) = (&result, matches!(why, Why::Run | Why::Export)) {
        session.note_print(place, path, content);
    }
    let version = match (&result, which) {
        (Ok(content), _) => content.secret.version,
        (Err(_), Which::Number(number)) => Some(number),
        (Err(_), Which::Latest) => None,
    };
    record(
        session,
        why.act(),
        Subject { team: Some(&place.team), path: Some(path), version, ..Subject::default() },
        &result,
    )
    .await;
    result
}

/// Reads the newest versions of many secrets; answers in the order of the paths. A name that is not there brings no
/// nearest ones. Their lines stand in the audit log before any value is handed out.
pub async fn contents(
    session: &Session,
    place: &Place,
    paths: &[SecretPath],
    why: Why,
) -> Vec<Result<Content>> {
    let full: Vec<SecretPath> = paths.iter().map(|path| place.full(path)).collect();
    let contents = place.for_many().provider.read_many(&full).await;
    let done = paths.iter().zip(&contents).map(|(path, result)| {
        let version = result.as_ref().ok().and_then(|content| content.secret.version);
        (Subject { team: Some(&place.team), path: Some(path), version, ..Subject::default() }, result)
    });
    record_all(session, why.act(), done).await;
    contents
}

/// Takes the field of this name out, or the main one.
pub fn one_field(content: &mut Content, name: Option<String>) -> Result<Field> {
    let names: Vec<String> = content.fields.iter().map(|field| field.name.clone()).collect();
    let name = name.or_else(|| content.kind().main_field(&names).map(str::to_owned)).unwrap_or_default();
    content.fields.take(&name).ok_or_else(|| Error::not_found(format!("the field {name}")))
}

/// The error for a name that is not there: only that version missing, in the bin, or which names come near.
pub(super) async fn missing(session: &Session, place: &Place, path: &SecretPath, error: Error) -> Error {
    // The store has told already what became of it.
    if let Error::NotFound { what, note: Some(note) } = error {
        let what = what.replace(&format!("`{}`", place.full(path)), &format!("`{path}`"));
        return Error::NotFound { what, note: Some(note) };
    }
    // Who mistypes mostly mistypes the end: a whole store is asked for its names only where there is no folder.
    let folder = path.folder();
    let beside = list::all(session, place, &folder).await.ok().filter(|found| !found.secrets.is_empty());
    let listing = match beside {
        Some(listing) => listing,
        None if folder.is_root() => return error,
        None => match list::all(session, place, &Folder::root()).await {
            Ok(listing) => listing,
            Err(_) => return error,
        },
    };
    if listing.secrets.iter().any(|secret| secret.path == *path && secret.state == SecretState::Active) {
        return error;
    }
    let names: Vec<&str> = listing.secrets.iter().map(|secret| secret.path.as_str()).collect();
    let note = match nearest(path.as_str(), &names)[..] {
        [] => None,
        ref near => Some(format!("near it: {}", near.join(", "))),
    };
    Error::NotFound { what: format!("{path} in the team {}", place.team), note }
}

/// The error for a name that was there a moment ago.
pub(super) fn gone(place: &Place, path: &SecretPath, error: Error) -> Error {
    match error {
        Error::NotFound { note: None, .. } => {
            Error::NotFound { what: format!("{path} in the team {}", place.team), note: None }
        }
        other => other,
    }
}

/// Up to three names that come near, the nearest first.
pub(super) fn nearest<'n>(wanted: &str, names: &[&'n str]) -> Vec<&'n str> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let (lower, wanted_last) = (wanted.to_lowercase(), last(wanted));
    let score = |name: &str| {
        let whole = strsim::jaro_winkler(&lower, &name.to_lowercase());
        // The right name in the wrong folder is near too.
        let in_folder = strsim::jaro_winkler(&wanted_last, &last(name)) * 0.95;
        whole.max(in_folder)
    };
    let mut scored: Vec<(f64, &str)> = names.iter().map(|name| (score(name), *name)).collect();
    scored.retain(|(score, _)| *score >= 0.8);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}
