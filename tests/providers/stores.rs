//! The stores that the contract suite runs against.

use std::sync::{Arc, Weak};
use strongroom::domain::SecretPath;
use strongroom::provider::{Bin, Keeper, Provider, Versioning, Writing};
use strongroom::providers::{local, memory};
use tempfile::TempDir;
use tokio::sync::Mutex;

/// A store and the folder in it that belongs to one test.
pub(super) struct Place {
    pub(super) provider: Arc<dyn Provider>,
    pub(super) root: &'static str,
    _shared: Option<Arc<Shared>>,
}

impl Place {
    pub(super) fn at(&self, path: &str) -> SecretPath {
        crate::support::changes::path(&format!("{}/{path}", self.root))
    }

    pub(super) fn writing(&self) -> &dyn Writing {
        self.provider.writing().expect("it can be written to")
    }

    pub(super) fn versioning(&self) -> &dyn Versioning {
        self.provider.versioning().expect("it keeps versions")
    }

    pub(super) fn bin(&self) -> &dyn Bin {
        self.provider.bin().expect("it has a bin")
    }
}

/// An embedded store that tests use together: opening one takes a full key derivation.
struct Shared {
    store: local::Store,
    _folder: TempDir,
}

/// A store in memory.
pub(super) fn memory(root: &'static str) -> Place {
    Place { provider: Arc::new(memory::Store::new()), root, _shared: None }
}

/// The embedded store; it goes with the last test that uses it.
pub(super) async fn local(root: &'static str) -> Place {
    static SHARED: Mutex<Weak<Shared>> = Mutex::const_new(Weak::new());
    let mut held = SHARED.lock().await;
    let shared = match held.upgrade() {
        Some(shared) => shared,
        None => {
            let folder = tempfile::tempdir().unwrap();
            let store = local::Store::at(folder.path().join("data"));
            store.create(crate::support::changes::passphrase()).await.unwrap();
            Arc::new(Shared { store, _folder: folder })
        }
    };
    *held = Arc::downgrade(&shared);
    Place { provider: shared.store.provider(), root, _shared: Some(shared) }
}
