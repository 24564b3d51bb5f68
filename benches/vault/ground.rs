//! A server of its own with many secrets in folders of three levels, and the provider under measure.

use super::raw;
use super::support::servers::{OpenBao, Settings};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use strongroom::domain::{Field, Fields, Folder, ProviderId, SecretValue};
use strongroom::provider::{Connect, Provider};
use strongroom::providers::memory::{OpenKeeper, Store};
use strongroom::providers::vault::KIND;
use tokio::runtime::Runtime;

/// Folders in each of the top level.
const MIDDLE: usize = 25;
/// Secrets in each of those.
const LEAVES: usize = 20;
/// As many requests at a time give the most that two cores have.
pub(super) const AT_ONCE: usize = 16;

/// A server and what is in it.
pub(super) struct Ground {
    pub(super) server: OpenBao,
    pub(super) mount: String,
    /// A token that may do everything but SCAN.
    pub(super) walker: String,
    /// Every folder in the mount, the mount itself first.
    pub(super) folders: Vec<String>,
    /// Every secret in the mount.
    pub(super) names: Vec<String>,
}

/// The runtime of every measure: one thread, as commands have.
pub(super) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl Ground {
    /// With 10,000 secrets in 521 folders, filled once.
    pub(super) fn of_ten_thousand() -> &'static Self {
        static GROUND: OnceLock<Ground> = OnceLock::new();
        GROUND.get_or_init(|| Self::filled(20))
    }

    /// With so many folders at the top, and five hundred secrets in each.
    pub(super) fn filled(tops: usize) -> Self {
        let settings = Settings { is_silent: true, ..Settings::default() };
        let server = OpenBao::own(settings).expect("a server, which STRONGROOM_TEST_SERVERS must not forbid");
        let admin = server.admin();
        let mount = admin.kv2();
        let rules = r#"path "*" { capabilities = ["create", "read", "update", "delete", "list"] }"#;
        let walker = admin.allowed(rules).token_in_use().to_owned();
        let (mut folders, mut names) = (vec![String::new()], Vec::new());
        for top in 0..tops {
            folders.push(format!("service-{top:03}/"));
            for middle in 0..MIDDLE {
                let folder = format!("service-{top:03}/part-{middle:02}/");
                names.extend((0..LEAVES).map(|leaf| format!("{folder}secret-{leaf:02}")));
                folders.push(folder);
            }
        }
        let ground = Self { server, mount, walker, folders, names };
        let write = |name: &String| {
            let path = format!("{}/data/{name}", ground.mount);
            raw::request("POST", &path, ground.server.root(), &body(name))
        };
        let writes = ground.names.iter().map(write).collect();
        let took = runtime().block_on(raw::all(&ground.server.address(), writes, 32));
        println!(
            "filled with {} secrets in {} folders in {:.1} s",
            ground.names.len(),
            ground.folders.len(),
            took.as_secs_f64()
        );
        ground
    }

    /// What asks for the names in every folder, by the one who may not scan: checking a policy costs too.
    pub(super) fn lists(&self) -> Vec<Vec<u8>> {
        let list = |folder| format!("{}/metadata/{folder}", self.mount);
        self.folders.iter().map(|folder| raw::request("LIST", &list(folder), &self.walker, "")).collect()
    }

    /// What asks for all names at once.
    pub(super) fn scan(&self) -> Vec<u8> {
        raw::request("SCAN", &format!("{}/metadata/", self.mount), self.server.root(), "")
    }
}

/// Five fields, some two hundred bytes.
fn body(name: &str) -> String {
    let secret = "c0rrect-h0rse-battery-staple-and-some-more";
    format!(
        r#"{{"data":{{"user":"{name}","password":"{secret}","host":"db.example.com","port":"5432","note":"{secret}"}}}}"#
    )
}

/// The provider on a server at this address with this token. Nothing was asked yet.
pub(super) async fn provider(address: &str, token: &str) -> Arc<dyn Provider> {
    let settings: BTreeMap<String, String> =
        [("url", address), ("timeout", "60s")].map(|(key, text)| (key.into(), text.into())).into();
    let connect = Connect {
        id: ProviderId::new("corp").unwrap(),
        settings: KIND.effective(&settings),
        credentials: Fields::from_iter([Field::text("token", SecretValue::copied(token.as_bytes()))]),
        keeper: Arc::new(OpenKeeper::new(Arc::new(Store::new()))),
    };
    (KIND.connect)(connect).await.unwrap()
}

/// Lists a mount; answers with how long the first names took, and how long all of them.
pub(super) async fn listed(provider: &dyn Provider, mount: &str, count: usize) -> (Duration, Duration) {
    let (mut found, mut first) = (0, None);
    let start = std::time::Instant::now();
    let mut pages = |page: strongroom::provider::Page| {
        assert!(page.unreadable.is_empty(), "{:?}", page.unreadable);
        found += page.secrets.len();
        first.get_or_insert_with(|| start.elapsed());
    };
    provider.list(&Folder::new(mount).unwrap(), &mut pages).await.unwrap();
    let all = start.elapsed();
    assert_eq!(found, count);
    (first.unwrap(), all)
}
