//! Changes `config.toml` in place: comments and order stay.

use super::{Paths, TeamConfig};
use crate::domain::{ProviderId, TeamId};
use crate::provider::{Error, Kind, Registration, Result, SettingKind};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, TableLike, Value, value};

/// Writes a team into the configuration.
pub fn add_team(paths: &Paths, team: &TeamConfig) -> Result<()> {
    edit(paths, "teams", |teams| {
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
    edit(paths, "teams", |teams| match teams.remove(team.as_str()) {
        Some(_) => Ok(()),
        None => Err(Error::not_found(format!("the team {team}"))),
    })
}

/// Writes a provider into the configuration; its credentials have no place there.
pub fn add_provider(paths: &Paths, kind: &Kind, registration: &Registration) -> Result<()> {
    edit(paths, "providers", |providers| {
        let id = registration.id.as_str();
        if providers.contains_key(id) {
            return Err(Error::Exists { what: format!("the provider {id}") });
        }
        let mut table = Table::new();
        fill(&mut table, kind, registration);
        providers.insert(id, Item::Table(table));
        Ok(())
    })
}

/// Changes the settings of a provider in place.
pub fn change_provider(paths: &Paths, kind: &Kind, registration: &Registration) -> Result<()> {
    edit(paths, "providers", |providers| {
        fill(section(providers, &registration.id)?, kind, registration);
        Ok(())
    })
}

/// Sets one switch of a provider: `enabled` or `read_only`.
pub fn switch_provider(paths: &Paths, id: &ProviderId, key: &str, is_on: bool) -> Result<()> {
    edit(paths, "providers", |providers| {
        put(section(providers, id)?, key, is_on.into());
        Ok(())
    })
}

/// Takes a provider out of the configuration.
pub fn remove_provider(paths: &Paths, id: &ProviderId) -> Result<()> {
    edit(paths, "providers", |providers| match providers.remove(id.as_str()) {
        Some(_) => Ok(()),
        None => Err(Error::not_found(format!("the provider {id}"))),
    })
}

fn section<'t>(providers: &'t mut dyn TableLike, id: &ProviderId) -> Result<&'t mut dyn TableLike> {
    let item = providers.get_mut(id.as_str());
    item.and_then(Item::as_table_like_mut).ok_or_else(|| Error::not_found(format!("the provider {id}")))
}

/// Puts what is set into a section and takes out what is not; what the kind does not know stays.
fn fill(table: &mut dyn TableLike, kind: &Kind, registration: &Registration) {
    put(table, "kind", kind.name.into());
    for setting in kind.settings.iter().filter(|setting| setting.kind != SettingKind::Credential) {
        match registration.settings.get(setting.key) {
            Some(text) if setting.kind == SettingKind::Switch => {
                put(table, setting.key, (text == "true").into());
            }
            Some(text) => put(table, setting.key, text.as_str().into()),
            None => {
                table.remove(setting.key);
            }
        }
    }
    // What is so anyway is not written, unless it stands there already.
    for (key, is_on, usual) in
        [("enabled", registration.enabled, true), ("read_only", registration.read_only, false)]
    {
        if is_on != usual || table.contains_key(key) {
            put(table, key, is_on.into());
        }
    }
}

/// Sets a value; a comment behind the old one stays.
fn put(table: &mut dyn TableLike, key: &str, mut new: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => {
            table.insert(key, value(new));
        }
    }
}

/// Writes the name of the theme into the configuration.
pub fn set_theme(paths: &Paths, name: &str) -> Result<()> {
    edit(paths, "ui", |ui| {
        put(ui, "theme", name.into());
        Ok(())
    })
}

/// Applies a change to a section of the file under a lock, so that two writers do not lose each other's change.
fn edit(paths: &Paths, section: &str, change: impl FnOnce(&mut dyn TableLike) -> Result<()>) -> Result<()> {
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
    let table = document.entry(section).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let wrong = || broken(&format!("`{section}` is no section"));
    change(table.as_table_like_mut().ok_or_else(wrong)?)?;
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
