//! Configuration: where it lies, as typed, as meant.
//!
//! Reading never fails as a whole: what is sound is loaded, the rest is listed as [`Broken`] with file, line and key.

mod edit;
pub mod keys;
mod paths;
mod raw;
mod settings;
#[cfg(test)]
mod tests;

pub use edit::{
    add_provider, add_team, change_provider, remove_provider, remove_team, set_theme, switch_provider,
    write_atomically,
};
pub use paths::{Paths, private_folder};

pub use crate::domain::Timing;
use crate::domain::{Folder, ProviderId, TeamId};
use crate::provider::{Given, Kind};
use raw::Source;
use std::collections::BTreeMap;

/// What is wrong when the file cannot be read as a whole.
const WHOLE: &str = "config.toml";

/// Said of a file that could be read before.
const STILL_COUNTS: &str = "; what was read before still counts";

/// How to reach one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderConfig {
    /// Its name.
    pub id: ProviderId,
    /// The name of its kind.
    pub kind: String,
    /// Its settings by key, checked against the kind.
    pub settings: BTreeMap<String, String>,
    /// Whether it is used.
    pub enabled: bool,
    /// Whether the person has switched writing off.
    pub read_only: bool,
    /// Why it cannot be used.
    pub broken: Option<String>,
    /// How the environment makes it; nothing for one that stands in the file.
    pub given: Option<Given>,
}

impl ProviderConfig {
    /// A provider without settings, enabled.
    pub fn plain(id: ProviderId, kind: &str) -> Self {
        let settings = BTreeMap::new();
        let (enabled, read_only, broken, given) = (true, false, None, None);
        Self { id, kind: kind.into(), settings, enabled, read_only, broken, given }
    }

    /// The provider that the environment makes, where it makes one.
    fn of_environment(kinds: &[&Kind]) -> Option<Self> {
        let (kind, given) = kinds.iter().find_map(|kind| Some((kind.name, (kind.given)()?)))?;
        let (settings, broken) = (given.settings.clone(), given.broken.clone());
        let plain = Self::plain(ProviderId::environment(), kind);
        Some(Self { settings, broken, given: Some(given), ..plain })
    }
}

/// A home for secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamConfig {
    /// Its name.
    pub id: TeamId,
    /// The provider of its secrets.
    pub provider: ProviderId,
    /// Its place there.
    pub root: Folder,
    /// Why it cannot be used. Provider and root are then those that could be read, else the usual ones.
    pub broken: Option<String>,
}

/// A part of the configuration that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which part: `timing.reveal`, `providers.corp`.
    pub what: String,
    /// File, line, key, what is wrong and what is allowed. Never quotes a value.
    pub reason: String,
    /// Whether it is a mistake; otherwise it is sound and this version does not know it yet.
    pub is_mistake: bool,
}

/// The configuration as meant.
#[derive(Clone, Debug)]
pub struct Config {
    /// How long things last.
    pub timing: Timing,
    /// The theme by name, from `[ui]`; nothing where the surroundings decide.
    pub theme: Option<String>,
    /// The providers; `local` first, then in the order of the file.
    pub providers: Vec<ProviderConfig>,
    /// The teams; `personal` first, then in the order of the file.
    pub teams: Vec<TeamConfig>,
    /// What could not be used.
    pub broken: Vec<Broken>,
}

impl Default for Config {
    fn default() -> Self {
        let local = ProviderConfig::plain(ProviderId::local(), "local");
        Self {
            timing: Timing::default(),
            theme: None,
            providers: vec![local],
            teams: vec![team_on_local(TeamId::personal())],
            broken: Vec::new(),
        }
    }
}

/// A team whose root has its own name in the embedded store.
fn team_on_local(id: TeamId) -> TeamConfig {
    let root = root_named_after(&id);
    TeamConfig { id, provider: ProviderId::local(), root, broken: None }
}

/// The root a team gets when none is given: its own name.
pub fn root_named_after(team: &TeamId) -> Folder {
    // A team's name is always a sound folder name.
    Folder::new(team.as_str()).unwrap_or_default()
}

impl Config {
    /// Reads `config.toml`; when there is none, everything has its default. The provider that the environment makes is
    /// one of the providers.
    pub fn load(paths: &Paths, kinds: &[&Kind]) -> Self {
        let file = paths.config_file();
        let given = ProviderConfig::of_environment(kinds);
        let (text, broken) = match std::fs::read_to_string(&file) {
            Ok(text) => (text, None),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (String::new(), None),
            Err(error) => {
                let reason = format!("{}: {error}", file.display());
                (String::new(), Some(Broken { what: WHOLE.into(), reason, is_mistake: true }))
            }
        };
        let mut config = Self::parse_beside(given, &file.display().to_string(), &text, kinds);
        config.broken.extend(broken);
        config
    }

    /// Reads it again. Of a file that cannot be read as a whole, such as one that somebody is still writing, nothing
    /// counts: what is known stays.
    pub fn load_after(known: Self, paths: &Paths, kinds: &[&Kind]) -> Self {
        let mut new = Self::load(paths, kinds);
        if !new.is_unread() {
            return new;
        }
        let is_kept = |broken: &Broken| broken.reason.ends_with(STILL_COUNTS);
        if !known.is_unread() || known.broken.iter().any(is_kept) {
            new.broken.iter_mut().for_each(|broken| broken.reason.push_str(STILL_COUNTS));
        }
        Self { broken: new.broken, ..known }
    }

    /// Reads the text of a configuration; `file` is its name in messages.
    pub fn parse(file: &str, text: &str, kinds: &[&Kind]) -> Self {
        Self::parse_beside(None, file, text, kinds)
    }

    /// The same with a provider that stands in no file, unless one in the file has its name.
    fn parse_beside(given: Option<ProviderConfig>, file: &str, text: &str, kinds: &[&Kind]) -> Self {
        let mut config = Self::default();
        let mut source = Source::new(file, text);
        if let Some(root) = source.parse() {
            root.allow(
                &["timing", "ui", "providers", "teams", "connections", "approvals", "compliance"],
                &mut source,
            );
            if let Some(timing) = root.section("timing", &mut source) {
                config.timing = settings::timing(&timing, &mut source);
            }
            if let Some(ui) = root.section("ui", &mut source) {
                ui.allow(&["theme"], &mut source);
                config.theme = ui.text("theme", &mut source).map(str::to_owned);
            }
            for section in root.subsections("providers", &mut source) {
                config.providers.extend(settings::provider(&section, kinds, &mut source));
            }
            let is_new = |given: &ProviderConfig| config.providers.iter().all(|known| known.id != given.id);
            let given = given.filter(is_new);
            config.providers.extend(given);
            for section in root.subsections("teams", &mut source) {
                config.teams.extend(settings::team(&section, &config.providers, &mut source));
            }
            for later in ["connections", "approvals", "compliance"] {
                if let Some(section) = root.section(later, &mut source) {
                    source.note(&section, "not available in this version");
                }
            }
        }
        config.broken = source.into_broken();
        config
    }

    /// Whether the file could not be read as a whole, so that nothing in it counts.
    pub fn is_unread(&self) -> bool {
        self.mistakes().any(|broken| broken.what == WHOLE)
    }

    /// The mistakes, without what this version merely does not know yet.
    pub fn mistakes(&self) -> impl Iterator<Item = &Broken> {
        self.broken.iter().filter(|broken| broken.is_mistake)
    }
}
