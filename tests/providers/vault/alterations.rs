//! Setting a team up where something stands already: nothing is lowered, and what others use is not changed unasked.

use super::Login;
use super::team::a_team;
use crate::support::home::Home;
use crate::support::servers::{OpenBao, name};
use serde_json::json;
use strongroom::domain::TeamId;
use strongroom::provider::{Error, TeamPlan};

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
    assert!(told[0].to_string().contains("5 → 20"), "{}", told[0]);
    let other = TeamPlan { team: TeamId::new(&name("ops")).unwrap(), ..plan };
    let refused = Login::root(server).connect().team_setup().unwrap().alterations(&other).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}
