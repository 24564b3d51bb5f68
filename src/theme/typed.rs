//! A theme file as typed, and what becomes of it.

use super::{Role, Theme};
use crate::domain::Invalid;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A theme file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    #[serde(default)]
    about: String,
    ground: Option<String>,
    assumes: Option<String>,
    #[serde(default)]
    ascii: bool,
    roles: BTreeMap<String, TypedStyle>,
}

/// One role.
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

impl Typed {
    pub(super) fn into_theme(self) -> Result<Theme, Invalid> {
        if let Some(unknown) =
            self.roles.keys().find(|name| Role::ALL.iter().all(|role| role.name() != *name))
        {
            return Err(Invalid::because(format!("no such role: {unknown}")));
        }
        let mut styles = [Style::new(); Role::ALL.len()];
        for (role, style) in Role::ALL.iter().zip(&mut styles) {
            let typed = self
                .roles
                .get(role.name())
                .ok_or_else(|| Invalid::because(format!("the role {} is missing", role.name())))?;
            *style = typed.style()?;
        }
        let ground = self.ground.as_deref().map(color).transpose()?;
        // Ordinary text fills the screen before anything else is drawn, so its ground is the ground of all.
        let text = &mut styles[Role::Text as usize];
        text.bg = text.bg.or(ground);
        let ground = text.bg;
        let assumes = self.assumes.as_deref().map(color).transpose()?;
        Ok(Theme { styles, about: self.about, ground, assumes, is_ascii: self.ascii })
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
