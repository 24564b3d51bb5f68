//! What the program remembers between two starts: the active team.

use super::{Session, TeamInfo};
use crate::domain::TeamId;
use crate::provider::{Error, Result};
use std::path::Path;
use std::sync::PoisonError;

#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct State {
    team: Option<String>,
}

/// The team that was active last. A state that cannot be read is no reason to stop: it is only a convenience.
pub(super) fn active_team(file: &Path) -> Option<TeamId> {
    let text = std::fs::read_to_string(file).ok()?;
    let state: State = serde_json::from_str(&text).ok()?;
    TeamId::new(&state.team?).ok()
}

/// Remembers the active team.
pub(super) fn remember_team(file: &Path, team: &TeamId) -> Result<()> {
    let state = State { team: Some(team.as_str().to_owned()) };
    let json = serde_json::to_vec(&state).map_err(|_| Error::Bug { what: "state.json".into() })?;
    let failed = |error: std::io::Error| Error::io(file.display().to_string(), &error);
    if let Some(folder) = file.parent() {
        crate::config::private_folder(folder).map_err(failed)?;
    }
    crate::config::write_atomically(file, &json).map_err(failed)
}

impl Session {
    /// The active team.
    pub fn active_team(&self) -> TeamId {
        self.active.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes a team the active one, now and at the next start.
    pub fn switch_team(&self, team: &TeamId) -> Result<()> {
        self.team(team)?;
        if let Some(paths) = self.paths() {
            remember_team(&paths.state_file(), team)?;
        }
        *self.active.lock().unwrap_or_else(PoisonError::into_inner) = team.clone();
        Ok(())
    }

    /// The active team as it is configured. One that is not there any more is never replaced by another.
    pub fn active(&self) -> Result<TeamInfo> {
        let active = self.active_team();
        self.team(&active).map_err(|_| Error::Invalid {
            reason: format!(
                "the active team {active} is not in config.toml; `strongroom team switch` chooses one"
            ),
        })
    }
}
