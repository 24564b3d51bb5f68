//! One console at work: events go into the pure half, what it wants is done, frames go out.

use super::Ended;
use super::farewell::see_off;
use super::signals::Signals;
use super::terminal::{Buffers, Terminal};
use super::wake::Bell;
use crate::app::App;
use crate::message::{Effect, Event, Now};
use crate::runtime::Runtime;
use std::io;
use std::time::Duration;

/// A countdown that is over and yet asks for ticks must not turn the loop at full speed.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// Why the process is to be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspend {
    /// The person asked for it here: the shell behind us is to come forward.
    Asked,
    /// A signal was sent to this process.
    Signal,
}

/// The pure half between its surroundings, and what has been wanted since the last frame.
pub(super) struct Turn {
    // Dropped first.
    app: App,
    runtime: Runtime,
    has_news: bool,
    buffers: Buffers,
    /// When the next tick is due, on the runtime's clock, as it was found before the last pause.
    tick_at: Option<Duration>,
    pub(super) suspend: Option<Suspend>,
    pub(super) ended: Option<Ended>,
}

impl Turn {
    /// The first turn, with the first effects done.
    pub(super) fn first(app: App, runtime: Runtime, effects: Vec<Effect>) -> Self {
        let mut turn = Self {
            app,
            runtime,
            has_news: true,
            buffers: Buffers::Keep,
            tick_at: None,
            suspend: None,
            ended: None,
        };
        turn.perform(effects);
        turn
    }

    /// The time now.
    pub(super) fn now(&self) -> Now {
        self.runtime.now()
    }

    /// Whether a copied value is to be taken off the clipboard later.
    pub(super) fn keeps_clipboard(&self) -> bool {
        self.app.keeps_clipboard()
    }

    /// The working half.
    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// How long to pause at most, so that the next tick comes in time; `None` while nothing counts down.
    pub(super) fn until_tick(&mut self) -> Option<Duration> {
        let now = self.now();
        let pause = self.app.next_tick(now).map(|pause| pause.max(SHORTEST_PAUSE));
        self.tick_at = pause.map(|pause| now.clock + pause);
        pause
    }

    /// Handles the tick if its time has come during the last pause.
    pub(super) fn tick_if_due(&mut self) {
        if self.tick_at.take_if(|at| *at <= self.runtime.now().clock).is_some() {
            self.handle(Event::Tick);
        }
    }

    /// Handles one event. After the end nothing is handled any more.
    pub(super) fn handle(&mut self, event: Event) {
        if self.ended.is_some() {
            return;
        }
        self.has_news = true;
        let effects = self.app.update(self.runtime.now(), event);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Run(ticket, request) => self.runtime.run(ticket, request),
                Effect::Cancel(ticket) => self.runtime.cancel(ticket),
                Effect::Stop(ticket) => self.runtime.stop(ticket),
                Effect::Wipe => self.buffers = Buffers::Renew,
                Effect::Suspend => self.suspend = Some(Suspend::Asked),
                Effect::Quit => self.ended = Some(Ended::Quit),
            }
        }
    }

    /// Draws a frame if anything happened since the last one.
    pub(super) fn draw(&mut self, terminal: &mut Terminal) -> io::Result<()> {
        if !self.has_news {
            return Ok(());
        }
        if terminal.is_behind() {
            match self.buffers {
                // The terminal still takes the frame before; the next one is made when it has it.
                Buffers::Keep => return Ok(()),
                // What is to go from the screen is not to wait for it either.
                Buffers::Renew => terminal.forget(),
            }
        }
        self.has_news = false;
        let buffers = std::mem::replace(&mut self.buffers, Buffers::Keep);
        let now = self.runtime.now();
        terminal.draw(buffers, |area, buf| self.app.view(now, area, buf))
    }

    /// Whether there is a question that counts as asked only when it has been on the screen.
    pub(super) fn asks(&self) -> bool {
        self.app.awaits_frame()
    }

    /// What is to be seen now is on the screen.
    pub(super) fn seen(&mut self) {
        // It changes nothing that could be drawn.
        let effects = self.app.update(self.runtime.now(), Event::Seen);
        self.perform(effects);
    }

    /// Has the next frame drawn on new buffers, whether or not anything happens before it.
    pub(super) fn renew(&mut self) {
        self.has_news = true;
        self.buffers = Buffers::Renew;
    }

    /// Drops the pure half with all values, then waits for changes under way.
    pub(super) fn end(self, bell: &Bell, signals: &Signals) -> Ended {
        let Self { app, runtime, ended, .. } = self;
        let names = app.changes_under_way();
        drop(app);
        see_off(&runtime, ended.unwrap_or(Ended::Quit), &names, bell, signals)
    }
}
