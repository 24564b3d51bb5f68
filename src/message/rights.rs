//! What is known of secrets before anything is done with them: verbs that would be refused are greyed by it.

use super::{Request, Target};
use crate::domain::{SecretPath, Shape, TeamId};
use crate::provider::{Ability, Base, Grant, Right};
use std::collections::HashMap;

/// Secrets that are remembered; with more of them the oldest knowledge is dropped at once.
const REMEMBERED: usize = 10_000;

/// What a store told of some secrets of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    /// The team.
    pub team: TeamId,
    /// What cannot be done anywhere in the team's place although its store can do it elsewhere.
    pub missing: &'static [Ability],
    /// The secrets, each with what is known of it.
    pub secrets: Vec<(SecretPath, Grant)>,
}

/// What is known so far. Whatever is not known counts as allowed. What a login may do depends on names and not on what
/// they hold, so that a change to a secret leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Known {
    places: HashMap<TeamId, &'static [Ability]>,
    secrets: HashMap<Target, Grant>,
}

impl Known {
    /// Takes what a store told.
    pub fn learn(&mut self, grants: Grants) {
        let Grants { team, missing, secrets } = grants;
        if self.secrets.len() + secrets.len() > REMEMBERED {
            self.secrets.clear();
        }
        let target = |path| Target { team: team.clone(), path };
        for (path, grant) in secrets {
            // What was refused stays refused, whatever the store tells beforehand.
            let known = self.secrets.entry(target(path)).or_default();
            let both = known.rights.zip(grant.rights).map(|(refused, told)| refused.and(told));
            *known = Grant { rights: both.or(grant.rights).or(known.rights), ..grant };
        }
        self.places.insert(team, missing);
    }

    /// A store has refused this, whatever it told before.
    pub fn refuse(&mut self, at: Target, right: Right) {
        let grant = self.secrets.entry(at).or_default();
        grant.rights = Some(grant.rights.unwrap_or_default().without(right));
    }

    /// What is known of a secret.
    pub fn of(&self, at: &Target) -> Option<&Grant> {
        self.secrets.get(at)
    }

    /// What cannot be done anywhere in a team's place; nothing while that is unknown.
    pub fn missing_in(&self, team: &TeamId) -> Option<&'static [Ability]> {
        self.places.get(team).copied()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The right that a store has refused when it denies this request, as far as one right alone decides it.
pub fn at_stake(request: &Request) -> Option<(Target, Right)> {
    let (at, right) = match request {
        Request::Outline(at, _) | Request::Read { at, .. } => (at, Right::Read),
        Request::Copy { at, form, .. } if form.is_secret() => (at, Right::Read),
        Request::History(at) => (at, Right::History),
        Request::Delete(at, _) => (at, Right::Delete),
        Request::Erase(at) => (at, Right::Erase),
        Request::Undelete(at, _) => (at, Right::Undelete),
        Request::Destroy(at, _) => (at, Right::Destroy),
        // Labels have a right of their own, and binary content is noted among them.
        Request::Save(save)
            if save.labels.is_empty() && save.fields.iter().all(|field| field.shape != Shape::Binary) =>
        {
            let right = if save.base == Base::Absent { Right::Create } else { Right::Update };
            (&save.at, right)
        }
        _ => return None,
    };
    Some((at.clone(), right))
}
