//! The console without a terminal: the real app on the real runtime, driven by keys, waiting for quiet.

use super::keys::keys;
use super::picture::picture;
use std::sync::Arc;
use std::time::{Duration, Instant};
use strongroom::app::{App, Start};
use strongroom::domain::{SecretValue, Timestamp};
use strongroom::message::{Effect, Event, Now, Paste, Shared, Timing};
use strongroom::ops::Session;
use strongroom::provider::Lock;
use strongroom::providers::memory;
use strongroom::runtime::{Arrival, Runtime};
use strongroom::theme::Themes;

/// The time of day in tests: 2026-06-01 12:00 UTC.
pub const TODAY: Timestamp = Timestamp(1_780_315_200_000);

/// The console on a runtime, with a clock that only tests move.
pub struct Console {
    pub app: App,
    pub runtime: Runtime,
    pub session: Arc<Session>,
    pub now: Now,
    pub size: (u16, u16),
    /// Effects other than requests, in order.
    pub effects: Vec<Effect>,
    /// Sequences sent to the terminal.
    pub sequences: Vec<SecretValue>,
}

impl Console {
    /// On the sample data of the demo.
    pub fn demo() -> Self {
        let demo = memory::demo(TODAY).unwrap();
        let providers = demo.providers.into_iter().map(|(id, title, store)| (id, title.to_owned(), store));
        let session = Session::with_providers(demo.keeper, providers.collect(), demo.teams)
            .allowing(strongroom::providers::KINDS, &demo.read_only)
            .of_person("tester");
        Self::on(Arc::new(session), true)
    }

    /// On this session.
    pub fn on(session: Arc<Session>, is_demo: bool) -> Self {
        let lock = session.lock_state().unwrap();
        let now = Now { wall: TODAY, clock: Duration::from_secs(1) };
        let size = (120, 40);
        let kinds = session.kinds();
        let shared = Shared { lock, person: "tester".into(), is_demo, kinds, ..facts(session.active_team()) };
        let (app, effects) =
            App::new(Start { size, shared, themes: Themes::built_in().unwrap(), notice: None }, now);
        let runtime = Runtime::start(Arc::clone(&session), || {}).unwrap();
        let mut console =
            Self { app, runtime, session, now, size, effects: Vec::new(), sequences: Vec::new() };
        console.perform(effects);
        console
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Run(ticket, request) => self.runtime.run(ticket, request),
                Effect::Cancel(ticket) => self.runtime.cancel(ticket),
                Effect::Stop(ticket) => self.runtime.stop(ticket),
                other => self.effects.push(other),
            }
        }
    }

    /// Hands one event to the app.
    pub fn event(&mut self, event: Event) -> &mut Self {
        let effects = self.app.update(self.now, event);
        self.perform(effects);
        self
    }

    /// Presses keys, one after the other, without waiting for answers.
    pub fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.see().event(Event::Key(key));
        }
        self
    }

    /// The frame as it is now comes to the screen.
    fn see(&mut self) -> &mut Self {
        if self.app.awaits_frame() {
            self.event(Event::Seen);
        }
        self
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        let text = SecretValue::copied(text.as_bytes());
        self.event(Event::Paste(Paste { text, is_too_large: false }))
    }

    /// Takes answers until nothing is under way.
    pub fn settle(&mut self) -> &mut Self {
        self.settle_until(|console| console.app.is_quiet())
    }

    /// Takes answers until something holds.
    pub fn settle_until(&mut self, holds: impl Fn(&Self) -> bool) -> &mut Self {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < Duration::from_secs(30), "never settled:\n{}", self.screen());
            match self.runtime.wait_for_arrival(Duration::from_secs(10)) {
                Some(Arrival::Event(event)) => {
                    self.event(event);
                }
                Some(Arrival::Terminal(sequence)) => self.sequences.push(sequence),
                None => {}
            }
        }
        self
    }

    /// Presses keys, each after the last has settled.
    pub fn work(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.see().event(Event::Key(key)).settle();
        }
        self
    }

    /// Leaves every overlay, whatever was typed in it.
    pub fn leave(&mut self) -> &mut Self {
        for _ in 0..4 {
            self.work("<esc>");
            if self.screen().contains("y leaves") {
                self.work("y");
            }
        }
        self
    }

    /// Lets time pass.
    pub fn pass(&mut self, time: Duration) -> &mut Self {
        self.now.clock += time;
        self.event(Event::Tick)
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.event(Event::Resize { width, height })
    }

    /// What is to be seen.
    pub fn screen(&self) -> String {
        picture(&self.app, self.now, self.size)
    }

    /// Fails with the whole screen when a text is not to be seen.
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not to be seen:\n{screen}");
        self
    }

    /// Fails with the whole screen when a text is to be seen.
    pub fn hides(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is to be seen:\n{screen}");
        self
    }
}

/// Shared facts before anything is known.
pub fn facts(team: strongroom::domain::TeamId) -> Shared {
    Shared {
        lock: Lock::Open,
        teams: Vec::new(),
        team,
        providers: Vec::new(),
        names: None,
        selected: None,
        known: Default::default(),
        timing: Timing::default(),
        person: "tester".into(),
        is_demo: false,
        keymap: Default::default(),
        is_presenting: false,
        mistakes: Vec::new(),
        presses: 0,
        deleting: Vec::new(),
        kinds: strongroom::providers::KINDS,
    }
}
