//! Where the secrets of a server are: its mounts, found by asking or told by hand, and which of them a path means.

use super::ask::Ask;
use super::errors;
use super::server::Inner;
use super::wire::{MountInfo, Mounted, Unwrapped};
use crate::domain::{Folder, SecretPath};
use crate::provider::{Ability, Error, Result};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// The version of a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    /// One value a name, nothing before it.
    One,
    /// With versions, labels and compare-and-set.
    Two,
}

/// A mount of secrets.
#[derive(Debug)]
pub(super) struct Mount {
    /// Its path, which may have several parts.
    pub(super) path: Folder,
    /// Its version.
    pub(super) engine: Engine,
    /// What was found not to work here, so that it is not tried at every request.
    pub(super) lacks: Lacks,
}

/// What a mount, or the token in it, has shown not to be able to do.
#[derive(Debug, Default)]
pub(super) struct Lacks {
    /// All names below a folder at once.
    pub(super) scan: Lack,
    /// Names with their metadata.
    pub(super) details: Lack,
    /// Names of fields without values.
    pub(super) subkeys: Lack,
}

/// Something that was tried and does not work.
#[derive(Debug, Default)]
pub(super) struct Lack(AtomicBool);

impl Lack {
    /// Whether it is known not to work.
    pub(super) fn is_known(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Notes that it does not work.
    pub(super) fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Mount {
    fn new(path: Folder, engine: Engine) -> Self {
        Self { path, engine, lacks: Lacks::default() }
    }

    /// The path in the mount, where the path lies in it.
    fn rest(&self, path: &SecretPath) -> String {
        self.path.relative(path.as_str()).unwrap_or_default().to_owned()
    }

    fn of(&self, door: &str, path: &SecretPath) -> String {
        match self.engine {
            Engine::One => path.as_str().to_owned(),
            Engine::Two => format!("{}/{door}/{}", self.path, self.rest(path)),
        }
    }

    /// The place of values in the API.
    pub(super) fn data(&self, path: &SecretPath) -> String {
        self.of("data", path)
    }

    /// The place of metadata.
    pub(super) fn metadata(&self, path: &SecretPath) -> String {
        self.of("metadata", path)
    }

    /// Another place of the API: `delete`, `undelete`, `destroy`, `subkeys`.
    pub(super) fn door(&self, door: &str, path: &SecretPath) -> String {
        self.of(door, path)
    }

    /// The place where a folder of the mount is listed; `door` is `metadata` or `detailed-metadata`.
    pub(super) fn folder(&self, door: &str, below: &str) -> String {
        match self.engine {
            Engine::One => format!("{}/{below}", self.path),
            Engine::Two => format!("{}/{door}/{below}", self.path),
        }
    }
}

/// The mounts as they were last found.
pub(super) struct MountTable {
    given: Vec<(Folder, Engine)>,
    found: RwLock<Option<Found>>,
    /// Held while they are asked for, so that they are asked for once.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Found {
    mounts: Arc<Vec<Arc<Mount>>>,
    at: Instant,
}

/// For how long a listing may use what was found before.
const FRESH: Duration = Duration::from_secs(5);

impl MountTable {
    /// With the mounts of the setting: `kv, team/old:1`.
    pub(super) fn new(setting: Option<&str>) -> Result<Self> {
        let mut given = Vec::new();
        for entry in setting.unwrap_or_default().split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (path, engine) = match entry.rsplit_once(':') {
                None => (entry, Engine::Two),
                Some((path, "2")) => (path, Engine::Two),
                Some((path, "1")) => (path, Engine::One),
                Some(_) => {
                    return Err(Error::invalid("mounts: write `path` or `path:1`, with commas between"));
                }
            };
            let path = Folder::new(path.trim())?;
            if path.is_root() {
                return Err(Error::invalid("mounts: a mount needs a path"));
            }
            given.push((path, engine));
        }
        Ok(Self { given, found: RwLock::default(), turn: tokio::sync::Mutex::default() })
    }

    fn known(&self) -> Option<Found> {
        self.found.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, mounts: Vec<Mount>) -> Arc<Vec<Arc<Mount>>> {
        let mut mounts: Vec<Arc<Mount>> = mounts.into_iter().map(Arc::new).collect();
        // The longest path first: a mount inside the path of another one is meant before it.
        mounts.sort_by(|a, b| b.path.as_str().len().cmp(&a.path.as_str().len()).then(a.path.cmp(&b.path)));
        let mounts = Arc::new(mounts);
        *self.found.write().unwrap_or_else(PoisonError::into_inner) =
            Some(Found { mounts: Arc::clone(&mounts), at: Instant::now() });
        mounts
    }

    /// The part of a mount that a folder most likely is: as it was found before, or as it was told by hand, else of
    /// the newer version and with a path of one word.
    pub(super) fn likely(&self, at: &Folder) -> Option<Part> {
        let known = self.known().map(|found| found.mounts);
        let given = || self.given.iter().map(|(path, engine)| Arc::new(Mount::new(path.clone(), *engine)));
        let mut mounts = known.map_or_else(|| given().collect(), |known| known.to_vec());
        if mounts.is_empty() {
            let first = Folder::new(at.as_str().split('/').next()?).ok().filter(|first| !first.is_root())?;
            mounts.push(Arc::new(Mount::new(first, Engine::Two)));
        }
        holding(&mounts, at).map(|mount| Part::of(mount, at))
    }

    /// What cannot be done below a folder, as far as it was asked already.
    pub(super) fn missing_at(&self, at: &Folder) -> &'static [Ability] {
        let known = self.known();
        let mount = known.as_ref().and_then(|found| holding(&found.mounts, at));
        match mount.map(|mount| mount.engine) {
            Some(Engine::One) => &[Ability::Versions, Ability::Bin, Ability::Labels],
            _ => &[],
        }
    }
}

/// The mount in which a folder lies.
pub(super) fn holding<'m>(mounts: &'m [Arc<Mount>], at: &Folder) -> Option<&'m Arc<Mount>> {
    mounts.iter().find(|mount| mount.path == *at || mount.path.relative(at.as_str()).is_some())
}

/// A part of a mount that is to be listed.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) mount: Arc<Mount>,
    /// The folder in the mount, with a slash at its end, or nothing for all of it.
    pub(super) below: String,
}

impl Part {
    /// What a folder is of the mount that holds it.
    fn of(mount: &Arc<Mount>, at: &Folder) -> Self {
        let below = mount.path.relative(at.as_str()).map_or_else(String::new, |rest| format!("{rest}/"));
        Self { mount: Arc::clone(mount), below }
    }

    /// Whether both are asked for by the same words.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.mount.path == other.mount.path
            && self.mount.engine == other.mount.engine
            && self.below == other.below
    }
}

impl Inner {
    /// Whether a listing would ask for no mounts.
    pub(super) fn are_mounts_fresh(&self) -> bool {
        self.table.known().is_some_and(|found| found.at.elapsed() < FRESH)
    }

    /// The mounts; asks the server when nobody has yet, or when what is known is older than `oldest`.
    pub(super) async fn mounts(&self, oldest: Option<Duration>) -> Result<Arc<Vec<Arc<Mount>>>> {
        let fresh = |found: &Found| oldest.is_none_or(|oldest| found.at.elapsed() < oldest);
        if let Some(found) = self.table.known().filter(fresh) {
            return Ok(found.mounts);
        }
        let _turn = self.table.turn.lock().await;
        if let Some(found) = self.table.known().filter(fresh) {
            return Ok(found.mounts);
        }
        let mut mounts = self.discover().await?;
        for (path, engine) in &self.table.given {
            if mounts.iter().all(|mount| mount.path != *path) {
                mounts.push(Mount::new(path.clone(), *engine));
            }
        }
        Ok(self.table.keep(mounts))
    }

    async fn discover(&self) -> Result<Vec<Mount>> {
        let answer = self.ask(&Ask::fact("sys/internal/ui/mounts")).await?;
        if answer.is_done() {
            let mounted: Unwrapped<Mounted> = answer.parsed("its mounts")?;
            return Ok(mounted.data.secret.iter().filter_map(|(path, info)| mount_of(path, info)).collect());
        }
        let said = answer.said();
        let is_hidden = said.is_denied() || said.status == 404 || said.is_unsupported();
        if is_hidden && !self.table.given.is_empty() {
            return Ok(Vec::new());
        }
        if said.status == 404 || said.is_unsupported() {
            return Err(Error::Unsupported {
                what: "this server does not tell its mounts; name them in the setting `mounts`".into(),
            });
        }
        Err(self.fault(&answer, "see the mounts").await)
    }

    /// The mount that holds a secret.
    pub(super) async fn mount_of(&self, path: &SecretPath) -> Result<Arc<Mount>> {
        let folder = path.folder();
        let mounts = self.mounts(None).await?;
        if let Some(mount) = holding(&mounts, &folder) {
            return Ok(Arc::clone(mount));
        }
        // A mount may be new, or so narrow that only the path itself leads to it.
        let answer = self.ask(&Ask::fact(format!("sys/internal/ui/mounts/{path}"))).await?;
        if answer.is_done() {
            let told: Unwrapped<MountInfo> = answer.parsed("a mount")?;
            if let Some(mount) = mount_of(&told.data.path, &told.data)
                && mount.path.contains(path)
            {
                let mut all: Vec<Mount> =
                    mounts.iter().map(|known| Mount::new(known.path.clone(), known.engine)).collect();
                all.push(mount);
                let all = self.table.keep(all);
                if let Some(mount) = holding(&all, &folder) {
                    return Ok(Arc::clone(mount));
                }
            }
        }
        let said = answer.said();
        if answer.is_done() || said.is_denied() || said.status == 404 {
            return Err(Error::NotFound {
                what: format!("`{path}`"),
                note: Some("no mount of secrets holds it, or the login may not touch that mount".into()),
            });
        }
        Err(errors::fault(self.client.server(), "find the mount", &said))
    }

    /// What is to be listed for a folder: the part of a mount that it is, and the mounts that lie below it.
    pub(super) async fn parts(&self, at: &Folder) -> Result<Vec<Part>> {
        let mounts = self.mounts(Some(FRESH)).await?;
        let mut parts = Vec::new();
        if let Some(mount) = holding(&mounts, at) {
            parts.push(Part::of(mount, at));
        }
        let is_below = |mount: &&Arc<Mount>| mount.path != *at && at.relative(mount.path.as_str()).is_some();
        let nested = mounts.iter().filter(is_below);
        parts.extend(nested.map(|mount| Part { mount: Arc::clone(mount), below: String::new() }));
        if parts.is_empty() && !at.is_root() {
            return Err(Error::NotFound {
                what: format!("the folder {at}"),
                note: Some("no mount of secrets lies there that the login may touch".into()),
            });
        }
        Ok(parts)
    }
}

/// The mount that a server describes, if it holds secrets of ours.
fn mount_of(path: &str, info: &MountInfo) -> Option<Mount> {
    if !matches!(info.kind.as_str(), "kv" | "generic") {
        return None;
    }
    let version = info.options.as_ref().and_then(|options| options.get("version")).cloned().flatten();
    let engine = if version.as_deref() == Some("2") { Engine::Two } else { Engine::One };
    Folder::new(path).ok().filter(|path| !path.is_root()).map(|path| Mount::new(path, engine))
}
