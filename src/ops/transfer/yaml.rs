//! The YAML of an export. Every scalar is a JSON scalar, which YAML 1.2 reads as it is.

use super::json::{binary, quote};
use crate::domain::SecretPath;
use crate::provider::Content;
use zeroize::Zeroizing;

type Out = Zeroizing<Vec<u8>>;

pub(super) fn write(contents: &[(SecretPath, Content)]) -> Out {
    let mut out = Zeroizing::new(Vec::with_capacity(4096));
    if contents.is_empty() {
        out.extend_from_slice(b"{}\n");
    }
    for (path, content) in contents {
        entry("", path.as_str(), &mut out);
        out.extend_from_slice(b"\n");
        entry("  ", "kind", &mut out);
        text(content.kind().as_str(), &mut out);
        if !content.secret.labels.is_empty() {
            entry("  ", "labels", &mut out);
            out.extend_from_slice(b"\n");
            for (name, label) in &content.secret.labels {
                entry("    ", name, &mut out);
                text(label, &mut out);
            }
        }
        let binary = binary(&content.fields);
        if !binary.is_empty() {
            entry("  ", "binary", &mut out);
            out.extend_from_slice(b"\n");
            for name in binary {
                out.extend_from_slice(b"    - ");
                scalar(|json| quote(name, json), &mut out);
                out.extend_from_slice(b"\n");
            }
        }
        entry("  ", "fields", &mut out);
        out.extend_from_slice(if content.fields.is_empty() { b" {}\n" } else { b"\n" });
        for field in &content.fields {
            entry("    ", &field.name, &mut out);
            out.extend_from_slice(b" ");
            scalar(|json| field.write_json(json), &mut out);
            out.extend_from_slice(b"\n");
        }
    }
    out
}

fn entry(indent: &str, name: &str, out: &mut Out) {
    out.extend_from_slice(indent.as_bytes());
    scalar(|json| quote(name, json), out);
    out.extend_from_slice(b":");
}

fn text(text: &str, out: &mut Out) {
    out.extend_from_slice(b" ");
    scalar(|json| quote(text, json), out);
    out.extend_from_slice(b"\n");
}

/// Appends JSON as YAML takes it: in one line, and with what YAML does not allow raw written as an escape.
fn scalar(write: impl FnOnce(&mut Out), out: &mut Out) {
    let mut json = Zeroizing::new(Vec::with_capacity(256));
    write(&mut json);
    let text = Zeroizing::new(String::from_utf8_lossy(&json).into_owned());
    let (mut in_string, mut is_escaped) = (false, false);
    let mut utf8 = [0u8; 4];
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' if !in_string => continue,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
            }
            _ => out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()),
        }
        in_string ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
    }
}
