//! A provider as a form or a script describes it, before it is registered or changed.

use super::{Error, Kind, Result, SettingKind};
use crate::domain::{Fields, ProviderId};
use std::collections::BTreeMap;

/// How to reach one store. Holds values only while a form is on its way.
#[derive(Debug)]
pub struct Registration {
    /// Its name.
    pub id: ProviderId,
    /// The name of its kind.
    pub kind: String,
    /// Its settings by key, as they stand in `config.toml`.
    pub settings: BTreeMap<String, String>,
    /// Credentials that were typed, by key.
    pub credentials: Fields,
    /// Keys of credentials that are kept already and stay.
    pub kept: Vec<String>,
    /// Whether it is used.
    pub enabled: bool,
    /// Whether writing is switched off.
    pub read_only: bool,
}

impl Registration {
    /// Fails with what is wrong with it, by the kind's description.
    pub fn check(&self, kind: &Kind) -> Result<()> {
        let effective = kind.effective(&self.settings);
        for setting in kind.settings {
            if !setting.applies(|key| effective.get(key).cloned()) {
                continue;
            }
            let wrong = |what: &str| Error::invalid(format!("{}: {what}", setting.title));
            let is_there = match setting.kind {
                SettingKind::Credential => {
                    self.credentials.field(setting.key).is_some()
                        || self.kept.iter().any(|key| key == setting.key)
                }
                _ => effective.contains_key(setting.key),
            };
            if setting.is_required && !is_there {
                return Err(wrong("missing"));
            }
            if let Some(text) = self.settings.get(setting.key) {
                setting.check(text).map_err(|allowed| wrong(&allowed))?;
            }
            if let Some(typed) = self.credentials.field(setting.key) {
                let checked = typed.value.expose_text(|text| setting.check(text.trim()));
                checked.unwrap_or_else(|| Err("must be text".into())).map_err(|allowed| wrong(&allowed))?;
                if setting.instead_of.is_some_and(|other| self.credentials.field(other).is_some()) {
                    return Err(wrong(setting.help));
                }
            }
        }
        Ok(())
    }
}
