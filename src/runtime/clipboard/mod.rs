//! The clipboard: tmux's own buffers inside tmux, OSC 52 elsewhere; taken off again when its time is over.

use super::runner::{Arrival, Post};
use crate::domain::{Field, SecretValue};
use crate::provider::{Error, Result};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// The name of our buffer in tmux: one, so that nothing of ours is left behind.
const BUFFER: &str = "strongroom";
/// Longest value that terminals take by OSC 52, in bytes.
const LONGEST: usize = 74_000;

/// How a value got to the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Tmux,
    Terminal,
}

/// Puts values on the clipboard and takes them off again.
pub(super) struct Clipboard {
    post: Post,
    way: Option<Way>,
    /// Counts what was put; a timer clears only what it was set for.
    held: Arc<Mutex<Held>>,
}

/// What of ours is on the clipboard.
#[derive(Debug, Default)]
struct Held {
    count: u64,
    is_ours: bool,
}

impl Clipboard {
    pub(super) fn new(post: Post) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let way = if set("TMUX") {
            Some(Way::Tmux)
        } else {
            let term = std::env::var("TERM").unwrap_or_default();
            (!matches!(term.as_str(), "" | "dumb" | "linux")).then_some(Way::Terminal)
        };
        Self { post, way, held: Arc::default() }
    }

    /// Puts a text there, a value only for a while, and tells by which way.
    pub(super) async fn put(
        self: &Arc<Self>,
        value: SecretValue,
        keep: Option<Duration>,
    ) -> Result<&'static str> {
        let Some(way) = self.way else {
            let what = "nothing was copied: this terminal has no clipboard that can be reached".into();
            return Err(Error::Unsupported { what });
        };
        match way {
            Way::Tmux => {
                let loaded = tokio::task::spawn_blocking(move || {
                    tmux(&["load-buffer", "-w", "-b", BUFFER, "-"], Some(&value))
                });
                loaded.await.map_err(|_| Error::Bug { what: "the clipboard".into() })??;
            }
            Way::Terminal => {
                if value.len() > LONGEST {
                    let what =
                        "nothing was copied: the value is too long for the terminal's clipboard".into();
                    return Err(Error::Unsupported { what });
                }
                self.post.send(Arrival::Terminal(osc52(&value)));
            }
        }
        let mine = {
            let mut held = self.held();
            held.count += 1;
            held.is_ours = keep.is_some();
            held.count
        };
        if let Some(keep) = keep {
            let clipboard = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(keep).await;
                let is_still_mine = {
                    let held = clipboard.held();
                    held.is_ours && held.count == mine
                };
                if is_still_mine {
                    let _ = tokio::task::spawn_blocking(move || clipboard.clear()).await;
                }
            });
        }
        Ok(match way {
            Way::Tmux => "tmux buffer",
            Way::Terminal => "by the terminal, if it allows that",
        })
    }

    /// Takes our value off, if there is one. What a terminal holds cannot be asked, so there ours is assumed.
    pub(super) fn clear(&self) {
        if !std::mem::take(&mut self.held().is_ours) {
            return;
        }
        match self.way {
            Some(Way::Tmux) => {
                // The terminal around tmux got the value too. A buffer that is gone was taken off by somebody else.
                let blank = SecretValue::copied(b" ");
                let _ = tmux(&["load-buffer", "-w", "-b", BUFFER, "-"], Some(&blank));
                let _ = tmux(&["delete-buffer", "-b", BUFFER], None);
            }
            Some(Way::Terminal) => self.post.send(Arrival::Terminal(osc52(&SecretValue::new(Vec::new())))),
            None => {}
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sequence that sets the terminal's clipboard; an empty value clears it.
fn osc52(value: &SecretValue) -> SecretValue {
    let encoded = value.expose(Field::base64);
    let mut sequence = Zeroizing::new(Vec::with_capacity(encoded.len() + 8));
    sequence.extend_from_slice(b"\x1b]52;c;");
    sequence.extend_from_slice(encoded.as_bytes());
    sequence.extend_from_slice(b"\x07");
    SecretValue::copied(&sequence)
}

/// Runs tmux; the value goes through standard input, never through arguments.
fn tmux(arguments: &[&str], input: Option<&SecretValue>) -> Result<()> {
    let failed = || Error::Unsupported { what: "nothing was copied: tmux refused".into() };
    let mut child = Command::new("tmux")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| failed())?;
    if let (Some(mut stdin), Some(value)) = (child.stdin.take(), input) {
        value.expose(|bytes| stdin.write_all(bytes)).map_err(|_| failed())?;
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(failed()),
    }
}
