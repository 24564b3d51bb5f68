//! Runs a case: a data file of steps, each with what is typed and what must come back.
//!
//! A step's `run` is split at spaces; `args` is for arguments that have some. `stdout` and `stderr` must match whole,
//! `stdout_has` and `stderr_has` in part; `never` may stand in neither. `{home}` is the folder of the case; times,
//! long fingerprints and versions of the program are replaced by `<time>`, `<hash>`, `<short>` before comparing.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

pub const PASSPHRASE: &str = "correct horse battery staple";

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[allow(dead_code, reason = "it tells the reader what the case is about")]
    about: String,
    step: Vec<Step>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    #[serde(default)]
    run: String,
    #[serde(default)]
    args: Vec<String>,
    /// Files written before the step, below the folder of the case.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files that the step must have left with this content.
    #[serde(default)]
    leaves: BTreeMap<String, String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
    /// How often `stdin` is repeated: for input that is too large.
    #[serde(default = "once")]
    stdin_times: usize,
    #[serde(default)]
    code: i32,
    stdout: Option<String>,
    stderr: Option<String>,
    #[serde(default)]
    stdout_has: Vec<String>,
    #[serde(default)]
    stderr_has: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
}

fn once() -> usize {
    1
}

/// The program in this folder, with the passphrase in a file and no terminal.
pub fn program(home: &Path) -> Command {
    // A session of its own has no terminal, wherever the tests are started from.
    let mut command = Command::new("setsid");
    command
        .arg(env!("CARGO_BIN_EXE_strongroom"))
        .env_clear()
        .env("HOME", home)
        .env("STRONGROOM_CONFIG_DIR", home.join("config"))
        .env("STRONGROOM_DATA_DIR", home.join("data"))
        .env("STRONGROOM_PASSPHRASE_FILE", home.join("passphrase"))
        .env("STRONGROOM_USER", "ann")
        .current_dir(home);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// A folder with the passphrase in a file.
pub fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
    std::fs::create_dir(home.path().join("config")).unwrap();
    home
}

/// Runs the program with these arguments and this input; answers with exit code, output and errors.
pub fn run(home: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let mut command = program(home);
    command.args(args);
    finish(command, stdin.as_bytes())
}

fn finish(mut command: Command, stdin: &[u8]) -> (i32, String, String) {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts (it needs `setsid`)");
    // A program that does not read its input ends the pipe; that is no failure of the test.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// Runs the case of this name.
pub fn play(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cli/cases/{name}.toml"));
    let text = std::fs::read_to_string(file).unwrap();
    let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let home = home();
    for (index, step) in case.step.iter().enumerate() {
        step.play(home.path(), &format!("{name}, step {} `{}{}`", index + 1, step.run, step.args.join(" ")));
    }
}

impl Step {
    fn play(&self, home: &Path, name: &str) {
        let filled = |text: &str| text.replace("{home}", &home.display().to_string());
        for (file, text) in &self.files {
            let file = home.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, filled(text)).unwrap();
        }
        let mut command = program(home);
        command.args(self.run.split_whitespace().map(filled)).args(self.args.iter().map(|arg| filled(arg)));
        for (variable, text) in &self.env {
            if text.is_empty() {
                command.env_remove(variable);
            } else {
                command.env(variable, filled(text));
            }
        }
        let (code, stdout, stderr) = finish(command, self.stdin.repeat(self.stdin_times).as_bytes());
        let (stdout, stderr) = (settled(&stdout, home), settled(&stderr, home));
        let told = format!("{name}\n--- exit {code}\n--- stdout\n{stdout}--- stderr\n{stderr}---");
        assert_eq!(code, self.code, "exit code of {told}");
        for (wanted, got, what) in [(&self.stdout, &stdout, "stdout"), (&self.stderr, &stderr, "stderr")] {
            if let Some(wanted) = wanted {
                assert_eq!(got, wanted, "{what} of {told}");
            }
        }
        for part in &self.stdout_has {
            assert!(stdout.contains(part), "stdout lacks {part:?} in {told}");
        }
        for part in &self.stderr_has {
            assert!(stderr.contains(part), "stderr lacks {part:?} in {told}");
        }
        for part in &self.never {
            assert!(!stdout.contains(part) && !stderr.contains(part), "{part:?} is shown in {told}");
        }
        for (file, text) in &self.leaves {
            assert_eq!(std::fs::read_to_string(home.join(file)).unwrap(), *text, "{file} after {told}");
        }
    }
}

/// The text without what differs from run to run.
fn settled(text: &str, home: &Path) -> String {
    let text = text.replace(&home.display().to_string(), "{home}");
    let is_hash = |word: &str| word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | ':') && !word.is_empty() {
            word.push(c);
            continue;
        }
        match &*word {
            time if time.len() == 20 && time.ends_with('Z') && time.starts_with("20") => {
                out.push_str("<time>");
            }
            hash if hash.len() == 64 && is_hash(hash) => out.push_str("<hash>"),
            short if short.len() == 12 && is_hash(short) => out.push_str("<short>"),
            other => out.push_str(other),
        }
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}
