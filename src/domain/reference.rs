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
        Ok(Self { team, path: SecretPath::written(path)?, field, version })
    }
}

fn version(number: &str) -> Result<Which, Invalid> {
    match number.parse() {
        Ok(number) if number > 0 => Ok(Which::Number(VersionNumber(number))),
        _ => Err(Invalid::because("a version is a number from 1")),
    }
}

impl Address {
    /// Whether its own text is read back as the same address.
    pub fn is_readable_back(&self) -> bool {
        Self::parse(&self.to_string()).is_ok_and(|read| read == *self)
    }

    /// The command line that prints what is here, quoted for shells.
    pub fn command(&self) -> String {
        let field = self.field.as_ref().map(|field| format!("#{field}")).unwrap_or_default();
        let short = format!("{}{field}", self.path.to_written());
        // What looks like an option is written as a reference.
        let (what, team) = match &self.team {
            _ if short.starts_with('-') => (self.to_string(), None),
            team => (short, team.as_ref()),
        };
        let team = team.map(|team| format!(" --team {team}")).unwrap_or_default();
        let version = match self.version {
            Which::Number(number) if !what.starts_with("strongroom://") => format!(" --version {number}"),
            _ => String::new(),
        };
        format!("strongroom get {}{team}{version}", quoted(&what))
    }
}

/// The text in single quotes, within which shells take every character as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let team = self.team.as_ref().map_or("", TeamId::as_str);
        write!(f, "strongroom://{team}/{}", self.path.to_written())?;
        if let Some(field) = &self.field {
            write!(f, "#{field}")?;
        }
        if let Which::Number(number) = self.version {
            write!(f, "?version={number}")?;
        }
        Ok(())
    }
}
