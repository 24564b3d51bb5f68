//! How people point at a secret or at one field of it: `PATH`, `PATH#FIELD`, `strongroom://TEAM/PATH#FIELD?version=N`.

use super::{Invalid, SecretPath, TeamId, VersionNumber, Which};
use std::fmt;

/// A secret within a team, or one field of it, at one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The team, or `None` for the active one.
    pub team: Option<TeamId>,
    /// The path below the team's root.
    pub path: SecretPath,
    /// One field, or `None` for the whole secret.
    pub field: Option<String>,
    /// Which version.
    pub version: Which,
}

impl Address {
    /// Reads any of the three spellings.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.strip_prefix("strongroom://") {
            None => Self::short(None, text, Which::Latest),
            Some(rest) => {
                let (team, rest) = rest
                    .split_once('/')
                    .ok_or_else(|| Invalid::because("a reference is strongroom://TEAM/PATH#FIELD"))?;
                let team = if team.is_empty() { None } else { Some(TeamId::new(team)?) };
                let (rest, version) = match rest.rsplit_once("?version=") {
                    Some((rest, number)) => (rest, version(number)?),
                    None => (rest, Which::Latest),
                };
                Self::short(team, rest, version)
            }
        }
    }

    fn short(team: Option<TeamId>, text: &str, version: Which) -> Result<Self, Invalid> {
        let (path, field) = match text.split_once('#') {
            Some((_, "")) => return Err(Invalid::because("the field after `#` is missing")),
            Some((path, field)) => (path, Some(field.to_owned())),
            None => (text, None),
        };
        Ok(Self { team, path: SecretPath::new(path)?, field, version })
    }
}

fn version(number: &str) -> Result<Which, Invalid> {
    match number.parse() {
        Ok(number) if number > 0 => Ok(Which::Number(VersionNumber(number))),
        _ => Err(Invalid::because("a version is a number from 1")),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let team = self.team.as_ref().map_or("", TeamId::as_str);
        write!(f, "strongroom://{team}/{}", self.path)?;
        if let Some(field) = &self.field {
            write!(f, "#{field}")?;
        }
        if let Which::Number(number) = self.version {
            write!(f, "?version={number}")?;
        }
        Ok(())
    }
}
