//! Finding the mounts: several, nested, of both versions, in a namespace, named by hand.

use super::{Login, listed};
use crate::support::changes::{content, first, path};
use crate::support::servers::OpenBao;
use serde_json::json;
use strongroom::domain::{Folder, Which};
use strongroom::provider::{Ability, Error};

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_mount_that_fits_a_path_holds_it() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let outer = admin.kv2();
    let kv2 = || json!({ "type": "kv", "options": { "version": "2" } });
    let inner = admin.mount(&format!("{outer}-nest/deep/kv"), kv2());
    let provider = Login::root(server).connect();
    for at in [format!("{outer}/deep/kv/x"), format!("{inner}/x/y")] {
        provider.writing().unwrap().write(&path(&at), first(&at)).await.unwrap();
        assert_eq!(content(&*provider, &path(&at), Which::Latest).await, at);
    }
    assert_eq!(admin.get(&inner, "x/y"), json!({ "content": format!("{inner}/x/y") }));
    let (names, unreadable) = listed(&*provider, &format!("{outer}-nest")).await;
    assert_eq!((names.into_iter().collect::<Vec<_>>(), unreadable.len()), (vec![format!("{inner}/x/y")], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_that_is_made_later_is_found_by_the_path_into_it() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let provider = Login::root(server).connect();
    listed(&*provider, &admin.kv2()).await;
    let later = admin.kv2();
    provider.writing().unwrap().write(&path(&format!("{later}/new")), first("x")).await.unwrap();
    assert_eq!(admin.get(&later, "new"), json!({ "content": "x" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_no_mount_holds_is_not_found_with_the_reason() {
    let Some(server) = OpenBao::shared() else { return };
    let provider = Login::root(server).connect();
    let Err(Error::NotFound { note: Some(note), .. }) =
        provider.read(&path("no-such-mount/x"), Which::Latest).await
    else {
        panic!("there is no such mount")
    };
    assert!(note.contains("mount"), "{note}");
    let folder = Folder::new("no-such-mount").unwrap();
    assert!(matches!(provider.list(&folder, &mut |_| {}).await, Err(Error::NotFound { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_mounts_that_the_login_may_touch_are_seen() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (ours, theirs) = (admin.kv2(), admin.kv2());
    admin.put(&ours, "seen", json!({ "a": "1" }));
    admin.put(&theirs, "hidden", json!({ "a": "1" }));
    let rules = format!("path \"{ours}/*\" {{ capabilities = [\"read\", \"list\", \"scan\"] }}");
    let provider = Login::of(server, admin.allowed(&rules).token_in_use()).connect();
    let (names, unreadable) = listed(&*provider, "").await;
    assert_eq!((names.into_iter().collect::<Vec<_>>(), unreadable.len()), (vec![format!("{ours}/seen")], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_namespace_is_a_world_of_its_own() {
    let Some(server) = OpenBao::shared() else { return };
    let (name, inside) = server.admin().namespace();
    let mount = inside.kv2();
    let provider = Login::root(server).set("namespace", &name).connect();
    provider.writing().unwrap().write(&path(&format!("{mount}/x")), first("in")).await.unwrap();
    assert_eq!(inside.get(&mount, "x"), json!({ "content": "in" }));
    assert_eq!(provider.health().await.unwrap().namespace, Some(name));
    let outside = Login::root(server).connect();
    assert!(matches!(
        outside.read(&path(&format!("{mount}/x")), Which::Latest).await,
        Err(Error::NotFound { .. })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_mount_cannot_do_is_known_once_it_was_seen() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (new, old) = (Folder::new(&admin.kv2()).unwrap(), Folder::new(&admin.kv1()).unwrap());
    let provider = Login::root(server).connect();
    assert_eq!(provider.missing_at(&old), []);
    listed(&*provider, old.as_str()).await;
    assert_eq!(provider.missing_at(&old), [Ability::Versions, Ability::Bin, Ability::Labels]);
    assert_eq!(provider.missing_at(&new), []);
}
