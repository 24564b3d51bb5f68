//! What differs between two contents, told by keyed fingerprints and names, never by values.

use super::{Fields, Fingerprint, FingerprintKey, Labels, SecretKind, VersionNumber};

/// How a field or label of the newer side stands to the older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The same type and content.
    Same,
    /// Another type or other content.
    Changed,
    /// Only the newer side has it.
    Added,
    /// Only the older side has it.
    Removed,
}

impl Fate {
    /// The word shown and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// The sign before a name.
    pub fn sign(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Changed => '~',
            Self::Added => '+',
            Self::Removed => '-',
        }
    }
}

/// What differs between two versions, field by field. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The older version.
    pub from: VersionNumber,
    /// The newer version.
    pub to: VersionNumber,
    /// The kinds of both, the older first.
    pub kinds: (SecretKind, SecretKind),
    /// The fingerprints of both, the older first.
    pub prints: (Fingerprint, Fingerprint),
    /// Every field of either, in the order of the newer one; removed ones at the end.
    pub fields: Vec<(String, Fate)>,
    /// The labels that are not the same, where the store keeps labels by version.
    pub labels: Vec<(String, Fate)>,
}

impl Diff {
    /// Whether both hold the same. Labels do not count.
    pub fn is_empty(&self) -> bool {
        self.prints.0 == self.prints.1
    }
}

/// Every field of either with its fate, told by its fingerprint under this key.
pub fn compare_fields(old: &Fields, new: &Fields, key: &FingerprintKey) -> Vec<(String, Fate)> {
    let prints = |fields: &Fields| {
        let print = |field: &super::Field| (field.name.clone(), key.of_field(field));
        fields.iter().map(print).collect::<Vec<_>>()
    };
    fates(&prints(old), &prints(new))
}

/// The labels that are not the same.
pub fn compare_labels(old: &Labels, new: &Labels) -> Vec<(String, Fate)> {
    let pairs = |labels: &Labels| labels.clone().into_iter().collect::<Vec<_>>();
    let mut fates = fates(&pairs(old), &pairs(new));
    fates.retain(|(_, fate)| *fate != Fate::Same);
    fates
}

fn fates<T: PartialEq>(old: &[(String, T)], new: &[(String, T)]) -> Vec<(String, Fate)> {
    let find = |all: &'_ [(String, T)], name: &str| all.iter().position(|(other, _)| other == name);
    let fate = |(name, content): &(String, T)| match find(old, name) {
        None => Fate::Added,
        Some(index) if old[index].1 == *content => Fate::Same,
        Some(_) => Fate::Changed,
    };
    let mut fates: Vec<_> = new.iter().map(|pair| (pair.0.clone(), fate(pair))).collect();
    let removed = old.iter().filter(|(name, _)| find(new, name).is_none());
    fates.extend(removed.map(|(name, _)| (name.clone(), Fate::Removed)));
    fates
}
