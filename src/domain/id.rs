//! Names of providers, teams and people: short, lower-case, safe in a file and on a command line.

use super::Invalid;
use std::fmt;
use std::sync::Arc;

fn check(what: &str, name: &str) -> Result<(), Invalid> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 63 || !name.chars().all(allowed) || name.starts_with(['-', '_']) {
        return Err(Invalid::because(format!(
            "a {what} name has 1 to 63 characters from a-z, 0-9, - and _, and starts with a letter or digit"
        )));
    }
    Ok(())
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Arc<str>);

        impl $type {
            /// Checks a name and takes it: 1 to 63 characters from `a-z 0-9 - _`, not starting with `-` or `_`.
            pub fn new(name: &str) -> Result<Self, Invalid> {
                check($what, name)?;
                Ok(Self(name.into()))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

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
            fn from_str(name: &str) -> Result<Self, Invalid> {
                Self::new(name)
            }
        }
    };
}

name!(
    /// The name of a provider, as the configuration spells it.
    ProviderId,
    "provider"
);
name!(
    /// The name of a team, as the configuration spells it.
    TeamId,
    "team"
);

impl ProviderId {
    /// The embedded store, which is always there.
    pub fn local() -> Self {
        Self("local".into())
    }

    /// The one that the environment of the process makes.
    pub fn environment() -> Self {
        Self("env".into())
    }
}

impl TeamId {
    /// Stands for no team of anybody's: all that is on the provider of the environment.
    pub fn environment() -> Self {
        Self("env".into())
    }

    /// The team every new user has, on the embedded store.
    pub fn personal() -> Self {
        Self("personal".into())
    }
}

name!(
    /// The name of a person in a team, as a server keeps it.
    PersonId,
    "person"
);
