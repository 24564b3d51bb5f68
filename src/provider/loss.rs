//! What a secret leaves behind when it goes to a place that keeps less of it.

use super::{Ability, Capabilities, Outline, taken_for};
use crate::domain::Shape;

/// What the other place does not keep of a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// Its kind: there it is taken for another one.
    pub kind: bool,
    /// Its labels.
    pub labels: bool,
    /// That data are binary: there they are base64 text.
    pub binary: bool,
    /// Versions: what is written there takes the place of what was there before.
    pub history: bool,
}

impl Loss {
    /// What a secret loses that goes from a place with these abilities to one with those.
    pub fn of(secret: &Outline, from: Capabilities, to: Capabilities) -> Self {
        let is_bare = to.why_not(Ability::Labels).is_some();
        let taken_for = taken_for(secret.fields.iter().map(|field| (field.name.as_str(), field.shape)));
        Self {
            kind: is_bare && secret.kind != taken_for,
            labels: is_bare && !secret.secret.labels.is_empty(),
            binary: is_bare && secret.fields.iter().any(|field| field.shape == Some(Shape::Binary)),
            ..Self::of_place(from, to)
        }
    }

    /// What every secret loses that goes from one place to the other.
    pub fn of_place(from: Capabilities, to: Capabilities) -> Self {
        let keeps = |can: Capabilities| can.why_not(Ability::Versions).is_none();
        Self { history: keeps(from) && !keeps(to), ..Self::default() }
    }
}
