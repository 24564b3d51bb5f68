//! The sample data is believable, sound and complete.

use crate::support::changes::{content, first, path};
use std::collections::BTreeSet;
use strongroom::domain::{Folder, KINDS, ProviderId, Timestamp, Which};
use strongroom::provider::{Error, Lock, Provider};
use strongroom::providers::memory;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-21T10:00:00Z").unwrap()
}

#[tokio::test(start_paused = true)]
async fn two_hundred_secrets_of_all_kinds_pass_their_own_checks() {
    let demo = memory::demo(now()).unwrap();
    let (mut count, mut kinds, mut binned) = (0, BTreeSet::new(), 0);
    for provider in sound(&demo) {
        let mut secrets = Vec::new();
        provider.list(&Folder::root(), &mut |page| secrets.extend(page.secrets)).await.unwrap();
        count += secrets.len();
        for secret in secrets {
            let content = provider.read(&secret.path, Which::Latest).await.unwrap();
            let kind = content.kind();
            assert_eq!(kind.check(&content.fields), Ok(()), "{}", secret.path);
            kinds.insert(kind.as_str());
            let Some(versioning) = provider.versioning() else { continue };
            for info in versioning.history(&secret.path).await.unwrap() {
                assert!(info.created <= now() && info.created.0 > 0);
                assert!(info.author.is_some());
            }
        }
        if let Some(bin) = provider.bin() {
            binned += bin.deleted(&Folder::root()).await.unwrap().len();
        }
    }
    assert_eq!((count, binned), (200, 8));
    assert_eq!(kinds, KINDS.iter().map(|spec| spec.name).collect());
}

#[tokio::test(start_paused = true)]
async fn histories_show_every_state_and_fingerprints_of_the_team() {
    let demo = memory::demo(now()).unwrap();
    let (team, id, root) = &demo.teams[1];
    let (_, _, provider) = demo.providers.iter().find(|(found, _, _)| found == id).unwrap();
    let key = demo.keeper.fingerprint_key(team).unwrap();
    let mut secrets = Vec::new();
    provider.list(root, &mut |page| secrets.extend(page.secrets)).await.unwrap();
    let mut states = BTreeSet::new();
    for secret in secrets {
        let history = provider.versioning().unwrap().history(&secret.path).await.unwrap();
        states.extend(history.iter().map(|info| info.state.as_str()));
        let content = provider.read(&secret.path, Which::Latest).await.unwrap();
        assert_eq!(history[0].fingerprint, Some(key.of(content.kind(), &content.fields)));
    }
    assert_eq!(states.len(), 4, "{states:?}");
}

#[tokio::test(start_paused = true)]
async fn one_provider_is_slow_and_one_fails() {
    let demo = memory::demo(now()).unwrap();
    let by_id = |name: &str| demo.providers.iter().find(|(id, _, _)| id.as_str() == name).unwrap().2.clone();
    let start = tokio::time::Instant::now();
    by_id("vault-eu").health().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 0);
    by_id("aws-legacy").health().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 3);
    assert!(matches!(by_id("dr-site").health().await, Err(Error::Unreachable { .. })));
}

#[tokio::test]
async fn the_keeper_is_open_and_every_team_has_its_provider() {
    let demo = memory::demo(now()).unwrap();
    demo.keeper.lock();
    assert_eq!(demo.keeper.lock_state(), Ok(Lock::Open));
    assert_eq!(demo.teams.len(), 7);
    for (team, provider, _) in &demo.teams {
        assert!(demo.providers.iter().any(|(id, _, _)| id == provider), "{team}");
    }
    let (id, _, local) = &demo.providers[0];
    assert_eq!(*id, ProviderId::local());
    demo.keeper.provider().writing().unwrap().write(&path("seen/by/both"), first("yes")).await.unwrap();
    assert_eq!(content(&**local, &path("seen/by/both"), Which::Latest).await, "yes");
}

#[tokio::test]
async fn the_same_data_comes_out_each_time() {
    let mut prints = Vec::new();
    for _ in 0..2 {
        let demo = memory::demo(now()).unwrap();
        let history = demo.providers[0].2.versioning().unwrap().history(&path("email/work")).await.unwrap();
        prints.push(history);
    }
    assert_eq!(prints[0], prints[1]);
    assert_eq!(prints[0].len(), 4);
}

fn sound(demo: &memory::Demo) -> impl Iterator<Item = &dyn Provider> {
    demo.providers.iter().filter(|(id, _, _)| id.as_str() != "dr-site").map(|(_, _, provider)| &**provider)
}
