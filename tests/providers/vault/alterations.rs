//! Setting a team up where something stands already: nothing is lowered, and what others use is not changed unasked.

use super::Login;
use super::team::a_team;
use crate::support::home::Home;
use crate::support::servers::{OpenBao, name};
use serde_json::json;
use strongroom::domain::TeamId;
use strongroom::provider::{Alteration, Error, Piece, Standing, TeamPlan, TextLine};

/// An admin at home, logged in to this server.
fn admin(server: &OpenBao) -> Home {
    let home = Home::new();
    let at = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let credentials = json!({ "token": server.root() }).to_string();
    home.run(&[&at[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    home
}

#[test]
fn a_mount_that_others_use_is_changed_after_a_yes_only_and_keeps_all_its_versions() {
    let Some(server) = OpenBao::shared() else { return };
    let (home, mount, team) = (admin(server), server.admin().kv2(), name("pay"));
    let config = format!("{mount}/config");
    server.admin().write(&config, json!({ "max_versions": 100, "delete_version_after": "8760h" }));
    let before = server.admin().read(&config)["data"].clone();
    let configure = ["vault", "configure", "--provider", "corp", "--team", &team, "--root", &mount];
    let (code, _, said) = home.ends(&configure, "");
    assert_ne!(code, 0);
    let what = format!("cas_required of the mount {mount}: false → true; other programs");
    assert!(said.contains(&what) && said.contains("-y"), "{said}");
    assert_eq!(server.admin().read(&config)["data"], before);
    let policy = server.admin().call("GET", &format!("sys/policies/acl/{mount}-operator"), None);
    assert_eq!(policy.status, 404, "{policy}");
    home.run(&[&configure[..], &["-y"]].concat(), "");
    let after = server.admin().read(&config)["data"].clone();
    assert_eq!(after["cas_required"], true);
    assert_eq!((&after["max_versions"], &after["delete_version_after"]), (&json!(100), &json!("8760h0m0s")));
    // What it has made itself is not asked about.
    let said = home.run(&configure, "");
    assert!(said.contains(&format!("unchanged  settings of {mount}")), "{said}");
}

#[test]
fn another_teams_mount_and_a_folder_in_it_are_refused_before_anything_is_changed() {
    let Some(server) = OpenBao::shared() else { return };
    let (home, elsewhere, team) = (admin(server), admin(server), name("pay"));
    let (mount, other) = (format!("team-{team}"), name("ops"));
    home.run(&["vault", "configure", "--provider", "corp", "--team", &team], "");
    let policy = format!("sys/policies/acl/{mount}-operator");
    let before = server.admin().read(&policy)["data"].clone();
    let refused = |home: &Home, root: &str, why: &str| {
        let configure = ["vault", "configure", "--provider", "corp", "--team", &other, "--root", root, "-y"];
        let (code, out, said) = home.ends(&configure, "");
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(why) && out.is_empty(), "{out}{said}");
    };
    refused(&home, &mount, &format!("the team {team} has this root already"));
    refused(&elsewhere, &mount, &format!("belongs to the team {team}"));
    refused(&elsewhere, &format!("{mount}/sub"), &format!("{mount}/sub is a folder in the mount {mount}"));
    assert_eq!(server.admin().read(&policy)["data"], before);
    let group = server.admin().call("GET", &format!("identity/group/name/{other}-approvers"), None);
    assert_eq!(group.status, 404, "{group}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_changed_is_told_and_what_was_set_up_is_not() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let setup = admin.team_setup().unwrap();
    assert_eq!(setup.alterations(&plan).await, Ok(Vec::new()));
    server.admin().write(&format!("{}/config", plan.mount), json!({ "max_versions": 5 }));
    let told = setup.alterations(&plan).await.unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].headline().contains("5 → 20"), "{}", told[0].headline());
    let other = TeamPlan { team: TeamId::new(&name("ops")).unwrap(), ..plan };
    let refused = Login::root(server).connect().team_setup().unwrap().alterations(&other).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}

/// What is told of alterations, in one text.
fn text(told: &[Alteration]) -> String {
    let lines = |one: &Alteration| {
        let lines = one.lines().iter().map(TextLine::signed).map(|(sign, line)| format!("{sign} {line}"));
        std::iter::once(one.headline()).chain(lines).collect::<Vec<_>>().join("\n")
    };
    told.iter().map(lines).collect::<Vec<_>>().join("\n")
}

#[test]
fn rules_that_somebody_has_edited_are_shown_line_by_line_and_changed_after_a_yes_only() {
    let Some(server) = OpenBao::shared() else { return };
    let (home, team) = (admin(server), name("pay"));
    let mount = format!("team-{team}");
    let configure = ["vault", "configure", "--provider", "corp", "--team", &team];
    home.run(&configure, "");
    let root = server.admin();
    let policy = format!("sys/policies/acl/{mount}-operator");
    let group = format!("identity/group/name/{team}-approvers");
    let role = format!("auth/token/roles/{mount}");
    let ours = root.read(&policy)["data"]["policy"].as_str().unwrap().to_owned();
    let edited = ours.replace("approvals = 1", "approvals = 2 # \u{1b}[2K")
        + "path \"other/*\" {\n  capabilities = [\"read\"]\n}\n";
    root.write(&policy, json!({ "policy": edited }));
    root.write(&group, json!({ "policies": ["default", format!("{mount}-approver")] }));
    root.write(&role, json!({ "orphan": false, "allowed_policies_glob": ["*"] }));
    let (code, out, said) = home.ends(&configure, "");
    assert!(code != 0 && out.is_empty(), "{code}: {out}{said}");
    for line in [
        &*format!("policy {mount}-operator: everybody who has it"),
        "    path \"",
        "  - approvals = 2 # ␛[2K",
        "  + approvals = 1",
        "  - path \"other/*\" {",
        &format!("policies of the group {team}-approvers: default, {mount}-approver → {mount}-approver;"),
        &format!("orphan of the token role {mount}: false → true;"),
        &format!("allowed_policies_glob of the token role {mount}: * → none;"),
        "-y changes it",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    // What is as it should be is not repeated.
    assert!(!said.contains(&format!("{mount}-reader")) && !said.contains("subkeys"), "{said}");
    assert_eq!(root.read(&policy)["data"]["policy"], edited);
    assert_eq!(root.read(&role)["data"]["orphan"], false);
    let out = home.run(&[&configure[..], &["-y"]].concat(), "");
    for what in
        [format!("policy {mount}-operator"), format!("group {team}-approvers"), format!("token role {mount}")]
    {
        assert!(out.contains(&format!("changed    {what}")), "{out}");
    }
    assert!(out.contains(&format!("unchanged  policy {mount}-reader")), "{out}");
    assert_eq!(root.read(&policy)["data"]["policy"], ours);
    let (code, out, said) = home.ends(&configure, "");
    assert!(code == 0 && said.is_empty(), "{code}: {said}");
    let is_quiet = |line: &str| line.starts_with("unchanged ") || line.starts_with("gate ");
    assert!(out.lines().all(is_quiet), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_is_only_spaced_otherwise_is_right_and_one_that_ends_is_not() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let setup = admin.team_setup().unwrap();
    let policy = format!("sys/policies/acl/{}-reader", plan.mount);
    let ours = server.admin().read(&policy)["data"]["policy"].as_str().unwrap().to_owned();
    server
        .admin()
        .write(&policy, json!({ "policy": ours.replace("  ", "\t").replace(" = ", "   = ").trim() }));
    assert_eq!(setup.alterations(&plan).await, Ok(Vec::new()));
    server.admin().write(&policy, json!({ "policy": ours, "ttl": "1h", "cas_required": true, "cas": 2 }));
    let told = setup.alterations(&plan).await.unwrap();
    assert!(text(&told).contains(&format!("end of the policy {}-reader: 20", plan.mount)), "{}", text(&told));
    setup.set_up(&plan, &told, &mut |_| ()).await.unwrap();
    let stands = server.admin().read(&policy)["data"].clone();
    assert!(stands["expiration"].is_null() && stands["cas_required"] == true, "{stands}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_edited_between_the_question_and_the_answer_is_not_lost() {
    let Some(server) = OpenBao::shared() else { return };
    let (admin, plan) = a_team(server).await;
    let setup = admin.team_setup().unwrap();
    let policy = format!("sys/policies/acl/{}-operator", plan.mount);
    let edit = |text: &str| server.admin().write(&policy, json!({ "policy": text }));
    edit("path \"one\" {\n  capabilities = [\"read\"]\n}");
    let agreed = setup.alterations(&plan).await.unwrap();
    edit("path \"two\" {\n  capabilities = [\"read\"]\n}");
    let mut told = Vec::new();
    let ended = setup.set_up(&plan, &agreed, &mut |piece: Piece| told.push(piece)).await;
    assert_eq!(ended, Err(Error::Conflict { current: None }));
    assert!(server.admin().read(&policy).to_string().contains("two"));
    assert!(told.iter().all(|piece| piece.standing == Standing::Unchanged), "{told:?}");
    // Nothing was agreed to: what is missing is made, what differs is not.
    assert_eq!(setup.set_up(&plan, &[], &mut |_| ()).await, Err(Error::Conflict { current: None }));
    let asked = setup.alterations(&plan).await.unwrap();
    assert!(text(&asked).contains("- path \"two\" {"), "{}", text(&asked));
    setup.set_up(&plan, &asked, &mut |_| ()).await.unwrap();
    assert_eq!(setup.alterations(&plan).await, Ok(Vec::new()));
}
