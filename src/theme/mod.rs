//! Colours by role: what a thing means decides how it looks, and a theme file says how.
//!
//! A theme file lies in `themes/` of the program, or of the person's configuration:
//!
//! ```toml
//! about = "One line for the theme picker."
//! ground = "#101418"     # painted behind everything; without it the terminal's own ground shows through
//! assumes = "#242933"    # instead of `ground`: the ground that the colours were chosen for
//! ascii = false          # true: nothing but ASCII goes to the terminal
//! [roles]                # every role, each with fg, bg, bold, dim, underline, reverse as wanted
//! text = { fg = "#d5d8ef" }
//! ```

mod choice;
mod plain;
mod role;
mod typed;

pub use choice::{Named, Themes, fitting};
pub use role::Role;

use crate::domain::Invalid;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};
use std::borrow::Cow;

/// The themes that come with the program: name and text, in the order of the picker.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("midnight", include_str!("../../themes/midnight.toml")),
    ("ember", include_str!("../../themes/ember.toml")),
    ("moss", include_str!("../../themes/moss.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
    ("contrast-dark", include_str!("../../themes/contrast-dark.toml")),
    ("contrast-light", include_str!("../../themes/contrast-light.toml")),
    ("terminal", include_str!("../../themes/terminal.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
    ("ascii", include_str!("../../themes/ascii.toml")),
];

/// A style for every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
    about: String,
    ground: Option<Color>,
    assumes: Option<Color>,
    is_ascii: bool,
}

impl Theme {
    /// Reads a theme file. Every role must be there, and no other.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let typed: typed::Typed = toml::from_str(text).map_err(|error| Invalid::because(error.message()))?;
        typed.into_theme()
    }

    /// The built-in theme of this name.
    pub fn built_in(name: &str) -> Result<Self, Invalid> {
        let (_, text) = BUILT_IN
            .iter()
            .find(|(built_in, _)| *built_in == name)
            .ok_or_else(|| Invalid::because(format!("no theme called {name}")))?;
        Self::parse(text)
    }

    /// How things of this role look.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// One line about it, for the picker.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The colour behind everything; nothing where the terminal's own ground shows through.
    pub fn ground(&self) -> Option<Color> {
        self.ground
    }

    /// The ground that its colours were chosen for; nothing where no colour depends on it.
    pub fn chosen_for(&self) -> Option<Color> {
        self.ground.or(self.assumes)
    }

    /// Whether nothing but ASCII may go to the terminal.
    pub fn is_ascii(&self) -> bool {
        self.is_ascii
    }

    /// The name of a key as this theme can write it: `⏎` is `enter` where only ASCII may be written.
    pub fn spell<'t>(&self, keys: &'t str) -> Cow<'t, str> {
        if self.is_ascii { plain::spell(keys) } else { Cow::Borrowed(keys) }
    }

    /// The last touch to a finished frame.
    pub fn finish(&self, buf: &mut Buffer) {
        if self.is_ascii {
            plain::make_plain(buf);
        }
    }
}
