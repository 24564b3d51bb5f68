//! What a pane puts out while it handles one message: questions, changes, actions.

use super::{Action, Level, Notice, Overlay, Request, Slot};
use crate::provider::Error;

/// Whether a request may be overtaken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// A newer one in its slot takes its place.
    Question,
    /// It runs to its end; its slot takes nothing else meanwhile.
    Change,
}

/// A request with the slot that gets its answer.
#[derive(Debug)]
pub struct Ask {
    /// Who gets the answer.
    pub slot: Slot,
    /// Whether it may be overtaken.
    pub nature: Nature,
    /// What is wanted.
    pub request: Request,
}

/// Collects what one pane wants.
#[derive(Debug)]
pub struct Outbox {
    owner: &'static str,
    /// Requests in the order in which they were made.
    pub asks: Vec<Ask>,
    /// Slots whose question nobody waits for any more.
    pub dropped: Vec<Slot>,
    /// Actions in the order in which they were taken.
    pub actions: Vec<Action>,
}

impl Outbox {
    /// The outbox of this pane.
    pub fn of(owner: &'static str) -> Self {
        Self { owner, asks: Vec::new(), dropped: Vec::new(), actions: Vec::new() }
    }

    fn slot(&self, purpose: &'static str) -> Slot {
        Slot { owner: self.owner, purpose }
    }

    /// Asks a question; it overtakes an open one of the same purpose.
    pub fn ask(&mut self, purpose: &'static str, request: Request) {
        self.asks.push(Ask { slot: self.slot(purpose), nature: Nature::Question, request });
    }

    /// Asks a question whose answer opens an overlay of this title. The keys wait for it, so that nothing typed too
    /// early lands elsewhere.
    pub fn ask_to_open(&mut self, purpose: &'static str, what: String, request: Request) {
        self.ask(purpose, request);
        self.await_opening(purpose, what);
    }

    /// The answer to this question, asked before, opens an overlay of this title; the keys wait for it.
    pub fn await_opening(&mut self, purpose: &'static str, what: String) {
        self.act(Action::Await(self.slot(purpose), what));
    }

    /// Starts a change; refused with a notice while one of the same purpose is under way.
    pub fn change(&mut self, purpose: &'static str, request: Request) {
        self.asks.push(Ask { slot: self.slot(purpose), nature: Nature::Change, request });
    }

    /// Nobody waits for this question any more.
    pub fn drop_question(&mut self, purpose: &'static str) {
        self.dropped.push(self.slot(purpose));
    }

    /// Takes an action.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Opens an overlay.
    pub fn open(&mut self, overlay: Overlay) {
        self.act(Action::Open(Box::new(overlay)));
    }

    /// Says something in the footer.
    pub fn say(&mut self, level: Level, text: impl Into<String>) {
        self.act(Action::Say(Notice { level, text: text.into() }));
    }

    /// Says what went wrong and what to do next.
    pub fn fail(&mut self, error: &Error) {
        let text = match error.hint_in_console() {
            Some(hint) => format!("{error} · {hint}"),
            None => error.to_string(),
        };
        // What waits for somebody else has not gone wrong.
        let level = if matches!(error, Error::Pending { .. }) { Level::Info } else { Level::Error };
        self.say(level, text);
    }
}
