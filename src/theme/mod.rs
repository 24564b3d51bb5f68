//! Colours by role: what a thing means decides how it looks, and a theme file says how.

mod role;

pub use role::Role;

use crate::domain::Invalid;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The themes that come with the program: name and text.
pub const BUILT_IN: &[(&str, &str)] =
    &[("dark", include_str!("../../themes/dark.toml")), ("mono", include_str!("../../themes/mono.toml"))];

/// A style for every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

/// A theme file as typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    roles: BTreeMap<String, TypedStyle>,
}

/// One role as typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedStyle {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    dim: bool,
    #[serde(default)]
    underline: bool,
    #[serde(default)]
    reverse: bool,
}

impl Theme {
    /// Reads a theme file. Every role must be there, and no other.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let typed: Typed = toml::from_str(text).map_err(|error| Invalid::because(error.message()))?;
        if let Some(unknown) =
            typed.roles.keys().find(|name| Role::ALL.iter().all(|role| role.name() != *name))
        {
            return Err(Invalid::because(format!("no such role: {unknown}")));
        }
        let mut styles = [Style::new(); Role::ALL.len()];
        for (role, style) in Role::ALL.iter().zip(&mut styles) {
            let typed = typed
                .roles
                .get(role.name())
                .ok_or_else(|| Invalid::because(format!("the role {} is missing", role.name())))?;
            *style = typed.style()?;
        }
        Ok(Self { styles })
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
}

impl TypedStyle {
    fn style(&self) -> Result<Style, Invalid> {
        let mut style = Style::new();
        style.fg = self.fg.as_deref().map(color).transpose()?;
        style.bg = self.bg.as_deref().map(color).transpose()?;
        for (is_set, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
        ] {
            if is_set {
                style = style.add_modifier(modifier);
            }
        }
        Ok(style)
    }
}

fn color(text: &str) -> Result<Color, Invalid> {
    text.parse().map_err(|_| Invalid::because(format!("no such colour: {text}")))
}
