//! What goes to the clipboard: a value, or fields as one text; made in buffers that are wiped.

use super::read::{self, Why};
use super::{Place, Session, transfer};
use crate::domain::{Field, SecretPath, SecretValue, Shape, Which};
use crate::provider::{Content, Result};

/// How fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One value as it is; binary as base64.
    Value,
    /// A JSON object of the fields.
    Json,
    /// `NAME='value'`, a line a field, without a line end after the last.
    Dotenv,
}

/// Reads a version for copying, and writes one field of it in this form; without a name all fields, or the main one
/// when one value is wanted.
pub async fn text(
    session: &Session,
    place: &Place,
    path: &SecretPath,
    which: Which,
    field: Option<String>,
    form: Form,
) -> Result<SecretValue> {
    let mut content = read::content(session, place, path, which, Why::Copy).await?;
    if field.is_some() || form == Form::Value {
        let field = read::one_field(&mut content, field)?;
        content.fields = [field].into_iter().collect();
    }
    write(path, content, form)
}

fn write(path: &SecretPath, content: Content, form: Form) -> Result<SecretValue> {
    match form {
        Form::Value => Ok(content.fields.into_iter().next().map_or_else(SecretValue::empty, plain)),
        Form::Json => Ok(content.fields.to_json()),
        Form::Dotenv => transfer::dotenv_lines(path, content),
    }
}

fn plain(field: Field) -> SecretValue {
    match field.shape {
        Shape::Binary => field.value.expose(|bytes| SecretValue::copied(Field::base64(bytes).as_bytes())),
        Shape::Text | Shape::Json => field.value,
    }
}
