//! The stores that the contract suite runs against.

use crate::support::servers::OpenBao;
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
    pub(super) traits: Traits,
    _shared: Option<Arc<Shared>>,
}

/// What differs between stores that all keep to the contract.
#[derive(Clone, Copy)]
pub(super) struct Traits {
    /// Whether fields come back in the order and the spelling in which they were written.
    pub(super) keeps_order: bool,
    /// Whether each version tells its author and its fingerprint.
    pub(super) keeps_authors: bool,
    /// Whether a masked view tells the types of all fields.
    pub(super) tells_types: bool,
    /// Whether it is told when a version was destroyed.
    pub(super) tells_destruction: bool,
    /// The size of a value that must be kept, in bytes.
    pub(super) largest: u32,
}

impl Traits {
    const OURS: Self = Self {
        keeps_order: true,
        keeps_authors: true,
        tells_types: true,
        tells_destruction: true,
        largest: 1024 * 1024 + 3,
    };
    /// The server keeps at most 1 MiB, and binary data as base64.
    const VAULT: Self = Self {
        keeps_order: false,
        keeps_authors: false,
        tells_types: false,
        tells_destruction: false,
        largest: 780 * 1024,
    };
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
    Place { provider: Arc::new(memory::Store::new()), root, traits: Traits::OURS, _shared: None }
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
    Place { provider: shared.store.provider(), root, traits: Traits::OURS, _shared: Some(shared) }
}

/// A mount of its own with versions, on the server that tests share.
pub(super) fn vault(sentence: &str) -> Option<Place> {
    let server = OpenBao::shared()?;
    let mount = server.admin().kv2();
    let provider = super::vault::Login::root(server).connect();
    // Paths are named by text that lives as long as the test; there are few.
    let root = Box::leak(format!("{mount}/{sentence}").into_boxed_str());
    Some(Place { provider, root, traits: Traits::VAULT, _shared: None })
}
