//! Reading: a version with its values, or only the names in it where the server can tell them apart.

use super::answer::Answer;
use super::ask::{Ask, Carries};
use super::labels::{is_binary, labels_of};
use super::list::described;
use super::mounts::{Engine, Mount};
use super::server::Inner;
use super::walk::bare;
use super::wire::{Read, Subkeys, Unwrapped, Version, kind_of};
use crate::domain::{
    Field, FieldSpec, Fields, Labels, Secret, SecretKind, SecretPath, SecretState, Shape, Timestamp,
    VersionNumber, Which,
};
use crate::provider::{Content, Error, FieldOutline, Outline, Result};
use crate::providers::rules::{self, Standing};
use std::sync::Arc;
use tokio::task::JoinSet;

impl Inner {
    /// Reads a version with its values.
    pub(super) async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        self.read_and_end(path, which).await.map(|(content, _)| content)
    }

    /// The same with the time at which the version ends by itself, where that is settled.
    async fn read_and_end(&self, path: &SecretPath, which: Which) -> Result<(Content, Option<Timestamp>)> {
        let mount = self.mount_of(path).await?;
        if mount.engine == Engine::One {
            return self.read_plain(&mount, path, which).await.map(|content| (content, None));
        }
        let answer = self.ask(&versioned(Ask::value(mount.data(path)), path, which)?).await?;
        if !answer.is_done() {
            return Err(self.unreadable(&answer, &mount, path, which).await);
        }
        let read: Unwrapped<Read> = answer.parsed(format_args!("`{path}`"))?;
        let (Some(mut fields), Some(version)) = (read.data.data, read.data.metadata) else {
            return Err(Error::Unsupported { what: format!("`{path}` is not kept with versions there") });
        };
        let custom = version.custom_metadata.clone().unwrap_or_default();
        let number = VersionNumber(version.number);
        if is_binary(&custom, number) {
            decode(&mut fields);
        }
        let content = Content { secret: of_version(path, &version, &custom), fields };
        Ok((content, version.ends(answer.now)))
    }

    /// Reads the newest versions of many, as many at a time as the pace allows.
    pub(super) async fn read_many(self: &Arc<Self>, paths: &[SecretPath]) -> Vec<Result<Content>> {
        let pace = self.client.pace(Carries::Values);
        let lost = || Err(Error::Bug { what: "reading one of many".into() });
        let mut contents: Vec<Result<Content>> = paths.iter().map(|_| lost()).collect();
        let mut waiting = paths.iter().cloned().enumerate();
        let mut running = JoinSet::new();
        loop {
            while running.len() < pace.width()
                && let Some((index, path)) = waiting.next()
            {
                let vault = Arc::clone(self);
                running.spawn(async move { (index, vault.read(&path, Which::Latest).await) });
            }
            let Some(done) = running.join_next().await else { return contents };
            if let Ok((index, content)) = done {
                contents[index] = content;
            }
        }
    }

    /// Tells the names of the fields; reads the values only where the server has no other way.
    pub(super) async fn outline(&self, path: &SecretPath, which: Which) -> Result<Outline> {
        let mount = self.mount_of(path).await?;
        match self.subkeys(&mount, path, which).await? {
            // A token shows its header and when it ends.
            Some(outline) if outline.kind != SecretKind::Jwt => Ok(outline),
            _ => {
                let (content, ends) = self.read_and_end(path, which).await?;
                Ok(Outline { ends, ..Outline::of(&content) })
            }
        }
    }

    /// Tells what can be told without any value.
    pub(super) async fn glance(&self, path: &SecretPath, which: Which) -> Result<Outline> {
        let mount = self.mount_of(path).await?;
        if let Some(outline) = self.subkeys(&mount, path, which).await? {
            return Ok(outline);
        }
        if mount.engine == Engine::One {
            return Ok(unread(bare(path.clone())));
        }
        match self.metadata(&mount, path).await {
            Ok((metadata, now)) => match metadata.newest() {
                None => Err(rules::missing(path)),
                Some((number, newest)) => match newest.standing(now) {
                    Standing::Readable => {
                        let ends = newest.ends(now);
                        Ok(Outline { ends, ..unread(described(path.clone(), &metadata, now)) })
                    }
                    standing => Err(rules::unreadable(path, number, standing)),
                },
            },
            Err(Error::Denied { .. }) => Ok(unread(bare(path.clone()))),
            Err(error) => Err(error),
        }
    }

    /// The names of the fields, where the server tells them without the values.
    pub(super) async fn subkeys(
        &self,
        mount: &Mount,
        path: &SecretPath,
        which: Which,
    ) -> Result<Option<Outline>> {
        if mount.engine == Engine::One || mount.lacks.subkeys.is_known() {
            return Ok(None);
        }
        let ask = Ask::fact(mount.door("subkeys", path)).with("depth", 1);
        let answer = self.ask(&versioned(ask, path, which)?).await?;
        if answer.is_done() {
            let told: Unwrapped<Subkeys> = answer.parsed(format_args!("`{path}`"))?;
            return Ok(outlined(path, told.data, answer.now));
        }
        if answer.said().is_denied() || answer.said().is_unsupported() {
            mount.lacks.subkeys.note();
            return Ok(None);
        }
        Err(self.unreadable(&answer, mount, path, which).await)
    }

    /// Why a version cannot be read.
    async fn unreadable(&self, answer: &Answer, mount: &Mount, path: &SecretPath, which: Which) -> Error {
        if answer.status != 404 || answer.said().is_moved() {
            return self.fault(answer, &format!("read `{path}`")).await;
        }
        // The body of a 404 may describe the version that is gone.
        let described =
            answer.parsed::<Unwrapped<Read>>("a version").ok().and_then(|read| read.data.metadata);
        if let Some(version) = described {
            return rules::unreadable(path, VersionNumber(version.number), version.standing(answer.now));
        }
        let Which::Number(number) = which else { return rules::missing(path) };
        // What is not there tells nothing of itself; whether it was trimmed away stands beside the others.
        match self.metadata(mount, path).await {
            Ok((metadata, _)) if number.0 < metadata.oldest_version => Error::NotFound {
                what: format!("version {number} of `{path}`"),
                note: Some(format!("the server keeps the versions from {} on", metadata.oldest_version)),
            },
            Err(error @ Error::NotFound { .. }) => error,
            _ => rules::missing_version(path, number),
        }
    }
}

/// Asks for a version; a number that no server has is not asked for.
fn versioned(ask: Ask, path: &SecretPath, which: Which) -> Result<Ask> {
    match which {
        Which::Latest => Ok(ask),
        Which::Number(number) if (1..=u64::from(u32::MAX)).contains(&number.0) => {
            Ok(ask.with("version", number))
        }
        Which::Number(number) => Err(rules::missing_version(path, number)),
    }
}

/// A secret as one of its versions describes it.
fn of_version(path: &SecretPath, version: &Version, custom: &Labels) -> Secret {
    Secret {
        path: path.clone(),
        kind: kind_of(custom),
        labels: labels_of(custom),
        state: SecretState::Active,
        version: Some(VersionNumber(version.number)),
        updated: version.created(),
    }
}

/// Turns the base64 of a binary version back; one that is none is left as the text it is.
fn decode(fields: &mut Fields) {
    if let Some(field) = fields.field("content")
        && field.shape == Shape::Text
        && let Some(Ok(bytes)) = field.value.expose_text(Field::from_base64)
    {
        let value = crate::domain::SecretValue::new(bytes);
        fields.put(Field { name: "content".into(), value, shape: Shape::Binary });
    }
}

/// What names alone tell; nothing of a version that is not there.
fn outlined(path: &SecretPath, told: Subkeys, now: Timestamp) -> Option<Outline> {
    let (subkeys, version) = (told.subkeys?, told.metadata?);
    let custom = version.custom_metadata.clone().unwrap_or_default();
    let secret = of_version(path, &version, &custom);
    let binary = is_binary(&custom, VersionNumber(version.number));
    let kind = secret.kind.unwrap_or_else(|| match subkeys.keys().next() {
        Some(only) if subkeys.len() == 1 && only == "content" => SecretKind::Generic,
        _ => SecretKind::KeyValue,
    });
    let shape = |name: &str| match kind {
        SecretKind::KeyValue => None,
        _ if binary && name == "content" => Some(Shape::Binary),
        _ => Some(Shape::Text),
    };
    let field = |name: &String| FieldOutline { name: name.clone(), shape: shape(name), note: None };
    let fields = subkeys.keys().map(field).collect();
    Some(Outline { fields, secret, kind, is_whole: true, ends: version.ends(now) })
}

/// What is told of a secret whose values stay unread: its kind may have fields of its own.
fn unread(secret: Secret) -> Outline {
    let kind = secret.kind.unwrap_or(SecretKind::KeyValue);
    let fields = kind.spec().fields.iter();
    let field = |spec: &FieldSpec| FieldOutline { name: spec.name.into(), shape: None, note: None };
    let fields: Vec<FieldOutline> = fields.map(field).collect();
    Outline { secret, kind, is_whole: !fields.is_empty(), fields, ends: None }
}

/// Writes binary data as base64, since the server keeps only text; tells whether the content was such.
pub(super) fn encode(fields: Fields) -> (Fields, bool) {
    let mut has_binary = false;
    let encoded = fields.into_iter().map(|field| {
        if field.shape != Shape::Binary {
            return field;
        }
        has_binary |= field.name == "content";
        let text =
            field.value.expose(|bytes| crate::domain::SecretValue::copied(Field::base64(bytes).as_bytes()));
        Field { name: field.name, value: text, shape: Shape::Text }
    });
    let encoded = encoded.collect();
    (encoded, has_binary)
}

/// Whether a mount keeps versions, with the reason when it does not.
pub(super) fn require_versions(mount: &Mount) -> Result<()> {
    match mount.engine {
        Engine::Two => Ok(()),
        Engine::One => Err(Error::Unsupported {
            what: format!("the mount {} is of KV version 1, which keeps no versions", mount.path),
        }),
    }
}
