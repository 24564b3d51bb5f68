//! A network in between: far away, stuck, or cut in the middle of an answer; it counts what passes.

use super::ground;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

/// A port of this machine that passes everything on to another, bytes as they are. Gone with this value, and with it
/// its connections.
pub struct DelayProxy {
    address: SocketAddr,
    line: Arc<Line>,
    /// Ends the task when it goes.
    end: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// What all connections share.
struct Line {
    target: String,
    /// What each direction takes.
    half: Duration,
    hangs: watch::Sender<bool>,
    /// How many bytes of answers a connection lets through; then it is closed.
    cut: AtomicUsize,
    accepted: AtomicUsize,
    open: AtomicUsize,
    requests: Mutex<Vec<String>>,
    /// What is written otherwise in requests; of the same length.
    renamed: Mutex<Option<[&'static str; 2]>>,
}

impl DelayProxy {
    /// A proxy before a server's address. A round trip takes that much longer than without, and so does opening a
    /// connection: the first bytes on it leave one round trip after it was asked for.
    pub fn before(address: &str, round_trip: Duration) -> Self {
        let target = address.split_once("://").map_or(address, |(_, rest)| rest).to_owned();
        let line = Arc::new(Line {
            target,
            half: round_trip / 2,
            hangs: watch::Sender::new(false),
            cut: AtomicUsize::new(usize::MAX),
            accepted: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            requests: Mutex::default(),
            renamed: Mutex::default(),
        });
        let listener = ground::wait(TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (end, ended) = oneshot::channel();
        let task = ground::runtime().spawn(accept(listener, line.clone(), ended));
        Self { address, line, end: Some(end), task }
    }

    /// Where it listens without TLS.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens when the server speaks TLS.
    pub fn tls_address(&self) -> String {
        format!("https://{}", self.address)
    }

    /// From now on connections are taken, and nothing comes through.
    pub fn hang(&self) {
        self.line.hangs.send_replace(true);
    }

    /// Lets through what was held back, and what comes.
    pub fn go_on(&self) {
        self.line.hangs.send_replace(false);
    }

    /// Closes every connection, old or new, once its answers have come to so many bytes.
    pub fn cut_after(&self, bytes: usize) {
        self.line.cut.store(bytes, Relaxed);
    }

    /// From now on this path is asked for instead of that one, which is thereby none of the server's.
    pub fn rename(&self, path: &'static str, instead: &'static str) {
        assert_eq!(path.len(), instead.len(), "lengths are told before the text");
        *self.line.renamed.lock().unwrap() = Some([path, instead]);
    }

    /// No more cuts.
    pub fn mend(&self) {
        self.line.cut.store(usize::MAX, Relaxed);
    }

    /// The connections so far, closed ones too. A client that gives one back a moment late opens another: compare with
    /// the number of calls, not with one.
    pub fn connections(&self) -> usize {
        self.line.accepted.load(Relaxed)
    }

    /// The connections open now.
    pub fn open(&self) -> usize {
        self.line.open.load(Relaxed)
    }

    /// The requests so far as they were sent, `GET /v1/sys/health`, with what is asked for after `?`. Only without TLS.
    pub fn requests(&self) -> Vec<String> {
        self.line.requests.lock().unwrap().clone()
    }
}

impl Drop for DelayProxy {
    fn drop(&mut self) {
        drop(self.end.take());
        let _ = ground::wait(&mut self.task);
    }
}

async fn accept(listener: TcpListener, line: Arc<Line>, mut ended: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { break };
                line.accepted.fetch_add(1, Relaxed);
                connections.spawn(connect(client, line.clone()));
            }
            _ = &mut ended => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn connect(client: TcpStream, line: Arc<Line>) {
    let opened = Instant::now() + 2 * line.half;
    line.open.fetch_add(1, Relaxed);
    let _closing = Closing(line.clone());
    let Ok(server) = TcpStream::connect(&line.target).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let forth = pass(from_client, to_server, &line, opened, Some(Requests::default()));
    let back = pass(from_server, to_client, &line, opened, None);
    // Either end closes both: what HTTP does with a connection.
    tokio::select! {
        () = forth => {}
        () = back => {}
    }
}

/// Counts a connection out, also when its task is aborted.
struct Closing(Arc<Line>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

/// One direction. Reading goes on while earlier bytes are under way: a long line, not a thin one. Nothing sets out
/// before the connection would be open.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    line: &Line,
    opened: Instant,
    requests: Option<Requests>,
) {
    let is_answer = requests.is_none();
    let (sender, mut under_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let read = async move {
        let (mut requests, mut buffer) = (requests, vec![0; 64 * 1024]);
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            let mut bytes = buffer[..count].to_vec();
            if let Some(requests) = &mut requests {
                if let Some([path, instead]) = *line.renamed.lock().unwrap() {
                    replace(&mut bytes, path.as_bytes(), instead.as_bytes());
                }
                line.requests.lock().unwrap().extend(requests.found(&bytes));
            }
            let _ = sender.send((Instant::now().max(opened) + line.half, bytes));
        }
    };
    let write = async {
        let (mut passed, mut hangs) = (0, line.hangs.subscribe());
        while let Some((due, bytes)) = under_way.recv().await {
            tokio::time::sleep_until(due).await;
            let _ = hangs.wait_for(|hangs| !hangs).await;
            let rest = if is_answer { line.cut.load(Relaxed).saturating_sub(passed) } else { bytes.len() };
            let now = &bytes[..rest.min(bytes.len())];
            if to.write_all(now).await.is_err() || now.len() < bytes.len() {
                return;
            }
            passed += bytes.len();
        }
    };
    // The reader ends first at the end of the stream; what is under way still arrives.
    let reading = async {
        read.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = reading => {}
        () = write => {}
    }
}

fn replace(bytes: &mut [u8], text: &[u8], instead: &[u8]) {
    while let Some(at) = bytes.windows(text.len()).position(|window| window == text) {
        bytes[at..at + text.len()].copy_from_slice(instead);
    }
}

/// Finds the first lines of requests in a stream of HTTP/1.1.
#[derive(Default)]
struct Requests {
    line: Vec<u8>,
}

impl Requests {
    fn found(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if self.line.ends_with(b"\n") {
                found.extend(request(&String::from_utf8_lossy(&self.line)));
                self.line.clear();
            }
        }
        found
    }
}

/// The verb and the path of a request's first line. The body of the request before may stand in front of it: it ends
/// in `}` and not in a capital letter.
fn request(line: &str) -> Option<String> {
    let (before, path) = line.strip_suffix(" HTTP/1.1\r\n")?.rsplit_once(' ')?;
    let body = before.trim_end_matches(|letter: char| letter.is_ascii_uppercase());
    let verb = &before[body.len()..];
    (path.starts_with('/') && !verb.is_empty()).then(|| format!("{verb} {path}"))
}
