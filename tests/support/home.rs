//! A person's folders for one test, with a store in them, and the program as that person starts it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use termlens::{Terminal, TerminalBuilder};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_strongroom");

/// Long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

/// The folders of one person. They go away with this.
pub struct Home {
    folder: TempDir,
    /// What opens the store.
    pub passphrase: String,
}

impl Home {
    /// Folders without a store.
    pub fn new() -> Self {
        let home = Self {
            folder: tempfile::tempdir().expect("a folder for the test"),
            passphrase: super::random::letters(24),
        };
        std::fs::write(home.passphrase_file(), &home.passphrase).expect("the passphrase is written");
        home
    }

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file that holds the passphrase, for commands.
    pub fn passphrase_file(&self) -> PathBuf {
        self.folder().join("passphrase")
    }

    /// The environment of the program: nothing of the machine's own.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let place = |name: &str| self.folder().join(name).display().to_string();
        vec![
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("HOME", place("home")),
            ("STRONGROOM_CONFIG_DIR", place("config")),
            ("STRONGROOM_DATA_DIR", place("data")),
        ]
    }

    /// Runs a command that must succeed with the store open, and gives it this on standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> String {
        let (code, stdout, stderr) = self.ends(arguments, input);
        assert_eq!(code, 0, "{arguments:?}\n{stderr}");
        stdout
    }

    /// Runs a command with the store open; answers with its exit code, output and errors.
    pub fn ends(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .env_clear()
            .envs(self.environment())
            .env("STRONGROOM_PASSPHRASE_FILE", self.passphrase_file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the program reads");
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    /// A terminal of this person, with nothing in it yet.
    pub fn terminal(&self) -> TerminalBuilder {
        Terminal::builder().size(100, 30).env_clear().timeout(PATIENCE).envs(self.environment())
    }

    /// The console of this person, before the passphrase.
    pub fn console(&self) -> Terminal {
        self.terminal().spawn(PROGRAM).expect("the console starts")
    }

    /// Types the passphrase of the store into a console that asks for it.
    pub fn unlock(&self, console: &mut Terminal) {
        console.wait_until(|screen| screen.contains("is locked")).expect("the console asks");
        console.send_str(&self.passphrase).expect("the console reads");
        console.send(termlens::Key::Enter).expect("the console reads");
    }
}

/// The console on sample data, with the first names in sight.
pub fn demo(size: (u16, u16)) -> Terminal {
    let mut console = Terminal::builder()
        .size(size.0, size.1)
        .env_clear()
        .timeout(PATIENCE)
        .arg("--demo")
        .spawn(PROGRAM)
        .expect("the console starts");
    console.wait_until(|screen| screen.contains("vpn/")).expect("the console draws");
    console
}

/// The same, after its slowest provider has answered: nothing changes any more without a key.
pub fn quiet_demo(size: (u16, u16)) -> Terminal {
    let mut console = demo(size);
    // Before anything is known of them, nothing is asked yet either.
    console
        .wait_until(|screen| screen.contains(" RW") && !screen.contains("asking"))
        .expect("the providers answer");
    console
}
