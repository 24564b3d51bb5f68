//! A key of the filter over 100,000 names, from the key to the frame that shows what matches, beside the matcher alone.
//!
//! The runtime does the matching, as in the console; only the terminal is missing. The matcher alone is one thread that
//! scores every name of the same list and keeps nothing.

use super::{Times, millis, names, ratio};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::{Duration, Instant};
use strongroom::app::App;
use strongroom::domain::Timestamp;
use strongroom::message::{Answer, Effect, Event, Key, KeyCode, Names, Now, Outcome, Reply, Request};
use strongroom::ops::Session;
use strongroom::providers::memory;
use strongroom::runtime::{Arrival, Runtime};

const COUNT: usize = 100_000;
const ROUNDS: usize = 9;

/// What is typed, and how much of the names it matches.
const NEEDLES: &[(&str, &str)] =
    &[("e", "all"), ("prodpass", "much"), ("kafka9931", "little"), ("zzqx", "nothing")];

pub(super) fn filter() {
    let mut console = Console::new();
    println!(
        "filter over {COUNT} names, medians of {ROUNDS} rounds; first matches: goal 16.7 ms; ratio: goal 1.3"
    );
    println!("  typed      matches       matcher alone    first matches    all matches    ratio");
    for (needle, matched) in NEEDLES {
        let ends: Vec<usize> = needle.char_indices().map(|(index, c)| index + c.len_utf8()).collect();
        let mut keys: Vec<[Vec<Duration>; 3]> = ends.iter().map(|_| Default::default()).collect();
        let mut rush = Vec::new();
        let mut found = vec![0; ends.len()];
        for _ in 0..ROUNDS {
            console.press(Key::char('/'));
            for ((key, c), end) in keys.iter_mut().zip(needle.chars()).zip(&ends) {
                let seen = console.type_and_wait(c);
                key[1].push(seen.first);
                key[2].push(seen.all);
                let (alone, count) = alone(&console.names, &needle[..*end]);
                key[0].push(alone);
                found[needle[..*end].chars().count() - 1] = count;
            }
            console.clear();
            rush.push(console.rush(needle));
        }
        for ((end, key), found) in ends.iter().zip(keys).zip(found) {
            let [alone, first, all] = key.map(|times| Times::of(times).median());
            println!(
                "  {:<10} {found:>7} {:>13.1} ms {:>13.1} ms {:>11.1} ms {:>8.2}",
                &needle[..*end],
                millis(alone),
                millis(first),
                millis(all),
                ratio(all, alone)
            );
        }
        let rush = Times::of(rush).median();
        println!("  {needle} ({matched}) typed at once, last key → all matches {:.1} ms", millis(rush));
    }
}

/// Every name scored by one thread, and how many match.
fn alone(names: &Names, pattern: &str) -> (Duration, usize) {
    let start = Instant::now();
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let pattern = Pattern::parse(pattern, CaseMatching::Smart, Normalization::Smart);
    let mut chars = Vec::new();
    let paths = names.entries().iter().map(|entry| &*entry.path);
    let count =
        paths.filter(|path| pattern.score(Utf32Str::new(path, &mut chars), &mut matcher).is_some()).count();
    (start.elapsed(), count)
}

/// Names as people give them: team, service, stage, and what it is.
fn paths() -> impl Iterator<Item = String> {
    const SERVICES: &[&str] = &["checkout", "kafka", "ledger", "postgres", "search", "identity", "mail"];
    const STAGES: &[&str] = &["prod", "stage", "dev"];
    const THINGS: &[&str] = &["password", "api-key", "tls-key", "session-token", "webhook"];
    (0..COUNT).map(|index| {
        let (service, stage) = (SERVICES[index % SERVICES.len()], STAGES[index % STAGES.len()]);
        format!(
            "team-{:02}/{service}-{}/{stage}/{}-{index:05}",
            index % 17,
            index % 521,
            THINGS[index % THINGS.len()]
        )
    })
}

/// From a key to frames.
struct Seen {
    first: Duration,
    all: Duration,
}

/// The console without a terminal.
struct Console {
    app: App,
    now: Now,
    names: Arc<Names>,
    runtime: Runtime,
    shown: Buffer,
    next: Buffer,
}

impl Console {
    fn new() -> Self {
        let (app, now, names) = names::app(paths());
        let demo = memory::demo(Timestamp(1_780_315_200_000)).unwrap();
        let session = Session::with_providers(demo.keeper, Vec::new(), demo.teams);
        let runtime = Runtime::start(Arc::new(session), || {}).unwrap();
        let area = Rect::new(0, 0, 120, 40);
        let (shown, next) = (Buffer::empty(area), Buffer::empty(area));
        Self { app, now, names, runtime, shown, next }
    }

    /// Hands over an event. The filter goes to the runtime; whatever else is asked has nothing to tell.
    fn event(&mut self, event: Event) {
        let mut effects = self.app.update(self.now, event);
        while let Some(effect) = effects.pop() {
            match effect {
                Effect::Run(ticket, request @ Request::Filter { .. }) => self.runtime.run(ticket, request),
                Effect::Run(ticket, _) => {
                    let done = Event::Reply(Reply::end(ticket, Ok(Outcome::Done)));
                    effects.extend(self.app.update(self.now, done));
                }
                Effect::Cancel(ticket) => self.runtime.cancel(ticket),
                _ => {}
            }
        }
    }

    fn press(&mut self, key: Key) {
        self.event(Event::Key(key));
        self.draw();
    }

    fn draw(&mut self) {
        self.next.reset();
        self.app.view(self.now, self.next.area, &mut self.next);
        std::hint::black_box(self.shown.diff(&self.next).len());
        std::mem::swap(&mut self.shown, &mut self.next);
    }

    /// Takes what comes until the filter has answered whole.
    fn wait(&mut self, start: Instant) -> Seen {
        let mut first = None;
        loop {
            let Some(Arrival::Event(event)) = self.runtime.wait_for_arrival(Duration::from_secs(10)) else {
                panic!("the filter answers");
            };
            let (is_match, is_end) = match &event {
                Event::Reply(Reply { answer: Answer::Part(Outcome::Matches(_)), .. }) => (true, false),
                Event::Reply(Reply { answer: Answer::End(Ok(Outcome::Matches(_))), .. }) => (true, true),
                _ => (false, false),
            };
            self.event(event);
            self.draw();
            if is_match {
                first.get_or_insert_with(|| start.elapsed());
            }
            if is_end {
                let all = start.elapsed();
                return Seen { first: first.unwrap_or(all), all };
            }
        }
    }

    fn type_and_wait(&mut self, c: char) -> Seen {
        let start = Instant::now();
        self.press(Key::char(c));
        let seen = self.wait(start);
        self.settle();
        seen
    }

    /// All of it without a pause; from the last key to all that matches.
    fn rush(&mut self, needle: &str) -> Duration {
        self.press(Key::char('/'));
        for c in needle.chars() {
            self.press(Key::char(c));
        }
        let start = Instant::now();
        let seen = self.wait_for_last(start);
        self.clear();
        seen
    }

    fn wait_for_last(&mut self, start: Instant) -> Duration {
        // Answers to keys before the last one are on their way still; they count as nothing.
        let mut all = start.elapsed();
        while !self.app.is_quiet() {
            if let Some(Arrival::Event(event)) = self.runtime.wait_for_arrival(Duration::from_secs(10)) {
                let is_matches = matches!(
                    &event,
                    Event::Reply(Reply { answer: Answer::End(Ok(Outcome::Matches(_))), .. })
                );
                self.event(event);
                self.draw();
                if is_matches {
                    all = start.elapsed();
                }
            }
        }
        all
    }

    /// Leaves the filter without going to what it found, so that the next one looks at all names again.
    fn clear(&mut self) {
        self.press(Key::ctrl('u'));
        self.press(Key::plain(KeyCode::Esc));
        self.settle();
    }

    fn settle(&mut self) {
        while !self.app.is_quiet() {
            if let Some(Arrival::Event(event)) = self.runtime.wait_for_arrival(Duration::from_secs(10)) {
                self.event(event);
            }
        }
        // What was given up may answer once more.
        while let Some(Arrival::Event(event)) = self.runtime.next_arrival() {
            self.event(event);
        }
        self.draw();
    }
}
