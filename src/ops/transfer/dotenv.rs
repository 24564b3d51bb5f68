//! `NAME='value'` lines: quoted so that shells and dotenv libraries read the same.

use super::import::Incoming;
use crate::domain::{Field, Fields, Folder, SecretKind, SecretPath, SecretValue, variable, variable_of};
use crate::provider::{Content, Error, Result};
use zeroize::Zeroizing;

type Out = Zeroizing<Vec<u8>>;

/// One secret gives its fields' names (or its own, when it is one `content`); several are told apart by their paths.
pub(super) fn write(base: &Folder, contents: &[(SecretPath, Content)]) -> Result<Out> {
    let mut out = Zeroizing::new(Vec::with_capacity(4096));
    let mut taken: Vec<(String, &SecretPath)> = Vec::new();
    for (path, content) in contents {
        let prefix =
            if contents.len() == 1 { "" } else { base.relative(path.as_str()).unwrap_or(path.as_str()) };
        for field in &content.fields {
            let name = match (prefix, field.name.as_str()) {
                ("", name) => variable_of(path, name, content.fields.len() == 1),
                (prefix, "content") if content.fields.len() == 1 => variable(prefix),
                (prefix, name) => variable(&format!("{prefix}_{name}")),
            };
            if let Some((_, other)) = taken.iter().find(|(taken, _)| *taken == name) {
                return Err(Error::invalid(format!(
                    "{path} and {other} would both be written as {name}; export them one by one, or as json"
                )));
            }
            out.extend_from_slice(name.as_bytes());
            out.push(b'=');
            write_value(field, path, &mut out)?;
            out.push(b'\n');
            taken.push((name, path));
        }
    }
    Ok(out)
}

fn write_value(field: &Field, path: &SecretPath, out: &mut Out) -> Result<()> {
    let mut plain = Zeroizing::new(Vec::new());
    field.write_plain(&mut plain);
    if plain.contains(&0) {
        let reason = format!("{path}: a value with a zero byte cannot be a variable; export it as json");
        return Err(Error::Invalid { reason });
    }
    quote(&plain, out);
    Ok(())
}

/// Plain where nothing needs quoting, in single quotes where these do not occur, else with escapes. Some readers take a
/// backslash before the closing quote for an escape.
fn quote(value: &[u8], out: &mut Out) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./:@%+,".contains(byte);
    if !value.is_empty() && value.iter().all(is_plain) {
        out.extend_from_slice(value);
    } else if !value.contains(&b'\'') && !value.ends_with(b"\\") {
        out.push(b'\'');
        out.extend_from_slice(value);
        out.push(b'\'');
    } else {
        out.push(b'"');
        for byte in value {
            match byte {
                b'"' | b'\\' | b'$' => out.extend_from_slice(&[b'\\', *byte]),
                b'\n' => out.extend_from_slice(b"\\n"),
                _ => out.push(*byte),
            }
        }
        out.push(b'"');
    }
}

/// Reads the lines as one `key_value` secret. Errors tell nothing of the text.
pub(super) fn read(text: &[u8], path: SecretPath) -> Result<Incoming> {
    let mut fields = Fields::new();
    for pair in dotenvy::from_read_iter(text) {
        // The library's error quotes the line.
        let (name, value) = pair.map_err(|error| match error {
            dotenvy::Error::LineParse(entry, _) => wrong(text, &Zeroizing::new(entry)),
            _ => Error::invalid("it cannot be read as lines of `NAME=value`"),
        })?;
        fields.put(Field::text(&name, SecretValue::from_text(value)));
    }
    SecretKind::KeyValue.check(&fields).map_err(|_| Error::invalid("there is no `NAME=value` line in it"))?;
    Ok(Incoming { path, kind: SecretKind::KeyValue, labels: None, fields })
}

/// Says where an entry stands that cannot be read, and why; nothing of it is repeated.
fn wrong(text: &[u8], entry: &str) -> Error {
    let first = entry.lines().next().unwrap_or_default().trim().as_bytes();
    let line = text.split(|byte| *byte == b'\n').position(|line| line.trim_ascii() == first);
    let place = line.map_or_else(|| "an entry".to_owned(), |line| format!("line {}", line + 1));
    let name = entry.split_once('=').map(|(name, _)| name.trim().trim_start_matches("export ").trim());
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    Error::invalid(match name {
        None => format!("{place} is not `NAME=value`"),
        Some(name)
            if name.is_empty()
                || name.starts_with(|c: char| c.is_ascii_digit())
                || !name.chars().all(is_allowed) =>
        {
            format!("the name in {place} is not made of A-Z a-z 0-9 _ and begins with no digit")
        }
        Some(_) => format!("{place} is not `NAME=value`; values with spaces need quotes"),
    })
}
