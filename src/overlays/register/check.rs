//! The check beside the form: started when a line is left, newest wins, each step shown as it comes.

use super::refused::{Attempt, Attempts, Next};
use super::{State, What};
use crate::domain::{Field, Fields, ProviderId};
use crate::message::{Outbox, Request};
use crate::provider::{Error, Finding, Kind, Registration, Result, Step};
use std::collections::BTreeMap;

/// What is known of the provider as typed.
#[derive(Debug)]
pub(super) struct Check {
    /// The steps of the kind with what they have found; nothing for one that was not tried.
    pub(super) steps: Vec<(Step, Option<Finding>)>,
    /// How far it is.
    pub(super) phase: Phase,
    /// Why it could not be tried at all.
    pub(super) error: Option<Error>,
    /// The logins that were tried.
    pub(super) attempts: Attempts,
    /// The first row of the steps that is seen; nothing while nobody has scrolled.
    pub(super) top: Option<usize>,
    /// Whether any was made, so that something may be left of it.
    pub(super) is_made: bool,
}

/// How far a check is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// What is typed is not complete; the text says what is missing.
    Incomplete(String),
    /// It was not checked since something was typed.
    Stale,
    /// It is under way.
    UnderWay,
    /// It has ended.
    Done,
}

impl Check {
    /// The check of this kind before anything was tried.
    pub(super) fn of(kind: Option<&Kind>) -> Self {
        let steps = kind.map(|kind| kind.steps).unwrap_or_default();
        let steps = steps.iter().map(|step| (*step, None)).collect();
        Self {
            steps,
            phase: Phase::Stale,
            error: None,
            attempts: Attempts::default(),
            top: None,
            is_made: false,
        }
    }

    /// A step has found something; also of what is not typed any more, since a login that was refused stays refused.
    pub(super) fn found(&mut self, name: &str, finding: Finding) {
        if let Some((_, found)) = self.steps.iter_mut().find(|(step, _)| step.name == name) {
            *found = Some(finding);
        }
    }

    /// Nothing more will come; true when something else was typed meanwhile that is to be checked too.
    pub(super) fn ended(&mut self, error: Option<Error>) -> bool {
        // What was typed since then is not what was checked.
        if self.phase == Phase::UnderWay {
            self.phase = Phase::Done;
            self.error = error;
        }
        self.attempts.ended(&self.steps)
    }

    /// Something was typed: what was found may not be so any more.
    pub(super) fn outdate(&mut self) {
        self.phase = Phase::Stale;
        for (_, found) in &mut self.steps {
            found.take_if(|found| *found == Finding::Waiting);
        }
    }

    /// Whether something was typed since it was started.
    pub(super) fn is_stale(&self) -> bool {
        matches!(self.phase, Phase::Stale | Phase::Incomplete(_))
    }

    /// Whether all that is wrong is that no credentials are given yet.
    pub(super) fn is_waiting(&self) -> bool {
        let is = |finding: fn(&Finding) -> bool| {
            self.steps.iter().any(|(_, found)| found.as_ref().is_some_and(finding))
        };
        is(|found| matches!(found, Finding::NoCredentials(_)))
            && !is(|found| matches!(found, Finding::Failed(_)))
    }

    /// What will not work as things stand; nothing when every step is well.
    pub(super) fn otherwise(&self) -> Option<String> {
        if let Some(error) = &self.error {
            return Some(format!("nothing will work: {error}"));
        }
        let failed =
            |found: &Option<Finding>| matches!(found, Some(Finding::Failed(_) | Finding::NoCredentials(_)));
        let (step, _) = self.steps.iter().find(|(_, found)| failed(found))?;
        Some(step.otherwise.to_owned())
    }
}

/// Starts the check of what is typed; one under way is given up. Says what is missing when it cannot be tried yet.
pub(super) fn start(state: &mut State, out: &mut Outbox) {
    start_as(state, Request::Check, out);
}

/// The same because the person asks for it, whatever was refused before.
pub(super) fn start_again(state: &mut State, out: &mut Outbox) {
    state.check.attempts.forget();
    start_as(state, Request::CheckAgain, out);
}

/// The form is left: what a check has begun is ended.
pub(super) fn leave(state: &State, out: &mut Outbox) {
    if state.check.is_made {
        out.change("leave", Request::LeaveCheck);
    }
}

fn start_as(state: &mut State, request: fn(Box<Registration>) -> Request, out: &mut Outbox) {
    let mut attempts = std::mem::take(&mut state.check.attempts);
    let mut is_made = state.check.is_made;
    match registration(state) {
        Ok(registration) => {
            let attempt = state.kind().and_then(|kind| Attempt::of(kind, &registration));
            match attempts.next(attempt) {
                Next::Make => {
                    state.check = Check { phase: Phase::UnderWay, ..Check::of(state.kind()) };
                    is_made = true;
                    out.ask("check", request(Box::new(registration)));
                }
                Next::Wait => state.check.phase = Phase::UnderWay,
                Next::Refused(steps) => {
                    state.check = Check { steps, phase: Phase::Done, ..Check::of(state.kind()) };
                    out.drop_question("check");
                }
            }
        }
        Err(error) => {
            let phase = Phase::Incomplete(error.to_string());
            state.check = Check { phase, ..Check::of(state.kind()) };
            attempts.drop_sent();
            out.drop_question("check");
        }
    }
    (state.check.attempts, state.check.is_made) = (attempts, is_made);
}

/// What is typed, as a registration; fails with what is wrong with it.
pub(super) fn registration(state: &State) -> Result<Registration> {
    let kind = state.kind().ok_or_else(|| Error::invalid("no kind is chosen"))?;
    let name = state.name().unwrap_or_default();
    if name.is_empty() {
        return Err(Error::invalid("name: missing"));
    }
    let id = ProviderId::new(&name)?;
    let (mut settings, mut credentials) = (BTreeMap::new(), Fields::new());
    let (mut enabled, mut read_only) = (true, false);
    for at in state.shown() {
        let row = &state.rows[at];
        match row.what {
            What::Enabled => enabled = row.is_on(),
            What::ReadOnly => read_only = row.is_on(),
            What::Setting(setting) if row.is_credential() => {
                if !row.input.text().is_empty() {
                    credentials.put(Field::text(setting.key, row.input.value()));
                }
            }
            What::Setting(setting) => {
                let text = row.input.text().trim();
                if !text.is_empty() && setting.default != Some(text) {
                    settings.insert(setting.key.to_owned(), text.to_owned());
                }
            }
            What::Name | What::Kind => {}
        }
    }
    let kept = state.kept().to_vec();
    let registration =
        Registration { id, kind: kind.name.into(), settings, credentials, kept, enabled, read_only };
    registration.check(kind)?;
    Ok(registration)
}
