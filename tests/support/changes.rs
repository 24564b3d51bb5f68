//! Secrets and changes, made in one line.

use strongroom::domain::{
    Field, Fields, Fingerprint, FingerprintKey, Labels, SecretKind, SecretPath, SecretValue, VersionNumber,
    Which,
};
use strongroom::provider::{Base, Change, Provider};

pub(crate) fn path(path: &str) -> SecretPath {
    SecretPath::new(path).unwrap()
}

pub(crate) fn passphrase() -> SecretValue {
    SecretValue::copied(b"correct horse battery staple")
}

pub(crate) fn text(value: &str) -> Fields {
    Fields::content(SecretValue::copied(value.as_bytes()))
}

pub(crate) fn json(json: &str) -> Fields {
    Fields::from_json(json.as_bytes()).unwrap()
}

pub(crate) fn field(name: &str, value: &str) -> Field {
    Field::text(name, SecretValue::copied(value.as_bytes()))
}

pub(crate) fn fingerprint(kind: SecretKind, fields: &Fields) -> Fingerprint {
    FingerprintKey::new([7; 32]).of(kind, fields)
}

/// A change of any kind.
pub(crate) fn change(kind: SecretKind, base: Base, fields: Fields) -> Change {
    let fingerprint = fingerprint(kind, &fields);
    Change { kind, fields, labels: None, base, fingerprint, author: "tester".into() }
}

/// A new `generic` secret.
pub(crate) fn first(value: &str) -> Change {
    change(SecretKind::Generic, Base::Absent, text(value))
}

/// A further version of a `generic` secret.
pub(crate) fn after(version: u64, value: &str) -> Change {
    change(SecretKind::Generic, Base::Version(VersionNumber(version)), text(value))
}

pub(crate) fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

pub(crate) fn numbers(numbers: &[u64]) -> Vec<VersionNumber> {
    numbers.iter().copied().map(VersionNumber).collect()
}

/// The only field of a secret, as text.
pub(crate) async fn content(provider: &dyn Provider, at: &SecretPath, which: Which) -> String {
    let content = provider.read(at, which).await.unwrap();
    let field = content.fields.field("content").expect("a field called content");
    field.value.expose_text(str::to_owned).unwrap()
}
