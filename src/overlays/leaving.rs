//! The question before something typed is lost: asked once, and answered by the next key, which does nothing else.

use crate::message::{Action, Key, KeyCode, Outbox};
use crate::panes::{Cx, Pane};

/// The question about what was typed.
pub(super) const QUESTION: &str = "What you typed would be lost. y leaves, any other key goes on.";

/// Whether the question stands.
#[derive(Debug, Default)]
pub(super) struct Leaving {
    is_asked: bool,
}

impl Leaving {
    /// Leaves, or asks first when something would be lost.
    pub(super) fn leave(&mut self, would_lose: bool, out: &mut Outbox) {
        if would_lose {
            self.is_asked = true;
        } else {
            out.act(Action::Close);
        }
    }

    /// It is not meant any more.
    pub(super) fn stay(&mut self) {
        self.is_asked = false;
    }

    /// Whether the question is to be seen.
    pub(super) fn is_asked(&self) -> bool {
        self.is_asked
    }

    /// Takes the key that answers the question: `y` leaves; every other key of the form goes on and does nothing else,
    /// so that no answer lands in what is typed. The key that asked goes on too: who hammers it loses nothing. True
    /// when it took the key.
    pub(super) fn takes<P: Pane>(&mut self, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if !self.is_asked {
            return false;
        }
        self.is_asked = false;
        // Typed before the question was to be seen, it belongs to what was being typed.
        if cx.is_seen && matches!(key, Key { code: KeyCode::Char('y' | 'Y'), ctrl: false, alt: false, .. }) {
            out.act(Action::Close);
            return true;
        }
        let keymap = &cx.shared.keymap;
        let is_called = P::BINDINGS.iter().any(|own| keymap.keys(own.verb, own.keys).contains(&key));
        is_called || P::is_typed(key)
    }
}
