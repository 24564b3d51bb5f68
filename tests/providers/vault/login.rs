//! Logging in: each way, once, and never again by itself after a refusal.

use super::Login;
use crate::support::changes::path;
use crate::support::servers::OpenBao;
use serde_json::json;
use std::time::Duration;
use strongroom::domain::Which;
use strongroom::provider::{Error, Keeper};

const READ_ALL: &str = r#"path "*" { capabilities = ["read", "list", "scan"] }"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_tells_who_it_is_and_when_it_ends() {
    let Some(server) = OpenBao::shared() else { return };
    let token = server.admin().token(json!({ "ttl": "1h", "display_name": "alice" }));
    let health = Login::of(server, &token).connect().health().await.unwrap();
    assert!(health.server.starts_with("OpenBao 2."), "{}", health.server);
    assert_eq!(health.identity.as_deref(), Some("token-alice"));
    let now = strongroom::domain::Timestamp::from(std::time::SystemTime::now());
    let left = health.expires.unwrap().since(now);
    assert!(left > Duration::from_secs(3000) && left <= Duration::from_secs(3601), "{left:?}");
    let root = Login::root(server).connect().health().await.unwrap();
    assert_eq!((root.expires, root.is_sealed), (None, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_log_in_once() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (mount, policy) = (admin.kv2(), admin.policy(READ_ALL));
    admin.put(&mount, "db", json!({ "content": "one" }));
    let role = admin.approle(json!({ "token_policies": [policy], "token_type": "batch", "token_ttl": "1h" }));
    let provider = Login::at(&server.address())
        .set("auth", "approle")
        .set("auth_mount", &role.mount)
        .with("role_id", &role.role_id)
        .with("secret_id", &role.secret_id)
        .connect();
    let calls = server.calls();
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let (provider, at) = (provider.clone(), path(&format!("{mount}/db")));
            tokio::spawn(async move { provider.read(&at, Which::Latest).await.map(|_| ()) })
        })
        .collect();
    for one in asking {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    assert_eq!(calls.below(&format!("auth/{}/", role.mount)).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_logs_in_again_when_its_token_has_ended() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (mount, policy) = (admin.kv2(), admin.policy(READ_ALL));
    admin.put(&mount, "db", json!({ "content": "one" }));
    let role = admin.approle(json!({ "token_policies": [policy], "token_ttl": "1h" }));
    let provider = Login::at(&server.address())
        .set("auth", "approle")
        .set("auth_mount", &role.mount)
        .with("role_id", &role.role_id)
        .with("secret_id", &role.secret_id)
        .connect();
    let at = path(&format!("{mount}/db"));
    provider.read(&at, Which::Latest).await.unwrap();
    for accessor in admin.list("auth/token/accessors") {
        let one = admin.call("POST", "auth/token/lookup-accessor", Some(json!({ "accessor": accessor })));
        if one.body["data"]["path"] == format!("auth/{}/login", role.mount) {
            admin.write("auth/token/revoke-accessor", json!({ "accessor": accessor }));
        }
    }
    let calls = server.calls();
    provider.read(&at, Which::Latest).await.unwrap();
    provider.read(&at, Which::Latest).await.unwrap();
    assert_eq!(calls.below(&format!("auth/{}/login", role.mount)).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_login_is_not_tried_again_by_itself() {
    let Some(server) = OpenBao::shared() else { return };
    let user = server.admin().user(json!({ "token_ttl": "1h" }));
    let login = |password: &str| {
        Login::at(&server.address())
            .set("auth", "userpass")
            .set("auth_mount", &user.mount)
            .with("username", &user.name)
            .with("password", password)
            .connect()
    };
    let wrong = login("not-the-password");
    let calls = server.calls();
    for _ in 0..4 {
        let Err(Error::Denied { reason }) = wrong.health().await else { panic!("it is refused") };
        assert!(reason.contains("password") && !reason.contains("not-the-password"), "{reason}");
    }
    assert_eq!(calls.below(&format!("auth/{}/", user.mount)).len(), 1);
    let right = login(&user.password).health().await.unwrap();
    assert_eq!(right.identity, Some(format!("{}-{}", user.mount, user.name)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrapping_token_is_opened_once_and_what_was_in_it_is_kept() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let wrapped =
        admin.wrapping("5m").write("auth/token/create", json!({ "ttl": "1h", "display_name": "bob" }));
    let wrapping = wrapped["wrap_info"]["token"].as_str().unwrap();
    let login = Login::at(&server.address()).with("wrapping_token", wrapping);
    let provider = login.connect();
    for _ in 0..2 {
        assert_eq!(provider.health().await.unwrap().identity.as_deref(), Some("token-bob"));
    }
    let kept = login.keeper.entry("credentials/corp").await.unwrap().unwrap();
    let token = kept.expose(|json| serde_json::from_slice::<serde_json::Value>(json).unwrap());
    let again = Login::of(server, token["token"].as_str().unwrap()).connect();
    assert_eq!(again.health().await.unwrap().identity.as_deref(), Some("token-bob"));

    let late = Login::at(&server.address()).with("wrapping_token", wrapping).connect();
    let Err(Error::Denied { reason }) = late.health().await else { panic!("it opens once") };
    assert!(reason.contains("somebody opened it before you"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_token_is_not_said_to_have_ended() {
    let Some(server) = OpenBao::shared() else { return };
    let Err(Error::Expired { reason }) = Login::of(server, "s.mistyped").connect().health().await else {
        panic!("the server knows no such token")
    };
    assert!(reason.starts_with("the server does not know this token;"), "{reason}");
    let admin = server.admin().allowed(READ_ALL);
    let provider = Login::of(server, admin.token_in_use()).connect();
    provider.health().await.unwrap();
    admin.write("auth/token/revoke-self", json!({}));
    let Err(Error::Expired { reason }) = provider.health().await else { panic!("it was revoked") };
    assert!(reason.starts_with("the login has ended:"), "{reason}");
}
