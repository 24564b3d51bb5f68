//! Keys and themes as the person's files have them: understood at the start, and again whenever everything is asked
//! again.

use super::chosen::chosen;
use super::mistakes::notice;
use super::state::App;
use crate::domain::{Invalid, visible};
use crate::message::{Keymap, Level, Mistake, Origin, Settings};
use crate::theme::{Theme, Themes};

/// What the settings come to. Of each mistake is told what is wrong and what is allowed; what is sound counts.
#[derive(Debug)]
pub struct Understood {
    /// The keys.
    pub keymap: Keymap,
    /// All themes, with the configured one shown.
    pub themes: Themes,
    /// What is wrong.
    pub mistakes: Vec<Mistake>,
}

/// Understands the settings; `fallback` is the theme where they name none that there is.
pub fn understood(settings: Settings, fallback: &str) -> Result<Understood, Invalid> {
    let Settings { keys, theme, theme_place, themes: own, mut wrong, .. } = settings;
    let (keymap, wrong_keys) = chosen(keys);
    wrong.extend(wrong_keys);
    let mut themes = Themes::built_in()?;
    for theme in own {
        match Theme::parse(&theme.text) {
            Ok(parsed) => themes.add(theme.name, parsed),
            Err(reason) => wrong.push(format!("{}: {}", theme.file, visible(&reason.to_string()))),
        }
    }
    let is_known = theme.as_deref().is_some_and(|name| themes.keep(name));
    if !is_known {
        themes.keep(fallback);
    }
    if let Some(name) = theme.filter(|_| !is_known) {
        let names: Vec<_> = themes.all().iter().map(|named| named.name.as_str()).collect();
        wrong.push(format!(
            "{theme_place}: no theme called {}; there are {}",
            visible(&name),
            names.join(", ")
        ));
    }
    let mistake = |text| Mistake { origin: Origin::Settings, text, is_wrong: true };
    Ok(Understood { keymap, themes, mistakes: wrong.into_iter().map(mistake).collect() })
}

impl App {
    /// The files were read again: what they say counts from now on. What is under way keeps its time.
    pub(super) fn take_settings(&mut self, settings: Settings) {
        self.shared.timing = settings.timing;
        let kept = self.themes.kept().name.clone();
        // The built-in themes were read at the start, so they can be read.
        let Ok(Understood { keymap, mut themes, mistakes }) = understood(settings, &kept) else { return };
        let shown = &self.themes.shown().name;
        if *shown != kept {
            // Another one is looked at in the picker.
            themes.show(shown);
        }
        self.shared.keymap = keymap;
        self.themes = themes;
        self.take_mistakes(Origin::Settings, mistakes);
    }

    /// What was read again is wrong in these places; the footer tells when one of them is new.
    pub(super) fn take_mistakes(&mut self, origin: Origin, found: Vec<Mistake>) {
        let is_new = found.iter().any(|mistake| !self.shared.mistakes.contains(mistake));
        self.shared.mistakes.retain(|known| known.origin != origin);
        // The configuration comes first, as at the start.
        let at = if origin == Origin::Configuration { 0 } else { self.shared.mistakes.len() };
        self.shared.mistakes.splice(at..at, found);
        if let Some(text) = notice(&self.shared).filter(|_| is_new) {
            self.say(Level::Error, text);
        }
    }
}
