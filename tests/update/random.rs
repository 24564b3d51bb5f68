//! Random events: whatever comes in whatever order, nothing panics and no value is seen without a lease.

use crate::support::pure::{Pure, entries, secret, unreachable, values};
use strongroom::domain::{
    SecretKind, SecretPath, SecretValue, TeamId, VersionInfo, VersionNumber, VersionState,
};
use strongroom::message::{
    Answer, Event, Found, Key, KeyCode, Mark, Match, Mouse, MouseKind, Outcome, Outlook, Paste, Planned,
    Request, Signal, Tally,
};
use strongroom::provider::{Binned, Error, FieldOutline, Lock, Outline, Result};

/// Shown only when somebody asks for it.
const CANARY: &str = "canary-5f2a91c7";

/// A small generator, so that a failure can be repeated from its seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
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

    /// An answer that fits a request, or an error.
    fn answer(&mut self, request: &Request) -> Result<Outcome> {
        if self.roll(6) == 0 {
            return Err([
                unreachable(),
                Error::Conflict { current: Some(VersionNumber(9)) },
                Error::WrongPassphrase,
                Error::Cancelled,
            ][self.roll(4)]
            .clone());
        }
        let kind = strongroom::domain::KINDS[self.roll(8)].kind;
        let names: &[&str] = &["a", "b/c", "b/d/e", "b", "z z/ü"];
        Ok(match request {
            Request::Create(_) | Request::Unlock(_) => Outcome::Lock(Lock::Open),
            Request::Lock => Outcome::Lock(Lock::Locked),
            Request::List(_) => Outcome::Names(entries(&names[self.roll(3)..])),
            Request::Filter { names, .. } => Outcome::Matches(
                names.entries().iter().map(|e| Match { path: e.path.clone(), lit: vec![0] }).collect(),
            ),
            Request::Outline(at, _) => {
                let field = |name: &&str| FieldOutline {
                    name: (*name).into(),
                    shape: Default::default(),
                    note: None,
                };
                let fields = ["content", "username", "password"].iter().map(field).collect();
                let secret = secret(at.path.as_str(), kind);
                Outcome::Outline(Box::new(Outline { secret, kind, fields }))
            }
            Request::History(_) => Outcome::History(vec![VersionInfo {
                number: VersionNumber(1),
                state: VersionState::Current,
                created: Default::default(),
                deleted: None,
                fingerprint: None,
                author: None,
                stages: Vec::new(),
            }]),
            Request::Bin(_) => Outcome::Bin(vec![Binned {
                secret: secret("gone", SecretKind::ApiKey),
                deleted: None,
                until: None,
            }]),
            Request::Read { at, field, .. } => {
                let name = field.as_deref().unwrap_or("content");
                values(at.path.as_str(), kind, &[(name, CANARY)])
            }
            Request::Marks => Outcome::Marks(vec![Mark {
                letter: 'a',
                team: strongroom::domain::TeamId::new(["personal", "second", "gone"][self.roll(3)]).unwrap(),
                path: names[self.roll(names.len())].into(),
            }]),
            Request::Plan(many) => {
                let outlooks =
                    [Outlook::Create, Outlook::Same, Outlook::Exists, Outlook::Refused(unreachable())];
                let outlooks = outlooks.into_iter().cycle();
                let planned = |(from, outlook): (&SecretPath, _)| Planned {
                    from: from.clone(),
                    to: from.to_string(),
                    outlook,
                };
                Outcome::Planned(many.paths.iter().zip(outlooks).map(planned).collect())
            }
            Request::Many(many) => {
                let mut done = many.paths.clone();
                let failed = done.pop().map(|path| (path, unreachable())).into_iter().collect();
                let (deed, team, can_undo) = (many.deed, many.team.clone(), many.can_undo);
                Outcome::Many(Box::new(Tally {
                    deed,
                    team,
                    to: many.to.clone(),
                    done,
                    failed,
                    left: Vec::new(),
                    because: None,
                    can_undo,
                }))
            }
            Request::Find { .. } => {
                let name = Match { path: "b/c".into(), lit: vec![0] };
                let team = TeamId::new("second").unwrap();
                Outcome::Found { found: vec![Found { team, name }], count: 7 }
            }
            Request::Copy { .. } => Outcome::Copied { by: "test" },
            Request::Save(_) | Request::Rollback(..) => {
                Outcome::Written { version: VersionNumber(2), is_new: self.roll(2) == 0 }
            }
            _ => Outcome::Done,
        })
    }

    fn step(&mut self, pure: &mut Pure) {
        match self.roll(20) {
            0 if self.roll(4) == 0 => {
                let (width, height) = (self.small(140), self.small(50));
                pure.size = (width, height);
                pure.event(Event::Resize { width, height });
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
                let (ticket, request) = &pure.open[self.roll(pure.open.len())];
                let ticket = *ticket;
                if matches!(request, Request::Survey) {
                    pure.answer_places();
                } else {
                    let answer = self.answer(request);
                    pure.reply(ticket, Answer::End(answer));
                }
            }
            _ => {
                let key = self.key();
                pure.event(Event::Key(key));
            }
        }
    }
}

#[test]
fn no_order_of_events_panics_or_shows_a_value_without_a_lease() {
    let events = std::env::var("STRONGROOM_RANDOM_EVENTS").ok().and_then(|text| text.parse().ok());
    let events: usize = events.unwrap_or(6_000);
    let mut seen = 0_usize;
    for seed in 0..4 {
        let mut dice = Dice(seed);
        let mut pure = Pure::started([Lock::Open, Lock::Locked, Lock::Missing][dice.roll(3)]);
        for step in 0..events / 4 {
            dice.step(&mut pure);
            let screen = pure.screen();
            if screen.contains(CANARY) {
                seen += 1;
                assert!(
                    pure.app.shows_value() && !pure.app.shared().is_presenting,
                    "seed {seed}, step {step}: a value without a lease\n{screen}"
                );
            }
            if step % 50 == 0 {
                assert!(!format!("{:?}", pure.app).contains(CANARY), "seed {seed}, step {step}");
            }
            pure.effects.clear();
        }
    }
    assert!(seen > 0, "no value was ever revealed, so this proves nothing");
}
