//! A change behind a gate: it waits, is never taken for done, and its request is seen by the whole team.

use super::Login;
use super::team::{a_team, opened, person};
use crate::support::changes::{after, change, field, first, labels, path};
use crate::support::home::Home;
use crate::support::servers::{Admin, OpenBao};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use strongroom::domain::{Fields, Folder, ProviderId, SecretKind, SecretPath, TeamId, Which};
use strongroom::message::{Answer, Deed, Destination, Event, Many, Outcome, Request, Ticket};
use strongroom::ops::Session;
use strongroom::provider::{
    Base, Change, ChangeRequest, Error, Provider, RequestAction, RequestState, Result, TeamPlan,
};
use strongroom::runtime::{Arrival, Runtime};

/// A team with an operator and an approver, and the secret `db` in it.
pub(super) struct Team {
    pub(super) plan: TeamPlan,
    pub(super) admin: Admin,
    pub(super) operator: Arc<dyn Provider>,
    alice: Admin,
    pub(super) bob: Admin,
}

impl Team {
    pub(super) async fn new(server: &OpenBao) -> Self {
        let (root, plan) = a_team(server).await;
        let setup = root.team_setup().unwrap();
        let alice = opened(server, &setup.invite(&plan, &person("alice", true, false)).await.unwrap());
        let bob = opened(server, &setup.invite(&plan, &person("bob", false, true)).await.unwrap());
        let admin = server.admin();
        admin.write(
            &format!("{}/data/db", plan.mount),
            json!({ "data": { "content": "one" }, "options": { "cas": 0 } }),
        );
        let operator = Login::of(server, alice.token_in_use()).connect();
        Self { plan, admin, operator, alice, bob }
    }

    pub(super) fn at(&self, name: &str) -> SecretPath {
        path(&format!("{}/{name}", self.plan.mount))
    }

    pub(super) fn root(&self) -> Folder {
        Folder::new(&self.plan.mount).unwrap()
    }

    pub(super) async fn all(&self) -> Vec<ChangeRequest> {
        self.operator.requests().unwrap().requests(&self.root()).await.unwrap()
    }

    pub(super) async fn state(&self, id: &str) -> RequestState {
        self.all().await.into_iter().find(|request| request.id == id).unwrap().state
    }

    /// What the record of a request says on the server.
    pub(super) fn record(&self, id: &str) -> Value {
        let place = format!("{}-gov", self.plan.mount);
        let people = self.admin.list(&format!("{place}/metadata/requests"));
        self.admin.get(&place, &format!("requests/{}{id}", people[0]))
    }

    pub(super) fn approve(&self, id: &str) {
        let accessor = self.record(id)["accessor"].clone();
        let decided =
            self.bob.call("POST", "sys/control-group/authorize", Some(json!({ "accessor": accessor })));
        assert_eq!(decided.body["data"]["approved"], true, "{decided}");
    }

    /// What the last approver's program does.
    fn carry_out(&self, id: &str) {
        let token = self.record(id)["wrap_token"].as_str().unwrap().to_owned();
        let done = self.bob.with_token(&token).call("POST", "sys/wrapping/unwrap", None);
        assert_eq!(done.status, 200, "{done}");
    }
}

pub(super) fn id<T: std::fmt::Debug>(pending: Result<T>) -> String {
    match pending {
        Err(Error::Pending { id }) => id,
        other => panic!("not pending: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_gated_change_becomes_a_request_and_nothing_is_written() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    let writing = team.operator.writing().unwrap();
    let update = id(writing.write(&team.at("db"), after(1, "two")).await);
    let create = id(writing.write(&team.at("new/one"), first("x")).await);
    let delete = id(writing.delete(&team.at("db")).await);
    assert_eq!(team.admin.get(&team.plan.mount, "db"), json!({ "content": "one" }));
    assert!(team.admin.get(&team.plan.mount, "new/one").is_null());
    let all = team.all().await;
    let told: Vec<_> = all.iter().map(|one| (one.id.as_str(), one.action, one.path.as_str())).collect();
    let (db, new) = (team.at("db"), team.at("new/one"));
    assert_eq!(
        told,
        [
            (update.as_str(), RequestAction::Update, db.as_str()),
            (create.as_str(), RequestAction::Create, new.as_str()),
            (delete.as_str(), RequestAction::Delete, db.as_str()),
        ]
    );
    for one in &all {
        assert_eq!((one.state, one.requested_by.as_str()), (RequestState::Pending, "alice"));
        assert!(one.expires.since(one.created).as_secs() == 24 * 3600, "{one:?}");
    }
    assert_eq!((all[0].base.map(|base| base.0), &all[0].fields[..]), (Some(1), &["content".to_owned()][..]));
    assert_eq!(all[1].base, None);
    assert!(!team.record(&update).to_string().contains("two"), "a record holds no value");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_approved_carried_out_and_others_on_the_same_base_are_void() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    let writing = team.operator.writing().unwrap();
    let chosen = id(writing.write(&team.at("db"), after(1, "two")).await);
    let other = id(writing.write(&team.at("db"), after(1, "three")).await);
    team.approve(&chosen);
    assert_eq!(team.state(&chosen).await, RequestState::Approved);
    assert_eq!(team.state(&other).await, RequestState::Pending);
    team.carry_out(&chosen);
    assert_eq!(team.admin.get(&team.plan.mount, "db"), json!({ "content": "two" }));
    assert_eq!(team.state(&chosen).await, RequestState::Active);
    assert_eq!(team.state(&other).await, RequestState::Void);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_taken_back_can_never_be_carried_out() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    let asked = id(team.operator.writing().unwrap().write(&team.at("db"), after(1, "two")).await);
    team.approve(&asked);
    let bob = Login::of(server, team.bob.token_in_use()).connect();
    // Somebody else sees it and cannot take it back.
    assert_eq!(bob.requests().unwrap().requests(&team.root()).await.unwrap().len(), 1);
    let refused = bob.requests().unwrap().withdraw(&team.root(), &asked).await;
    assert!(matches!(refused, Err(Error::Denied { .. })), "{refused:?}");
    let requests = team.operator.requests().unwrap();
    let withdrawn = requests.withdraw(&team.root(), &asked).await.unwrap();
    assert_eq!(withdrawn.state, RequestState::Withdrawn);
    assert_eq!(team.state(&asked).await, RequestState::Withdrawn);
    let token = team.record(&asked)["wrap_token"].as_str().unwrap().to_owned();
    assert_eq!(team.bob.with_token(&token).call("POST", "sys/wrapping/unwrap", None).status, 400);
    assert_eq!(team.admin.get(&team.plan.mount, "db"), json!({ "content": "one" }));
    let again = requests.withdraw(&team.root(), &asked).await;
    assert!(matches!(again, Err(Error::Invalid { .. })), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn kind_and_labels_are_kept_by_the_request_and_written_when_its_content_was_carried_out() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    team.admin.write(
        &format!("{}/metadata/db", team.plan.mount),
        json!({ "custom_metadata": { "owner": "ops", "old": "x" } }),
    );
    let fields = Fields::from_iter([field("username", "u"), field("password", "canary-p")]);
    let new = change(SecretKind::BasicAuth, Base::Absent, fields);
    let create = Change { labels: Some(labels(&[("owner", "pay")])), ..new };
    let create = id(team.operator.writing().unwrap().write(&team.at("new"), create).await);
    let update = Change { labels: Some(labels(&[("owner", "pay")])), ..after(1, "two") };
    let update = id(team.operator.writing().unwrap().write(&team.at("db"), update).await);
    let all = team.all().await;
    assert_eq!((all[0].kind, all[1].kind), (Some(SecretKind::BasicAuth), Some(SecretKind::Generic)));
    let owner = ("owner".to_owned(), Some("pay".to_owned()));
    assert_eq!(all[0].labels, [owner.clone()].into());
    assert_eq!(all[1].labels, [owner, ("old".to_owned(), None)].into());
    assert!(!team.record(&create).to_string().contains("canary"), "a record holds no value");
    let admin = Login::root(server).connect();
    let finish = async |id: &str| admin.requests().unwrap().finish(&team.root(), id).await;
    let early = finish(&create).await;
    assert!(matches!(&early, Err(Error::Invalid { reason }) if reason.contains("pending")), "{early:?}");
    for request in [&create, &update] {
        team.approve(request);
        team.carry_out(request);
        let carried = team.all().await.into_iter().find(|one| one.id == *request).unwrap();
        assert_eq!((carried.state, carried.is_finished), (RequestState::Active, false));
        assert!(finish(request).await.unwrap().is_finished);
        assert!(finish(request).await.unwrap().is_finished, "a second time changes nothing");
    }
    assert!(team.all().await.iter().all(|request| request.is_finished));
    let told = async |name: &str| admin.outline(&team.at(name), Which::Latest).await.unwrap();
    let (new, db) = (told("new").await, told("db").await);
    assert_eq!((new.kind, &new.secret.labels), (SecretKind::BasicAuth, &labels(&[("owner", "pay")])));
    assert_eq!((db.kind, &db.secret.labels), (SecretKind::Generic, &labels(&[("owner", "pay")])));
    // Who asked may write labels too, and puts right what somebody else has bent since.
    team.admin
        .write(&format!("{}/metadata/db", team.plan.mount), json!({ "custom_metadata": { "old": "y" } }));
    assert!(!team.all().await.into_iter().find(|one| one.id == update).unwrap().is_finished);
    team.operator.requests().unwrap().finish(&team.root(), &update).await.unwrap();
    assert_eq!(told("db").await.secret.labels, labels(&[("owner", "pay")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_were_not_written_by_us_are_left_out() {
    let Some(server) = OpenBao::shared() else { return };
    let team = Team::new(server).await;
    let own = team.alice.read("auth/token/lookup-self")["data"]["entity_id"].as_str().unwrap().to_owned();
    let place = format!("{}-gov/data/requests/{own}/junk", team.plan.mount);
    team.alice
        .write(&place, json!({ "data": { "path": 7, "action": "\u{1b}[31m" }, "options": { "cas": 0 } }));
    // Nobody writes under another number.
    let foreign = format!("{}-gov/data/requests/somebody/junk", team.plan.mount);
    let refused = team.alice.call("POST", &foreign, Some(json!({ "data": {}, "options": { "cas": 0 } })));
    assert_eq!(refused.status, 403);
    assert_eq!(team.all().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_place_for_the_request_the_change_is_taken_back_and_said() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "one" }));
    let gate = "control_group = { ttl = \"1h\" factor \"approvers\" {
        controlled_capabilities = [\"create\", \"update\", \"delete\"]
        identity { group_names = [\"nobody\"] approvals = 1 } } }";
    let rules = format!(
        "path \"{mount}/data/*\" {{ capabilities = [\"create\", \"read\", \"update\", \"delete\"] {gate} }}
         path \"{mount}/delete/*\" {{ capabilities = [\"update\"] {gate} }}
         path \"{mount}/metadata/*\" {{ capabilities = [\"read\", \"list\"] }}"
    );
    let provider = Login::of(server, admin.allowed(&rules).token_in_use()).connect();
    let at = path(&format!("{mount}/db"));
    let writing = provider.writing().unwrap();
    for refused in [writing.write(&at, after(1, "two")).await.map(|_| ()), writing.delete(&at).await] {
        let Err(Error::Unsupported { what }) = refused else { panic!("{refused:?}") };
        assert!(what.contains("vault configure"), "{what}");
    }
    assert_eq!(admin.get(&mount, "db"), json!({ "content": "one" }));
}

#[test]
fn of_many_what_waits_is_told_apart_and_no_original_goes_before_its_copy_is_there() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = tokio::runtime::Runtime::new().unwrap();
    let team = ground.block_on(Team::new(server));
    let free = team.admin.kv2();
    for name in ["a", "b"] {
        team.admin.put(&free, name, json!({ "content": name }));
    }
    let keeper = Login::of(server, team.alice.token_in_use()).keeper;
    let id = |name: &str| ProviderId::new(name).unwrap();
    let (gated, open) = (TeamId::new("gated").unwrap(), TeamId::new("open").unwrap());
    let session = Session::with_providers(
        keeper,
        vec![
            (id("corp"), "Vault".into(), Arc::clone(&team.operator)),
            (id("free"), "Vault".into(), Login::root(server).connect()),
        ],
        vec![
            (gated.clone(), id("corp"), team.root()),
            (open.clone(), id("free"), Folder::new(&free).unwrap()),
        ],
    );
    let runtime = Runtime::start(Arc::new(session), || ()).unwrap();
    let mut ticket = 0;
    let mut done = |deed, from: &TeamId, names: &[&str], to| {
        ticket += 1;
        let paths = names.iter().map(|name| path(name)).collect();
        let many = Many { deed, team: from.clone(), paths, to, can_undo: true };
        runtime.run(Ticket(ticket), Request::Many(many));
        loop {
            let arrival = runtime.wait_for_arrival(Duration::from_secs(60)).expect("an answer");
            if let Arrival::Event(Event::Reply(reply)) = arrival
                && let Answer::End(result) = reply.answer
            {
                let Ok(Outcome::Many(tally)) = result else { panic!("{result:?}") };
                break *tally;
            }
        }
    };
    let to =
        |team: &TeamId| Some(Destination { team: team.clone(), before: String::new(), after: String::new() });
    // The copy waits at the gate: the originals stay.
    let moved = done(Deed::Move, &open, &["a", "b"], to(&gated));
    assert_eq!((moved.done.len(), moved.pending.len(), moved.failed.len()), (0, 2, 0), "{moved:?}");
    assert_eq!(team.admin.get(&free, "a"), json!({ "content": "a" }));
    assert_eq!(team.admin.get(&free, "b"), json!({ "content": "b" }));
    assert!(team.admin.get(&team.plan.mount, "a").is_null());
    // The deletion waits at the gate: the copy is there, and so is the original.
    let moved = done(Deed::Move, &gated, &["db"], to(&open));
    assert_eq!((moved.done.len(), moved.pending.len()), (0, 1), "{moved:?}");
    assert_eq!(team.admin.get(&free, "db"), json!({ "content": "one" }));
    assert_eq!(team.admin.get(&team.plan.mount, "db"), json!({ "content": "one" }));
    // One waits, one fails.
    let deleted = done(Deed::Delete, &gated, &["db", "nothing"], None);
    assert_eq!((deleted.pending.len(), deleted.failed.len()), (1, 1), "{deleted:?}");
}

#[test]
fn the_requests_of_a_team_are_listed_shown_and_taken_back_by_commands() {
    let Some(server) = OpenBao::shared() else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let team = runtime.block_on(Team::new(server));
    let home = Home::new();
    let register = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let credentials = json!({ "token": team.alice.token_in_use() }).to_string();
    home.run(&[&register[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    home.run(&["team", "create", "pay", "--provider", "corp", "--root", &team.plan.mount], "");
    home.run(&["team", "switch", "pay"], "");
    let (code, _, said) =
        home.ends(&["set", "db", "--stdin", "--overwrite", "--label", "owner=pay"], "canary-two");
    assert_eq!(code, 8, "{said}");
    let listed: Value = serde_json::from_str(&home.run(&["approvals", "list", "--json"], "")).unwrap();
    let id = listed[0]["id"].as_str().unwrap();
    assert!(said.contains(id) && said.contains("approvals show"), "{said}");
    assert_eq!((&listed[0]["state"], &listed[0]["path"]), (&json!("pending"), &json!("db")));
    let shown = home.run(&["approvals", "show", &id[..20]], "");
    assert!(shown.contains("alice") && shown.contains("v1") && shown.contains("content"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains("generic") && shown.contains("waits for somebody to decide"), "{shown}");
    assert!(shown.contains("label") && shown.contains("owner=pay"), "{shown}");
    assert!(shown.contains(&format!("approvals finish {id}")), "{shown}");
    assert_eq!(home.ends(&["approvals", "finish", id], "").0, 2, "it is not carried out");
    assert!(home.run(&["approvals", "withdraw", id], "").contains("taken back"));
    assert_eq!(home.run(&["approvals", "list"], ""), "");
    assert!(home.run(&["approvals", "list", "--all"], "").contains("withdrawn"));
    assert_eq!(home.ends(&["approvals", "withdraw", id], "").0, 2);
    assert_eq!(home.ends(&["approvals", "show", "nothing"], "").0, 3);
    assert_eq!(home.ends(&["approvals", "list", "--team", "personal"], "").0, 4);
    let (code, out, said) = home.ends(&["import", "-", "--to", "app"], "NAME=canary-three\n");
    assert_eq!((code, out.trim()), (8, "pending  app"), "{said}");
    let two = r#"{"app/a": {"kind": "generic", "fields": {"content": "x"}}, "app/b": {"kind": "generic", "fields": {"content": "y"}}}"#;
    let (code, _, said) = home.ends(&["import", "-"], two);
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("0 done, 2 wait for approval"), "{said}");
    let log = home.run(&["audit", "--json"], "");
    assert!(log.contains("\"pending\"") && log.contains("\"withdraw\""), "{log}");
}
