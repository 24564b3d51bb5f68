//! A server of a test's own: sealed, stopped, killed, started again.

use crate::support::servers::{Admin, Authority, OpenBao, Settings, Storage};
use serde_json::{Value, json};
use std::sync::mpsc;
use std::time::Duration;

const MEMORY: Settings = Settings { storage: Storage::Memory, listener: "", server: "", is_silent: false };

#[test]
fn a_sealed_server_answers_and_gives_nothing_out() {
    let Some(server) = OpenBao::own(MEMORY) else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "a", json!({ "x": "1" }));
    server.seal();
    let answer = admin.call("GET", &format!("{mount}/data/a"), None);
    assert_eq!((answer.status, &answer.body["errors"]), (503, &json!(["Vault is sealed"])));
    assert_eq!(admin.read("sys/seal-status")["sealed"], true);
    assert!(!server.key().is_empty());
    server.unseal();
    assert_eq!(admin.get(&mount, "a"), json!({ "x": "1" }));
}

#[test]
fn a_killed_server_starts_again_with_its_data() {
    let Some(mut server) = OpenBao::own(Settings::default()) else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "a", json!({ "x": "1" }));
    let before = server.process().id();
    server.kill();
    assert!(admin.try_call("GET", "sys/health", None).is_err());
    server.start();
    assert_ne!(server.process().id(), before);
    assert_eq!(admin.call("GET", "sys/health", None).status, 503, "it starts sealed");
    server.unseal();
    assert_eq!(admin.get(&mount, "a"), json!({ "x": "1" }));
}

#[test]
fn a_stopped_server_takes_connections_and_answers_nobody() {
    let Some(server) = OpenBao::own(MEMORY) else { return };
    server.stop();
    let (sender, answers) = mpsc::channel();
    let admin = server.admin();
    let waiting = std::thread::spawn(move || sender.send(admin.call("GET", "sys/health", None).status));
    assert!(answers.recv_timeout(Duration::from_millis(300)).is_err());
    server.go_on();
    assert_eq!(answers.recv().unwrap(), 200);
    waiting.join().unwrap().unwrap();
}

#[test]
fn only_its_own_authority_is_trusted() {
    let Some(server) = OpenBao::shared() else { return };
    let trusting = |authority: &str| Admin::trusting(authority, server.tls_address(), server.root());
    let mount = trusting(server.authority()).kv2();
    assert_eq!(trusting(server.authority()).get(&mount, "none"), Value::Null);
    let error = trusting(&Authority::new().certificate).try_call("GET", "sys/health", None).unwrap_err();
    assert!(error.is_connect() && format!("{error:?}").contains("UnknownIssuer"), "{error:?}");
    let plain = server.tls_address().replace("https", "http");
    let answer = Admin::new(plain, "").call("GET", "sys/health", None);
    assert_eq!((answer.status, answer.text.trim()), (400, "Client sent an HTTP request to an HTTPS server."));
}

#[test]
fn settings_reach_the_server() {
    let lease = "default_lease_ttl = \"1h\"\nmax_lease_ttl = \"1h\"";
    let settings = Settings { listener: "max_request_json_strings = 10", server: lease, ..MEMORY };
    let Some(server) = OpenBao::own(settings) else { return };
    let admin = server.admin();
    let fields: serde_json::Map<_, _> = (0..20).map(|at| (format!("field{at}"), json!("x"))).collect();
    let mount = admin.kv2();
    let refused = admin.call("POST", &format!("{mount}/data/a"), Some(json!({ "data": fields })));
    assert!(refused.status == 400 && refused.text.contains("high complexity"), "{refused}");
    let token = admin.write("auth/token/create", json!({ "policies": ["default"], "ttl": "9h" }));
    assert_eq!(token["auth"]["lease_duration"], 3600);
}
