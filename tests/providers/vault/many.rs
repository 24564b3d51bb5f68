//! Many values at a time: few connections, none of which stays, and nothing lost on a server that asks for patience.

use super::Login;
use crate::support::changes::path;
use crate::support::servers::{Admin, DelayProxy, OpenBao, until};
use serde_json::json;
use std::time::Duration;
use strongroom::domain::{Folder, ProviderId, SecretPath, TeamId, Which};
use strongroom::ops::Session;
use strongroom::ops::transfer::{self, Format};
use strongroom::provider::{Content, Error, Result};

/// A mount with so many secrets, each of which holds its own number.
fn filled(admin: &Admin, count: usize) -> (String, Vec<SecretPath>) {
    let mount = admin.kv2();
    let at = |index| format!("f{}/s{index}", index % 7);
    for index in 0..count {
        admin.put(&mount, &at(index), json!({ "content": index.to_string() }));
    }
    let paths = (0..count).map(|index| path(&format!("{mount}/{}", at(index)))).collect();
    (mount, paths)
}

fn assert_each_at_its_place(contents: Vec<Result<Content>>, count: usize) {
    assert_eq!(contents.len(), count);
    for (index, content) in contents.into_iter().enumerate() {
        let content = content.unwrap();
        let field = content.fields.field("content").unwrap();
        field.value.expose_text(|text| assert_eq!(text, index.to_string())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_values_come_over_a_few_connections_and_none_of_them_stays() {
    let Some(server) = OpenBao::shared() else { return };
    let (mount, paths) = filled(&server.admin(), 150);
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let provider = Login::at(&proxy.address()).with("token", server.root()).set("mounts", &mount).connect();
    let many = provider.for_many().expect("a way for many");
    assert_each_at_its_place(many.read_many(&paths).await, paths.len());
    // 32 at a time; a connection given back late costs another.
    assert!(proxy.connections() < 60, "{} connections for 150 values", proxy.connections());
    drop(many);
    // What is left is the connection for names.
    until(|| (proxy.open() <= 1).then_some(())).expect("the others are closed");
    assert_eq!(proxy.requests().iter().filter(|request| request.contains("/data/")).count(), 150);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_for_many_stay_while_the_work_lasts() {
    let Some(server) = OpenBao::shared() else { return };
    let (mount, paths) = filled(&server.admin(), 12);
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let provider = Login::at(&proxy.address()).with("token", server.root()).set("mounts", &mount).connect();
    let many = provider.for_many().expect("a way for many");
    for at in &paths {
        many.read(at, Which::Latest).await.unwrap();
    }
    // One for names, one for values, and one where it was given back late.
    assert!(proxy.connections() <= 6, "{} connections for 12 values in turn", proxy.connections());
    assert!(many.for_many().is_none(), "it is the way for many already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_is_given_time_and_every_value_comes() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (mount, paths) = filled(&admin, 30);
    let provider = Login::root(server).connect();
    provider.read_many(&paths[..1]).await;
    admin.quota(&mount, 12, "1s");
    let many = provider.for_many().expect("a way for many");
    assert_each_at_its_place(many.read_many(&paths).await, paths.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_at_its_place() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (mount, mut paths) = filled(&admin, 4);
    admin.delete(&format!("{mount}/data/f1/s1"));
    paths.push(path(&format!("{mount}/nothing")));
    let rules = format!(
        "path \"{mount}/data/*\" {{ capabilities = [\"read\"] }}\npath \"{mount}/data/f2/*\" {{ capabilities = [\"deny\"] }}"
    );
    let token = admin.allowed(&rules).token_in_use().to_owned();
    let read = Login::of(server, &token).connect().read_many(&paths).await;
    let told: Vec<&str> = read
        .iter()
        .map(|result| match result {
            Ok(_) => "read",
            Err(Error::NotFound { .. }) => "not found",
            Err(Error::Denied { .. }) => "denied",
            Err(_) => "something else",
        })
        .collect();
    assert_eq!(told, ["read", "not found", "denied", "read", "not found"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_a_long_listing_has_no_word_of_deleted_ones() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    // One more than a listing asks everything about.
    let (mount, paths) = filled(&admin, 501);
    admin.delete(&format!("{mount}/data/f1/s1"));
    let login = Login::root(server);
    let (id, team) = (ProviderId::new("corp").unwrap(), TeamId::new("pay").unwrap());
    let root = Folder::new(&mount).unwrap();
    let session = Session::with_providers(
        login.keeper.clone(),
        vec![(id.clone(), "corp".into(), login.connect())],
        vec![(team, id, root)],
    );
    let place = session.place(None).await.unwrap();
    let export = transfer::export(&session, &place, &Folder::root(), Format::Json).await.unwrap();
    assert_eq!((export.count, export.missing), (paths.len() - 1, vec![]));
    let text = std::str::from_utf8(&export.text).unwrap();
    assert!(text.contains("\"500\"") && !text.contains("\"1\""), "{text}");
}
