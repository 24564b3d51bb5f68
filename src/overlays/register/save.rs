//! Saving: only when the person says so; a failed check is told first, and saying so once more saves all the same.

use super::check::{self, Phase};
use super::{Saving, State};
use crate::message::{Outbox, Request};

/// The person wants it saved.
pub(super) fn ask(state: &mut State, out: &mut Outbox) {
    match state.saving {
        Saving::UnderWay => {}
        // Once more: without the check, or in spite of it.
        Saving::AfterCheck | Saving::DespiteCheck => start(state, out),
        Saving::No => {
            if state.check.is_stale() {
                check::start(state, out);
            }
            state.saving = Saving::AfterCheck;
            checked(state, out);
        }
    }
}

/// The check stands as it stands: saves when that was waiting for it.
pub(super) fn checked(state: &mut State, out: &mut Outbox) {
    if state.saving != Saving::AfterCheck {
        return;
    }
    match &state.check.phase {
        Phase::UnderWay | Phase::Stale => {}
        Phase::Incomplete(missing) => {
            state.error = Some(missing.clone());
            state.saving = Saving::No;
            // The line that is missing may be out of sight.
            state.go_to_missing();
        }
        Phase::Done if state.check.otherwise().is_some() => state.saving = Saving::DespiteCheck,
        Phase::Done => start(state, out),
    }
}

fn start(state: &mut State, out: &mut Outbox) {
    match check::registration(state) {
        Ok(registration) => {
            state.error = None;
            state.saving = Saving::UnderWay;
            let registration = Box::new(registration);
            let request = match state.changes {
                Some(_) => Request::Reregister(registration),
                None => Request::Register(registration),
            };
            out.change("save", request);
        }
        Err(error) => {
            state.saving = Saving::No;
            state.error = Some(error.to_string());
        }
    }
}
