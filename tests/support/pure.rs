//! The pure half alone: events in, effects out, answers by hand. No terminal, no runtime, no clock.

use super::console::{TODAY, facts};
use super::ground::Ground;
use super::keys::keys;
use super::picture::picture;
use std::sync::Arc;
use std::time::Duration;
use strongroom::app::{App, Start};
use strongroom::domain::{
    Field, Labels, ProviderId, Secret, SecretKind, SecretPath, SecretState, SecretValue, TeamId, Timestamp,
    VersionInfo, VersionNumber, VersionState,
};
use strongroom::message::{
    Answer, Effect, Entry, Event, Keymap, Matches, Names, Now, Outcome, ProviderFacts, ProviderState, Reply,
    Request, Shared, TeamFacts, Ticket,
};
use strongroom::provider::{
    Capabilities, Content, Error, FieldOutline, Health, Lock, Outline, Provider, Result,
};
use strongroom::providers::{memory, vault};
use strongroom::theme::Themes;

/// The app with the requests it has made.
pub struct Pure {
    pub app: App,
    pub now: Now,
    pub size: (u16, u16),
    /// Requests that were not answered, oldest first.
    pub open: Vec<(Ticket, Request)>,
    pub cancelled: Vec<Ticket>,
    /// Effects other than requests and cancellations.
    pub effects: Vec<Effect>,
}

impl Pure {
    /// An open store with the team `personal` and these names, everything answered.
    pub fn with_names(names: &[&str]) -> Self {
        let mut pure = Self::started(Lock::Open);
        pure.answer_places();
        pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(names))));
        pure
    }

    /// The same with chosen keys.
    pub fn with_keys(names: &[&str], keymap: Keymap) -> Self {
        let mut pure = Self::on(Shared { keymap, ..facts(TeamId::personal()) });
        pure.answer_places();
        pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(names))));
        pure
    }

    /// Just started.
    pub fn started(lock: Lock) -> Self {
        Self::on(Shared { lock, ..facts(TeamId::personal()) })
    }

    /// Just started with these facts.
    pub fn on(shared: Shared) -> Self {
        let now = Now { wall: TODAY, clock: Duration::from_secs(1) };
        let size = (120, 40);
        let themes = Themes::built_in().unwrap();
        let (app, effects) = App::new(Start { size, shared, themes, notice: None }, now);
        let mut pure = Self { app, now, size, open: Vec::new(), cancelled: Vec::new(), effects: Vec::new() };
        pure.keep(effects);
        pure
    }

    /// Tells of one writable provider and two teams.
    pub fn answer_places(&mut self) {
        self.answer_places_with(&[]);
    }

    /// The same with further providers, in which teams can be set up.
    pub fn answer_places_with(&mut self, servers: &[&str]) {
        let store = memory::Store::new();
        let can = Capabilities::of(&store as &dyn Provider, false);
        let provider = ProviderFacts {
            id: ProviderId::local(),
            kind: "embedded store".into(),
            state: ProviderState::Ready(Health::default()),
            can,
            is_switched_read_only: false,
            caution: None,
        };
        let team = |name: &str| TeamFacts {
            id: TeamId::new(name).unwrap(),
            provider: ProviderId::local(),
            root: name.into(),
            broken: None,
        };
        let can = Capabilities::of(&Ground::new() as &dyn Provider, false);
        // One of them is of a kind that can be logged in to, and no team is set up in it.
        let server = |name: &&str| ProviderFacts {
            id: ProviderId::new(name).unwrap(),
            kind: if *name == "vault" { vault::KIND.title } else { "a server" }.into(),
            can: if *name == "vault" { provider.can } else { can },
            ..provider.clone()
        };
        let providers = std::iter::once(provider.clone()).chain(servers.iter().map(server)).collect();
        let places = Outcome::Places(vec![team("personal"), team("second")], providers);
        let ticket = self.ticket(|request| matches!(request, Request::Survey));
        self.reply(ticket, Answer::Part(places));
        self.reply(ticket, Answer::End(Ok(Outcome::Done)));
    }

    fn keep(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Run(ticket, request) => self.open.push((ticket, request)),
                Effect::Cancel(ticket) => {
                    self.open.retain(|(open, _)| *open != ticket);
                    self.cancelled.push(ticket);
                }
                other => self.effects.push(other),
            }
        }
    }

    /// Hands one event to the app.
    pub fn event(&mut self, event: Event) -> &mut Self {
        let effects = self.app.update(self.now, event);
        self.keep(effects);
        self
    }

    /// Presses keys, each after the frame before it was seen.
    pub fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.see().event(Event::Key(key));
        }
        self
    }

    /// Presses keys faster than frames are drawn.
    pub fn hurry(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.event(Event::Key(key));
        }
        self
    }

    /// The frame as it is now comes to the screen.
    pub fn see(&mut self) -> &mut Self {
        if self.app.awaits_frame() {
            self.event(Event::Seen);
        }
        self
    }

    /// The newest open request of this sort.
    pub fn ticket(&self, is_it: impl Fn(&Request) -> bool) -> Ticket {
        let found = self.open.iter().rev().find(|(_, request)| is_it(request));
        found.unwrap_or_else(|| panic!("no such request among {:?}", self.open)).0
    }

    /// Whether there is an open request of this sort.
    pub fn is_asked(&self, is_it: impl Fn(&Request) -> bool) -> bool {
        self.open.iter().any(|(_, request)| is_it(request))
    }

    /// Answers the newest request of this sort.
    pub fn answer(&mut self, is_it: impl Fn(&Request) -> bool, result: Result<Outcome>) -> &mut Self {
        let ticket = self.ticket(is_it);
        self.reply(ticket, Answer::End(result))
    }

    /// Answers under a ticket.
    pub fn reply(&mut self, ticket: Ticket, answer: Answer) -> &mut Self {
        if matches!(answer, Answer::End(_)) {
            self.open.retain(|(open, _)| *open != ticket);
        }
        self.event(Event::Reply(Reply { ticket, answer }))
    }

    /// Answers the question for the outline with one field `content` of this kind.
    pub fn answer_outline(&mut self, path: &str, kind: SecretKind, fields: &[&str]) -> &mut Self {
        let field =
            |name: &&str| FieldOutline { name: (*name).into(), shape: Some(Default::default()), note: None };
        let outline = Outline {
            secret: secret(path, kind),
            kind,
            fields: fields.iter().map(field).collect(),
            is_whole: true,
            ends: None,
        };
        self.answer(
            |request| matches!(request, Request::Outline(..)),
            Ok(Outcome::Outline(Box::new(outline))),
        )
    }

    /// The same for a secret that the store deletes by itself at this time.
    pub fn answer_outline_ending(
        &mut self,
        path: &str,
        kind: SecretKind,
        fields: &[&str],
        ends: Timestamp,
    ) -> &mut Self {
        let field =
            |name: &&str| FieldOutline { name: (*name).into(), shape: Some(Default::default()), note: None };
        let fields = fields.iter().map(field).collect();
        let outline = Outline { secret: secret(path, kind), kind, fields, is_whole: true, ends: Some(ends) };
        let is_it = |request: &Request| matches!(request, Request::Outline(..));
        self.answer(is_it, Ok(Outcome::Outline(Box::new(outline))))
    }

    /// Answers the question for values.
    pub fn answer_values(&mut self, path: &str, kind: SecretKind, fields: &[(&str, &str)]) -> &mut Self {
        let ticket = self.ticket(|request| matches!(request, Request::Read { .. }));
        let values = values(path, kind, fields);
        self.reply(ticket, Answer::End(Ok(values)))
    }

    /// Lets time pass.
    pub fn pass(&mut self, time: Duration) -> &mut Self {
        self.now.clock += time;
        self.event(Event::Tick)
    }

    pub fn screen(&self) -> String {
        picture(&self.app, self.now, self.size)
    }

    pub fn shows(&self, text: &str) -> &Self {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not to be seen:\n{screen}");
        self
    }

    pub fn hides(&self, text: &str) -> &Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is to be seen:\n{screen}");
        self
    }
}

/// Names as a listing tells them.
pub fn entries(names: &[&str]) -> Arc<Names> {
    let entry = |name: &&str| Entry {
        path: (*name).into(),
        kind: Some(SecretKind::ApiKey),
        version: Some(VersionNumber(1)),
        updated: Some(TODAY),
    };
    Arc::new(Names::new(names.iter().map(entry).collect(), Vec::new()))
}

/// A version of a secret that stands so.
pub fn version(number: u64, state: VersionState) -> VersionInfo {
    VersionInfo {
        number: VersionNumber(number),
        state,
        created: TODAY,
        deleted: None,
        ends: None,
        fingerprint: None,
        author: None,
        stages: Vec::new(),
    }
}

/// What a filter found: these of all names, with the same characters lit in each.
pub fn matching(all: &[&str], pattern: &str, found: &[&str], lit: &[u32]) -> Outcome {
    let names = entries(all);
    let place = |path: &&str| names.entries().iter().position(|entry| &*entry.path == *path).unwrap();
    let places = found.iter().map(|path| u32::try_from(place(path)).unwrap()).collect();
    let lit = vec![lit.to_vec(); found.len()];
    Outcome::Matches(Arc::new(Matches::new(Arc::clone(&names), String::new(), pattern.into(), places, lit)))
}

pub fn secret(path: &str, kind: SecretKind) -> Secret {
    Secret {
        path: SecretPath::new(path).unwrap(),
        kind: Some(kind),
        labels: Labels::new(),
        state: SecretState::Active,
        version: Some(VersionNumber(1)),
        updated: Some(TODAY),
    }
}

/// Values as an answer.
pub fn values(path: &str, kind: SecretKind, fields: &[(&str, &str)]) -> Outcome {
    content(path, kind, fields, 1)
}

/// Values of this version as an answer.
pub fn content(path: &str, kind: SecretKind, fields: &[(&str, &str)], version: u64) -> Outcome {
    let field = |(name, value): &(&str, &str)| Field::text(name, SecretValue::copied(value.as_bytes()));
    let secret = Secret { version: Some(VersionNumber(version)), ..secret(path, kind) };
    Outcome::Values(Box::new(Content { secret, fields: fields.iter().map(field).collect() }))
}

/// Any error.
pub fn unreachable() -> Error {
    Error::Unreachable { what: "the store".into(), reason: "it is gone".into() }
}
