//! The check of a registration, step by step.

use super::Login;
use super::team::{a_team, opened, person};
use crate::support::servers::{OpenBao, Settings, Storage};
use serde_json::json;
use strongroom::provider::{Error, Finding};
use strongroom::providers::vault::KIND;

fn names(found: &[(&'static str, Finding)]) -> Vec<&'static str> {
    found.iter().map(|(step, _)| *step).collect()
}

fn told(found: &[(&'static str, Finding)], step: &str) -> String {
    match found.iter().find(|(name, _)| *name == step) {
        Some((_, Finding::Fine(text))) => format!("fine: {text}"),
        Some((_, Finding::Warning(text))) => format!("warning: {text}"),
        Some((_, Finding::Failed(error))) => format!("failed: {error}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_login_passes_every_step() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let (new, old) = (admin.kv2(), admin.kv1());
    let rules = format!(
        "path \"{new}/*\" {{ capabilities = [\"read\", \"list\"] }}
         path \"{old}/*\" {{ capabilities = [\"create\", \"update\"] }}"
    );
    let policy = admin.policy(&rules);
    let token = admin.token(json!({ "policies": [policy], "ttl": "2h", "display_name": "alice" }));
    let login = Login::at(&server.tls_address()).set("ca_cert", server.authority()).with("token", &token);
    let found = login.checked().await;
    assert_eq!(names(&found), KIND.steps.iter().map(|step| step.name).collect::<Vec<_>>());
    assert!(told(&found, "TLS").starts_with("fine: encrypted"));
    assert!(told(&found, "product").starts_with("fine: OpenBao 2."));
    assert_eq!(told(&found, "login"), "fine: by token as token-alice");
    assert!(told(&found, "token").contains("can be renewed"), "{}", told(&found, "token"));
    let mounts = told(&found, "mounts");
    assert!(
        mounts.contains(&format!("{new} (KV 2)")) && mounts.contains(&format!("{old} (KV 1)")),
        "{mounts}"
    );
    assert!(mounts.starts_with("warning") && mounts.contains("does not protect"), "{mounts}");
    let rights = told(&found, "rights");
    assert!(
        rights.contains(&format!("{new}: list read")) && rights.contains(&format!("{old}: write")),
        "{rights}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_stops_at_its_own_step() {
    let Some(server) = OpenBao::shared() else { return };
    let last = |found: Vec<(&'static str, Finding)>| {
        let (step, finding) = found.into_iter().next_back().unwrap();
        assert!(matches!(finding, Finding::Failed(_)), "{step}: {finding:?}");
        step
    };
    let nowhere = Login::at("http://127.0.0.1:1").with("token", "x");
    assert_eq!(last(nowhere.checked().await), "reachable");
    let strange = Login::at(&server.tls_address()).with("token", server.root());
    assert_eq!(last(strange.checked().await), "TLS");
    // Nothing is made up of the answer of a server that wants TLS, and no token goes there in clear.
    let in_clear =
        Login::at(&server.tls_address().replace("https://", "http://")).with("token", server.root());
    let found = in_clear.checked().await;
    assert!(told(&found, "reachable").contains("the port speaks TLS: use https://"), "{found:?}");
    assert_eq!(last(found), "reachable");
    let elsewhere = Login::root(server).set("namespace", "no-such-namespace");
    assert_eq!(last(elsewhere.checked().await), "namespace");
    let canary = "canary-of-a-token";
    let found = Login::of(server, canary).checked().await;
    assert!(!format!("{found:?}").contains(canary));
    assert_eq!(last(found), "login");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_server_is_seen_before_any_login() {
    let Some(server) = OpenBao::own(Settings { storage: Storage::Raft, ..Settings::default() }) else {
        return;
    };
    server.seal();
    let found = Login::root(&server).checked().await;
    let (step, Finding::Failed(Error::Locked { .. })) = &found[found.len() - 1] else { panic!("{found:?}") };
    assert_eq!(*step, "initialised and unsealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrapping_token_is_looked_at_and_stays_unopened() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let wrapped = admin.wrapping("5m").write("auth/token/create", json!({ "ttl": "1h" }));
    let wrapping = wrapped["wrap_info"]["token"].as_str().unwrap();
    let login = Login::at(&server.address()).with("wrapping_token", wrapping);
    for _ in 0..2 {
        let found = login.checked().await;
        assert!(told(&found, "login").contains("unopened, made by auth/token/create for 5m"), "{found:?}");
    }
    login.connect().health().await.unwrap();
    let found = login.checked().await;
    assert!(told(&found, "login").contains("somebody opened it before you"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_do_not_live_on_are_a_warning() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let batch = admin.token(json!({ "type": "batch", "ttl": "1h", "policies": ["default"] }));
    let found = Login::of(server, &batch).checked().await;
    assert!(told(&found, "token").contains("batch"), "{found:?}");
    let found = Login::root(server).checked().await;
    assert!(told(&found, "token").starts_with("warning: it never ends"), "{found:?}");
    assert_eq!(told(&found, "login"), "fine: by token with the policy root");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_wrapping_token_is_not_even_looked_at() {
    let Some(server) = OpenBao::shared() else { return };
    // It may have been kept before it was refused.
    let slip = Login::at(&server.address()).with("wrapping_token", "correct horse battery");
    let calls = server.calls();
    let found = slip.checked().await;
    assert!(told(&found, found[found.len() - 1].0).contains("no wrapping token"), "{found:?}");
    assert!(calls.with("correct horse battery").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_an_operators_changes_wait_is_tried_without_a_write_and_a_gate_that_went_away_is_told() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let invited = admin.team_setup().unwrap().invite(&plan, &person("alice", true, false)).await.unwrap();
    let alice = opened(server, &invited);
    let found = Login::of(server, alice.token_in_use()).checked().await;
    let waits = format!("{}: list read write delete (changes wait for approval)", plan.mount);
    assert!(
        told(&found, "rights").starts_with("fine: ") && told(&found, "rights").contains(&waits),
        "{found:?}"
    );
    // Of two policies for a path the gate of the one counts whose name comes first.
    let more =
        server.admin().policy(&format!("path \"{}/data/*\" {{ capabilities = [\"read\"] }}", plan.mount));
    let both = server.admin().token(json!({ "policies": [more, format!("{}-operator", plan.mount)] }));
    let found = Login::of(server, &both).checked().await;
    let lost = format!("warning: changes in {} do NOT wait for approval", plan.mount);
    assert!(told(&found, "rights").starts_with(&lost), "{found:?}");
    assert_eq!(server.admin().list(&format!("{}/metadata", plan.mount)), Vec::<String>::new());
    // Who sets teams up is no operator: nothing is tried.
    let calls = server.calls();
    Login::root(server).checked().await;
    assert_eq!(calls.below(&format!("{}/data", plan.mount)), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_uses_are_counted_says_how_many_are_left_and_loses_one() {
    let Some(server) = OpenBao::shared() else { return };
    let token = server.admin().token(json!({ "ttl": "1h", "num_uses": 4, "policies": ["default"] }));
    let login = Login::of(server, &token);
    let calls = server.calls();
    let found = login.checked().await;
    assert!(told(&found, "token").starts_with("warning: only 3 uses of it are left"), "{found:?}");
    assert_eq!(calls.with(&token), ["read auth/token/lookup-self"]);
    // Nobody looks a second time before the first use.
    login.connect().renewing().unwrap().renew().await.unwrap();
    assert_eq!(calls.with(&token).len(), 1);
    for left in ["only 2 uses", "only 1 use of it is left", "its last use"] {
        let found = login.checked().await;
        assert!(told(&found, "token").contains(left), "{found:?}");
    }
    assert!(told(&login.checked().await, "login").starts_with("failed"));
}
