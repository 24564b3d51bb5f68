//! From approval to the end: the lines that are printed work as they are, and nothing is carried out twice.

use super::Login;
use super::approval::{Team, id};
use crate::support::changes::first;
use crate::support::home::Home;
use crate::support::servers::{Admin, OpenBao, Settings, Storage, name};
use serde_json::{Value, json};
use std::process::Command;
use strongroom::domain::VersionNumber;
use strongroom::provider::{ChangeRequest, Error, RequestState};

/// Carries a request out with its token, as whoever has the token can; answers with the status.
fn carry_out(team: &Team, id: &str) -> u16 {
    let token = team.record(id)["wrap_token"].as_str().unwrap().to_owned();
    team.bob.with_token(&token).call("POST", "sys/wrapping/unwrap", None).status
}

async fn request(team: &Team, id: &str) -> ChangeRequest {
    team.all().await.into_iter().find(|request| request.id == id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_that_was_carried_out_is_told_so_and_cannot_be_carried_out_again() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    let delete = id(team.operator.writing().unwrap().delete(&team.at("db")).await);
    team.approve(&delete);
    assert_eq!(team.state(&delete).await, RequestState::Approved);
    assert_eq!(carry_out(&team, &delete), 204);
    assert_eq!(team.state(&delete).await, RequestState::Active);
    // It is no longer there to be taken back.
    let requests = team.operator.requests().unwrap();
    assert!(requests.withdraw(&team.root(), &delete).await.is_err());
    let undelete = format!("{}/undelete/db", team.plan.mount);
    let bring_back = || team.admin.write(&undelete, json!({ "versions": [1] }));
    // Somebody else cannot close it: it would be carried out once more.
    let root = Login::root(server).connect();
    let finished = root.requests().unwrap().finish(&team.root(), &delete).await.unwrap();
    assert!(finished.is_finished && !finished.is_closed);
    assert!(!request(&team, &delete).await.is_closed);
    assert!(requests.finish(&team.root(), &delete).await.unwrap().is_closed);
    let told = request(&team, &delete).await;
    assert_eq!((told.state, told.is_closed), (RequestState::Active, true));
    bring_back();
    assert!(matches!(carry_out(&team, &delete), 400 | 403));
    assert_eq!(team.admin.get(&team.plan.mount, "db"), json!({ "content": "one" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_brought_back_is_told_so_and_a_deletion_by_somebody_else_leaves_nothing_to_approve() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    let asked = id(team.operator.writing().unwrap().delete(&team.at("db")).await);
    team.admin.write(&format!("{}/delete/db", team.plan.mount), json!({ "versions": [1] }));
    assert_eq!(team.state(&asked).await, RequestState::Void);
    let back = id(team.operator.versioning().unwrap().undelete(&team.at("db"), &[VersionNumber(1)]).await);
    assert_eq!(team.state(&back).await, RequestState::Pending);
    team.approve(&back);
    assert_eq!(carry_out(&team, &back), 204);
    assert_eq!(team.state(&back).await, RequestState::Active);
    team.operator.requests().unwrap().finish(&team.root(), &back).await.unwrap();
    assert_eq!(team.state(&back).await, RequestState::Active);
}

/// What is printed after this word, at the beginning of a line.
fn line(shown: &str, word: &str) -> String {
    let found = shown.lines().find_map(|line| line.strip_prefix(word));
    found.unwrap_or_else(|| panic!("no {word}:\n{shown}")).trim().to_owned()
}

/// Runs a line as it is printed, with a token and the server's own tool at hand and nothing else.
fn pasted(server: &OpenBao, token: &str, line: &str) -> String {
    let tools = server.program().parent().unwrap().display();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", line])
        .env_clear()
        .env("PATH", format!("{tools}:/usr/bin:/bin"))
        .env("BAO_TOKEN", token);
    let output = shell.env("HOME", server.folder()).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{line}\n{said}");
    said
}

#[test]
fn the_printed_lines_look_at_a_request_approve_it_and_carry_it_out_also_in_a_namespace() {
    let Some(server) = OpenBao::shared() else { return };
    let (space, admin, alice) = (name("space"), Home::new(), Home::new());
    server.admin().write(&format!("sys/namespaces/{space}"), json!({}));
    let register = |home: &Home, credentials: Value| {
        let at = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
        let rest = ["--namespace", &space, "--timeout", "30s", "--credentials-stdin", "-y"];
        home.run(&[&at[..], &rest[..]].concat(), &credentials.to_string())
    };
    register(&admin, json!({ "token": server.root() }));
    let configure = ["vault", "configure", "--provider", "corp", "--team", "pay", "--operator", "alice"];
    let said = admin.run(&[&configure[..], &["--approver", "bob", "--json"]].concat(), "");
    let people: Value = serde_json::from_str(&said).unwrap();
    let person = |at: usize, what: &str| people["people"][at][what].as_str().unwrap().to_owned();
    register(&alice, json!({ "wrapping_token": person(0, "wrapping_token") }));
    alice.run(&["team", "create", "pay", "--provider", "corp", "--root", "team-pay"], "");
    let as_alice =
        |arguments: &[&str], input: &str| alice.ends(&[&["--team", "pay"], arguments].concat(), input);
    let (code, _, said) = as_alice(&["set", "db", "--stdin"], "canary-one");
    assert_eq!(code, 8, "{said}");
    let listed: Value = serde_json::from_str(&as_alice(&["approvals", "list", "--json"], "").1).unwrap();
    let request = listed[0]["id"].as_str().unwrap().to_owned();
    let shown = || as_alice(&["approvals", "show", &request], "").1;
    let inside: Admin = server.admin().within(&space);
    let bob = inside.with_token(&person(1, "wrapping_token")).call("POST", "sys/wrapping/unwrap", None);
    let bob = bob.body["auth"]["client_token"].as_str().unwrap().to_owned();
    assert!(pasted(server, &bob, &line(&shown(), "to look at it")).contains("canary-one"));
    let approved = pasted(server, &bob, &line(&shown(), "to approve"));
    assert!(approved.contains("approved") && approved.contains("true"), "{approved}");
    pasted(server, &bob, &line(&shown(), "to carry it out"));
    assert_eq!(as_alice(&["get", "db"], "").1.trim(), "canary-one");
    let told = shown();
    assert!(
        line(&told, "to close it").starts_with(&format!("`strongroom approvals finish {request}`")),
        "{told}"
    );
    let (code, out, said) = as_alice(&["approvals", "finish", &request], "");
    assert!(
        code == 0 && format!("{out}{said}").contains("cannot be carried out again"),
        "{code}: {out}{said}"
    );
    assert!(!shown().contains("to close it"), "{}", shown());
    // Who made a token can end it: it is the way out when somebody else has opened it.
    let accessor = person(0, "accessor");
    inside.write("auth/token/revoke-accessor", json!({ "accessor": accessor }));
    assert_ne!(as_alice(&["approvals", "list"], "").0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_too_big_to_wait_is_told_so() {
    let settings = Settings { storage: Storage::Raft, ..Settings::default() };
    let Some(server) = OpenBao::own(settings) else { return };
    let team = Team::new(&server).await;
    let writing = team.operator.writing().unwrap();
    let write = async |size: usize| writing.write(&team.at("big"), first(&"x".repeat(size))).await;
    id(write(600_000).await);
    let Err(Error::Invalid { reason }) = write(900_000).await else { panic!("it is too big") };
    assert!(reason.contains("waits for approval") && reason.contains("750 KiB"), "{reason}");
    assert_eq!(team.all().await.len(), 1);
}
