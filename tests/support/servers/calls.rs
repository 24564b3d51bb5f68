//! The calls that a server took, by its own audit log: what a user action costs, told by the server itself.

use serde_json::Value;
use std::fmt::{Display, Formatter};
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

/// The calls after a moment. The server writes each down before it answers. It does not write down questions about its
/// own state (`sys/health`, `sys/seal-status`) and what it answers while sealed: [`super::DelayProxy`] sees these too.
pub struct Calls {
    file: PathBuf,
    from: u64,
}

/// One call that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `read`, `list`, `scan`, `create`, `update`, `patch` or `delete`.
    pub operation: String,
    /// After `/v1/`.
    pub path: String,
    /// The token as it was sent; empty for a login.
    pub token: String,
    /// The caller's port: one a connection.
    pub port: u64,
    /// The server's refusal.
    pub error: Option<String>,
}

impl Calls {
    pub(super) fn from_now(file: PathBuf) -> Self {
        let from = std::fs::metadata(&file).map_or(0, |file| file.len());
        Self { file, from }
    }

    /// Every call so far, in the order of the answers.
    pub fn all(&self) -> Vec<Call> {
        let mut text = String::new();
        let mut file = std::fs::File::open(&self.file).expect("the audit log");
        file.seek(SeekFrom::Start(self.from.saturating_sub(1))).expect("the audit log");
        file.read_to_string(&mut text).expect("the audit log");
        // The line that was half-written at that moment is a call from before it.
        let begin = if self.from == 0 { 0 } else { text.find('\n').map_or(text.len(), |end| end + 1) };
        let text = &text[begin..];
        // The last line may be half-written.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let entries =
            whole.lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry of JSON"));
        entries.filter(|entry| entry["type"] == "response").map(|entry| Call::of(&entry)).collect()
    }

    /// The calls with a token, a line each: `read kv-1/data/db`.
    pub fn with(&self, token: &str) -> Vec<String> {
        self.all().iter().filter(|call| call.token == token).map(Call::to_string).collect()
    }

    /// The calls on a path and below, a line each, with any token.
    pub fn below(&self, path: &str) -> Vec<String> {
        self.all().iter().filter(|call| call.path.starts_with(path)).map(Call::to_string).collect()
    }
}

impl Call {
    fn of(entry: &Value) -> Self {
        let (request, text) =
            (&entry["request"], |value: &Value| value.as_str().unwrap_or_default().to_owned());
        Self {
            operation: text(&request["operation"]),
            path: text(&request["namespace"]["path"]) + &text(&request["path"]),
            token: text(&request["client_token"]),
            port: request["remote_port"].as_u64().unwrap_or_default(),
            error: entry["error"].as_str().map(str::to_owned),
        }
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.operation, self.path)
    }
}
