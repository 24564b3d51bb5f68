//! Where configuration and data lie.

use crate::provider::{Error, Result};
use std::path::PathBuf;

/// The two folders of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// What people write: `config.toml`, themes, keys.
    pub config_dir: PathBuf,
    /// What the program writes: the store, the audit log, its state.
    pub data_dir: PathBuf,
}

impl Paths {
    /// The folders of this person, or those that `STRONGROOM_CONFIG_DIR` and `STRONGROOM_DATA_DIR` name.
    pub fn of_person() -> Result<Self> {
        Ok(Self {
            config_dir: folder("STRONGROOM_CONFIG_DIR", dirs::config_dir())?,
            data_dir: folder("STRONGROOM_DATA_DIR", dirs::data_dir())?,
        })
    }

    /// The configuration.
    pub fn config_file(&self) -> PathBuf {
        self.config_dir.join("config.toml")
    }

    /// The keys that the person has chosen.
    pub fn keys_file(&self) -> PathBuf {
        self.config_dir.join("keys.toml")
    }

    /// The person's own themes.
    pub fn themes_dir(&self) -> PathBuf {
        self.config_dir.join("themes")
    }

    /// The audit log.
    pub fn audit_log(&self) -> PathBuf {
        self.data_dir.join("audit.log")
    }

    /// What the program remembers between two starts.
    pub fn state_file(&self) -> PathBuf {
        self.data_dir.join("state.json")
    }
}

fn folder(variable: &str, home: Option<PathBuf>) -> Result<PathBuf> {
    match std::env::var_os(variable).filter(|value| !value.is_empty()) {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => home.map(|home| home.join("strongroom")).ok_or_else(|| {
            Error::invalid(format!("no home folder is known; set HOME, or name a folder in {variable}"))
        }),
    }
}

/// Makes a folder that only its owner can enter (mode 0700), with its parents. One that is there stays as it is.
pub fn private_folder(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
