//! Which themes there are on this machine, and which one the console starts with.

use super::exit::Result;
use crate::domain::visible;
use crate::ops::Session;
use crate::theme::{Theme, Themes, fitting};
use std::ffi::OsStr;
use std::path::Path;

/// Longest theme file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// All themes, with the one to start with shown; and what is wrong with files of the person's own folder.
pub(super) fn choose(session: &Session) -> Result<(Themes, Vec<String>)> {
    let mut themes = Themes::built_in()?;
    let mut wrong = Vec::new();
    if let Some(paths) = session.paths() {
        wrong = add_own(&mut themes, &paths.themes_dir());
    }
    let configured = session.config().theme;
    let is_known = configured.as_deref().is_some_and(|name| themes.keep(name));
    if !is_known {
        themes.keep(fitting(|name| std::env::var(name).ok()));
    }
    if let Some(name) = configured.filter(|_| !is_known) {
        let names: Vec<_> = themes.all().iter().map(|named| named.name.as_str()).collect();
        let file = session.paths().map(|paths| paths.config_file().display().to_string()).unwrap_or_default();
        wrong.push(format!(
            "{file}: ui.theme: no theme called {}; there are {}",
            visible(&name),
            names.join(", ")
        ));
    }
    Ok((themes, wrong))
}

/// Adds every `*.toml` of a folder; answers with file and reason for those that are no themes.
fn add_own(themes: &mut Themes, folder: &Path) -> Vec<String> {
    // No folder is the usual case.
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension() == Some(OsStr::new("toml")));
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match read(&file) {
            Ok(theme) => themes.add(name, theme),
            Err(reason) => wrong.push(format!("{}: {}", file.display(), visible(&reason))),
        }
    }
    wrong
}

fn read(file: &Path) -> std::result::Result<Theme, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > LONGEST {
        return Err(format!("too large for a theme: {size} bytes"));
    }
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    Theme::parse(&text).map_err(|wrong| wrong.to_string())
}
