//! Whatever is done to them, the embedded store and the store in memory give the same answers.

use super::stores;
use crate::support::changes::{change, labels, text};
use proptest::prelude::*;
use std::fmt::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use strongroom::domain::{Folder, Secret, SecretKind, SecretPath, VersionNumber, Which};
use strongroom::provider::{Base, Change, Provider};

/// One thing done to a store. Names and versions are few, so that things happen to what is there.
#[derive(Clone, Debug)]
enum Step {
    Write { name: u8, base: u64, kind: bool, value: u8, label: Option<u8> },
    Labels { name: u8, label: u8 },
    Delete { name: u8 },
    Erase { name: u8 },
    DeleteVersions { name: u8, versions: Vec<u64> },
    Undelete { name: u8, versions: Vec<u64> },
    Destroy { name: u8, versions: Vec<u64> },
    Read { name: u8, version: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let name = 0..3_u8;
    let versions = prop::collection::vec(0..6_u64, 0..3);
    prop_oneof![
        6 => (name.clone(), 0..6_u64, prop::bool::weighted(0.9), 0..3_u8, prop::option::of(0..3_u8))
            .prop_map(|(name, base, kind, value, label)| Step::Write { name, base, kind, value, label }),
        1 => (name.clone(), 0..3_u8).prop_map(|(name, label)| Step::Labels { name, label }),
        2 => name.clone().prop_map(|name| Step::Delete { name }),
        1 => name.clone().prop_map(|name| Step::Erase { name }),
        2 => (name.clone(), versions.clone()).prop_map(|(name, versions)| Step::DeleteVersions { name, versions }),
        2 => (name.clone(), versions.clone()).prop_map(|(name, versions)| Step::Undelete { name, versions }),
        1 => (name.clone(), versions).prop_map(|(name, versions)| Step::Destroy { name, versions }),
        3 => (name, 0..6_u64).prop_map(|(name, version)| Step::Read { name, version }),
    ]
}

/// Does a step and tells the answer, without times.
async fn take(provider: &dyn Provider, root: &Folder, step: &Step) -> String {
    let at = |name: u8| root.join(&SecretPath::new(&format!("secret-{name}")).unwrap());
    let numbers = |versions: &[u64]| versions.iter().copied().map(VersionNumber).collect::<Vec<_>>();
    let (writing, versioning) = (provider.writing().unwrap(), provider.versioning().unwrap());
    let owner = |label: u8| labels(&[("owner", &label.to_string())]);
    match step {
        Step::Write { name, base, kind, value, label } => {
            let kind = if *kind { SecretKind::Generic } else { SecretKind::ApiKey };
            let base = if *base == 0 { Base::Absent } else { Base::Version(VersionNumber(*base)) };
            let change = change(kind, base, text(&value.to_string()));
            let change = Change { labels: label.map(owner), ..change };
            format!("{:?}", writing.write(&at(*name), change).await)
        }
        Step::Labels { name, label } => {
            format!("{:?}", writing.write_labels(&at(*name), owner(*label)).await)
        }
        Step::Delete { name } => format!("{:?}", writing.delete(&at(*name)).await),
        Step::Erase { name } => format!("{:?}", writing.erase(&at(*name)).await),
        Step::DeleteVersions { name, versions } => {
            format!("{:?}", versioning.delete_versions(&at(*name), &numbers(versions)).await)
        }
        Step::Undelete { name, versions } => {
            format!("{:?}", versioning.undelete(&at(*name), &numbers(versions)).await)
        }
        Step::Destroy { name, versions } => {
            format!("{:?}", versioning.destroy(&at(*name), &numbers(versions)).await)
        }
        Step::Read { name, version } => {
            let which = if *version == 0 { Which::Latest } else { Which::Number(VersionNumber(*version)) };
            match provider.read(&at(*name), which).await {
                Ok(content) => {
                    let value = content.fields.field("content").unwrap().value.expose(<[u8]>::to_vec);
                    format!("{:?} {value:?}", timeless(content.secret))
                }
                Err(error) => format!("{error:?}"),
            }
        }
    }
}

fn timeless(secret: Secret) -> Secret {
    Secret { updated: None, ..secret }
}

/// All that can be seen of a folder, without times.
async fn sight(provider: &dyn Provider, root: &Folder) -> String {
    let mut listed = Vec::new();
    provider.list(root, &mut |page| listed.extend(page.secrets)).await.unwrap();
    listed.sort_by(|a, b| a.path.cmp(&b.path));
    let binned = provider.bin().unwrap().deleted(root).await.unwrap();
    let mut seen = String::new();
    for secret in listed.into_iter().chain(binned.into_iter().map(|binned| binned.secret)) {
        let history = provider.versioning().unwrap().history(&secret.path).await.unwrap();
        for info in history {
            let deleted = info.deleted.is_some();
            let _ = writeln!(seen, "{:?} {:?} {:?} {deleted}", info.number, info.state, info.fingerprint);
        }
        let _ = writeln!(seen, "{:?}", timeless(secret));
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn local_and_memory_answer_alike(steps in prop::collection::vec(step(), 1..30)) {
        static CASE: AtomicU32 = AtomicU32::new(0);
        let case = CASE.fetch_add(1, Ordering::Relaxed);
        let root = Folder::new(&format!("alike/{case}")).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (local, memory) = (stores::local("alike").await, stores::memory("alike"));
            for (index, step) in steps.iter().enumerate() {
                let answers =
                    (take(&*local.provider, &root, step).await, take(&*memory.provider, &root, step).await);
                prop_assert_eq!(answers.0, answers.1, "step {} {:?}", index, step);
            }
            prop_assert_eq!(sight(&*local.provider, &root).await, sight(&*memory.provider, &root).await);
            Ok(())
        })?;
    }
}
