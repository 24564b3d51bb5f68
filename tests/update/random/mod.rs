//! Random events: whatever comes in whatever order, nothing panics and no value is seen without a lease.

mod answers;
mod coverage;

use crate::support::keys::keys;
use crate::support::pure::Pure;
use coverage::Coverage;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::collections::{BTreeMap, VecDeque};
use strongroom::domain::SecretValue;
use strongroom::message::{Answer, Event, Key, KeyCode, Mouse, MouseKind, Paste, Request, Signal};
use strongroom::provider::Lock;

/// Shown only when somebody asks for it.
const CANARY: &str = "canary-5f2a91c7";

/// Starts from which the walk always goes, and the most it goes from to try everything.
const SEEDS: usize = 4;
const MOST_SEEDS: usize = 24;

/// Where a person would go: ways into every overlay, and on inside it. Other events come between the keys; at a dot
/// everything that was asked is answered.
const WAYS: &[&str] = &[
    "<esc>y<esc>y<esc>3G·e·x<ctrl-s>··r<right><enter>",
    "<esc>y<esc>y<esc>3G·e·x<ctrl-r>",
    "<esc>y<esc>y<esc>3G·e·x<ctrl-s>··",
    "<esc>y<esc>y<esc>3axy<tab><space><tab>u<tab><ctrl-g>·",
    "<esc>y<esc>y<esc>3axy<tab><space><tab>u<tab><ctrl-g>·<enter>·<ctrl-r><ctrl-s>·",
    "<esc>y<esc>y<esc>3Gexy",
    "<esc>y<esc>y<esc>3GY",
    "<esc>y<esc>y<esc>3Gc<tab>new<enter>·",
    "<esc>y<esc>y<esc>2j",
    "<esc>y<esc>y<esc>1axy<tab>",
    "<esc>y<esc>y<esc>R·!",
    "<esc>y<esc>y<esc>3GYd·",
    "<esc>y<esc>y<esc>3Gdy·u·",
    "<esc>y<esc>y<esc>3<ctrl-a>Dx",
    "<esc>y<esc>y<esc>3/b·<down>r·",
    "<esc>y<esc>y<esc>3G·5·r·",
    "<esc>y<esc>y<esc>3G·5·j=·r·",
    "<esc>y<esc>y<esc>3G·4·r·jr·",
    "<esc>y<esc>y<esc>b·<space>u",
    "<esc>y<esc>y<esc>Tjj<enter>",
    "<esc>y<esc>y<esc>fb·<down><enter>",
    "<esc>y<esc>y<esc>Rwx",
    "<esc>y<esc>y<esc>?/re",
    "<esc>y<esc>y<esc>:re<enter>",
    "<esc>y<esc>y<esc>Jb<tab>",
    "<esc>y<esc>y<esc>1axy<tab><space><tab>1s<ctrl-t>·<ctrl-s>·",
    "<esc>y<esc>y<esc>1e·<tab>x<ctrl-s>·",
    "<esc>y<esc>y<esc>2sxy<tab>al<ctrl-s>·",
    "<esc>y<esc>y<esc>2sxy<tab><tab>al<ctrl-s>·<enter>r",
    "<esc>y<esc>y<esc>1Gx",
    "<esc>y<esc>y<esc>1Gxr·",
    "<esc>y<esc>y<esc>P",
    "<ctrl-l>",
];

/// The way out of the gate, whether there is a store or not.
const UNLOCK: &str = "·<ctrl-u>secret words<enter>·";

/// A small generator, so that a failure can be repeated from its seed (SplitMix64), and the way it is on.
struct Dice {
    state: u64,
    way: VecDeque<Key>,
    /// How many ways were begun.
    ways: usize,
}

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn small(&mut self, sides: usize) -> u16 {
        u16::try_from(self.roll(sides)).unwrap()
    }

    fn key(&mut self) -> Key {
        const CODES: &[KeyCode] = &[
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Tab,
            KeyCode::BackTab,
            KeyCode::Backspace,
            KeyCode::Delete,
            KeyCode::Up,
            KeyCode::Down,
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::Home,
            KeyCode::End,
            KeyCode::PageUp,
            KeyCode::PageDown,
            KeyCode::F(1),
        ];
        // Keys that lead somewhere come more often than by chance.
        match self.roll(14) {
            10 => Key::char('r'),
            11 => Key::plain(KeyCode::Esc),
            12 => Key::char('3'),
            0..=2 => Key::plain(CODES[self.roll(CODES.len())]),
            3 => Key::ctrl(char::from(b'a' + u8::try_from(self.roll(26)).unwrap())),
            4 => Key { alt: true, ..Key::plain(CODES[self.roll(CODES.len())]) },
            _ => Key::char(char::from(b' ' + u8::try_from(self.roll(95)).unwrap())),
        }
    }

    /// Answers an open request, or tells a part of the answer where there can be one.
    fn reply(&mut self, pure: &mut Pure, which: usize, is_part: bool) {
        let (ticket, request) = &pure.open[which];
        let ticket = *ticket;
        if matches!(request, Request::Survey) {
            if let Some(part) = self.part(request) {
                pure.reply(ticket, Answer::Part(part));
            }
            pure.answer_places_with(&["corp", "vault"]);
            return;
        }
        if let (Request::SetUp(_), Some(part)) = (request, self.part(request)) {
            // Tokens come before the end, and open a view of their own.
            let end = self.answer(request);
            pure.reply(ticket, Answer::Part(part));
            if !is_part {
                pure.reply(ticket, Answer::End(end));
            }
            return;
        }
        let part = self.part(request).filter(|_| is_part).map(Answer::Part);
        let answer = part.unwrap_or_else(|| Answer::End(self.answer(request)));
        pure.reply(ticket, answer);
    }

    fn answer_all(&mut self, pure: &mut Pure) {
        for _ in 0..pure.open.len() {
            if !pure.open.is_empty() {
                self.reply(pure, 0, false);
            }
        }
    }

    /// One step of a way, if there is one to go.
    fn go(&mut self, pure: &mut Pure, coverage: &mut Coverage) -> bool {
        let is_locked = pure.app.part_with_keys() == "unlock";
        let is_known = coverage.next(pure.app.part_with_keys()).is_none();
        // Where something was not tried yet, one stays longer; before the gate there is nothing to see.
        if self.way.is_empty()
            && self.roll(if is_locked {
                2
            } else if is_known {
                8
            } else {
                24
            }) == 0
        {
            if is_locked {
                self.way.extend(keys(UNLOCK));
            } else {
                self.way.extend(keys(WAYS[self.ways % WAYS.len()]));
                self.ways += 1;
            }
        }
        if self.roll(40) == 0 {
            return false;
        }
        match self.way.pop_front() {
            Some(dot) if dot == Key::char('·') => self.answer_all(pure),
            Some(key) => press(pure, key, coverage),
            None => return false,
        }
        true
    }

    fn step(&mut self, pure: &mut Pure, coverage: &mut Coverage) {
        let (width, height) = pure.size;
        if (width < 40 || height < 10) && self.roll(6) == 0 {
            resize(pure, (80, 24));
        }
        if self.go(pure, coverage) {
            return;
        }
        if let Some(key) = coverage.next(pure.app.part_with_keys()).filter(|_| self.roll(4) > 0) {
            press(pure, key, coverage);
            return;
        }
        match self.roll(20) {
            0 if self.roll(4) == 0 => {
                // Nothing can be done in a terminal that is too small, so most are large enough.
                let size = match self.roll(4) {
                    0 => (self.small(140), self.small(50)),
                    other => [(120, 40), (80, 24), (60, 20)][other - 1],
                };
                resize(pure, size);
            }
            1 => {
                pure.event(Event::Focus(self.roll(2) == 0));
            }
            2 => {
                let text = SecretValue::copied(["pasted", "x\ny", ""][self.roll(3)].as_bytes());
                pure.event(Event::Paste(Paste { text, is_too_large: self.roll(9) == 0 }));
            }
            3 => {
                let kind = [MouseKind::Press, MouseKind::WheelUp, MouseKind::WheelDown][self.roll(3)];
                let (column, row) = (self.small(150), self.small(60));
                pure.event(Event::Mouse(Mouse { kind, column, row }));
            }
            4 => {
                let time = std::time::Duration::from_millis(self.roll(20_000) as u64);
                pure.pass(time);
            }
            5 if self.roll(8) == 0 => {
                let signal = [Signal::Suspend, Signal::Continue][self.roll(2)];
                pure.event(Event::Signal(signal));
            }
            5..=12 if !pure.open.is_empty() => {
                let which = self.roll(pure.open.len());
                let is_part = self.roll(3) == 0;
                self.reply(pure, which, is_part);
            }
            _ => {
                let key = self.key();
                press(pure, key, coverage);
            }
        }
    }
}

fn press(pure: &mut Pure, key: Key, coverage: &mut Coverage) {
    coverage.press(pure.app.part_with_keys(), key);
    pure.see().event(Event::Key(key));
}

fn resize(pure: &mut Pure, (width, height): (u16, u16)) {
    pure.size = (width, height);
    pure.event(Event::Resize { width, height });
}

/// Whether the value that must not be seen unasked is on the screen. Reads the cells as they are, which is quick.
fn is_seen(pure: &Pure) -> bool {
    let mut buffer = Buffer::empty(Rect::new(0, 0, pure.size.0, pure.size.1));
    pure.app.view(pure.now, buffer.area, &mut buffer);
    let cells: String = buffer.content.iter().map(Cell::symbol).collect();
    cells.contains(CANARY)
}

#[test]
fn no_order_of_events_panics_or_shows_a_value_without_a_lease() {
    let events = std::env::var("STRONGROOM_RANDOM_EVENTS").ok().and_then(|text| text.parse().ok());
    let events: usize = events.unwrap_or(4_800);
    // How often each part had the keys, and how often a value was to be seen then.
    let mut reached: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut coverage = Coverage::new();
    for seed in 0..MOST_SEEDS {
        // Further seeds only while something was not tried yet.
        let is_reached = coverage.overlays().iter().all(|id| reached.contains_key(*id));
        if seed >= SEEDS && is_reached && coverage.missed().is_empty() {
            break;
        }
        let mut dice = Dice { state: seed as u64, way: VecDeque::new(), ways: 0 };
        let mut pure = Pure::started([Lock::Open, Lock::Locked, Lock::Missing][dice.roll(3)]);
        for step in 0..events / SEEDS {
            dice.step(&mut pure, &mut coverage);
            let is_seen = is_seen(&pure);
            let (times, seen) = reached.entry(pure.app.part_with_keys()).or_default();
            *times += 1;
            if is_seen {
                *seen += 1;
                assert!(
                    pure.app.shows_value() && !pure.app.shared().is_presenting,
                    "seed {seed}, step {step}: a value without a lease\n{}",
                    pure.screen()
                );
            }
            if step % 50 == 0 {
                assert!(!format!("{:?}", pure.app).contains(CANARY), "seed {seed}, step {step}");
            }
            pure.effects.clear();
        }
    }
    for (part, (times, seen)) in &reached {
        println!("{part:<10} had the keys in {times:>6} events, a value was to be seen in {seen:>5}");
    }
    assert!(
        reached.values().any(|(_, seen)| *seen > 0),
        "no value was ever revealed, so this proves nothing"
    );
    let unseen: Vec<_> = coverage.overlays().iter().filter(|id| !reached.contains_key(**id)).collect();
    assert!(unseen.is_empty(), "never reached, so this proves nothing of them: {unseen:?}");
    assert!(coverage.missed().is_empty(), "never called: {:?}", coverage.missed());
}
