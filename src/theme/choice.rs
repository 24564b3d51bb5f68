//! The themes to choose from: those of the program and the person's own.

use super::{BUILT_IN, Theme};
use crate::domain::Invalid;

/// A theme with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name: that of its file, without the ending.
    pub name: String,
    /// How it looks.
    pub theme: Theme,
    /// Whether it comes from the person's own folder.
    pub is_own: bool,
}

/// Every theme there is; one is kept, and one, mostly the same, is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Themes {
    all: Vec<Named>,
    kept: usize,
    shown: usize,
}

impl Themes {
    /// Those that come with the program; the first one is shown.
    pub fn built_in() -> Result<Self, Invalid> {
        let named = |(name, text): &(&str, &str)| {
            Ok(Named { name: (*name).into(), theme: Theme::parse(text)?, is_own: false })
        };
        let all: Result<_, Invalid> = BUILT_IN.iter().map(named).collect();
        Ok(Self { all: all?, kept: 0, shown: 0 })
    }

    /// Adds one of the person's own; it takes the place of a built-in one of the same name.
    pub fn add(&mut self, name: String, theme: Theme) {
        let own = Named { name, theme, is_own: true };
        match self.all.iter_mut().find(|named| named.name == own.name) {
            Some(named) => *named = own,
            None => self.all.push(own),
        }
    }

    /// All of them.
    pub fn all(&self) -> &[Named] {
        &self.all
    }

    /// The one that is shown.
    pub fn shown(&self) -> &Named {
        &self.all[self.shown]
    }

    /// The one that is kept.
    pub fn kept(&self) -> &Named {
        &self.all[self.kept]
    }

    /// Shows another one for the moment; false when there is none of this name.
    pub fn show(&mut self, name: &str) -> bool {
        let found = self.all.iter().position(|named| named.name == name);
        self.shown = found.unwrap_or(self.shown);
        found.is_some()
    }

    /// Shows another one from now on; false when there is none of this name.
    pub fn keep(&mut self, name: &str) -> bool {
        let is_known = self.show(name);
        self.kept = self.shown;
        is_known
    }

    /// Shows the one that is kept.
    pub fn restore(&mut self) {
        self.shown = self.kept;
    }
}

/// The theme that fits the surroundings where the configuration names none; `variable` tells of the environment.
pub fn fitting(variable: impl Fn(&str) -> Option<String>) -> &'static str {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let is_simple = set("TERM").is_some_and(|term| matches!(term.as_str(), "dumb" | "linux"));
    // The first that is set decides; when none is, nothing speaks against UTF-8.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let is_utf8 = locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    if is_simple || !is_utf8 {
        "ascii"
    } else if set("NO_COLOR").is_some() {
        "mono"
    } else {
        "dark"
    }
}
