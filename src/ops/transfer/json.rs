//! The JSON of an export: an object by path; every secret with its kind, its labels and its fields.

use super::import::Incoming;
use crate::domain::{Field, Fields, Labels, SecretKind, SecretPath, SecretValue, Shape};
use crate::provider::{Content, Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::fmt;
use zeroize::Zeroizing;

type Out = Zeroizing<Vec<u8>>;

pub(super) fn write(contents: &[(SecretPath, Content)]) -> Out {
    let mut out = Zeroizing::new(Vec::with_capacity(4096));
    out.extend_from_slice(b"{");
    for (index, (path, content)) in contents.iter().enumerate() {
        out.extend_from_slice(if index == 0 { b"\n  " } else { b",\n  " });
        quote(path.as_str(), &mut out);
        out.extend_from_slice(b": {\n    \"kind\": ");
        quote(content.kind().as_str(), &mut out);
        if !content.secret.labels.is_empty() {
            out.extend_from_slice(b",\n    \"labels\": {");
            for (index, (name, text)) in content.secret.labels.iter().enumerate() {
                out.extend_from_slice(if index == 0 { b"" } else { b", " });
                quote(name, &mut out);
                out.extend_from_slice(b": ");
                quote(text, &mut out);
            }
            out.extend_from_slice(b"}");
        }
        let binary: Vec<&str> = binary(&content.fields);
        if !binary.is_empty() {
            out.extend_from_slice(b",\n    \"binary\": ");
            let _ = serde_json::to_writer(&mut *out, &binary);
        }
        out.extend_from_slice(b",\n    \"fields\": {");
        for (index, field) in content.fields.iter().enumerate() {
            out.extend_from_slice(if index == 0 { b"\n      " } else { b",\n      " });
            quote(&field.name, &mut out);
            out.extend_from_slice(b": ");
            field.write_json(&mut out);
        }
        out.extend_from_slice(b"\n    }\n  }");
    }
    out.extend_from_slice(b"\n}\n");
    out
}

/// The names of fields that are written as base64 because they are no text.
pub(super) fn binary(fields: &Fields) -> Vec<&str> {
    fields.iter().filter(|field| field.shape == Shape::Binary).map(|field| field.name.as_str()).collect()
}

/// Appends a JSON string.
pub(super) fn quote(text: &str, out: &mut Out) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(&mut **out, text);
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    kind: String,
    #[serde(default)]
    labels: Labels,
    #[serde(default)]
    binary: Vec<String>,
    fields: Fields,
}

/// Reads what [`write`] wrote. Errors tell the place and never the text.
pub(super) fn read(json: &[u8]) -> Result<Vec<Incoming>> {
    let typed: BTreeMap<String, Typed> = serde_json::from_slice(json).map_err(|error| {
        Error::invalid(format!(
            "line {}, column {}: not the JSON of an export: an object by path, with kind, labels and fields",
            error.line(),
            error.column()
        ))
    })?;
    typed.into_iter().map(|(path, secret)| incoming(&path, secret)).collect()
}

fn incoming(path: &str, typed: Typed) -> Result<Incoming> {
    let shown = crate::domain::visible(path).into_owned();
    let wrong = |reason: &dyn fmt::Display| Error::invalid(format!("{shown}: {reason}"));
    let path = SecretPath::new(path).map_err(|error| wrong(&error))?;
    let kind = SecretKind::parse(&typed.kind).map_err(|error| wrong(&error))?;
    let mut fields = typed.fields;
    for name in typed.binary {
        let field = fields.field(&name).ok_or_else(|| wrong(&"`binary` names a field that is not there"))?;
        let bytes = field
            .value
            .expose(|text| STANDARD.decode(text))
            .map_err(|_| wrong(&"a field named in `binary` is not base64"))?;
        fields.put(Field { name, value: SecretValue::new(bytes), shape: Shape::Binary });
    }
    kind.check(&fields).map_err(|error| wrong(&error))?;
    Ok(Incoming { path, kind, labels: Some(typed.labels), fields })
}
