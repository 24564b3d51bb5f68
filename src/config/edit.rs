//! Changes `config.toml` in place: comments and order stay.

use super::{Paths, TeamConfig};
use crate::domain::TeamId;
use crate::provider::{Error, Result};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, value};

/// Writes a team into the configuration.
pub fn add_team(paths: &Paths, team: &TeamConfig) -> Result<()> {
    edit(paths, |teams| {
        let mut table = Table::new();
        table.insert("provider", value(team.provider.as_str()));
        table.insert("root", value(team.root.as_str()));
        if teams.contains_key(team.id.as_str()) {
            return Err(Error::Exists { what: format!("the team {}", team.id) });
        }
        teams.insert(team.id.as_str(), Item::Table(table));
        Ok(())
    })
}

/// Takes a team out of the configuration. Its secrets stay where they are.
pub fn remove_team(paths: &Paths, team: &TeamId) -> Result<()> {
    edit(paths, |teams| match teams.remove(team.as_str()) {
        Some(_) => Ok(()),
        None => Err(Error::not_found(format!("the team {team}"))),
    })
}

/// Applies a change to the section `[teams]` under a lock, so that two writers do not lose each other's change.
fn edit(paths: &Paths, change: impl FnOnce(&mut Table) -> Result<()>) -> Result<()> {
    // A file that is a link stays one: people keep their configuration elsewhere.
    let file = fs::canonicalize(paths.config_file()).unwrap_or_else(|_| paths.config_file());
    let failed = |error: &std::io::Error| Error::io(file.display().to_string(), error);
    fs::create_dir_all(&paths.config_dir).map_err(|error| failed(&error))?;
    let folder = fs::File::open(&paths.config_dir).map_err(|error| failed(&error))?;
    folder.lock().map_err(|error| failed(&error))?;
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(&error)),
    };
    let broken = |what: &str| Error::invalid(format!("{}: {what}; mend it first", file.display()));
    let mut document: DocumentMut = text.parse().map_err(|_| broken("not valid TOML"))?;
    let teams = document.entry("teams").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    change(teams.as_table_mut().ok_or_else(|| broken("`teams` is no section"))?)?;
    write_atomically(&file, document.to_string().as_bytes()).map_err(|error| failed(&error))
}

/// Puts a file in place whole or not at all, mode 0600.
pub fn write_atomically(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let draft = PathBuf::from(format!("{}.{}.new", file.display(), std::process::id()));
    let written = write_new(&draft, bytes).and_then(|()| fs::rename(&draft, file));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written?;
    // The rename itself is durable once the folder is.
    file.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

fn write_new(draft: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}
