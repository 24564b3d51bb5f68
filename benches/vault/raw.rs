//! A client that does nothing: it sends requests that are ready as bytes and reads answers to their end. What it needs
//! is what the server and the way to it need.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// What ends an answer that comes in parts; in JSON it cannot stand.
const LAST_PART: &[u8] = b"\r\n0\r\n\r\n";

/// A request as bytes.
pub(super) fn request(method: &str, path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} /v1/{path} HTTP/1.1\r\nHost: server\r\nX-Vault-Request: true\r\nX-Vault-Token: {token}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// An open connection.
pub(super) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    /// Opens one to an address such as `http://127.0.0.1:8200`.
    pub(super) async fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, answer: Vec::with_capacity(64 * 1024) }
    }

    /// Makes a request that must succeed, and takes its answer.
    pub(super) async fn ask(&mut self, request: &[u8]) {
        self.stream.write_all(request).await.unwrap();
        self.answer.clear();
        while !is_whole(&self.answer) {
            assert!(self.stream.read_buf(&mut self.answer).await.unwrap() > 0, "the server hung up");
        }
        let status = self.answer.get(9..10);
        assert_eq!(status, Some(&b"2"[..]), "{}", String::from_utf8_lossy(&self.answer));
    }
}

fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = place(answer, b"\r\n\r\n") else { return false };
    let Some(length) = place(&answer[..head], b"Content-Length: ") else {
        return answer.ends_with(LAST_PART) || answer.starts_with(b"HTTP/1.1 204");
    };
    let digits = answer[length + 16..].iter().take_while(|byte| byte.is_ascii_digit());
    let length = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    answer.len() >= head + 4 + length
}

fn place(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

/// Makes all of these requests, so many at a time, on connections that are open before the clock starts.
pub(super) async fn all(address: &str, requests: Vec<Vec<u8>>, at_once: usize) -> Duration {
    let mut connections = Vec::new();
    for _ in 0..at_once {
        connections.push(Connection::to(address).await);
    }
    let requests = Arc::new(Mutex::new(requests.into_iter()));
    let start = Instant::now();
    let mut running = JoinSet::new();
    for mut connection in connections {
        let requests = Arc::clone(&requests);
        running.spawn(async move {
            loop {
                let Some(request) = requests.lock().unwrap().next() else { break };
                connection.ask(&request).await;
            }
        });
    }
    running.join_all().await;
    start.elapsed()
}
