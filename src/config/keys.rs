//! `keys.toml`: which keys the person wants for which verb, as typed. What there is to be had is checked elsewhere.

use super::raw::{Section, Source};
use super::{Broken, Paths};
use toml::de::DeValue;

/// One wish: a verb and its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedKeys {
    /// File and line, for messages.
    pub place: String,
    /// The verb, as typed.
    pub verb: String,
    /// The keys, as typed.
    pub keys: Vec<String>,
}

/// Reads `keys.toml`; when there is none, nothing is wished for.
pub fn load(paths: &Paths) -> (Vec<TypedKeys>, Vec<Broken>) {
    let file = paths.keys_file();
    match std::fs::read_to_string(&file) {
        Ok(text) => parse(&file.display().to_string(), &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Vec::new(), Vec::new()),
        Err(error) => {
            let reason = format!("{}: {error}", file.display());
            (Vec::new(), vec![Broken { what: "keys.toml".into(), reason, is_mistake: true }])
        }
    }
}

/// Reads the text of `keys.toml`; `file` is its name in messages. A verb may stand in quotes with its dot, or below
/// the section of its pane.
pub fn parse(file: &str, text: &str) -> (Vec<TypedKeys>, Vec<Broken>) {
    let mut source = Source::new(file, text);
    let mut typed = Vec::new();
    if let Some(root) = source.parse_as("keys.toml") {
        read(&root, &mut typed, &mut source);
    }
    (typed, source.into_broken())
}

fn read(section: &Section<'_>, typed: &mut Vec<TypedKeys>, source: &mut Source<'_>) {
    for (key, span, value) in section.entries() {
        let verb = section.name_of(key);
        let keys = match value {
            DeValue::Table(_) => {
                if let Some(inner) = section.section(key, source) {
                    read(&inner, typed, source);
                }
                continue;
            }
            DeValue::String(key) => Some(vec![key.to_string()]),
            DeValue::Array(keys) => {
                keys.iter().map(|key| key.get_ref().as_str().map(str::to_owned)).collect()
            }
            _ => None,
        };
        match keys {
            Some(keys) => typed.push(TypedKeys { place: source.place(&span), verb, keys }),
            None => {
                source.mistake(&verb, span, "must be a list of keys in quotes, as in [\"r\", \"ctrl-x\"]");
            }
        }
    }
}
