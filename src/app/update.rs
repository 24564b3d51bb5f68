//! One event in, effects out: routes keys, answers and time to the part they belong to.

use super::keymap::{self, Everywhere};
use super::state::{App, Start};
use super::{recovery, renewal};
use crate::message::{
    Action, Answer, Effect, Event, Key, KeyCode, Level, Line, Mouse, MouseKind, Nature, Now, Outbox, Outcome,
    Overlay, Paste, Reply, Signal, Slot,
};
use crate::panes::{Changed, Cx, Live};
use std::time::Duration;

/// The lock countdown is shown for this long before it ends.
const LOCK_WARNING: Duration = Duration::from_secs(30);

impl App {
    /// The console before its first event, with what it wants done first.
    pub fn new(start: Start, now: Now) -> (Self, Vec<Effect>) {
        let mut app = Self::empty(start, now);
        let mut effects = Vec::new();
        if app.is_open() {
            app.opened(now, &mut effects);
        }
        (app, effects)
    }

    /// Handles one event.
    pub fn update(&mut self, now: Now, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        let showed = self.shows_value();
        match event {
            Event::Key(key) => {
                self.last_key = now.clock;
                // What a key before had to say is not about this one.
                self.notice.take_if(|notice| notice.level == Level::Info);
                self.key(key, now, &mut effects);
            }
            Event::Mouse(mouse) => {
                self.last_key = now.clock;
                self.mouse(mouse, now, &mut effects);
            }
            Event::Paste(paste) => {
                self.last_key = now.clock;
                self.paste(paste, now, &mut effects);
            }
            Event::Resize { width, height } => {
                self.size = (width, height);
                self.hide_unseen(now, &mut effects);
            }
            Event::Focus(has_it) => {
                if !has_it {
                    self.hide(now, &mut effects);
                }
            }
            Event::Tick => self.tick(now, &mut effects),
            // On a terminal that is too small there is nothing to be seen of it.
            Event::Seen => self.is_seen = !self.layout().is_too_small,
            Event::Reply(reply) => self.reply(reply, now, &mut effects),
            Event::Signal(signal) => self.signal(signal, now, &mut effects),
        }
        self.end_waiting(now, &mut effects);
        self.is_seen &= self.focused().asks();
        self.shared.deleting.retain(|ticket| self.slots.owner(*ticket).is_some());
        // Presentation mode holds whatever a part may have shown meanwhile.
        if self.shared.is_presenting && self.shows_value() {
            self.hide(now, &mut effects);
        }
        // Whatever was shown and is not any more must leave every cell; a value that gave way to another, too.
        if showed && !self.shows_value() {
            effects.push(Effect::Wipe);
        }
        effects
    }

    /// When the next tick is due: nothing while nothing counts down.
    pub fn next_tick(&self, now: Now) -> Option<Duration> {
        let mut wake = Vec::new();
        let leases = self.panes.iter().chain(&self.overlays).filter_map(|part| part.deadline());
        for end in leases.chain(self.clipboard) {
            // At every whole second left, because that is when the figure on screen changes.
            let left = end.saturating_sub(now.clock);
            let whole = Duration::from_secs(left.as_secs());
            wake.push(if whole == left {
                left.min(Duration::from_secs(1))
            } else {
                left.saturating_sub(whole)
            });
        }
        if let Some(end) = self.lock_at() {
            let left = end.saturating_sub(now.clock);
            let to_warning = left.saturating_sub(LOCK_WARNING);
            wake.push(if to_warning.is_zero() { left.min(Duration::from_secs(1)) } else { to_warning });
        }
        wake.extend(
            self.waiting_seen_at().and_then(|at| at.checked_sub(now.clock)).filter(|left| !left.is_zero()),
        );
        wake.extend(self.next_login_tick(now));
        wake.extend(self.renewal_in(now));
        wake.extend(self.recovery_at().map(|at| at.saturating_sub(now.clock)));
        // The ages of what is under way count on while they are looked at.
        if !self.slots.is_quiet() && self.overlays.last().is_some_and(|top| top.id() == "tasks") {
            wake.push(Duration::from_secs(1));
        }
        wake.into_iter().min()
    }

    /// When the console locks by itself. The demo has no passphrase, so it never does.
    fn lock_at(&self) -> Option<Duration> {
        let after = self.shared.timing.lock;
        let locks = self.is_open() && !after.is_zero() && !self.shared.is_demo;
        locks.then_some(self.last_key + after)
    }

    /// Seconds until the console locks, near the end.
    pub(super) fn lock_countdown(&self, now: Now) -> Option<u64> {
        let left = self.lock_at()?.saturating_sub(now.clock);
        (left <= LOCK_WARNING).then_some(left.as_secs())
    }

    fn key(&mut self, key: Key, now: Now, effects: &mut Vec<Effect>) {
        if self.layout().is_too_small {
            // What cannot be seen must not be acted on; leaving is always possible.
            let was_leaving = std::mem::take(&mut self.is_leaving);
            let is_quit = || keymap::everywhere(key, &self.shared.keymap, false) == Some(Everywhere::Quit);
            if key == Key::ctrl('c') || is_quit() {
                if self.would_lose() && !was_leaving {
                    self.is_leaving = true;
                } else {
                    self.act(Action::Quit, now, effects);
                }
            }
            return;
        }
        self.is_leaving = false;
        self.pressed();
        if key == Key::plain(KeyCode::Esc) && self.overlays.is_empty() && self.turns_away() {
            self.hide(now, effects);
            return;
        }
        let took = self.focused_does(now, effects, |part, cx, out| part.press(key, cx, out));
        if took {
            return;
        }
        let is_covered = !self.is_open() || !self.overlays.is_empty();
        if let Some(verb) = keymap::everywhere(key, &self.shared.keymap, is_covered) {
            self.everywhere(verb, now, effects);
        } else if key.alt && self.is_open() {
            // A terminal multiplexer or a slow line makes one key of Esc and the next: it means both.
            self.key(Key::plain(KeyCode::Esc), now, effects);
            self.key(Key { alt: false, ..key }, now, effects);
        }
    }

    /// A key or the mouse was pressed: whoever waited for something in the panes goes on.
    fn pressed(&mut self) {
        self.keys += 1;
        if self.overlays.is_empty() {
            self.shared.presses += 1;
        }
    }

    /// Whether a value is on the screen or on its way there: what turns away from it comes before everything else.
    fn turns_away(&self) -> bool {
        self.panes.iter().any(|pane| pane.shows_value() || pane.awaits_value())
    }

    pub(super) fn everywhere(&mut self, verb: Everywhere, now: Now, effects: &mut Vec<Effect>) {
        let count = self.panes.len();
        if let Some(reason) = keymap::why_not(verb, &self.shared) {
            self.say(Level::Info, reason);
            return;
        }
        match verb {
            Everywhere::Help => self.act(Action::Open(Box::new(Overlay::Help)), now, effects),
            Everywhere::Bin => self.act(Action::Open(Box::new(Overlay::Bin)), now, effects),
            Everywhere::Palette => self.open_line(Line::Verb, now, effects),
            Everywhere::Jump => self.open_line(Line::Path, now, effects),
            Everywhere::Present => self.present(now, effects),
            Everywhere::Themes => self.open_themes(now, effects),
            Everywhere::Find => self.act(Action::Open(Box::new(Overlay::Find)), now, effects),
            Everywhere::Tasks => self.act(Action::Open(Box::new(Overlay::Tasks)), now, effects),
            Everywhere::Mistakes => self.act(Action::Open(Box::new(Overlay::Mistakes)), now, effects),
            Everywhere::Messages => {
                let said = self.said.iter().rev().cloned().collect();
                self.act(Action::Open(Box::new(Overlay::Messages(said))), now, effects);
            }
            Everywhere::Next => self.focus_on((self.focus + 1) % count, now, effects),
            Everywhere::Back => self.focus_on((self.focus + count - 1) % count, now, effects),
            Everywhere::Pane(index) => self.focus_on(index, now, effects),
            Everywhere::Refresh => self.act(Action::Refresh, now, effects),
            // Over a list of providers it is about the one under the cursor.
            Everywhere::LogIn if self.overlays.is_empty() && self.panes[self.focus].id() == "providers" => {
                self.focused_does(now, effects, |part, cx, out| part.changed(&Changed::LogIn, cx, out));
            }
            Everywhere::LogIn if self.is_open() => self.ask_login(now, effects),
            Everywhere::LogIn => {}
            Everywhere::Lock => self.act(Action::Lock, now, effects),
            Everywhere::Suspend => self.act(Action::Suspend, now, effects),
            Everywhere::Quit => self.act(Action::Quit, now, effects),
        }
    }

    /// A value whose pane has lost its place on a smaller terminal is not shown, so it must not stay.
    fn hide_unseen(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let layout = self.layout();
        let is_seen = |index| !layout.is_too_small && !layout.area(index).is_empty();
        if self.panes.iter().enumerate().any(|(index, pane)| pane.shows_value() && !is_seen(index)) {
            self.hide(now, effects);
        }
    }

    fn mouse(&mut self, mouse: Mouse, now: Now, effects: &mut Vec<Effect>) {
        self.pressed();
        if !self.is_open() || !self.overlays.is_empty() {
            self.focused_does(now, effects, |part, cx, out| part.mouse(mouse, cx, out));
            return;
        }
        let Some(index) = self.layout().pane_at(mouse.column, mouse.row) else { return };
        if mouse.kind == MouseKind::Press {
            self.focus_on(index, now, effects);
        }
        let area = self.layout().area(index);
        let is_seen = self.is_seen;
        let cx = Cx { now, shared: &self.shared, tasks: self.slots.tasks(), area, is_seen };
        let pane = &mut self.panes[index];
        let mut out = Outbox::of(pane.id());
        pane.mouse(mouse, &cx, &mut out);
        self.send(out, now, effects);
    }

    fn paste(&mut self, paste: Paste, now: Now, effects: &mut Vec<Effect>) {
        self.focused_does(now, effects, |part, cx, out| part.paste(paste, cx, out));
    }

    fn tick(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.clipboard.is_some_and(|end| end <= now.clock) {
            self.clipboard_cleared();
        }
        self.all_do(now, effects, |part, cx, out| {
            if part.deadline().is_some_and(|end| end <= now.clock) {
                part.expire(cx, out);
            }
        });
        if self.recovery_at().is_some_and(|at| at <= now.clock) {
            self.recover(now, effects);
        }
        if self.renewal_in(now).is_some_and(|left| left.is_zero()) {
            self.attend_logins(now, effects);
        }
        if self.lock_at().is_some_and(|end| end <= now.clock) {
            self.act(Action::Lock, now, effects);
        }
    }

    fn clipboard_cleared(&mut self) {
        if self.clipboard.take().is_some() {
            self.say(Level::Info, "the copied value has left the clipboard");
        }
    }

    fn reply(&mut self, reply: Reply, now: Now, effects: &mut Vec<Effect>) {
        // A late answer to a question that nobody waits for any more changes nothing.
        let Some(slot) = self.slots.owner(reply.ticket) else { return };
        if let Answer::Part(Outcome::Warning(text)) = reply.answer {
            self.say(Level::Error, text);
            return;
        }
        if let Answer::Part(Outcome::Progress(progress)) = &reply.answer {
            self.slots.progress(reply.ticket, *progress);
            return;
        }
        self.is_questioning = self.slots.nature(reply.ticket) == Some(Nature::Question);
        let refused = self.refused(reply.ticket, &reply.answer);
        let teams = self.teams_asked(reply.ticket);
        if let Answer::End(result) = &reply.answer {
            self.slots.done(reply.ticket, result, now);
        }
        if let Some(refused) = refused {
            self.learn_refusal(refused, now, effects);
        }
        self.heed(&teams, &reply.answer, now, effects);
        if let Some(index) = self.commits.iter().position(|commit| commit.ticket == reply.ticket) {
            self.committed(index, reply.answer, now, effects);
            return;
        }
        if self.is_sign_of_life(slot, &reply.answer) {
            self.recover(now, effects);
        }
        self.deliver(slot, reply.answer, now, effects);
        self.is_questioning = false;
    }

    /// Hands an answer to the part that asked.
    pub(super) fn deliver(&mut self, slot: Slot, answer: Answer, now: Now, effects: &mut Vec<Effect>) {
        if slot == recovery::SLOT {
            self.recovered(answer, now, effects);
            return;
        }
        if slot == renewal::SLOT {
            self.attended(answer, now, effects);
            return;
        }
        if slot.owner == "app" {
            self.own_reply(answer, now, effects);
            return;
        }
        let mut answer = Some(answer);
        self.all_do(now, effects, |part, cx, out| {
            if part.id() == slot.owner
                && let Some(answer) = answer.take()
            {
                part.reply(slot.purpose, answer, cx, out);
            }
        });
        // Its overlay was closed meanwhile: a change that failed must still be told.
        match answer {
            Some(Answer::End(Err(error))) => self.say(Level::Error, error.to_string()),
            Some(Answer::End(Ok(Outcome::SetUp(_)))) => {
                let text =
                    "the form was gone before the team was set up; do it again, which makes new tokens";
                self.say(Level::Info, text);
            }
            Some(Answer::End(Ok(Outcome::Written { .. } | Outcome::Relabelled(_)))) => {
                self.everyone(&Changed::Refresh, now, effects);
            }
            _ => {}
        }
    }

    fn signal(&mut self, signal: Signal, now: Now, effects: &mut Vec<Effect>) {
        match signal {
            Signal::Leave => self.act(Action::Quit, now, effects),
            Signal::Suspend => self.act(Action::Suspend, now, effects),
            Signal::Stop => self.clipboard_cleared(),
            Signal::Continue => self.last_key = now.clock,
        }
    }

    /// Lets the part with the keys do something, and does what it puts out.
    pub(super) fn focused_does<R>(
        &mut self,
        now: Now,
        effects: &mut Vec<Effect>,
        with: impl FnOnce(&mut dyn Live, &Cx<'_>, &mut Outbox) -> R,
    ) -> R {
        let (result, out) = self.with_focused(now, |part, cx| {
            let mut out = Outbox::of(part.id());
            (with(part, cx, &mut out), out)
        });
        self.send(out, now, effects);
        result
    }

    /// Lets every part do something, and does what they put out.
    pub(super) fn all_do(
        &mut self,
        now: Now,
        effects: &mut Vec<Effect>,
        mut with: impl FnMut(&mut dyn Live, &Cx<'_>, &mut Outbox),
    ) {
        let mut outs = Vec::new();
        self.each(now, |part, cx| {
            let mut out = Outbox::of(part.id());
            with(part, cx, &mut out);
            outs.push(out);
        });
        for out in outs {
            self.send(out, now, effects);
        }
    }

    /// Tells every pane and overlay of a change.
    pub(super) fn everyone(&mut self, change: &Changed, now: Now, effects: &mut Vec<Effect>) {
        self.all_do(now, effects, |part, cx, out| part.changed(change, cx, out));
    }

    /// Does what a part has put out: first what it asks, then what it means.
    fn send(&mut self, out: Outbox, now: Now, effects: &mut Vec<Effect>) {
        for slot in out.dropped {
            self.slots.close(slot, effects);
        }
        for ask in out.asks {
            if self.shared.is_presenting && ask.request.puts_value_in_sight() {
                self.say(Level::Info, "presentation mode is on: no value is revealed or copied");
                continue;
            }
            if self.slots.open(ask, now, effects).is_err() {
                self.say(Level::Info, "the change before is still under way");
            }
        }
        for action in out.actions {
            self.act(action, now, effects);
        }
    }
}
