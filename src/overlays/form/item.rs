//! The lines of the form: name, kind, fields, labels.

use crate::domain::{Field, FieldSpec, KINDS, SecretKind, Shape};
use crate::message::{Draft, Key, KeyCode};
use crate::overlays::input::{Input, Lines};

/// One line.
#[derive(Debug)]
pub(super) struct Item {
    /// What it is.
    pub what: What,
    /// What is typed in it.
    pub input: Input,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The name of a new secret.
    Name,
    /// The kind of a new secret.
    Kind(SecretKind),
    /// A field.
    Field {
        /// Its name.
        name: String,
        /// How it is read.
        shape: Shape,
        /// The allowed values, or none when anything goes.
        choices: &'static [&'static str],
        /// Whether the kind demands it.
        is_fixed: bool,
    },
    /// A label.
    Label(String),
    /// Where the name of a further field is typed.
    AddField,
    /// Where a further label is typed.
    AddLabel,
}

impl Item {
    pub(super) fn new(what: What, input: Input) -> Self {
        Self { what, input }
    }

    /// A further field of free name.
    pub(super) fn field(name: &str) -> Self {
        let what = What::Field { name: name.into(), shape: Shape::Text, choices: &[], is_fixed: false };
        Self::new(what, Input::lines(Lines::OneOrMore))
    }

    pub(super) fn label(name: &str, value: &str) -> Self {
        Self::new(What::Label(name.into()), Input::clear().with(value))
    }

    fn of_spec(spec: &FieldSpec) -> Self {
        let input = match (spec.is_secret, spec.is_multiline) {
            (false, _) => Input::clear().with(spec.choices.first().copied().unwrap_or_default()),
            (true, false) => Input::secret(),
            (true, true) => Input::lines(Lines::Many),
        };
        let what =
            What::Field { name: spec.name.into(), shape: Shape::Text, choices: spec.choices, is_fixed: true };
        Self::new(what, input)
    }

    /// Whether a person has put something in: what the kind had put in itself does not count.
    fn is_typed(&self) -> bool {
        match &self.what {
            What::Field { choices, .. } if choices.first() == Some(&self.input.text()) => false,
            _ => !self.input.text().is_empty(),
        }
    }

    /// Takes a key that edits, in a text of so many columns; true when it was one.
    pub(super) fn press(&mut self, key: Key, columns: usize) -> bool {
        match &mut self.what {
            What::Kind(kind) => {
                let names: Vec<&str> = KINDS.iter().map(|spec| spec.name).collect();
                match turn(key, KINDS.iter().position(|spec| spec.kind == *kind), &names) {
                    Some(index) => *kind = KINDS[index].kind,
                    None => return false,
                }
                true
            }
            What::Field { choices, .. } if !choices.is_empty() => {
                let now = choices.iter().position(|choice| *choice == self.input.text());
                match turn(key, now, choices) {
                    Some(index) => self.input.set(choices[index]),
                    None => return false,
                }
                true
            }
            _ => self.input.press_in(key, columns),
        }
    }

    /// Whether it is chosen instead of typed.
    pub(super) fn is_choice(&self) -> bool {
        match &self.what {
            What::Kind(_) => true,
            What::Field { choices, .. } => !choices.is_empty(),
            _ => false,
        }
    }

    /// Whether this is the field (or label) of this name.
    pub(super) fn is_named(&self, wanted: &str, is_field: bool) -> bool {
        match &self.what {
            What::Field { name, .. } => is_field && name == wanted,
            What::Label(name) => !is_field && name == wanted,
            _ => false,
        }
    }

    pub(super) fn is_removable(&self) -> bool {
        matches!(self.what, What::Field { is_fixed: false, .. } | What::Label(_))
    }

    pub(super) fn switch_shape(&mut self) -> Result<(), &'static str> {
        match &mut self.what {
            What::Field { shape, is_fixed: false, .. } => {
                *shape = match shape {
                    Shape::Text => Shape::Json,
                    Shape::Json => Shape::Text,
                    Shape::Binary => return Err("binary data stays binary"),
                };
                Ok(())
            }
            _ => Err("only the fields of a key_value can be JSON"),
        }
    }
}

/// The next choice by space or the arrow keys, or the next one that begins with a letter.
fn turn(key: Key, now: Option<usize>, choices: &[&str]) -> Option<usize> {
    let (now, count) = (now.unwrap_or(0), choices.len());
    match key.code {
        KeyCode::Char(c) if c.is_alphabetic() && !key.ctrl && !key.alt => {
            let is_it =
                |index: &usize| choices[*index].starts_with([c.to_ascii_lowercase(), c.to_ascii_uppercase()]);
            Some((1..=count).map(|step| (now + step) % count).find(is_it).unwrap_or(now))
        }
        KeyCode::Char(' ') | KeyCode::Right => Some((now + 1) % count),
        KeyCode::Left => Some((now + count - 1) % count),
        _ => None,
    }
}

/// Puts the fields of another kind in the place of the old ones. What was typed under the same name stays; what the kind
/// has no place for is kept aside, for whoever comes back to a kind that has.
pub(super) fn rebuild(items: &mut Vec<Item>, aside: &mut Vec<Item>, kind: SecretKind) {
    let mut labels: Vec<Item> = Vec::new();
    let mut fields: Vec<Item> = Vec::new();
    for item in items.split_off(2) {
        match item.what {
            What::Field { .. } => fields.push(item),
            What::Label(_) | What::AddLabel => labels.push(item),
            _ => {}
        }
    }
    let specs = kind.spec().fields;
    if specs.is_empty() {
        let (typed, _) = fields.drain(..).partition::<Vec<_>, _>(Item::is_typed);
        items.extend(typed.into_iter().map(|mut item| {
            if let What::Field { is_fixed, choices, .. } = &mut item.what {
                (*is_fixed, *choices) = (false, &[]);
            }
            item
        }));
        items.push(Item::new(What::AddField, Input::clear()));
    }
    // What was typed last under a name counts.
    fields.retain(Item::is_typed);
    fields.append(aside);
    for spec in specs {
        let mut item = Item::of_spec(spec);
        if let Some(at) = fields.iter().position(|before| before.is_named(spec.name, true)) {
            let before = fields.remove(at);
            if spec.choices.is_empty() || spec.choices.contains(&before.input.text()) {
                item.input.set(before.input.text());
            }
        }
        items.push(item);
    }
    *aside = fields;
    if labels.is_empty() {
        labels.push(Item::new(What::AddLabel, Input::clear()));
    }
    items.append(&mut labels);
}

/// The lines of an existing secret, filled with this.
pub(super) fn of_draft(kind: SecretKind, draft: &Draft) -> Vec<Item> {
    let mut items: Vec<Item> = draft.fields.iter().map(|field| of_field(kind, field)).collect();
    if kind.spec().fields.is_empty() {
        items.push(Item::new(What::AddField, Input::clear()));
    }
    items.extend(draft.labels.iter().map(|(name, value)| Item::label(name, value)));
    items.push(Item::new(What::AddLabel, Input::clear()));
    items
}

fn of_field(kind: SecretKind, field: &Field) -> Item {
    let mut item = match kind.spec().fields.iter().find(|spec| spec.name == field.name) {
        Some(spec) => Item::of_spec(spec),
        None => Item::field(&field.name),
    };
    if let What::Field { shape, .. } = &mut item.what {
        *shape = field.shape;
    }
    field.value.expose(|bytes| match (field.shape, std::str::from_utf8(bytes)) {
        (Shape::Text | Shape::Json, Ok(text)) => item.input.set(text),
        _ => item.input.set(&Field::base64(bytes)),
    });
    item
}
