//! The question before something typed is lost: asked once, and answered by the next key, which does nothing else.

use super::keys::keyed;
use crate::message::{Action, Key, KeyCode, Outbox};
use crate::panes::{Cx, Pane, ViewCx};

/// Whether the question stands.
#[derive(Debug, Default)]
pub(super) struct Leaving {
    is_asked: bool,
}

impl Leaving {
    /// Leaves, or asks first when something would be lost. Asked for twice it leaves.
    pub(super) fn leave(&mut self, would_lose: bool, out: &mut Outbox) {
        if would_lose && !self.is_asked {
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

    /// Takes the key that answers the question: `y` leaves, and so does the verb of this name; every other key of the
    /// form goes on and does nothing else, so that no answer lands in what is typed. True when it took the key.
    pub(super) fn takes<P: Pane>(&mut self, key: Key, verb: &str, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if !self.is_asked {
            return false;
        }
        let keymap = &cx.shared.keymap;
        let called = P::BINDINGS.iter().find(|own| keymap.keys(own.verb, own.keys).contains(&key));
        match (key, called) {
            (_, Some(called)) if called.verb == verb => false,
            (Key { code: KeyCode::Char('y' | 'Y'), ctrl: false, alt: false, .. }, _) => {
                out.act(Action::Close);
                true
            }
            (_, called) => {
                self.is_asked = false;
                called.is_some() || P::is_typed(key)
            }
        }
    }

    /// The question, with the key of the verb that leaves.
    pub(super) fn question<P: Pane>(verb: &str, cx: &ViewCx<'_>) -> String {
        let text = format!("What you typed would be lost. y or {{{verb}}} leaves, any other key goes on.");
        keyed::<P>(&text, cx).into_owned()
    }
}
