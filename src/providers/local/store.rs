//! The store as an object: where its file is, whether it is open, and work on it off the async threads.

use super::database::{self, Database};
use super::files;
use super::keys::Keys;
use super::secrets::Session;
use crate::provider::{Error, Result};
use crate::secure::wipe_stack;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The embedded store in one data folder. Cheap to clone; clones share the keys and the connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    file: PathBuf,
    open: Mutex<Open>,
}

/// What is open: first the file, then, with the passphrase, its content.
#[derive(Default)]
struct Open {
    database: Option<Arc<Database>>,
    keys: Option<Arc<Keys>>,
}

impl Store {
    /// The store in this folder. Touches nothing yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        let inner = Inner { file: folder.into().join("store.db"), open: Mutex::default() };
        Self { inner: Arc::new(inner) }
    }

    /// The path of the store file.
    pub fn file(&self) -> &Path {
        &self.inner.file
    }

    /// The open file, or `None` when there is none. Notices when another file was put in its place.
    pub(super) fn database(&self) -> Result<Option<Arc<Database>>> {
        let file = self.file();
        let found = files::identify(file)?;
        let mut open = self.open();
        if open.database.as_ref().map(|database| database.identity) != found {
            *open = Open::default();
            if let Some(identity) = found {
                open.database = Some(Arc::new(Database::open(file, identity)?));
            }
        }
        Ok(open.database.clone())
    }

    /// The open file, where there must be one.
    pub(super) fn existing(&self) -> Result<Arc<Database>> {
        self.database()?.ok_or_else(|| Error::not_found(format!("the store {}", self.file().display())))
    }

    /// The keys, while it is unlocked.
    pub(super) fn keys(&self) -> Result<Arc<Keys>> {
        self.open().keys.clone().ok_or_else(|| Error::Locked { what: "the embedded store".into() })
    }

    /// Keeps these keys: the store is unlocked.
    pub(super) fn keep(&self, keys: Keys) {
        self.open().keys = Some(Arc::new(keys));
    }

    /// Drops the keys. Work under way ends with the ones it has.
    pub(super) fn drop_keys(&self) {
        self.open().keys = None;
    }

    /// Closes the file and drops the keys.
    pub(super) fn close(&self) {
        *self.open() = Open::default();
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.inner.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads in one transaction with the keys.
    pub(super) fn reading<R>(&self, work: impl FnOnce(&Session<'_>) -> Result<R>) -> Result<R> {
        let (database, keys) = (self.database()?, self.keys()?);
        let database = database.ok_or_else(gone)?;
        database.read(|connection| {
            database::check_store(&database.file, connection, &keys.store)?;
            work(&Session { file: &database.file, connection, keys: &keys })
        })
    }

    /// Writes in one transaction with the keys.
    pub(super) fn writing<R>(&self, work: impl FnOnce(&Session<'_>) -> Result<R>) -> Result<R> {
        let (database, keys) = (self.database()?, self.keys()?);
        let database = database.ok_or_else(gone)?;
        database.write(|connection| {
            database::check_store(&database.file, connection, &keys.store)?;
            work(&Session { file: &database.file, connection, keys: &keys })
        })
    }

    /// Empties the write-ahead log after something was destroyed.
    pub(super) fn flush(&self) {
        if let Ok(Some(database)) = self.database() {
            database.flush();
        }
    }

    /// Runs work that blocks on a thread that may block. It is not stopped when nobody waits for it any more.
    pub(super) async fn blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let store = self.clone();
        let work = move || {
            let done = work(&store);
            // The thread may idle for long, and ciphers leave pieces of what they sealed on its stack.
            wipe_stack();
            done
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(_) => Err(Error::Bug { what: "the embedded store".into() }),
        }
    }
}

fn gone() -> Error {
    Error::Locked { what: "the embedded store".into() }
}
