//! Where a secret lives inside a provider: checked segments joined by `/`.

use super::Invalid;
use std::fmt;
use std::sync::Arc;

/// Longest path in bytes: enough for every store we know, short enough to draw and to index.
const LONGEST: usize = 1024;

fn check(path: &str) -> Result<(), Invalid> {
    if path.len() > LONGEST {
        return Err(Invalid::because(format!("a name has at most {LONGEST} bytes")));
    }
    if path.starts_with('/') || path.ends_with('/') {
        return Err(Invalid::because("a name does not start or end with a slash"));
    }
    for segment in path.split('/') {
        match segment {
            "" => return Err(Invalid::because("a name has no empty part between slashes")),
            "." | ".." => return Err(Invalid::because("`.` and `..` are not allowed as parts of a name")),
            _ if segment.chars().any(super::text::is_hidden) => {
                return Err(Invalid::because("a name has no control or invisible characters"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The full path of a secret, such as `db/prod`. Never empty; no empty, `.` or `..` part; no control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretPath(Arc<str>);

impl SecretPath {
    /// Checks a path and takes it as it is: one that a store told.
    pub fn new(path: &str) -> Result<Self, Invalid> {
        if path.is_empty() {
            return Err(Invalid::because("a secret needs a name"));
        }
        check(path)?;
        Ok(Self(path.into()))
    }

    /// Reads a path as people write it. There `#` separates the field, so that one in the name itself is written `%23`;
    /// `%25` is a `%` that would be read as part of such a sign.
    pub fn written(text: &str) -> Result<Self, Invalid> {
        if text.contains('#') {
            return Err(Invalid::because(
                "`#` separates the field, and no field can be named here; a `#` in the name itself is written %23",
            ));
        }
        if !text.contains("%2") {
            return Self::new(text);
        }
        let mut path = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            let (sign, length) = match rest.get(at..at + 3) {
                Some("%23") => ('#', 3),
                Some("%25") => ('%', 3),
                _ => ('%', 1),
            };
            path.push_str(&rest[..at]);
            path.push(sign);
            rest = &rest[at + length..];
        }
        path.push_str(rest);
        Self::new(&path)
    }

    /// The path as [`SecretPath::written`] reads it.
    pub fn to_written(&self) -> String {
        // In this order neither step reads what the other has written.
        let escaped = self.0.replace("%25", "%2525").replace("%23", "%2523");
        escaped.replace('#', "%23")
    }

    /// Fails for names that a store may have and nobody should be given: what begins or ends with a space looks like
    /// another one.
    pub fn check_new(&self) -> Result<(), Invalid> {
        if self.segments().any(|segment| segment.trim() != segment) {
            return Err(Invalid::because("a part of a new name does not start or end with a space"));
        }
        Ok(())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts between the slashes.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder that holds it.
    pub fn folder(&self) -> Folder {
        Folder(self.0.rsplit_once('/').map_or("", |(folder, _)| folder).into())
    }
}

/// A place that holds secrets and other folders. The empty folder is the root of a provider.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folder(Arc<str>);

impl Folder {
    /// The root of a provider.
    pub fn root() -> Self {
        Self::default()
    }

    /// Checks a folder name and takes it; empty means the root, one trailing slash is dropped.
    pub fn new(path: &str) -> Result<Self, Invalid> {
        let path = path.strip_suffix('/').unwrap_or(path);
        if !path.is_empty() {
            check(path)?;
        }
        Ok(Self(path.into()))
    }

    /// The folder as text, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The secret of this name below the folder.
    pub fn join(&self, path: &SecretPath) -> SecretPath {
        if self.is_root() { path.clone() } else { SecretPath(format!("{}/{path}", self.0).into()) }
    }

    /// The folder of this name below the folder.
    pub fn join_folder(&self, below: &Folder) -> Folder {
        match (self.is_root(), below.is_root()) {
            (true, _) => below.clone(),
            (_, true) => self.clone(),
            _ => Self(format!("{}/{}", self.0, below.0).into()),
        }
    }

    /// The rest of a path below this folder, or `None` when it lies elsewhere.
    pub fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        if self.is_root() {
            return Some(path);
        }
        path.strip_prefix(&*self.0)?.strip_prefix('/')
    }

    /// The secret's path as seen from this folder, or `None` when it lies elsewhere.
    pub fn strip(&self, path: &SecretPath) -> Option<SecretPath> {
        self.relative(&path.0).map(|rest| SecretPath(rest.into()))
    }

    /// Whether the secret lies below this folder, at any depth.
    pub fn contains(&self, path: &SecretPath) -> bool {
        self.relative(&path.0).is_some()
    }
}

macro_rules! as_text {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl std::str::FromStr for $type {
            type Err = Invalid;
            fn from_str(path: &str) -> Result<Self, Invalid> {
                Self::new(path)
            }
        }
    };
}

as_text!(SecretPath);
as_text!(Folder);
