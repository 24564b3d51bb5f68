//! Secret values and the fields that hold them: wiped when dropped, never printed, never copied by accident.

use super::Invalid;
use serde_json::value::RawValue;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What stands for a value on screen: a fixed width, whatever the value's length.
pub const MASK: &str = "••••••••";

/// The bytes of one secret value. They are wiped when it is dropped; it has no `Clone`, no `Display` and no `serde`,
/// and its `Debug` prints a fixed mask, so a copy is always a deliberate act ([`SecretValue::duplicate`]).
pub struct SecretValue(Zeroizing<Vec<u8>>);

impl SecretValue {
    /// Takes these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Without any bytes.
    pub fn empty() -> Self {
        Self::new(Vec::new())
    }

    /// Takes this text.
    pub fn from_text(text: String) -> Self {
        Self::new(text.into_bytes())
    }

    /// Copies these bytes; the caller keeps the duty to wipe its own.
    pub fn copied(bytes: &[u8]) -> Self {
        Self::new(bytes.to_vec())
    }

    /// Lends the bytes for the length of one call.
    pub fn expose<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(&self.0)
    }

    /// Lends the value as text, or `None` when it is not UTF-8.
    pub fn expose_text<R>(&self, with: impl FnOnce(&str) -> R) -> Option<R> {
        std::str::from_utf8(&self.0).ok().map(with)
    }

    /// A second, independent copy. Every call is a place where a value starts to live twice.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self::copied(&self.0)
    }

    /// Length in bytes. Never show it: a length is a hint.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both hold the same bytes, in time that depends on the lengths alone.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// How the bytes of a field are to be read, so that types survive an edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// UTF-8 text: a JSON string.
    #[default]
    Text,
    /// The text of a JSON value that is no string: number, boolean, null, list or object.
    Json,
    /// Raw bytes; written as base64 where only text can go.
    Binary,
}

/// One named value in a secret.
#[derive(Debug)]
pub struct Field {
    /// Its name, unique in the secret.
    pub name: String,
    /// Its bytes.
    pub value: SecretValue,
    /// How to read them.
    pub shape: Shape,
}

impl Field {
    /// A text field.
    pub fn text(name: &str, value: SecretValue) -> Self {
        Self { name: name.into(), value, shape: Shape::Text }
    }

    /// Base64 of binary data, for where only text can go; wiped when dropped.
    pub fn base64(bytes: &[u8]) -> Zeroizing<String> {
        Zeroizing::new(super::kind::encode_base64(bytes))
    }

    /// Binary data from base64; spaces and line ends do not count.
    pub fn from_base64(text: &str) -> Result<Vec<u8>, Invalid> {
        super::kind::decode_base64(text.as_bytes())
    }

    /// Appends the value as JSON: text quoted, JSON as it is, binary as a base64 string.
    pub fn write_json(&self, out: &mut Zeroizing<Vec<u8>>) {
        self.value.expose(|bytes| match self.shape {
            Shape::Json => out.extend_from_slice(bytes),
            Shape::Text => quote(&String::from_utf8_lossy(bytes), out),
            Shape::Binary => quote(&Self::base64(bytes), out),
        });
    }

    /// Appends the value as plain text: text and JSON as they are, binary as base64.
    pub fn write_plain(&self, out: &mut Zeroizing<Vec<u8>>) {
        self.value.expose(|bytes| match self.shape {
            Shape::Text | Shape::Json => out.extend_from_slice(bytes),
            Shape::Binary => out.extend_from_slice(Self::base64(bytes).as_bytes()),
        });
    }
}

/// Appends a JSON string literal.
fn quote(text: &str, out: &mut Zeroizing<Vec<u8>>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(&mut **out, text);
}

/// The fields of a secret, in the order in which they were given; names are unique.
#[derive(Debug, Default)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// One text field called `content`.
    pub fn content(value: SecretValue) -> Self {
        Self(vec![Field::text("content", value)])
    }

    /// Reads the fields of a JSON object; types are kept. The error tells the place, never the text.
    pub fn from_json(json: &[u8]) -> Result<Self, Invalid> {
        serde_json::from_slice::<Self>(json).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            match error.classify() {
                serde_json::error::Category::Data => {
                    Invalid::because(format!("not a JSON object with unique names ({place})"))
                }
                _ => Invalid::because(format!("not valid JSON ({place})")),
            }
        })
    }

    /// The fields as one JSON object.
    pub fn to_json(&self) -> SecretValue {
        let mut out = Zeroizing::new(Vec::with_capacity(256));
        out.push(b'{');
        for (index, field) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            quote(&field.name, &mut out);
            out.push(b':');
            field.write_json(&mut out);
        }
        out.push(b'}');
        SecretValue(out)
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.name == name)
    }

    /// Puts a field in the place of the one with its name, or at the end.
    pub fn put(&mut self, field: Field) {
        match self.0.iter_mut().find(|old| old.name == field.name) {
            Some(old) => *old = field,
            None => self.0.push(field),
        }
    }

    /// Takes the field of this name out.
    pub fn take(&mut self, name: &str) -> Option<Field> {
        let index = self.0.iter().position(|field| field.name == name)?;
        Some(self.0.remove(index))
    }

    /// Puts the fields into the order of their ranks; those of one rank stay as they stand.
    pub fn arrange(&mut self, rank: impl Fn(&str) -> usize) {
        self.0.sort_by_key(|field| rank(&field.name));
    }

    /// The fields in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Field> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A second copy of every field; see [`SecretValue::duplicate`].
    #[must_use]
    pub fn duplicate(&self) -> Self {
        let copy = |f: &Field| Field { name: f.name.clone(), value: f.value.duplicate(), shape: f.shape };
        Self(self.0.iter().map(copy).collect())
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut all = Self::new();
        for field in fields {
            all.put(field);
        }
        all
    }
}

impl IntoIterator for Fields {
    type Item = Field;
    type IntoIter = std::vec::IntoIter<Field>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a Field;
    type IntoIter = std::slice::Iter<'a, Field>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

const NO_VALUE: &str = "not a JSON value";

impl Field {
    /// Makes a field of one JSON value: a string becomes text, anything else keeps its JSON spelling.
    pub fn from_json(name: &str, json: &str) -> Result<Self, Invalid> {
        let raw: &RawValue = serde_json::from_str(json).map_err(|_| Invalid::because(NO_VALUE))?;
        Self::of_raw(name.into(), raw)
    }

    /// The same of what was found to be one JSON value already.
    fn of_raw(name: String, raw: &RawValue) -> Result<Self, Invalid> {
        let raw = raw.get();
        let (value, shape) = if raw.starts_with('"') {
            let text = serde_json::from_str::<String>(raw).map_err(|_| Invalid::because(NO_VALUE))?;
            (SecretValue::from_text(text), Shape::Text)
        } else {
            (SecretValue::copied(raw.as_bytes()), Shape::Json)
        };
        Ok(Self { name, value, shape })
    }
}

impl<'de> serde::Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> serde::de::Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::new();
                while let Some(name) = map.next_key::<String>()? {
                    let raw: &RawValue = map.next_value()?;
                    if fields.field(&name).is_some() {
                        return Err(serde::de::Error::custom("a name stands twice"));
                    }
                    let field = Field::of_raw(name, raw);
                    fields.0.push(field.map_err(serde::de::Error::custom)?);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Object)
    }
}
