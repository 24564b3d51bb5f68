//! Reads the person's files about the console itself.

use crate::message::{KeyWish, OwnTheme, Settings};
use crate::ops::Session;
use crate::ops::settings::{ThemeFile, TypedKeys, read};

/// Timing, keys and themes as they stand in the files now; those that come with the program where there are none.
pub fn settings(session: &Session) -> Settings {
    let typed = read(session);
    let wish = |TypedKeys { place, verb, keys }| KeyWish { place, verb, keys };
    let theme = |ThemeFile { name, file, text }| OwnTheme { name, file, text };
    Settings {
        timing: typed.timing,
        keys: typed.keys.into_iter().map(wish).collect(),
        theme: typed.theme,
        theme_place: typed.theme_place,
        themes: typed.themes.into_iter().map(theme).collect(),
        wrong: typed.wrong,
    }
}
