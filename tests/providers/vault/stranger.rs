//! What answers at an address may be anything: no credential is sent before it has shown what it is.

use super::Login;
use crate::support::changes::path;
use crate::support::servers::OpenBao;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use strongroom::domain::Which;
use strongroom::provider::{Error, Finding};

/// What no stranger may ever see.
const CANARY: &str = "s.canary-of-a-token-0123456789";

/// A server on this machine that gives the same answer to everything, and keeps what it was sent.
struct Stranger {
    address: String,
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Stranger {
    fn answering(status: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let sent: Arc<Mutex<Vec<u8>>> = Arc::default();
        let kept = Arc::clone(&sent);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut head = Vec::new();
                let mut part = [0; 4096];
                while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut part) {
                        Ok(count) if count > 0 => head.extend_from_slice(&part[..count]),
                        _ => break,
                    }
                }
                kept.lock().unwrap().extend(head);
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, sent }
    }

    fn sent(&self) -> String {
        String::from_utf8_lossy(&self.sent.lock().unwrap()).into_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_gets_no_credential_and_the_check_ends_at_the_first_step() {
    let health = r#"{"status":"ok"}"#;
    for (status, body, words) in [
        ("404 Not Found", "<html>nothing here</html>", "it is no Vault or OpenBao"),
        ("200 OK", health, "it is no Vault or OpenBao"),
        ("400 Bad Request", "Client sent an HTTP request to an HTTPS server.\n", "use https://"),
    ] {
        let stranger = Stranger::answering(status, body);
        let logins = [
            vec![("token", CANARY)],
            vec![("wrapping_token", CANARY)],
            vec![("username", "alice"), ("password", CANARY)],
            vec![("role_id", "role"), ("secret_id", CANARY)],
        ];
        for credentials in logins {
            let way = match credentials[0].0 {
                "username" => "userpass",
                "role_id" => "approle",
                _ => "token",
            };
            let mut login = Login::at(&stranger.address).set("auth", way);
            for (key, text) in credentials {
                login = login.with(key, text);
            }
            let found = login.checked().await;
            let Some((step, Finding::Failed(error))) = found.last() else { panic!("{found:?}") };
            assert_eq!(*step, "reachable");
            assert!(error.to_string().contains(words), "{error}");
            let provider = login.connect();
            // As commands do it: first what is due about the login, whatever comes of that, and then the work.
            let _ = provider.renewing().unwrap().renew().await;
            let read = provider.read(&path("secret/db"), Which::Latest).await;
            assert!(matches!(read, Err(Error::Unreachable { .. })), "{read:?}");
        }
        let sent = stranger.sent();
        assert!(sent.contains("/v1/sys/health"), "{sent}");
        assert!(!sent.contains(CANARY) && !sent.contains("alice"), "{sent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_meanwhile_has_ended_and_no_right_is_missing() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "x" }));
    let policy = admin.policy(&format!("path \"{mount}/*\" {{ capabilities = [\"read\", \"update\"] }}"));
    let token = admin.token(json!({ "policies": [policy], "ttl": "2h" }));
    let provider = Login::of(server, &token).connect();
    let at = path(&format!("{mount}/db"));
    provider.health().await.unwrap();
    provider.read(&at, Which::Latest).await.unwrap();
    admin.write("auth/token/revoke", json!({ "token": token }));
    let read = provider.read(&at, Which::Latest).await;
    assert!(matches!(read, Err(Error::Expired { .. })), "{read:?}");
}
