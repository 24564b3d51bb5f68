//! What a store must do: one trait for reading, and one trait for each optional ability.

mod capability;
mod error;
mod keeper;
mod kind;
mod loss;
mod registration;
mod renewing;
mod requests;
mod rights;
mod setup;

pub use capability::{Ability, Capabilities};
pub use error::{Error, Result};
pub use keeper::{Keeper, Lock, Turn, credentials_entry, lifetime_entry, login_entry, refusal_entry};
pub use kind::{
    Checking, Connect, Connecting, Finding, GIVES_NOTHING, Given, Kind, OPENS_NOTHING, Opening, Report, Rule,
    Setting, SettingKind, Step, When,
};
pub use loss::Loss;
pub use registration::Registration;
pub use renewing::{Lifetime, Renewal, Renewing, Revoked};
pub use requests::{ChangeRequest, Deciding, RequestAction, RequestState, Requests};
pub use rights::{Grant, Permitting, Right, Rights};
pub use setup::{
    Alteration, Altered, Gate, Invitation, MissingRight, Person, Piece, Pieces, SetupEnd, Stage, Stages,
    Standing, TeamEntry, TeamPlan, TeamSetup, TextLine,
};

use crate::domain::{
    Field, Fields, Fingerprint, Folder, Labels, Secret, SecretKind, SecretPath, Shape, Timestamp,
    VersionInfo, VersionNumber, Which,
};
use async_trait::async_trait;
use std::sync::Arc;

/// One store of secrets. Paths are full paths in the store; the team's root is already part of them.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Asks whether the store can be used, and who it takes us for.
    async fn health(&self) -> Result<Health>;

    /// Lists every secret below a folder, at any depth, page by page and in no particular order. Soft-deleted
    /// secrets are left out where the store can tell. What could not be read is said in the pages, not as an error.
    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()>;

    /// Reads all fields of one version.
    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content>;

    /// Reads the newest version of each of these; answers in their order. The default reads one after the other; a store
    /// that can do better does. Made for [`Provider::for_many`].
    async fn read_many(&self, paths: &[SecretPath]) -> Vec<Result<Content>> {
        let mut contents = Vec::with_capacity(paths.len());
        for path in paths {
            contents.push(self.read(path, Which::Latest).await);
        }
        contents
    }

    /// The same store with the same login for work on many secrets: it keeps its connections for as long as it lives, and
    /// what passed through them, so it must go with the work. Nothing where that makes no difference.
    fn for_many(&self) -> Option<Arc<dyn Provider>> {
        None
    }

    /// The same store with the same login for one action on one secret: what its steps have seen of that secret is not
    /// asked for again until they change something. It must go with the action, since others change things too. Nothing
    /// where looking costs nothing.
    fn for_one(&self) -> Option<Arc<dyn Provider>> {
        None
    }

    /// Tells names and types of the fields without their values. The default reads and drops the values; a store
    /// that can do better does.
    async fn outline(&self, path: &SecretPath, which: Which) -> Result<Outline> {
        self.read(path, which).await.map(|content| Outline::of(&content))
    }

    /// The same for somebody who only passes by: values that would have to be read for it stay unread, and what they
    /// alone could tell is left out. The default is right for a store that reads nothing from elsewhere.
    async fn glance(&self, path: &SecretPath, which: Which) -> Result<Outline> {
        self.outline(path, which).await
    }

    /// Says why a name cannot be used here, before any call is made.
    fn check_path(&self, _path: &SecretPath) -> Result<()> {
        Ok(())
    }

    /// Abilities that are missing below a folder although the store has them elsewhere: a server may have places with
    /// and without versions. Tells what is known without asking; a verb that is tried all the same fails with
    /// [`Error::Unsupported`].
    fn missing_at(&self, _at: &Folder) -> &'static [Ability] {
        &[]
    }

    /// The ability to write, where there is one.
    fn writing(&self) -> Option<&dyn Writing> {
        None
    }

    /// The ability to keep versions, where there is one.
    fn versioning(&self) -> Option<&dyn Versioning> {
        None
    }

    /// The ability to keep deleted secrets for a while, where there is one.
    fn bin(&self) -> Option<&dyn Bin> {
        None
    }

    /// The ability to keep changes until somebody approves them, where there is one.
    fn requests(&self) -> Option<&dyn Requests> {
        None
    }

    /// The ability to set a team up, where there is one.
    fn team_setup(&self) -> Option<&dyn TeamSetup> {
        None
    }

    /// The ability to change one field without reading the others, where there is one.
    fn patching(&self) -> Option<&dyn Patching> {
        None
    }

    /// The ability to keep the login alive, where logins end.
    fn renewing(&self) -> Option<&dyn Renewing> {
        None
    }

    /// The ability to tell what the login may do, where there is one.
    fn permitting(&self) -> Option<&dyn Permitting> {
        None
    }
}

/// Takes the pages of a listing as they come.
pub type Pages<'a> = &'a mut (dyn FnMut(Page) + Send);

/// A part of a listing.
#[derive(Debug, Default)]
pub struct Page {
    /// Secrets found.
    pub secrets: Vec<Secret>,
    /// Folders that could not be looked into, each with the reason.
    pub unreadable: Vec<(Folder, Error)>,
}

/// The state of a store as it told it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Product and version, or where the store is.
    pub server: String,
    /// Who the store takes us for.
    pub identity: Option<String>,
    /// When our credentials end.
    pub expires: Option<Timestamp>,
    /// What is done about that end, where it is known.
    pub renewal: Option<Renewal>,
    /// The policies that our login has, where the store has such and tells them.
    pub policies: Vec<String>,
    /// The namespace we work in, where the store has such.
    pub namespace: Option<String>,
    /// Whether the server is sealed: it answers, and gives nothing out.
    pub is_sealed: bool,
}

impl Health {
    /// The life of our login; nothing when it has no end.
    pub fn lifetime(&self) -> Option<Lifetime> {
        let expires = self.expires?;
        // Of a store that tells no more, the end itself is all there is to see to.
        let renewal = self.renewal.unwrap_or(Renewal { due: expires, why_not: None });
        Some(Lifetime { expires, renewal })
    }
}

/// One version of a secret with its values.
#[derive(Debug)]
pub struct Content {
    /// Its metadata; `version` is the number that was read. Whether the newest version can be read as well is told by
    /// the history.
    pub secret: Secret,
    /// Its fields.
    pub fields: Fields,
}

impl Content {
    /// The kind told by the store, or what other tools' secrets are taken for: `generic` when it is one string
    /// called `content`, else `key_value`.
    pub fn kind(&self) -> SecretKind {
        let told = self.fields.iter().map(|field| (field.name.as_str(), Some(field.shape)));
        self.secret.kind.unwrap_or_else(|| taken_for(told))
    }
}

/// What a secret with these fields is taken for where no kind is told.
fn taken_for<'f>(mut fields: impl Iterator<Item = (&'f str, Option<Shape>)>) -> SecretKind {
    match (fields.next(), fields.next()) {
        (Some(("content", shape)), None) if shape != Some(Shape::Json) => SecretKind::Generic,
        _ => SecretKind::KeyValue,
    }
}

/// One version of a secret without its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its metadata.
    pub secret: Secret,
    /// Its kind; see [`Content::kind`].
    pub kind: SecretKind,
    /// Its fields.
    pub fields: Vec<FieldOutline>,
    /// When the store will delete this version by itself, where that is settled already.
    pub ends: Option<Timestamp>,
    /// Whether these are all: a login may see some only with their values.
    pub is_whole: bool,
}

/// What may be known of a field while it stays masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOutline {
    /// Its name.
    pub name: String,
    /// How its bytes are read; nothing where that shows only with the value.
    pub shape: Option<Shape>,
    /// What its kind allows to tell: a token's header and expiry.
    pub note: Option<String>,
}

impl Outline {
    /// What remains of a content when its values are left out.
    pub fn of(content: &Content) -> Self {
        let kind = content.kind();
        let outline = |field: &Field| FieldOutline {
            name: field.name.clone(),
            shape: Some(field.shape),
            note: field.value.expose(|value| kind.note(value)),
        };
        let fields = content.fields.iter().map(outline).collect();
        Self { secret: content.secret.clone(), kind, fields, is_whole: true, ends: None }
    }
}

/// What a write was based on. Nothing is written when the store has moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// There is no readable secret of this name. One whose newest version is deleted counts as absent.
    Absent,
    /// The newest version has this number, and can be read.
    Version(VersionNumber),
}

/// A new version of a secret.
#[derive(Debug)]
pub struct Change {
    /// Its kind; an existing secret keeps its own, another one is refused.
    pub kind: SecretKind,
    /// All its fields.
    pub fields: Fields,
    /// All its labels, or `None` to keep those it has.
    pub labels: Option<Labels>,
    /// What it is based on.
    pub base: Base,
    /// Keyed hash of kind and fields.
    pub fingerprint: Fingerprint,
    /// Who writes it.
    pub author: String,
}

/// The ability to write.
#[async_trait]
pub trait Writing: Send + Sync {
    /// Writes a new version and answers with its number. A secret whose base has moved is a [`Error::Conflict`],
    /// one that exists although it should be absent is [`Error::Exists`], one that was deleted meanwhile is
    /// [`Error::NotFound`]; nothing is written then.
    async fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber>;

    /// Replaces the labels and leaves the versions alone.
    async fn write_labels(&self, path: &SecretPath, labels: Labels) -> Result<()>;

    /// Deletes the newest version: soft where the store keeps versions, for good where it does not.
    async fn delete(&self, path: &SecretPath) -> Result<()>;

    /// Removes the secret with its whole history, for good.
    async fn erase(&self, path: &SecretPath) -> Result<()>;
}

/// The ability to change one field of a secret without reading the others.
#[async_trait]
pub trait Patching: Send + Sync {
    /// Puts a field in its place in a new version and leaves the others as they are. With a base it fails with
    /// [`Error::Conflict`] when that is not the newest version any more; without one, what others wrote to this very
    /// field meanwhile is replaced. A secret that is not there is [`Error::NotFound`].
    async fn patch(
        &self,
        path: &SecretPath,
        field: Field,
        base: Option<VersionNumber>,
    ) -> Result<VersionNumber>;
}

/// The ability to keep versions.
#[async_trait]
pub trait Versioning: Send + Sync {
    /// All versions, newest first.
    async fn history(&self, path: &SecretPath) -> Result<Vec<VersionInfo>>;

    /// Soft-deletes these versions; those that are already gone stay as they are.
    async fn delete_versions(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()>;

    /// Brings soft-deleted versions back. Fails with [`Error::NotFound`] when one of them is destroyed or unknown.
    async fn undelete(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()>;

    /// Destroys the content of these versions for good; their place in the history stays.
    async fn destroy(&self, path: &SecretPath, versions: &[VersionNumber]) -> Result<()>;
}

/// The ability to keep deleted secrets for a while.
#[async_trait]
pub trait Bin: Send + Sync {
    /// The secrets below a folder whose newest version is soft-deleted. One whose newest version is destroyed is here
    /// too, so that a history without a readable end can still be found.
    async fn deleted(&self, at: &Folder) -> Result<Vec<Binned>>;
}

/// A soft-deleted secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binned {
    /// Its metadata.
    pub secret: Secret,
    /// When it was deleted.
    pub deleted: Option<Timestamp>,
    /// When it goes for good, if it does by itself.
    pub until: Option<Timestamp>,
}
