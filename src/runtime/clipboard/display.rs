//! The clipboard of the display: X11, Wayland or macOS. Histories are asked not to keep it.

use super::{Way, is_set};
use crate::domain::SecretValue;
use arboard::{Clipboard, Set};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// One handle for as long as the console lives: on X11 and Wayland the value is served from this process.
#[derive(Default)]
pub(super) struct Display {
    handle: Option<Clipboard>,
    /// A salted hash of what was put last, to know whether it is still there.
    mark: Option<Mark>,
}

/// Tells a text again without holding it.
struct Mark {
    salt: [u8; 16],
    hash: [u8; 32],
}

impl Mark {
    fn of(text: &[u8]) -> Option<Self> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).ok()?;
        Some(Self { salt, hash: hash(salt, text) })
    }

    fn is_of(&self, text: &[u8]) -> bool {
        hash(self.salt, text) == self.hash
    }
}

fn hash(salt: [u8; 16], text: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

/// Whether a display is at hand. Over SSH it would be the wrong one, or a forwarded one of somebody's.
pub(super) fn is_there() -> bool {
    let is_far = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].into_iter().any(is_set);
    let has_display = cfg!(target_os = "macos") || is_set("WAYLAND_DISPLAY") || is_set("DISPLAY");
    has_display && !is_far
}

impl Way for Display {
    fn name(&self) -> &'static str {
        "clipboard"
    }

    fn put(&mut self, text: &SecretValue, is_secret: bool) -> Result<(), &'static str> {
        let done = text.expose_text(|text| {
            let handle = self.handle()?;
            let set = if is_secret { unrecorded(handle.set()) } else { handle.set() };
            // Owned: the text moves to whoever serves it, and is wiped with it.
            set.text(text.to_owned()).map_err(|_| "the display's clipboard refused")
        });
        let is_done = done.unwrap_or(Err("the value is no text"));
        self.mark = match is_done {
            Ok(()) => text.expose(Mark::of),
            Err(_) => {
                // A display that went away may come back.
                self.handle = None;
                None
            }
        };
        is_done
    }

    fn clear(&mut self) {
        let (Some(mark), Some(handle)) = (self.mark.take(), &mut self.handle) else { return };
        let there = handle.get_text().map(Zeroizing::new);
        if there.is_ok_and(|there| mark.is_of(there.as_bytes())) {
            // Nothing can be done about a display that refuses this.
            let _ = handle.clear();
        }
    }
}

impl Display {
    fn handle(&mut self) -> Result<&mut Clipboard, &'static str> {
        if self.handle.is_none() {
            self.handle = Some(Clipboard::new().map_err(|_| "the display cannot be reached")?);
        }
        self.handle.as_mut().ok_or("the display cannot be reached")
    }
}

/// Asks managers of the clipboard not to keep what is set.
fn unrecorded(set: Set<'_>) -> Set<'_> {
    #[cfg(all(unix, not(any(target_os = "macos", target_os = "android", target_os = "emscripten"))))]
    let set = arboard::SetExtLinux::exclude_from_history(set);
    #[cfg(target_os = "macos")]
    let set = arboard::SetExtApple::exclude_from_history(set);
    set
}
