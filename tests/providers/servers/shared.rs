//! The server that ordinary tests share.

use crate::support::servers::OpenBao;
use serde_json::{Value, json};

#[test]
fn what_is_written_can_be_read() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    assert_eq!(admin.put(&mount, "db/prod", json!({ "user": "app" })), 1);
    assert_eq!(admin.put(&mount, "db/prod", json!({ "user": "web" })), 2);
    assert_eq!(admin.get(&mount, "db/prod"), json!({ "user": "web" }));
    assert_eq!(admin.list(&format!("{mount}/metadata/")), ["db/"]);
    let patched =
        admin.call("PATCH", &format!("{mount}/data/db/prod"), Some(json!({ "data": { "port": 1 } })));
    assert_eq!(patched.status, 200, "{patched}");
    assert_eq!(admin.get(&mount, "db/prod"), json!({ "port": 1, "user": "web" }));
    admin.delete(&format!("{mount}/metadata/db/prod"));
    assert_eq!(admin.get(&mount, "db/prod"), Value::Null);
    assert!(admin.list(&format!("{mount}/metadata/")).is_empty());
}

#[test]
fn an_old_mount_has_no_versions() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv1();
    admin.write(&format!("{mount}/db"), json!({ "user": "app" }));
    assert_eq!(admin.read(&format!("{mount}/db"))["data"], json!({ "user": "app" }));
    assert_eq!(admin.list(&mount), ["db"]);
}

#[tokio::test]
async fn async_tests_share_the_server_too_and_no_mount() {
    let Some(server) = OpenBao::shared() else { return };
    let again = OpenBao::shared().unwrap();
    assert_eq!(server.process().id(), again.process().id());
    assert_ne!(server.admin().kv2(), again.admin().kv2());
}

#[test]
fn the_server_tells_every_call_with_its_token() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let mount = root.kv2();
    root.put(&mount, "a", json!({ "x": "1" }));
    let reader = root.allowed(&format!(r#"path "{mount}/data/*" {{ capabilities = ["read"] }}"#));
    let calls = server.calls();
    assert_eq!(reader.get(&mount, "a"), json!({ "x": "1" }));
    assert_eq!(reader.call("LIST", &format!("{mount}/metadata/"), None).status, 403);
    root.put(&mount, "b", json!({ "x": "2" }));

    let token = reader.token_in_use();
    assert_eq!(calls.with(token), [format!("read {mount}/data/a"), format!("list {mount}/metadata/")]);
    assert_eq!(calls.below(&mount).len(), 3);
    let all = calls.all();
    let refused: Vec<_> = all.iter().filter(|call| call.token == token && call.error.is_some()).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].operation, "list");
    assert!(all.iter().all(|call| call.port > 0), "{all:?}");
}
