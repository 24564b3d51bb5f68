//! A server that means harm: it sends the token elsewhere, answers without end, and writes to the terminal.

use super::{Login, listed};
use crate::support::changes::path;
use crate::support::console::Console;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use strongroom::domain::{Folder, ProviderId, TeamId, Which};
use strongroom::ops::Session;
use strongroom::provider::Error;

/// Answers what a test says to every request, and remembers those. Gone with the test program.
struct Hostile {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Hostile {
    fn new(answer: impl Fn(&str, &mut TcpStream) + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let all = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answer, heard) = (answer.clone(), Arc::clone(&all));
                std::thread::spawn(move || serve(stream, &answer, &heard));
            }
        });
        Self { address, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// Takes one request of a connection and closes it.
fn serve(mut stream: TcpStream, answer: &impl Fn(&str, &mut TcpStream), heard: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    if reader.read_line(&mut first).is_err() {
        return;
    }
    loop {
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        let line = line.trim().to_lowercase();
        if let Some(told) = line.strip_prefix("content-length:") {
            length = told.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let _ = reader.read_exact(&mut vec![0; length]);
    let first = first.trim().trim_end_matches(" HTTP/1.1").to_owned();
    heard.lock().unwrap().push(first.clone());
    answer(&first, &mut stream);
}

fn reply(stream: &mut TcpStream, status: u16, header: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\n{header}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_follows_a_redirect() {
    let elsewhere = Hostile::new(|_, stream| reply(stream, 200, "", "{}"));
    let target = elsewhere.address.clone();
    let server = Hostile::new(move |request, stream| {
        let path = request.split(' ').next_back().unwrap_or_default();
        // Who does not say that it is a Vault gets no credential at all.
        if path.contains("sys/health") {
            return reply(stream, 200, "", r#"{"initialized":true,"sealed":false,"version":"2.0.0"}"#);
        }
        let status = if path.contains("lookup") { 302 } else { 307 };
        reply(stream, status, &format!("Location: {target}{path}\r\n"), "");
    });
    let token = Login::at(&server.address).with("token", "s.canary").set("mounts", "kv");
    let user =
        Login::at(&server.address).set("auth", "userpass").with("username", "me").with("password", "x");
    let role = Login::at(&server.address).set("auth", "approle").with("role_id", "a").with("secret_id", "b");
    let wrapped = Login::at(&server.address).with("wrapping_token", "s.abcdefghijklmnopqrstuvwx");
    for login in [token, user, role, wrapped] {
        let provider = login.connect();
        assert!(provider.health().await.is_err());
        assert!(provider.read(&path("kv/db"), Which::Latest).await.is_err());
        assert!(provider.writing().unwrap().delete(&path("kv/db")).await.is_err());
        login.checked().await;
    }
    let heard = server.heard().join("\n");
    assert!(
        heard.contains("/login/me") && heard.contains("approle/login") && heard.contains("unwrap"),
        "{heard}"
    );
    assert_eq!(elsewhere.heard(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_too_long_or_has_no_end_is_given_up() {
    let told = Hostile::new(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n{{");
    });
    let endless = Hostile::new(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        while stream.write_all(chunk.as_bytes()).is_ok() {}
    });
    for server in [told, endless] {
        // The first question is one about values: the token itself.
        let provider = Login::at(&server.address).with("token", "s.canary").connect();
        let Err(Error::Unreachable { reason, .. }) = provider.renewing().unwrap().revoke().await else {
            panic!("it has no end")
        };
        assert!(reason.contains("longer than anything"), "{reason}");
    }
}

/// Colours, a title, a bell, and text that runs backwards.
const EVIL: &str = r"\u001b]0;owned\u0007\u001b[2J\u202egnp.exe";

/// Speaks the API, with that in every text that it has a say in.
fn evil(request: &str, stream: &mut TcpStream) {
    let body = match request {
        _ if request.contains("sys/health") => {
            format!(r#"{{"initialized":true,"sealed":false,"version":"2.{EVIL}"}}"#)
        }
        _ if request.contains("lookup-self") => {
            format!(
                r#"{{"data":{{"display_name":"{EVIL}","ttl":3600,"creation_ttl":3600,"policies":["{EVIL}"]}}}}"#
            )
        }
        _ if request.contains("ui/mounts") => {
            format!(
                r#"{{"data":{{"secret":{{"kv/":{{"type":"kv","options":{{"version":"2"}}}},"{EVIL}/":{{"type":"kv"}}}}}}}}"#
            )
        }
        _ if request.starts_with("LIST kv")
            || request.contains("/kv/metadata/ ")
            || request.ends_with("/kv/metadata/") =>
        {
            format!(r#"{{"data":{{"keys":["db","{EVIL}","{EVIL}/"]}}}}"#)
        }
        _ => return reply(stream, 400, "", &format!(r#"{{"errors":["{EVIL}"]}}"#)),
    };
    reply(stream, 200, "", &body);
}

fn assert_harmless(text: &str) {
    let harmful = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
    assert!(!text.contains(harmful), "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_says_cannot_act_on_the_terminal() {
    let server = Hostile::new(evil);
    let provider = Login::at(&server.address).with("token", "s.canary").connect();
    assert_harmless(&provider.health().await.unwrap().server);
    let error = provider.read(&path("kv/db"), Which::Latest).await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("owned"), "{error}");
    assert_harmless(&error.to_string());
    let (names, unreadable) = listed(&*provider, "kv").await;
    assert!(names.contains("kv/db"), "{names:?}");
    for text in names.iter().chain(unreadable.iter().map(|(folder, _)| folder)) {
        assert_harmless(text);
    }
    for (_, error) in unreadable {
        assert_harmless(&error.to_string());
    }
}

#[test]
fn what_a_server_says_cannot_act_on_the_terminal_of_the_console() {
    let server = Hostile::new(evil);
    let login = Login::at(&server.address).with("token", "s.canary");
    let corp = ProviderId::new("corp").unwrap();
    let providers = vec![(corp.clone(), "Vault".to_owned(), login.connect())];
    let teams = vec![(TeamId::new("pay").unwrap(), corp, Folder::new("kv").unwrap())];
    let session = Session::with_providers(login.keeper.clone(), providers, teams).of_person("tester");
    let mut console = Console::on(Arc::new(session), false);
    console.settle().shows("db");
    for keys in ["j", "k", "r", "e", "d", "<esc>", "H", "b", "<esc>", "1", "R", "E"] {
        console.work(keys);
        assert_harmless(&console.screen());
    }
}
