//! What the tests of the verbs stand on: a session with files, on a store in memory.

use std::sync::Arc;
use strongroom::config::{Config, Paths};
use strongroom::domain::{Fields, Labels, SecretKind, SecretPath, SecretValue};
use strongroom::ops::write::{Draft, Saved};
use strongroom::ops::{self, Place, Session};
use strongroom::provider::{Base, Result};
use strongroom::providers::KINDS;
use strongroom::providers::memory::{OpenKeeper, Store};

/// A session whose audit log lies in a folder of its own.
pub struct Ground {
    pub session: Session,
    pub folder: tempfile::TempDir,
}

impl Ground {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths { config_dir: folder.path().into(), data_dir: folder.path().into() };
        let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
        Self { session: Session::new(Config::default(), paths, keeper, KINDS), folder }
    }

    pub async fn place(&self) -> Place {
        self.session.place(None).await.unwrap()
    }

    pub async fn save(&self, path: &str, json: &str, base: Base) -> Result<Saved> {
        let fields = Fields::from_json(json.as_bytes()).unwrap();
        let draft = Draft { kind: SecretKind::KeyValue, fields, labels: Some(Labels::new()), base };
        let place = self.place().await;
        ops::write::save(&self.session, &place, &self::path(path), draft).await
    }
}

pub fn path(text: &str) -> SecretPath {
    SecretPath::new(text).unwrap()
}

pub fn value(text: &str) -> SecretValue {
    SecretValue::from_text(text.into())
}
