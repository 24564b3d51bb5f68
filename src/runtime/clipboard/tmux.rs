//! tmux's own buffers: the value goes in through standard input, and the buffer is deleted again.

use super::Way;
use crate::domain::SecretValue;
use std::process::{Command, Stdio};

/// The name of our buffer: one, so that nothing of ours is left behind.
const BUFFER: &str = "strongroom";

pub(super) struct Tmux;

impl Way for Tmux {
    fn name(&self) -> &'static str {
        "tmux buffer"
    }

    fn put(&mut self, text: &SecretValue, _is_secret: bool) -> Result<(), &'static str> {
        load(text).map_err(|()| "tmux refused")
    }

    fn clear(&mut self) {
        // The terminal around tmux got the value too; when a newer buffer is there, it has given way to that one.
        if is_newest() {
            let _ = load(&SecretValue::copied(b" "));
        }
        // A buffer that is gone was taken off by somebody else.
        let _ = tmux(&["delete-buffer", "-b", BUFFER]);
    }
}

/// Loads our buffer, and the clipboard of the terminal around tmux.
fn load(text: &SecretValue) -> Result<(), ()> {
    let mut child = command(&["load-buffer", "-w", "-b", BUFFER, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|_| ())?;
    let written = match child.stdin.take() {
        Some(mut stdin) => text.expose(|bytes| std::io::Write::write_all(&mut stdin, bytes)).map_err(|_| ()),
        None => Err(()),
    };
    // Waited for in any case, so that it does not stay as a zombie.
    let is_done = child.wait().is_ok_and(|status| status.success());
    written.and(if is_done { Ok(()) } else { Err(()) })
}

/// Whether no other buffer was made after ours.
fn is_newest() -> bool {
    let names = tmux(&["list-buffers", "-F", "#{buffer_name}"]);
    names.is_some_and(|names| names.split(|byte| *byte == b'\n').next() == Some(BUFFER.as_bytes()))
}

/// Runs tmux and answers with what it printed; nothing when it refused.
fn tmux(arguments: &[&str]) -> Option<Vec<u8>> {
    let output = command(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("tmux");
    command.args(arguments).stderr(Stdio::null());
    command
}
