//! A pane with its state, behind one object-safe face: what lets the whole hold a list of panes.

use super::{Binding, Changed, Cx, Pane, Place, Table, Trace, Verb, ViewCx};
use crate::message::{Answer, Given, Key, Level, Mouse, Outbox, Paste, Shared};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::fmt::{Debug, Formatter};
use std::time::Duration;

/// A pane that lives. Every method mirrors one of [`Pane`].
pub trait Live: Debug {
    /// The pane's name.
    fn id(&self) -> &'static str;
    /// The pane's name on screen.
    fn title(&self) -> &'static str;
    /// The pane's place; nothing for what opens over the panes.
    fn place(&self) -> Option<Place>;
    /// The pane's verbs, as they stand now.
    fn verbs(&self, shared: &Shared) -> Vec<Verb>;
    /// The pane's table, whatever its state.
    fn table(&self) -> Table;
    /// Does one of the pane's verbs by its name; true when it has such a verb.
    fn run(&mut self, verb: &str, cx: &Cx<'_>, out: &mut Outbox) -> bool;
    /// Handles a key: text first, then verbs; true when it was for this pane.
    fn press(&mut self, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool;
    /// See [`Pane::typing`].
    fn typing(&self) -> &'static [(&'static str, &'static str)];
    /// See [`Pane::paste`].
    fn paste(&mut self, paste: Paste, cx: &Cx<'_>, out: &mut Outbox);
    /// See [`Pane::mouse`].
    fn mouse(&mut self, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox);
    /// See [`Pane::reply`].
    fn reply(&mut self, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox);
    /// See [`Pane::give_up`].
    fn give_up(&mut self, purpose: &'static str, out: &mut Outbox);
    /// See [`Pane::given`].
    fn given(&mut self, given: Given, cx: &Cx<'_>, out: &mut Outbox);
    /// See [`Pane::changed`].
    fn changed(&mut self, change: &Changed, cx: &Cx<'_>, out: &mut Outbox);
    /// See [`Pane::deadline`].
    fn deadline(&self) -> Option<Duration>;
    /// See [`Pane::expire`].
    fn expire(&mut self, cx: &Cx<'_>, out: &mut Outbox);
    /// See [`Pane::hide`].
    fn hide(&mut self, out: &mut Outbox);
    /// See [`Pane::would_lose`].
    fn would_lose(&self) -> bool;
    /// See [`Pane::asks`].
    fn asks(&self) -> bool;
    /// See [`Pane::stands_on`].
    fn stands_on(&self, shared: &Shared) -> Option<Trace>;
    /// See [`Pane::shows_value`].
    fn shows_value(&self) -> bool;
    /// See [`Pane::awaits_value`].
    fn awaits_value(&self) -> bool;
    /// See [`Pane::view`].
    fn view(&self, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position>;
}

/// Brings a pane to life with this state.
pub fn live<P: Pane>(state: P::State) -> Box<dyn Live> {
    Box::new(Alive::<P> { state })
}

struct Alive<P: Pane> {
    state: P::State,
}

impl<P: Pane> Alive<P> {
    /// Does a verb, or says why it cannot be done.
    fn call(&mut self, binding: &Binding<P::Msg>, cx: &Cx<'_>, out: &mut Outbox) {
        match P::why_not(&self.state, &binding.msg, cx.shared) {
            Some(reason) => out.say(Level::Info, format!("{}: {reason}", binding.help)),
            None => P::update(&mut self.state, binding.msg.clone(), cx, out),
        }
    }
}

impl<P: Pane> Debug for Alive<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {:?}", P::ID, self.state)
    }
}

impl<P: Pane> Live for Alive<P> {
    fn id(&self) -> &'static str {
        P::ID
    }

    fn title(&self) -> &'static str {
        P::TITLE
    }

    fn place(&self) -> Option<Place> {
        P::PLACE
    }

    fn verbs(&self, shared: &Shared) -> Vec<Verb> {
        let verb = |b: &Binding<P::Msg>| Verb::of(b, &shared.keymap, P::why_not(&self.state, &b.msg, shared));
        P::BINDINGS.iter().map(verb).collect()
    }

    fn table(&self) -> Table {
        Table::of::<P>()
    }

    fn run(&mut self, verb: &str, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        let binding = P::BINDINGS.iter().find(|binding| binding.verb == verb);
        binding.inspect(|binding| self.call(binding, cx, out)).is_some()
    }

    fn press(&mut self, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if P::capture(&mut self.state, key, cx, out) {
            return true;
        }
        let keymap = &cx.shared.keymap;
        let binding =
            P::BINDINGS.iter().find(|binding| keymap.keys(binding.verb, binding.keys).contains(&key));
        binding.inspect(|binding| self.call(binding, cx, out)).is_some()
    }

    fn typing(&self) -> &'static [(&'static str, &'static str)] {
        P::typing(&self.state)
    }

    fn paste(&mut self, paste: Paste, cx: &Cx<'_>, out: &mut Outbox) {
        P::paste(&mut self.state, paste, cx, out);
    }

    fn mouse(&mut self, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        P::mouse(&mut self.state, mouse, cx, out);
    }

    fn reply(&mut self, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        P::reply(&mut self.state, purpose, answer, cx, out);
    }

    fn give_up(&mut self, purpose: &'static str, out: &mut Outbox) {
        P::give_up(&mut self.state, purpose, out);
    }

    fn given(&mut self, given: Given, cx: &Cx<'_>, out: &mut Outbox) {
        P::given(&mut self.state, given, cx, out);
    }

    fn changed(&mut self, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        P::changed(&mut self.state, change, cx, out);
    }

    fn deadline(&self) -> Option<Duration> {
        P::deadline(&self.state)
    }

    fn expire(&mut self, cx: &Cx<'_>, out: &mut Outbox) {
        P::expire(&mut self.state, cx, out);
    }

    fn hide(&mut self, out: &mut Outbox) {
        P::hide(&mut self.state, out);
    }

    fn would_lose(&self) -> bool {
        P::would_lose(&self.state)
    }

    fn asks(&self) -> bool {
        P::asks(&self.state)
    }

    fn stands_on(&self, shared: &Shared) -> Option<Trace> {
        P::stands_on(&self.state, shared)
    }

    fn shows_value(&self) -> bool {
        P::shows_value(&self.state)
    }

    fn awaits_value(&self) -> bool {
        P::awaits_value(&self.state)
    }

    fn view(&self, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        P::view(&self.state, cx, area, buf)
    }
}
