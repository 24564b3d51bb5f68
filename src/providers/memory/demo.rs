//! What `strongroom --demo` shows: several providers and teams; one is slow, one fails, one keeps no versions, one is
//! read-only.

use super::keeper::OpenKeeper;
use super::sample::{self, Row};
use super::store::{History, Store, Version};
use crate::domain::{Fields, FingerprintKey, Folder, Labels, ProviderId, SecretPath, TeamId, Timestamp};
use crate::provider::{Error, Keeper, Provider, Result};
use crate::providers::rules::Standing;
use std::sync::Arc;
use std::time::Duration;

/// Everything a console needs that has neither files nor a passphrase.
pub struct Demo {
    /// Always open.
    pub keeper: Arc<dyn Keeper>,
    /// Every provider with the title of its kind; `local` is the keeper's own.
    pub providers: Vec<(ProviderId, &'static str, Arc<dyn Provider>)>,
    /// Those that the person has switched to read-only.
    pub read_only: Vec<ProviderId>,
    /// Every team with its provider and root.
    pub teams: Vec<(TeamId, ProviderId, Folder)>,
}

/// How long the slow provider takes for every call.
const SLOW: Duration = Duration::from_secs(3);

/// In milliseconds.
const HOUR: u64 = 3_600_000;

/// The sample data; all times lie in the year before `now`.
pub fn demo(now: Timestamp) -> Result<Demo> {
    let local = Arc::new(Store::new().with_identity("you"));
    let expires = Timestamp(now.0 + 7 * HOUR + HOUR / 2);
    let vault = Store::new().with_identity("alice@demo").with_login("ops", expires);
    let plain = Store::new().with_identity("token").without_versions();
    let mirror = Store::new().with_identity("role/auditor");
    let slow = Store::new().with_identity("role/legacy-reader").with_delay(SLOW);
    let failing = Store::new().with_failure(Error::Unreachable {
        what: "https://vault.dr.demo.example.com:8200".into(),
        reason: "the connection timed out".into(),
    });
    let keeper = OpenKeeper::new(local.clone());
    let (personal, payments, platform) =
        (TeamId::personal(), TeamId::new("payments")?, TeamId::new("platform")?);
    let (legacy, recovery) = (TeamId::new("legacy")?, TeamId::new("recovery")?);
    let (pay_root, plat_root) = (Folder::new("team-payments")?, Folder::new("team-platform")?);
    let legacy_root = Folder::new("legacy")?;
    let (build, audit) = (TeamId::new("build")?, TeamId::new("audit")?);
    let (build_root, audit_root) = (Folder::new("build")?, Folder::new("audit")?);

    let key = keeper.fingerprint_key(&personal)?;
    plant(&local, &Folder::root(), "you", sample::PERSONAL, &key, now)?;
    plant(&local, &Folder::root(), "you", sample::BINNED, &key, now)?;
    for (store, team, root, services) in [
        (&vault, &payments, &pay_root, sample::PAYMENTS),
        (&vault, &platform, &plat_root, sample::PLATFORM),
        (&slow, &legacy, &legacy_root, sample::LEGACY),
    ] {
        let key = keeper.fingerprint_key(team)?;
        for (service, owner) in services {
            plant(store, &root.join_folder(&Folder::new(service)?), owner, sample::SERVICE, &key, now)?;
        }
        plant(store, root, "alice", sample::BINNED, &key, now)?;
    }
    plant(&plain, &build_root, "erin", sample::BUILD, &keeper.fingerprint_key(&build)?, now)?;
    plant(&mirror, &audit_root, "grace", sample::AUDIT, &keeper.fingerprint_key(&audit)?, now)?;

    let (vault_id, slow_id, failing_id) =
        (ProviderId::new("vault-eu")?, ProviderId::new("aws-legacy")?, ProviderId::new("dr-site")?);
    let (plain_id, mirror_id) = (ProviderId::new("vault-v1")?, ProviderId::new("aws-audit")?);
    Ok(Demo {
        keeper: Arc::new(keeper),
        providers: vec![
            (ProviderId::local(), "embedded store", local),
            (vault_id.clone(), "HashiCorp Vault", Arc::new(vault)),
            (slow_id.clone(), "AWS Secrets Manager", Arc::new(slow)),
            (plain_id.clone(), "HashiCorp Vault, KV version 1", Arc::new(plain)),
            (mirror_id.clone(), "AWS Secrets Manager", Arc::new(mirror)),
            (failing_id.clone(), "HashiCorp Vault", Arc::new(failing)),
        ],
        read_only: vec![mirror_id.clone()],
        teams: vec![
            (personal, ProviderId::local(), Folder::root()),
            (payments, vault_id.clone(), pay_root),
            (platform, vault_id, plat_root),
            (legacy, slow_id, legacy_root),
            (build, plain_id, build_root),
            (audit, mirror_id, audit_root),
            (recovery, failing_id, Folder::new("team-payments")?),
        ],
    })
}

/// What a registered store with sample data starts with.
pub(super) fn plant_sample(store: &Store, now: Timestamp) -> Result<()> {
    let key = OpenKeeper::new(Arc::new(Store::new())).fingerprint_key(&TeamId::personal())?;
    plant(store, &Folder::root(), "you", sample::BUILD, &key, now)
}

fn plant(
    store: &Store,
    at: &Folder,
    owner: &str,
    rows: &[Row],
    key: &FingerprintKey,
    now: Timestamp,
) -> Result<()> {
    for (index, &(name, kind, count, standing)) in (1_u32..).zip(rows) {
        let path = at.join(&SecretPath::new(name)?);
        let before = |hours: u32| Timestamp(now.0.saturating_sub(u64::from(hours) * HOUR));
        let versions = (1..=count).map(|number| {
            let fields = sample::fields(kind, path.as_str(), number, now);
            // The newest versions are some hours to some weeks old, each older one two to four weeks more.
            let age = u32::try_from(count - number).unwrap_or(0) * (340 + index * 31) + index * 29;
            let gone = before(age / 2);
            let standing = match standing {
                sample::Standing::Binned if number == count => Standing::Deleted(gone),
                sample::Standing::FirstDeleted if number == 1 => Standing::Deleted(gone),
                sample::Standing::FirstDestroyed if number == 1 => Standing::Destroyed(gone),
                _ => Standing::Readable,
            };
            Version {
                created: before(age),
                author: if number % 2 == 0 { "deploy-bot".into() } else { owner.into() },
                fingerprint: key.of(kind, &fields),
                standing,
                fields: if matches!(standing, Standing::Destroyed(_)) { Fields::new() } else { fields },
            }
        });
        let versions = versions.collect();
        let labels = Labels::from([
            ("owner".into(), owner.into()),
            (
                "rotate_by".into(),
                Timestamp(now.0 + HOUR * 24 * u64::from(index * 11)).to_string()[..10].into(),
            ),
        ]);
        store.plant(path, History { kind, labels, versions });
    }
    Ok(())
}
