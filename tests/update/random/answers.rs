//! Answers that fit their requests, with a value that must not be seen unasked wherever there can be one.

use super::{CANARY, Dice};
use crate::support::console::TODAY;
use crate::support::pure::{entries, secret, unreachable, values};
use std::sync::Arc;
use strongroom::domain::{
    Diff, Fate, Fields, Fingerprint, SecretKind, SecretPath, SecretValue, TeamId, VersionInfo, VersionNumber,
    VersionState,
};
use strongroom::message::{
    Found, Mark, Match, Matches, Mistake, Origin, Outcome, Outlook, Planned, Progress, Request, SetUp, Tally,
};
use strongroom::provider::{
    Binned, Error, FieldOutline, Finding, Gate, Invitation, Lock, Loss, Outline, Piece, Registration, Result,
    SetupEnd, Stage, Standing, TeamEntry,
};
use strongroom::providers::memory;

impl Dice {
    /// What is told before the end of an answer.
    pub(super) fn part(&mut self, request: &Request) -> Option<Outcome> {
        let step = memory::KIND.steps[self.roll(memory::KIND.steps.len())].name;
        match request {
            Request::List(_) | Request::Filter { .. } => self.answer(request).ok(),
            Request::ListAll => {
                let team = TeamId::new(["personal", "second"][self.roll(2)]).unwrap();
                let names = if self.roll(4) == 0 { Err(unreachable()) } else { Ok(entries(&["b/c", "b/d"])) };
                Some(Outcome::Listed { team, names, is_all: self.roll(2) == 0 })
            }
            // What is wrong in the files opens an overlay of its own.
            Request::Survey => {
                let origin = Origin::Configuration;
                let text = "config.toml:1: teams.x: unknown".into();
                Some(Outcome::Mistakes(vec![Mistake { origin, text, is_wrong: true }]))
            }
            Request::Many(many) => {
                Some(Outcome::Progress(Progress { done: 1, of: many.paths.len(), ..Progress::default() }))
            }
            Request::SetUp(wanted) => Some(Outcome::Stage(Box::new(self.stage(wanted)))),
            Request::Check(_) | Request::CheckAgain(_) => {
                let findings =
                    [Finding::Waiting, Finding::Fine("well".into()), Finding::Failed(unreachable())];
                findings.into_iter().nth(self.roll(3)).map(|finding| Outcome::Step(step, finding))
            }
            _ => None,
        }
    }

    /// Something that is told while a team is set up: mostly a token, where somebody is named.
    fn stage(&mut self, wanted: &SetUp) -> Stage {
        let token = SecretValue::copied(CANARY.as_bytes());
        match (self.roll(6), wanted.people.first()) {
            (0, _) => Stage::Allowed,
            (1, _) => Stage::Gate(Gate::Enforced),
            (2, _) => Stage::Entry(TeamEntry::Made),
            (3.., Some(person)) => {
                let until = TODAY.plus(std::time::Duration::from_secs(900));
                Stage::Invited(Invitation { person: person.clone(), token, until, accessor: None })
            }
            _ => Stage::Piece(Piece { what: "mount x".into(), standing: Standing::Made }),
        }
    }

    /// An answer that fits a request, or an error.
    pub(super) fn answer(&mut self, request: &Request) -> Result<Outcome> {
        // Conflicts open an overlay of their own, so they come often.
        if matches!(request, Request::Save(_)) && self.roll(4) > 0 {
            return Err(Error::Conflict { current: Some(VersionNumber(9)) });
        }
        if self.roll(6) == 0 {
            return Err([
                unreachable(),
                Error::Conflict { current: Some(VersionNumber(9)) },
                Error::WrongPassphrase,
                Error::Cancelled,
            ][self.roll(4)]
            .clone());
        }
        // What stands in a value suits only some kinds, so the one that takes everything comes often.
        // What is read again is of the kind it was, except now and then.
        let kind = match self.roll(12) {
            1.. => SecretKind::Generic,
            _ => strongroom::domain::KINDS[self.roll(8)].kind,
        };
        let names: &[&str] = &["a", "b/c", "b/d/e", "b", "z z/ü"];
        Ok(match request {
            Request::Create(_) | Request::Unlock(_) => Outcome::Lock(Lock::Open),
            Request::Lock => Outcome::Lock(Lock::Locked),
            Request::List(_) => Outcome::Names(entries(&names[self.roll(3)..])),
            Request::Filter { names, below, pattern, .. } => {
                let count = u32::try_from(names.entries().len()).unwrap();
                let (names, below, pattern) = (names.clone(), below.clone(), pattern.clone());
                let lit = vec![vec![0]; names.entries().len()];
                Outcome::Matches(Arc::new(Matches::new(names, below, pattern, (0..count).collect(), lit)))
            }
            Request::Outline(at, _) => {
                let field = |name: &&str| FieldOutline {
                    name: (*name).into(),
                    shape: Default::default(),
                    note: None,
                };
                let fields = ["content", "username", "password"].iter().map(field).collect();
                let secret = secret(at.path.as_str(), kind);
                Outcome::Outline(Box::new(Outline { secret, kind, fields, is_whole: true, ends: None }))
            }
            Request::History(_) => {
                let version = |number| VersionInfo {
                    number: VersionNumber(number),
                    state: if number == 2 { VersionState::Current } else { VersionState::Superseded },
                    created: Default::default(),
                    deleted: None,
                    ends: None,
                    fingerprint: None,
                    author: None,
                    stages: Vec::new(),
                };
                Outcome::History(vec![version(2), version(1)])
            }
            Request::Compare { from, to, .. } => Outcome::Compared(Box::new(Diff {
                from: *from,
                to: *to,
                kinds: (kind, kind),
                prints: (Fingerprint([1; 32]), Fingerprint([2; 32])),
                fields: vec![("content".into(), Fate::Changed), ("password".into(), Fate::Added)],
                labels: Vec::new(),
            })),
            Request::Generate(_) => Outcome::Generated(SecretValue::copied(CANARY.as_bytes())),
            Request::Registration(id) => Outcome::Registration(Box::new(Registration {
                id: id.clone(),
                kind: memory::KIND.name.into(),
                settings: [("delay".to_owned(), "1s".to_owned())].into(),
                credentials: Fields::new(),
                kept: Vec::new(),
                enabled: true,
                read_only: false,
            })),
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
                    loss: Loss::default(),
                };
                Outcome::Planned(many.paths.iter().zip(outlooks).map(planned).collect())
            }
            Request::Many(many) => {
                let mut done = many.paths.clone();
                let failed = done.pop().map(|path| (path, unreachable())).into_iter().collect();
                let pending = done.pop().into_iter().collect();
                let (deed, team, can_undo) = (many.deed, many.team.clone(), many.can_undo);
                Outcome::Many(Box::new(Tally {
                    deed,
                    team,
                    to: many.to.clone(),
                    done,
                    pending,
                    failed,
                    left: Vec::new(),
                    because: None,
                    can_undo,
                    losses: Default::default(),
                }))
            }
            Request::Find { .. } => {
                let name = Match { path: "b/c".into(), lit: vec![0] };
                let team = TeamId::new("second").unwrap();
                Outcome::Found { found: vec![Found { team, name }], count: 7 }
            }
            Request::Copy { .. } | Request::CopyThis(..) => Outcome::Copied { by: "test" },
            Request::SetUp(wanted) => Outcome::SetUp(Box::new(match (self.roll(8), wanted.people.last()) {
                (0, _) => SetupEnd::Stopped,
                (1, _) => SetupEnd::Broken(unreachable()),
                (2, Some(person)) => SetupEnd::Uninvited(person.clone(), unreachable()),
                _ => SetupEnd::Done,
            })),
            Request::Save(_) | Request::Rollback { .. } => {
                Outcome::Written { version: VersionNumber(2), is_new: self.roll(2) == 0 }
            }
            _ => Outcome::Done,
        })
    }
}
