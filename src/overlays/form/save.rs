//! From lines to a new version: checks first, then one change under way at a time.

use super::{Busy, State, Subject, What};
use crate::domain::{Field, Fields, Invalid, Labels, SecretKind, SecretPath, SecretValue, Shape};
use crate::message::{Draft, Outbox, Request, Save, Target};
use crate::provider::Base;

/// What is wrong with a name that is typed but not added.
const BEGUN: &str = "{form.enter} adds the line that you have begun; ctrl-u empties it";

/// Saves what is typed, or says what is wrong with it.
pub(super) fn start(state: &mut State, out: &mut Outbox) {
    if state.busy.is_some() {
        return;
    }
    match target(state).and_then(|(at, base)| Ok((at, base, draft(state)?))) {
        Ok((at, base, Draft { fields, labels })) => {
            (state.error, state.note) = (None, None);
            state.busy = Some(Busy::Saving(at.clone()));
            let kind = state.kind();
            out.change("save", Request::Save(Box::new(Save { at, kind, fields, labels, base })));
        }
        Err(wrong) => {
            let wrong = wrong.to_string();
            // The line that the reason is about gets the keys.
            if let Some(at) = line_of(state, &wrong).filter(|at| *at != state.at) {
                state.go(at);
            }
            state.error = Some(wrong);
        }
    }
}

/// The line that a refusal is about: the name, a line begun in vain, or the field that the reason begins with.
fn line_of(state: &State, wrong: &str) -> Option<usize> {
    if target(state).is_err() {
        return Some(0);
    }
    state.items.iter().position(|item| match &item.what {
        What::Field { name, .. } => wrong.starts_with(&format!("`{}`", crate::domain::visible(name))),
        What::AddField | What::AddLabel => wrong == BEGUN && !item.input.text().trim().is_empty(),
        _ => false,
    })
}

/// Saves on top of what somebody else did.
pub(super) fn overwrite(state: &mut State, out: &mut Outbox) {
    match (&mut state.subject, state.theirs.take()) {
        (Subject::Edit { base, .. }, Some(theirs)) => {
            *base = theirs;
            start(state, out);
        }
        _ => state.error = Some("nobody else has written meanwhile".into()),
    }
}

fn target(state: &State) -> Result<(Target, Base), Invalid> {
    match &state.subject {
        Subject::Edit { at, base, .. } => Ok((at.clone(), *base)),
        Subject::New(team) => {
            let name = state.items.first().map(|item| item.input.text()).unwrap_or_default();
            let path = SecretPath::written(name.trim())?;
            path.check_new()?;
            Ok((Target { team: team.clone(), path }, Base::Absent))
        }
    }
}

/// What is typed, as fields and labels.
pub(super) fn draft(state: &State) -> Result<Draft, Invalid> {
    let (mut fields, mut labels) = (Fields::new(), Labels::new());
    for item in &state.items {
        match &item.what {
            What::Field { name, shape, .. } => {
                fields.put(field(name, *shape, &item.input).map_err(|wrong| {
                    Invalid::because(format!("`{}`: {wrong}", crate::domain::visible(name)))
                })?);
            }
            What::Label(name) => {
                labels.insert(name.clone(), item.input.text().to_owned());
            }
            What::AddField | What::AddLabel if !item.input.text().trim().is_empty() => {
                return Err(Invalid::because(BEGUN));
            }
            _ => {}
        }
    }
    state.kind().check(&fields)?;
    Ok(Draft { fields, labels })
}

fn field(name: &str, shape: Shape, input: &super::Input) -> Result<Field, Invalid> {
    match shape {
        Shape::Text => Ok(Field::text(name, input.value())),
        Shape::Json => Field::from_json(name, input.text()),
        Shape::Binary => {
            let bytes = Field::from_base64(input.text())?;
            Ok(Field { name: name.into(), value: SecretValue::new(bytes), shape })
        }
    }
}

impl State {
    /// The kind that is being written.
    pub(super) fn kind(&self) -> SecretKind {
        let chosen = self.items.iter().find_map(|item| match item.what {
            What::Kind(kind) => Some(kind),
            _ => None,
        });
        chosen.unwrap_or(self.kept)
    }
}
