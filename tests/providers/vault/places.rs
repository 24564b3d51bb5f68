//! Setting a team up in places that are not the usual ones: which of them can be, and what is said of the others.

use super::Login;
use super::team::{opened, person, set_up};
use crate::support::changes::{first, path};
use crate::support::servers::{OpenBao, name};
use std::sync::Arc;
use strongroom::domain::TeamId;
use strongroom::provider::{Error, Gate, Provider, Standing, TeamPlan};

fn plan(mount: &str) -> TeamPlan {
    TeamPlan { mount: mount.to_owned(), team: TeamId::new(&name("pay")).unwrap() }
}

fn admin_of(server: &OpenBao, rules: &str) -> Arc<dyn Provider> {
    Login::of(server, server.admin().allowed(rules).token_in_use()).connect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nested_mount_with_capital_letters_is_set_up_once_and_its_changes_wait() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = Login::root(server).connect();
    let (setup, plan) = (admin.team_setup().unwrap(), plan(&name("Teams/Pay")));
    set_up(setup, &plan).await.unwrap();
    let again = set_up(setup, &plan).await.unwrap();
    assert!(again.iter().all(|piece| piece.standing == Standing::Unchanged), "{again:?}");
    assert_eq!(setup.prove_gate(&plan).await, Ok(Gate::Enforced));
    let alice = opened(server, &setup.invite(&plan, &person("alice", true, false)).await.unwrap());
    let operator = Login::of(server, alice.token_in_use()).connect();
    let pending = operator.writing().unwrap().write(&path(&format!("{}/db", plan.mount)), first("x")).await;
    assert!(matches!(pending, Err(Error::Pending { .. })), "{pending:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_root_that_can_give_no_names_is_refused_before_the_server_is_asked() {
    let Some(server) = OpenBao::shared() else { return };
    let login = server.admin().allowed("path \"sys/mounts/*\" { capabilities = [\"read\"] }");
    let admin = Login::of(server, login.token_in_use()).connect();
    let calls = server.calls();
    for root in ["päy", "pay roll", "pay*", "+/pay", "\"} path \"*", "{{pay}}", "-pay", "pay.", "pay-gov"] {
        let plan = plan(root);
        let setup = admin.team_setup().unwrap();
        for refused in
            [setup.missing_rights(&plan).await.map(|_| ()), setup.alterations(&plan).await.map(|_| ())]
        {
            let Err(Error::Invalid { reason }) = refused else { panic!("{root}: {refused:?}") };
            assert!(reason.contains(root) && reason.contains("--root"), "{reason}");
        }
    }
    assert!(calls.with(login.token_in_use()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_that_keeps_no_versions_is_told_before_anything_is_made_beside_it() {
    let Some(server) = OpenBao::shared() else { return };
    let plan = plan(&server.admin().kv1());
    let refused = Login::root(server).connect().team_setup().unwrap().alterations(&plan).await;
    let Err(Error::Invalid { reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.contains("keeps no versions") && reason.contains("--root"), "{reason}");
    assert!(reason.contains(&format!("bao kv enable-versioning {}", plan.mount)), "{reason}");
    let beside = server.admin().call("GET", &format!("sys/mounts/{}-gov", plan.mount), None);
    assert_eq!(beside.status, 400, "{beside}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_namespace_a_team_is_set_up_and_its_changes_wait() {
    let Some(server) = OpenBao::shared() else { return };
    let space = name("space");
    server.admin().write(&format!("sys/namespaces/{space}"), serde_json::json!({}));
    let admin = Login::root(server).set("namespace", &space).connect();
    let (setup, plan) = (admin.team_setup().unwrap(), plan("team-pay"));
    assert_eq!(setup.missing_rights(&plan).await, Ok(Vec::new()));
    set_up(setup, &plan).await.unwrap();
    assert_eq!(setup.alterations(&plan).await, Ok(Vec::new()));
    assert_eq!(setup.prove_gate(&plan).await, Ok(Gate::Enforced));
    let nowhere = Login::root(server).set("namespace", "no-such-namespace").connect();
    let refused = nowhere.team_setup().unwrap().missing_rights(&plan).await;
    assert_eq!(refused, Err(Error::not_found("the namespace")));
    let outside = server.admin().call("GET", "sys/mounts/team-pay", None);
    assert_eq!(outside.status, 400, "it was made outside of the namespace: {outside}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_admin_may_not_ask_for_control_groups_the_version_tells_of_them() {
    let Some(server) = OpenBao::shared() else { return };
    let plan = plan(&format!("team-{}", name("pay")));
    let rules = "path \"sys/control-group/*\" { capabilities = [\"deny\"] }\n\
                 path \"*\" { capabilities = [\"create\", \"read\", \"update\"] }";
    let login = server.admin().allowed(rules);
    let admin = Login::of(server, login.token_in_use()).connect();
    let setup = admin.team_setup().unwrap();
    set_up(setup, &plan).await.unwrap();
    assert_eq!(setup.prove_gate(&plan).await, Ok(Gate::Enforced));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_root_with_another_mount_in_it_or_for_something_else_is_refused_with_the_reason() {
    let Some(server) = OpenBao::shared() else { return };
    let (above, admin) = (name("teams"), Login::root(server).connect());
    let nested = format!("{above}/pay");
    // Rights are not what is missing there.
    let beside = admin_of(server, &format!("path \"{nested}/*\" {{ capabilities = [\"read\"] }}"));
    server.admin().write(&format!("sys/mounts/{nested}"), serde_json::json!({ "type": "kv" }));
    for (root, why) in
        [(&*above, &*format!("there is the mount {nested}")), ("sys", "for something else (system)")]
    {
        let refused = admin.team_setup().unwrap().alterations(&plan(root)).await;
        let Err(Error::Invalid { reason }) = refused else { panic!("{root}: {refused:?}") };
        assert!(reason.contains(why) && reason.contains("--root"), "{reason}");
    }
    let refused = beside.team_setup().unwrap().missing_rights(&plan(&format!("{nested}/sub"))).await;
    let Err(Error::Invalid { reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.contains(&format!("is a folder in the mount {nested}")), "{reason}");
}
