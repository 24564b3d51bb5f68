//! The end of a login: put off in time where that can be, told in time where it cannot.

use super::Login;
use crate::support::changes::path;
use crate::support::servers::OpenBao;
use serde_json::json;
use std::time::{Duration, SystemTime};
use strongroom::domain::{Timestamp, Which};
use strongroom::provider::{Error, Lifetime, Provider, Result, Revoked};

const RENEW: &str = "update auth/token/renew-self";
const LOOK: &str = "read auth/token/lookup-self";
const READ_ALL: &str = r#"path "*" { capabilities = ["read", "list"] }"#;

fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

async fn renew(provider: &dyn Provider) -> Result<Option<Lifetime>> {
    provider.renewing().unwrap().renew().await
}

/// Looks after the login again and again, as a console would, until it is as wanted.
async fn attended(
    provider: &dyn Provider,
    is_wanted: impl Fn(&Result<Option<Lifetime>>) -> bool,
) -> Result<Option<Lifetime>> {
    for _ in 0..600 {
        let found = renew(provider).await;
        if is_wanted(&found) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came to that: {:?}", renew(provider).await);
}

fn count(calls: &[String], call: &str) -> usize {
    calls.iter().filter(|one| *one == call).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_token_is_looked_at_once_and_renewed_before_its_end() {
    let Some(server) = OpenBao::shared() else { return };
    let token = server.admin().token(json!({ "ttl": "6s", "policies": ["default"] }));
    let calls = server.calls();
    let login = Login::of(server, &token);
    let provider = login.connect();
    let first = renew(&*provider).await.unwrap().unwrap();
    assert!(first.renewal.why_not.is_none() && first.renewal.due < first.expires);
    assert_eq!(
        renew(&*provider).await.unwrap(),
        Some(first.clone()),
        "nothing is asked while nothing is due"
    );
    assert_eq!(calls.with(&token), [LOOK]);

    let later = attended(&*provider, |found| {
        found.as_ref().is_ok_and(|life| life.as_ref().is_some_and(|life| life.expires > first.expires))
    });
    assert!(later.await.unwrap().unwrap().renewal.due > first.renewal.due);
    assert_eq!(calls.with(&token), [LOOK, RENEW]);

    // The next command knows from this one what there is to know.
    renew(&*login.connect()).await.unwrap().unwrap();
    assert_eq!(calls.with(&token), [LOOK, RENEW]);
    // Another token under the same name is another one.
    let other = server.admin().token(json!({ "ttl": "1h", "policies": ["default"] }));
    renew(&*Login { keeper: login.keeper.clone(), ..Login::of(server, &other) }.connect()).await.unwrap();
    assert_eq!(calls.with(&other), [LOOK]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_off_is_never_renewed() {
    let Some(server) = OpenBao::shared() else { return };
    let token = server.admin().token(json!({ "ttl": "3s", "policies": ["default"] }));
    let calls = server.calls();
    let provider = Login::of(server, &token).set("renew", "false").connect();
    assert_eq!(renew(&*provider).await.unwrap(), None);
    assert_eq!(calls.with(&token), Vec::<String>::new());
    let health = provider.health().await.unwrap();
    assert!(health.renewal.unwrap().why_not.unwrap().contains("`renew` is off"));
    let end = attended(&*provider, Result::is_err).await;
    assert!(matches!(end, Err(Error::Expired { .. })), "{end:?}");
    assert_eq!(count(&calls.with(&token), RENEW), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_its_longest_life_a_token_is_renewed_no_more_and_that_is_told() {
    let Some(server) = OpenBao::shared() else { return };
    let token =
        server.admin().token(json!({ "ttl": "6s", "explicit_max_ttl": "9s", "policies": ["default"] }));
    let calls = server.calls();
    let provider = Login::of(server, &token).connect();
    renew(&*provider).await.unwrap();
    let is_told = |found: &Result<Option<Lifetime>>| {
        found.as_ref().is_ok_and(|life| life.as_ref().is_some_and(|life| life.renewal.why_not.is_some()))
    };
    let told = attended(&*provider, is_told).await.unwrap().unwrap();
    assert!(told.warning(now()).unwrap().contains("longest life"), "{told:?}");
    assert_eq!(told.next(), told.expires, "nothing more is tried before the end");
    assert!(matches!(attended(&*provider, Result::is_err).await, Err(Error::Expired { .. })));
    let tried = count(&calls.with(&token), RENEW);
    assert!((1..=2).contains(&tried), "{tried}");
    assert!(matches!(provider.health().await, Err(Error::Expired { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_renewed_is_known_without_trying() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let last = json!({ "ttl": "1h", "explicit_max_ttl": "1h", "policies": ["default"] });
    for (wanted, reason) in [
        (json!({ "type": "batch", "ttl": "1h", "policies": ["default"] }), "batch"),
        (json!({ "renewable": false, "ttl": "1h", "policies": ["default"] }), "cannot be renewed"),
        (last, "longest life"),
    ] {
        let token = admin.token(wanted);
        let health = Login::of(server, &token).connect().health().await.unwrap();
        let life = health.lifetime().unwrap();
        assert!(life.renewal.why_not.unwrap().contains(reason), "{life:?}");
        // The warning comes when it would have been renewed.
        assert_eq!(life.warning(now()), None);
        assert!(life.warning(life.expires).is_some());
        let ahead = life.expires.since(life.renewal.due);
        assert!(ahead > Duration::from_mins(19) && ahead < Duration::from_mins(21), "{ahead:?}");
    }
    let forever = Login::root(server).connect();
    assert_eq!(renew(&*forever).await.unwrap(), None);
    assert_eq!(forever.health().await.unwrap().lifetime(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_logs_in_again_before_the_end_of_a_token_that_cannot_be_renewed() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (mount, policy) = (admin.kv2(), admin.policy(READ_ALL));
    admin.put(&mount, "db", json!({ "content": "one" }));
    let role = admin.approle(json!({ "token_policies": [policy], "token_type": "batch", "token_ttl": "6s" }));
    let provider = Login::at(&server.address())
        .set("auth", "approle")
        .set("auth_mount", &role.mount)
        .with("role_id", &role.role_id)
        .with("secret_id", &role.secret_id)
        .connect();
    let calls = server.calls();
    assert_eq!(renew(&*provider).await.unwrap(), None, "nobody logs in for that alone");
    let at = path(&format!("{mount}/db"));
    provider.read(&at, Which::Latest).await.unwrap();
    let first = renew(&*provider).await.unwrap().unwrap();
    assert_eq!(first.renewal.why_not, None);
    let is_new = |found: &Result<Option<Lifetime>>| {
        found.as_ref().is_ok_and(|life| life.as_ref().is_some_and(|life| life.expires > first.expires))
    };
    attended(&*provider, is_new).await.unwrap();
    assert_eq!(calls.below(&format!("auth/{}/", role.mount)).len(), 2);
    provider.read(&at, Which::Latest).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_login_that_is_refused_is_tried_once_and_the_old_one_serves_to_its_end() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (mount, policy) = (admin.kv2(), admin.policy(READ_ALL));
    admin.put(&mount, "db", json!({ "content": "one" }));
    let role = admin.approle(json!({
        "token_policies": [policy], "token_type": "batch", "token_ttl": "9s", "secret_id_num_uses": 1
    }));
    let provider = Login::at(&server.address())
        .set("auth", "approle")
        .set("auth_mount", &role.mount)
        .with("role_id", &role.role_id)
        .with("secret_id", &role.secret_id)
        .connect();
    let calls = server.calls();
    let at = path(&format!("{mount}/db"));
    provider.read(&at, Which::Latest).await.unwrap();
    let is_told = |found: &Result<Option<Lifetime>>| {
        found.as_ref().is_ok_and(|life| life.as_ref().is_some_and(|life| life.renewal.why_not.is_some()))
    };
    let told = attended(&*provider, is_told).await.unwrap().unwrap();
    assert!(told.warning(now()).unwrap().contains("refused"), "{told:?}");
    renew(&*provider).await.unwrap();
    assert_eq!(calls.below(&format!("auth/{}/", role.mount)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_login_is_renewed_and_its_end_asks_the_person() {
    let Some(server) = OpenBao::shared() else { return };
    let user = server.admin().user(json!({ "token_ttl": "6s", "token_max_ttl": "9s" }));
    let provider = Login::at(&server.address())
        .set("auth", "userpass")
        .set("auth_mount", &user.mount)
        .with("username", &user.name)
        .with("password", &user.password)
        .connect();
    let calls = server.calls();
    let first = provider.health().await.unwrap().lifetime().unwrap();
    let is_later = |found: &Result<Option<Lifetime>>| {
        found.as_ref().is_ok_and(|life| life.as_ref().is_some_and(|life| life.expires > first.expires))
    };
    attended(&*provider, is_later).await.unwrap();
    for _ in 0..2 {
        assert!(matches!(attended(&*provider, Result::is_err).await, Err(Error::Expired { .. })));
    }
    assert_eq!(calls.below(&format!("auth/{}/login", user.mount)).len(), 1, "nobody is logged in unasked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_was_ended_elsewhere_is_seen_at_the_next_renewal() {
    let Some(server) = OpenBao::shared() else { return };
    let token = server.admin().token(json!({ "ttl": "6s", "policies": ["default"] }));
    let provider = Login::of(server, &token).connect();
    renew(&*provider).await.unwrap();
    server.admin().with_token(&token).write("auth/token/revoke-self", json!({}));
    assert!(matches!(attended(&*provider, Result::is_err).await, Err(Error::Expired { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_for_a_moment_costs_no_login() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = crate::support::servers::DelayProxy::before(&server.address(), Duration::ZERO);
    let token = server.admin().token(json!({ "ttl": "9s", "policies": ["default"] }));
    let provider = Login::at(&proxy.address()).with("token", &token).connect();
    let first = renew(&*provider).await.unwrap().unwrap();
    proxy.cut_after(0);
    let is_put_off = |found: &Result<Option<Lifetime>>| {
        found
            .as_ref()
            .is_ok_and(|life| life.as_ref().is_some_and(|life| life.renewal.due > first.renewal.due))
    };
    let put_off = attended(&*provider, is_put_off).await.unwrap().unwrap();
    assert_eq!((put_off.expires, put_off.renewal.why_not), (first.expires, None));
    proxy.mend();
    let is_later = |found: &Result<Option<Lifetime>>| {
        found.as_ref().is_ok_and(|life| life.as_ref().is_some_and(|life| life.expires > first.expires))
    };
    attended(&*provider, is_later).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_ended_at_the_server() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let token = admin.token(json!({ "ttl": "1h", "policies": ["default"] }));
    let revoke = |token: &str| {
        let provider = Login::of(server, token).connect();
        async move { provider.renewing().unwrap().revoke().await }
    };
    assert_eq!(revoke(&token).await.unwrap(), Revoked::Done);
    assert_eq!(admin.with_token(&token).call("GET", "auth/token/lookup-self", None).status, 403);
    assert_eq!(revoke(&token).await.unwrap(), Revoked::HadEnded);

    let policy = admin.policy(READ_ALL);
    let bare = admin.token(json!({ "ttl": "1h", "policies": [policy], "no_default_policy": true }));
    assert!(matches!(revoke(&bare).await, Err(Error::Denied { .. })), "it lives, and has not the right");
    let batch = admin.token(json!({ "type": "batch", "ttl": "1h", "policies": ["default"] }));
    let Err(Error::Unsupported { what }) = revoke(&batch).await else { panic!("a batch token stays") };
    assert!(what.contains("batch"), "{what}");
    let away = Login::at("http://127.0.0.1:1").with("token", &token).connect();
    assert!(matches!(away.renewing().unwrap().revoke().await, Err(Error::Unreachable { .. })));
}
