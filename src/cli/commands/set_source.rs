//! Where the values of `strongroom set` come from, and how bytes become fields.

use crate::cli::exit::{Failure, Result};
use crate::cli::prompt::Terminal;
use crate::cli::{input, output};
use crate::domain::{Address, Field, FieldSpec, Fields, SecretKind, SecretValue, Shape};
use crate::ops::generate::{Recipe, password};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Where values come from.
pub(super) enum Source {
    /// They are typed unseen.
    Terminal,
    /// All of standard input.
    Stdin,
    /// All of a file.
    File(PathBuf),
    /// They are made up.
    Generate(Recipe),
}

/// What the values are for.
pub(super) struct Target<'a> {
    pub(super) address: &'a Address,
    /// The kind of the secret.
    pub(super) kind: SecretKind,
    /// Whether the bytes are JSON.
    pub(super) is_json: bool,
}

impl Target<'_> {
    /// The fields that are given: one when the address names one, else all of the secret.
    pub(super) fn fields(&self, source: &Source) -> Result<Fields> {
        if let Some(name) = &self.address.field {
            return self.one(source, name);
        }
        match self.kind.spec().fields {
            [only] => self.one(source, only.name),
            specs => several(source, self.kind, specs),
        }
    }

    fn one(&self, source: &Source, name: &str) -> Result<Fields> {
        let value = match source {
            Source::Generate(recipe) => password(recipe)?,
            Source::Stdin => {
                let mut bytes = input::stdin(input::LARGEST_VALUE)?;
                if bytes.last() == Some(&b'\n') {
                    bytes.pop();
                    output::note("one newline at the end was left out");
                }
                SecretValue::new(std::mem::take(&mut *bytes))
            }
            Source::File(path) => {
                SecretValue::new(std::mem::take(&mut *input::file(path, input::LARGEST_VALUE)?))
            }
            Source::Terminal => {
                let terminal =
                    Terminal::required("--stdin, --from-file or --generate give the value to a script")?;
                let question = match &self.address.field {
                    Some(field) => format!("{}#{field}", self.address.path),
                    None => self.address.path.to_string(),
                };
                terminal.hidden_twice(&question)?
            }
        };
        if value.is_empty() {
            return Err(Failure::usage("the value is empty; nothing was written", "give a value"));
        }
        let field = if self.is_json {
            value
                .expose_text(|text| Field::from_json(name, text))
                .unwrap_or_else(|| Err(crate::domain::Invalid::because("not a JSON value")))?
        } else {
            let is_text = value.expose(|bytes| std::str::from_utf8(bytes).is_ok());
            let shape = if is_text { Shape::Text } else { Shape::Binary };
            Field { name: name.to_owned(), value, shape }
        };
        Ok(Fields::from_iter([field]))
    }
}

/// All fields of a kind that has several.
fn several(source: &Source, kind: SecretKind, specs: &'static [FieldSpec]) -> Result<Fields> {
    let json = |bytes: Zeroizing<Vec<u8>>| -> Result<Fields> {
        Fields::from_json(&bytes).map_err(|wrong| {
            let names: Vec<_> = specs.iter().map(|spec| spec.name).collect();
            let wanted = if names.is_empty() { String::new() } else { format!(" with {}", names.join(", ")) };
            Failure::usage(
                wrong.0,
                format!("a {kind} takes a JSON object{wanted}, or one field as PATH#FIELD"),
            )
        })
    };
    match source {
        Source::Stdin => json(input::stdin(input::LARGEST_VALUE)?),
        Source::File(path) => json(input::file(path, input::LARGEST_VALUE)?),
        Source::Terminal | Source::Generate(_) if specs.is_empty() => Err(Failure::usage(
            "a key_value has any fields, so one must be named",
            "write PATH#FIELD, or give a JSON object with --stdin or --from-file",
        )),
        Source::Terminal => ask_each(specs, None),
        Source::Generate(recipe) => ask_each(specs, Some(recipe)),
    }
}

/// Asks for every field of a kind; with a recipe the password is made up instead.
fn ask_each(specs: &[FieldSpec], recipe: Option<&Recipe>) -> Result<Fields> {
    let mut fields = Fields::new();
    for spec in specs {
        let value = match recipe {
            Some(recipe) if spec.name == "password" => password(recipe)?,
            _ => {
                let terminal = Terminal::required(
                    "give a JSON object with --stdin or --from-file, or one field as PATH#FIELD",
                )?;
                if spec.is_secret {
                    terminal.hidden_twice(spec.name)?
                } else {
                    let choices = match spec.choices {
                        [] => String::new(),
                        choices => format!(" ({})", choices.join(" or ")),
                    };
                    SecretValue::from_text(terminal.plain(&format!("{}{choices}", spec.name))?)
                }
            }
        };
        fields.put(Field::text(spec.name, value));
    }
    Ok(fields)
}
