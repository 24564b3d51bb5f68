//! What the person's files say about the console itself, as they are at this moment: timing, keys and themes.

use super::Session;
use crate::config::keys;
use crate::domain::{Timing, visible};
use std::ffi::OsStr;
use std::path::Path;

pub use crate::config::keys::TypedKeys;

/// Longest theme file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The settings as typed. What the console can do with them is not known here.
#[derive(Debug)]
pub struct Typed {
    /// How long things stay.
    pub timing: Timing,
    /// The wishes of `keys.toml`.
    pub keys: Vec<TypedKeys>,
    /// The theme that the configuration names.
    pub theme: Option<String>,
    /// Where it does, for messages.
    pub theme_place: String,
    /// The themes of the person's own folder.
    pub themes: Vec<ThemeFile>,
    /// What is wrong in `keys.toml` and cannot be read of the themes: file and reason.
    pub wrong: Vec<String>,
}

/// A theme of the person's own.
#[derive(Debug)]
pub struct ThemeFile {
    /// Its name.
    pub name: String,
    /// Its file, for messages.
    pub file: String,
    /// What stands in it.
    pub text: String,
}

/// Reads `keys.toml` and the folder of themes; timing and the name of the theme are those of the configuration as it was
/// read last.
pub fn read(session: &Session) -> Typed {
    let config = session.config();
    let (mut keys, mut themes, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    let mut theme_place = String::new();
    if let Some(paths) = session.paths() {
        let (typed, broken) = keys::load(paths);
        keys = typed;
        wrong.extend(broken.into_iter().map(|broken| broken.reason));
        read_themes(&paths.themes_dir(), &mut themes, &mut wrong);
        theme_place = format!("{}: ui.theme", paths.config_file().display());
    }
    Typed { timing: config.timing, keys, theme: config.theme, theme_place, themes, wrong }
}

/// Reads every `*.toml` of a folder.
fn read_themes(folder: &Path, themes: &mut Vec<ThemeFile>, wrong: &mut Vec<String>) {
    // No folder is the usual case.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension() == Some(OsStr::new("toml")));
    files.sort();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = path.display().to_string();
        match read_theme(&path) {
            Ok(text) => themes.push(ThemeFile { name, file, text }),
            Err(reason) => wrong.push(format!("{file}: {}", visible(&reason))),
        }
    }
}

fn read_theme(file: &Path) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > LONGEST {
        return Err(format!("too large for a theme: {size} bytes"));
    }
    std::fs::read_to_string(file).map_err(|error| error.to_string())
}
