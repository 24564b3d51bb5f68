//! Logins that were tried with what is typed, so that a refused one is never repeated by itself: servers lock accounts.

use crate::domain::SecretValue;
use crate::provider::{Error, Finding, Kind, Registration, Setting, SettingKind, Step};
use std::collections::BTreeMap;

/// The step of a check that logs in.
const LOGIN: &str = "login";

/// What was found, step by step.
pub(super) type Steps = Vec<(Step, Option<Finding>)>;

/// All that decides how a login ends: where, how, and with which credentials.
#[derive(Debug)]
pub(super) struct Attempt {
    settings: BTreeMap<String, String>,
    typed: Vec<(String, SecretValue)>,
    kept: Vec<String>,
}

/// What was tried so far.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// The login of the check that is under way.
    sent: Option<Attempt>,
    /// Those that were refused, and what the check had found then.
    refused: Vec<(Attempt, Steps)>,
    /// Whether something else was typed while the check was under way.
    is_behind: bool,
}

/// What is to become of a check that is asked for.
pub(super) enum Next {
    /// It is made.
    Make,
    /// The same login is being tried: its end is waited for.
    Wait,
    /// This login was refused, and the check ended so.
    Refused(Steps),
}

impl Attempt {
    /// The login of this registration; nothing when it has no credentials. Settings that a kind names behind its
    /// credentials, and behind those that only some logins have, have nothing to do with it.
    pub(super) fn of(kind: &Kind, registration: &Registration) -> Option<Self> {
        let is_of_login =
            |setting: &Setting| setting.kind == SettingKind::Credential || setting.when.is_some();
        let last = kind.settings.iter().rposition(is_of_login)?;
        let before = kind.settings.iter().take(last + 1).map(|setting| setting.key);
        let settings = before
            .filter_map(|key| registration.settings.get(key).map(|text| (key.to_owned(), text.clone())));
        let typed = registration.credentials.iter();
        let typed: Vec<_> = typed.map(|field| (field.name.clone(), field.value.duplicate())).collect();
        let kept = registration.kept.clone();
        let is_some = !typed.is_empty() || !kept.is_empty();
        is_some.then(|| Self { settings: settings.collect(), typed, kept })
    }

    fn is_same(&self, other: &Self) -> bool {
        self.settings == other.settings
            && self.kept == other.kept
            && self.typed.len() == other.typed.len()
            && self.typed.iter().zip(&other.typed).all(|(a, b)| a.0 == b.0 && a.1.same_as(&b.1))
    }
}

impl Attempts {
    /// What is to become of a check with this login.
    pub(super) fn next(&mut self, attempt: Option<Attempt>) -> Next {
        let Some(attempt) = attempt else {
            self.drop_sent();
            return Next::Make;
        };
        if let Some((_, steps)) = self.refused.iter().find(|(refused, _)| refused.is_same(&attempt)) {
            let steps = steps.clone();
            self.drop_sent();
            return Next::Refused(steps);
        }
        if self.sent.as_ref().is_some_and(|sent| sent.is_same(&attempt)) {
            self.is_behind = true;
            return Next::Wait;
        }
        self.is_behind = false;
        self.sent = Some(attempt);
        Next::Make
    }

    /// The check has ended so; true when it is to be made again for what was typed meanwhile.
    pub(super) fn ended(&mut self, steps: &Steps) -> bool {
        let is_behind = std::mem::take(&mut self.is_behind);
        let Some(sent) = self.sent.take() else { return false };
        let is_refused = |found: &Option<Finding>| {
            matches!(found, Some(Finding::Failed(Error::Denied { .. } | Error::Expired { .. })))
        };
        if steps.iter().any(|(step, found)| step.name == LOGIN && is_refused(found)) {
            self.refused.push((sent, steps.clone()));
            return false;
        }
        is_behind
    }

    /// Nobody waits for the check under way any more.
    pub(super) fn drop_sent(&mut self) {
        (self.sent, self.is_behind) = (None, false);
    }

    /// The person wants it tried again, whatever was refused.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
