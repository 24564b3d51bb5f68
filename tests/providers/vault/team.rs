//! Setting a team up in a server, and what its people can do there afterwards.

use super::Login;
use crate::support::changes::{first, labels, path};
use crate::support::home::{Home, PROGRAM};
use crate::support::servers::{Admin, DelayProxy, OpenBao, name};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use strongroom::domain::{Folder, PersonId, TeamId, VersionNumber, Which};
use strongroom::provider::{Error, Gate, Invitation, Person, Piece, Provider, Standing, TeamPlan, TeamSetup};
use termlens::Key;

/// A plan for a team of its own.
fn plan() -> TeamPlan {
    let team = name("pay");
    TeamPlan { mount: format!("team-{team}"), team: TeamId::new(&team).unwrap() }
}

pub(super) fn person(name: &str, is_operator: bool, is_approver: bool) -> Person {
    Person { name: PersonId::new(name).unwrap(), is_operator, is_approver }
}

pub(super) async fn set_up(setup: &dyn TeamSetup, plan: &TeamPlan) -> Result<Vec<Piece>, Error> {
    let (mut pieces, agreed) = (Vec::new(), setup.alterations(plan).await?);
    setup.set_up(plan, &agreed, &mut |piece| pieces.push(piece)).await?;
    Ok(pieces)
}

/// A team that is set up by the one who may do everything.
pub(super) async fn a_team(server: &OpenBao) -> (Arc<dyn Provider>, TeamPlan) {
    let (admin, plan) = (Login::root(server).connect(), plan());
    set_up(admin.team_setup().unwrap(), &plan).await.unwrap();
    (admin, plan)
}

/// What the person gets who opens the token.
pub(super) fn opened(server: &OpenBao, invitation: &Invitation) -> Admin {
    let wrapped = invitation.token.expose_text(str::to_owned).unwrap();
    let answer = server.admin().with_token(&wrapped).call("POST", "sys/wrapping/unwrap", None);
    let token = answer.body["auth"]["client_token"].as_str().unwrap_or_else(|| panic!("{answer}"));
    server.admin().with_token(token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_changes_nothing_and_what_was_bent_is_put_right() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = (Login::root(server).connect(), plan());
    let setup = admin.team_setup().unwrap();
    assert_eq!(setup.missing_rights(&plan).await, Ok(Vec::new()));
    let made = set_up(setup, &plan).await.unwrap();
    assert!(made.iter().filter(|piece| piece.standing == Standing::Made).count() >= 7, "{made:?}");
    let again = set_up(setup, &plan).await.unwrap();
    assert!(again.iter().all(|piece| piece.standing == Standing::Unchanged), "{again:?}");
    let policy = format!("{}-operator", plan.mount);
    let loose = format!("path \"{}/data/*\" {{ capabilities = [\"update\"] }}", plan.mount);
    server.admin().write(&format!("sys/policies/acl/{policy}"), json!({ "policy": loose }));
    server.admin().write(&format!("{}/config", plan.mount), json!({ "cas_required": false }));
    let mended = set_up(setup, &plan).await.unwrap();
    let changed: Vec<&str> = mended
        .iter()
        .filter(|piece| piece.standing == Standing::Changed)
        .map(|piece| piece.what.as_str())
        .collect();
    assert_eq!(changed, [format!("settings of {}", plan.mount), format!("policy {policy}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_is_proved_and_the_probe_leaves_no_secret() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let setup = admin.team_setup().unwrap();
    let calls = server.calls();
    assert_eq!(setup.prove_gate(&plan).await, Ok(Gate::Enforced));
    assert_eq!(server.admin().list(&format!("{}/metadata", plan.mount)), Vec::<String>::new());
    // An operator whose policy lost its gate writes at once, and the proof says so.
    let rules = format!("path \"{}/data/*\" {{ capabilities = [\"create\", \"update\"] }}", plan.mount);
    let policy = format!("sys/policies/acl/{}-operator", plan.mount);
    server.admin().write(&policy, json!({ "policy": rules }));
    let Ok(Gate::Advisory(reason)) = setup.prove_gate(&plan).await else { panic!("there is no gate") };
    assert!(reason.contains("at once"), "{reason}");
    assert_eq!(server.admin().list(&format!("{}/metadata", plan.mount)), Vec::<String>::new());
    // It was never there, rather than taken away again.
    let calls = calls.below(&format!("{}/metadata", plan.mount));
    assert!(calls.iter().all(|call| call.starts_with("list ")), "{calls:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_server_cannot_hold_changes_back_only_approvers_write_and_this_is_said() {
    let Some(server) = OpenBao::shared() else { return };
    // A server before control groups answers as this one does on a path that it does not know.
    let older = DelayProxy::before(&server.address(), Duration::ZERO);
    older.rename("/v1/sys/control-group/request", "/v1/sys/control-group/missing");
    let admin = Login::at(&older.address()).with("token", server.root()).connect();
    let (setup, plan) = (admin.team_setup().unwrap(), plan());
    set_up(setup, &plan).await.unwrap();
    let again = set_up(setup, &plan).await.unwrap();
    assert!(again.iter().all(|piece| piece.standing == Standing::Unchanged), "{again:?}");
    let Ok(Gate::Advisory(reason)) = setup.prove_gate(&plan).await else { panic!("nothing is held back") };
    assert!(reason.contains("no control groups"), "{reason}");
    for policy in ["reader", "operator", "approver"] {
        let text = server.admin().read(&format!("sys/policies/acl/{}-{policy}", plan.mount));
        assert!(!text.to_string().contains("control_group"), "such a server refuses the rule: {text}");
    }
    let alice = opened(server, &setup.invite(&plan, &person("alice", true, false)).await.unwrap());
    let bob = opened(server, &setup.invite(&plan, &person("bob", false, true)).await.unwrap());
    let at = path(&format!("{}/db", plan.mount));
    let as_person =
        |person: &Admin| Login::at(&older.address()).with("token", person.token_in_use()).connect();
    let refused = as_person(&alice).writing().unwrap().write(&at, first("x")).await;
    assert!(matches!(refused, Err(Error::Denied { .. })), "{refused:?}");
    as_person(&bob).writing().unwrap().write(&at, first("x")).await.unwrap();
    assert_eq!(
        as_person(&alice).read(&at, Which::Latest).await.unwrap().secret.version,
        Some(VersionNumber(1))
    );
    assert_eq!(
        as_person(&alice).requests().unwrap().requests(&Folder::new(&plan.mount).unwrap()).await,
        Ok(vec![])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operators_change_waits_until_somebody_else_approves() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let setup = admin.team_setup().unwrap();
    let alice = opened(server, &setup.invite(&plan, &person("alice", true, true)).await.unwrap());
    let bob = opened(server, &setup.invite(&plan, &person("bob", false, true)).await.unwrap());
    let provider = Login::of(server, alice.token_in_use()).connect();
    let at = path(&format!("{}/db", plan.mount));
    let pending = provider.writing().unwrap().write(&at, first("x")).await;
    let Err(Error::Pending { id }) = pending else { panic!("{pending:?}") };
    let people = server.admin().list(&format!("{}-gov/metadata/requests", plan.mount));
    let record = server.admin().get(&format!("{}-gov", plan.mount), &format!("requests/{}{id}", people[0]));
    let asked = Some(json!({ "accessor": record["accessor"] }));
    // Nobody decides on their own request, although she is an approver.
    assert_eq!(alice.call("POST", "sys/control-group/authorize", asked.clone()).status, 500);
    let decided = bob.call("POST", "sys/control-group/authorize", asked);
    assert_eq!(decided.body["data"]["approved"], true, "{decided}");
    // Bob reads and asks for nothing.
    let refused = bob.call("POST", &format!("{}/data/db", plan.mount), Some(json!({ "data": {} })));
    assert_eq!(refused.status, 403);
    assert!(server.admin().get(&plan.mount, "db").is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_changes_labels_at_once_and_no_rule_of_the_history() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    server.admin().write(
        &format!("{}/data/db", plan.mount),
        json!({ "data": { "content": "x" }, "options": { "cas": 0 } }),
    );
    let invited = admin.team_setup().unwrap().invite(&plan, &person("alice", true, false)).await.unwrap();
    let alice = opened(server, &invited);
    let provider = Login::of(server, alice.token_in_use()).connect();
    let at = path(&format!("{}/db", plan.mount));
    provider.writing().unwrap().write_labels(&at, labels(&[("owner", "alice")])).await.unwrap();
    let metadata = format!("{}/metadata/db", plan.mount);
    assert_eq!(server.admin().read(&metadata)["data"]["custom_metadata"]["owner"], "alice");
    for rule in [json!({ "max_versions": 1 }), json!({ "delete_version_after": "1s" })] {
        assert_eq!(alice.call("POST", &metadata, Some(rule)).status, 403);
    }
    assert_eq!(alice.call("DELETE", &metadata, None).status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_names_of_people_are_kept_and_nobody_is_lost_from_the_group() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let setup = admin.team_setup().unwrap();
    for name in ["bob", "eve", "bob"] {
        setup.invite(&plan, &person(name, false, true)).await.unwrap();
    }
    set_up(setup, &plan).await.unwrap();
    let group = server.admin().read(&format!("identity/group/name/{}-approvers", plan.team));
    assert_eq!(group["data"]["member_entity_ids"].as_array().map(Vec::len), Some(2), "{group}");
    let at = format!("{}-gov/metadata/members", plan.mount);
    let members = server.admin().list(&at).into_iter().map(|entity| {
        let member = server.admin().read(&format!("{at}/{entity}"));
        // Nothing of it has a version, so nothing of it ages out.
        assert_eq!(member["data"]["current_version"], 0, "{member}");
        member["data"]["custom_metadata"]["name"].as_str().unwrap().to_owned()
    });
    let mut names: Vec<String> = members.collect();
    names.sort_unstable();
    assert_eq!(names, ["bob", "eve"]);
}

/// The rights that an admin needs for these teams, and no more.
fn rights(plan: &TeamPlan) -> Vec<String> {
    let (mount, team) = (&plan.mount, &plan.team);
    let full = r#"["create", "read", "update"]"#;
    let path = |path: String, may: &str| format!("path \"{path}\" {{ capabilities = {may} }}");
    vec![
        path(format!("sys/mounts/{mount}"), full),
        path(format!("sys/mounts/{mount}-gov"), full),
        path(format!("{mount}/config"), full),
        path(format!("{mount}-gov/config"), full),
        path(format!("sys/policies/acl/{mount}-*"), full),
        path(format!("identity/group/name/{team}-approvers"), full),
        path(format!("auth/token/roles/{mount}"), full),
        path(format!("auth/token/create/{mount}"), r#"["create", "update"]"#),
        path("identity/lookup/entity".into(), r#"["update"]"#),
        path(format!("{mount}-gov/metadata/members/*"), full),
        path("sys/control-group/request".into(), r#"["update"]"#),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_with_just_the_rights_sets_up_and_each_missing_one_is_named_first() {
    let Some(server) = OpenBao::shared() else { return };
    let plan = plan();
    let rights = rights(&plan);
    let admin = server.admin().allowed(&rights.join("\n"));
    let provider = Login::of(server, admin.token_in_use()).connect();
    let setup = provider.team_setup().unwrap();
    assert_eq!(setup.missing_rights(&plan).await, Ok(Vec::new()));
    set_up(setup, &plan).await.unwrap();
    assert_eq!(setup.prove_gate(&plan).await, Ok(Gate::Enforced));
    setup.invite(&plan, &person("bob", true, true)).await.unwrap();
    for left_out in 0..10 {
        let mut fewer = rights.clone();
        fewer.remove(left_out);
        let admin = server.admin().allowed(&fewer.join("\n"));
        let provider = Login::of(server, admin.token_in_use()).connect();
        let missing = provider.team_setup().unwrap().missing_rights(&plan).await.unwrap();
        assert!(!missing.is_empty(), "without {}", rights[left_out]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_the_server_would_not_take_for_the_needed_one_is_missing() {
    let Some(server) = OpenBao::shared() else { return };
    let plan = plan();
    let missing = async |rules: &[String]| {
        let login = server.admin().allowed(&rules.join("\n"));
        let provider = Login::of(server, login.token_in_use()).connect();
        (provider.team_setup().unwrap().missing_rights(&plan).await.unwrap(), provider)
    };
    // Without the right to update nothing can be made, except where the server tells making and changing apart.
    let without = |word: &str| -> Vec<String> {
        rights(&plan)
            .iter()
            .map(|rule| rule.replace(&format!("\"{word}\", "), "").replace(&format!(", \"{word}\""), ""))
            .collect()
    };
    let (told, _) = missing(&without("update")).await;
    assert!(told.len() >= 10 && told.iter().all(|right| right.lacks == ["update"]), "{told:?}");
    let (told, _) = missing(&without("create")).await;
    let told: Vec<&str> = told.iter().map(|right| right.path.as_str()).collect();
    let apart =
        [format!("auth/token/roles/{}", plan.mount), format!("{}-gov/metadata/members/*", plan.mount)];
    assert_eq!(told, apart);
    // What is not missing is enough.
    let enough: Vec<String> = without("create")
        .into_iter()
        .zip(rights(&plan))
        .map(|(less, all)| if apart.iter().any(|path| all.contains(path)) { all } else { less })
        .collect();
    let (told, admin) = missing(&enough).await;
    assert_eq!(told, []);
    set_up(admin.team_setup().unwrap(), &plan).await.unwrap();
    admin.team_setup().unwrap().invite(&plan, &person("bob", true, true)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_of_another_kind_is_left_alone() {
    let Some(server) = OpenBao::shared() else { return };
    let mount = server.admin().kv1();
    let plan = TeamPlan { mount: mount.clone(), team: TeamId::new(&name("pay")).unwrap() };
    let admin = Login::root(server).connect();
    let Err(Error::Invalid { reason }) = set_up(admin.team_setup().unwrap(), &plan).await else {
        panic!("it keeps no versions")
    };
    assert!(reason.contains(&mount) && reason.contains("--root"), "{reason}");
}

#[test]
fn one_command_sets_a_team_up_and_its_people_begin_with_what_it_prints() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, alice) = (Home::new(), Home::new());
    let register = |home: &Home, name: &str, credentials: Value| {
        let at = ["provider", "register", name, "--kind", "vault", "--url", &server.address()];
        home.run(
            &[&at[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(),
            &credentials.to_string(),
        )
    };
    register(&admin, "corp", json!({ "token": server.root() }));
    let team = name("pay");
    let configure = ["vault", "configure", "--provider", "corp", "--team", &team];
    let said = admin.run(&configure, "");
    assert!(
        said.contains(&format!("made       mount team-{team}")) && said.contains("changes wait for approval"),
        "{said}"
    );
    let people = ["--operator", "alice", "--approver", "bob", "--json"];
    let people: Value =
        serde_json::from_str(&admin.run(&[&configure[..], &people[..]].concat(), "")).unwrap();
    let said = &people;
    assert!(
        said["pieces"].as_array().unwrap().iter().all(|piece| piece["standing"] == "unchanged"),
        "{said}"
    );
    assert_eq!((&said["gate"], &said["people"][0]["role"]), (&json!("enforced"), &json!("operator")));
    let token = said["people"][0]["wrapping_token"].as_str().unwrap();
    register(&alice, "corp", json!({ "wrapping_token": token }));
    alice.run(&["team", "create", &team, "--provider", "corp", "--root", &format!("team-{team}")], "");
    let (code, _, stderr) = alice.ends(&["--team", &team, "set", "db", "--stdin"], "x");
    assert_eq!(code, 8, "{stderr}");
    assert!(stderr.contains("waiting for approval"), "{stderr}");
    // What it takes to decide is printed: whoever runs it needs nothing else.
    let (code, _, said) = alice.ends(&["--team", &team, "approvals", "show", "nope"], "");
    assert!(code == 3 && said.contains("approvals list"), "{code}: {said}");
    let listed: Value =
        serde_json::from_str(&alice.run(&["--team", &team, "approvals", "list", "--json"], "")).unwrap();
    let id = listed[0]["id"].as_str().unwrap();
    let shown = alice.run(&["--team", &team, "approvals", "show", id], "");
    let (_, line) = shown.split_once(" sys/control-group/authorize accessor=").unwrap();
    let accessor = line.split_whitespace().next().unwrap();
    let bob = people["people"][1]["wrapping_token"].as_str().unwrap().to_owned();
    let bob = server.admin().with_token(&bob).call("POST", "sys/wrapping/unwrap", None);
    let bob = server.admin().with_token(bob.body["auth"]["client_token"].as_str().unwrap());
    let decided = bob.call("POST", "sys/control-group/authorize", Some(json!({ "accessor": accessor })));
    assert_eq!(decided.body["data"]["approved"], true, "{decided}");
    let shown = alice.run(&["--team", &team, "approvals", "show", id], "");
    let (_, line) = shown.split_once(" -field=wrap_token ").unwrap();
    let record = line.split_once(')').unwrap().0;
    assert!(record.starts_with(&format!("team-{team}-gov/requests/")) && record.ends_with(id), "{shown}");
    let log = admin.run(&["audit", "--json"], "");
    assert!(log.contains("\"team_set_up\"") && log.contains("\"invite\"") && !log.contains(token), "{log}");
}

#[test]
fn at_a_terminal_a_token_is_shown_until_enter_and_leaves_nothing_behind() {
    let Some(server) = OpenBao::shared() else { return };
    let home = Home::new();
    let at = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let credentials = json!({ "token": server.root() }).to_string();
    home.run(&[&at[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    let team = name("pay");
    let passphrase = home.passphrase_file().display().to_string();
    let mut terminal = home
        .terminal()
        .env("STRONGROOM_PASSPHRASE_FILE", passphrase)
        .args(["vault", "configure", "--provider", "corp", "--team", &team, "--operator", "alice"])
        .spawn(PROGRAM)
        .unwrap();
    terminal.wait_until(|screen| screen.contains("Enter shows it")).unwrap();
    terminal.send(Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.contains("Enter takes it away")).unwrap();
    let shown = terminal.screen().text();
    let token = shown.split_whitespace().next().unwrap().to_owned();
    assert!(token.starts_with("s.") && token.len() > 20, "{shown}");
    terminal.send(Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.contains("token for alice")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    assert!(terminal.screen().full_text().contains("no approver was named"), "nobody else could approve");
    assert!(!terminal.screen().full_text().contains(&token));
    // It was not used up by being shown.
    let opened = server.admin().with_token(&token).call("POST", "sys/wrapping/unwrap", None);
    assert_eq!(opened.status, 200, "{opened}");
}
