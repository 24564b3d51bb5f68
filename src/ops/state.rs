//! What the program remembers between two starts: the active team.

use crate::domain::TeamId;
use crate::provider::{Error, Result};
use std::path::Path;

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
