//! The clipboard: puts a text there by the first way that works, and takes a value off again when its time is over.

mod display;
mod terminal;
#[cfg(test)]
mod tests;
mod tmux;

use super::runner::Post;
use crate::domain::SecretValue;
use crate::provider::{Error, Result};
use crate::secure::wipe_stack;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

/// One way to a clipboard. Calls may block, but not for ever.
trait Way: Send {
    /// What the message calls it.
    fn name(&self) -> &'static str;

    /// Puts a text there. The error says why not, in a few words.
    fn put(&mut self, text: &SecretValue, is_secret: bool) -> std::result::Result<(), &'static str>;

    /// Takes what was put last off again, unless somebody else has put something there meanwhile.
    fn clear(&mut self);
}

/// Puts values on the clipboard and takes them off again.
pub(super) struct Clipboard {
    state: Mutex<State>,
}

struct State {
    /// The best one first.
    ways: Vec<Box<dyn Way>>,
    /// The way of the value that is there, and its number; a timer clears only what it was set for.
    held: Option<(usize, u64)>,
    count: u64,
}

impl Clipboard {
    /// The ways that this environment has.
    pub(super) fn new(post: Post) -> Self {
        let mut ways: Vec<Box<dyn Way>> = Vec::new();
        if display::is_there() {
            ways.push(Box::new(display::Display::default()));
        }
        if is_set("TMUX") {
            ways.push(Box::new(tmux::Tmux));
        } else if terminal::is_there() {
            // Inside tmux the sequence is dropped, or makes a buffer that cannot be cleared.
            ways.push(Box::new(terminal::Terminal::new(post)));
        }
        Self::with(ways)
    }

    fn with(ways: Vec<Box<dyn Way>>) -> Self {
        Self { state: Mutex::new(State { ways, held: None, count: 0 }) }
    }

    /// Puts a text there and tells by which way. With a time it is a value, and leaves when the time is over.
    pub(super) async fn put(
        self: &Arc<Self>,
        text: SecretValue,
        keep: Option<Duration>,
    ) -> Result<&'static str> {
        let clipboard = Arc::clone(self);
        let put = tokio::task::spawn_blocking(move || {
            let put = clipboard.state().put(&text, keep.is_some());
            drop(text);
            // The thread is kept for other work, and writing the value out has left pieces of it on its stack.
            wipe_stack();
            put
        });
        let (by, mine) = put.await.map_err(|_| Error::Bug { what: "the clipboard".into() })??;
        if let Some(keep) = keep {
            let clipboard = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(keep).await;
                let clear = move || {
                    clipboard.state().clear(Some(mine));
                    // To know whether it is still ours, it was read.
                    wipe_stack();
                };
                let _ = tokio::task::spawn_blocking(clear).await;
            });
        }
        Ok(by)
    }

    /// Takes our value off, if there is one.
    pub(super) fn clear(&self) {
        self.state().clear(None);
        wipe_stack();
    }

    /// The same for somebody who cannot wait: a display or a tmux that hangs gets this long. Says whether it is done.
    pub(super) fn clear_within(self: &Arc<Self>, at_most: Duration) -> bool {
        let (tell, done) = channel();
        let clipboard = Arc::clone(self);
        let clear = move || {
            clipboard.clear();
            // Whoever has given up waiting does not hear it.
            let _ = tell.send(());
        };
        Builder::new().spawn(clear).is_ok() && done.recv_timeout(at_most).is_ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, text: &SecretValue, is_secret: bool) -> Result<(&'static str, u64)> {
        let mut reasons = Vec::new();
        for index in 0..self.ways.len() {
            // A value that went another way must not stay there when this one overtakes it.
            if self.held.is_some_and(|(held, _)| held != index) {
                self.clear(None);
            }
            let way = &mut self.ways[index];
            match way.put(text, is_secret) {
                Ok(()) => {
                    let by = way.name();
                    self.count += 1;
                    self.held = is_secret.then_some((index, self.count));
                    return Ok((by, self.count));
                }
                Err(reason) => reasons.push(reason),
            }
        }
        if reasons.is_empty() {
            reasons.push("there is no display, no tmux, and no terminal with a clipboard");
        }
        Err(Error::Unsupported { what: format!("nothing was copied: {}", reasons.join("; ")) })
    }

    /// Takes our value off; with a number only when it is the one of that number.
    fn clear(&mut self, number: Option<u64>) {
        let is_it = |(_, held): &mut (usize, u64)| number.is_none_or(|number| number == *held);
        if let Some((index, _)) = self.held.take_if(is_it) {
            self.ways[index].clear();
        }
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
