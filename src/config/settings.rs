//! From sections as typed to settings as meant: timing, providers, teams, and credentials that do not belong here.

use super::raw::{Section, Source};
use super::{ProviderConfig, TeamConfig, Timing, root_named_after};
use crate::domain::{Folder, ProviderId, TeamId};
use crate::provider::{Kind, Setting, SettingKind};
use std::collections::BTreeMap;
use std::time::Duration;
use toml::de::DeValue;

const A_DURATION: &str = "must be a duration in quotes, such as \"10s\", \"5m\" or \"1h 30m\"";

/// Why a team on the provider of the environment cannot be used.
const NO_ENVIRONMENT: &str = "the environment names no server with credentials now: set VAULT_ADDR and VAULT_TOKEN, or their BAO_ spellings";

pub(super) fn timing(section: &Section, source: &mut Source) -> Timing {
    section.allow(&["reveal", "clipboard", "lock"], source);
    let usual = Timing::default();
    let mut bounded = |key: &str, usual: Duration, least: Duration, most: Duration, allowed: &str| {
        let Some(text) = section.text(key, source) else { return usual };
        match humantime::parse_duration(text) {
            Ok(duration) if (least..=most).contains(&duration) => duration,
            Ok(_) => {
                section.wrong(key, allowed, source);
                usual
            }
            Err(_) => {
                section.wrong(key, A_DURATION, source);
                usual
            }
        }
    };
    let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
    Timing {
        reveal: bounded("reveal", usual.reveal, second, 10 * minute, "must be between 1s and 10m"),
        clipboard: bounded("clipboard", usual.clipboard, second, 60 * minute, "must be between 1s and 1h"),
        lock: bounded(
            "lock",
            usual.lock,
            Duration::ZERO,
            24 * 60 * minute,
            "must be between 0s (never) and 24h",
        ),
    }
}

pub(super) fn provider(section: &Section, kinds: &[&Kind], source: &mut Source) -> Option<ProviderConfig> {
    let id = match ProviderId::new(&section.key) {
        Ok(id) if id != ProviderId::local() => id,
        Ok(_) => {
            source.mistake_of(section, "`local` is built in and needs no section");
            return None;
        }
        Err(wrong) => {
            source.mistake_of(section, &wrong.0);
            return None;
        }
    };
    let mut settings = BTreeMap::new();
    let kind = section.text("kind", source).unwrap_or_default().to_owned();
    let known: Vec<&Kind> = kinds.iter().copied().filter(|known| known.is_registrable).collect();
    if let Some(known) = known.iter().find(|known| known.name == kind) {
        settings = checked(section, known, source);
    } else {
        let names: Vec<_> = known.iter().map(|known| known.name).collect();
        let allowed = match names[..] {
            [] => "this version has no kind that can be registered".into(),
            _ => format!("must be one of {}", names.join(", ")),
        };
        section.wrong("kind", &allowed, source);
    }
    let enabled = section.switch("enabled", source).unwrap_or(true);
    let read_only = section.switch("read_only", source).unwrap_or(false);
    let broken = source.mistake_in(section);
    Some(ProviderConfig { id, kind, settings, enabled, read_only, broken, given: None })
}

/// The settings of a provider, checked against its kind.
fn checked(section: &Section, kind: &Kind, source: &mut Source) -> BTreeMap<String, String> {
    let mut keys = vec!["kind", "enabled", "read_only"];
    let settings = kind.settings.iter().filter(|setting| setting.kind != SettingKind::Credential);
    keys.extend(settings.clone().map(|setting| setting.key));
    let given: Vec<&str> = section.entries().into_iter().map(|(key, ..)| key).collect();
    for setting in kind.credentials().filter(|setting| given.contains(&setting.key)) {
        section.wrong(setting.key, "a credential has no place in the configuration; remove it", source);
        keys.push(setting.key);
    }
    section.allow(&keys, source);
    let mut found = BTreeMap::new();
    for setting in settings.clone() {
        if let Some(value) = section.value(setting.key) {
            match as_setting(value, setting) {
                Ok(text) => {
                    found.insert(setting.key.to_owned(), text);
                }
                Err(allowed) => section.wrong(setting.key, &allowed, source),
            }
        }
    }
    let effective = kind.effective(&found);
    for setting in settings.filter(|setting| setting.is_required && section.value(setting.key).is_none()) {
        let is_missing = !effective.contains_key(setting.key);
        if is_missing && setting.applies(|key| effective.get(key).cloned()) {
            let reason = format!("missing: {}", setting.help);
            source.mistake(&section.name_of(setting.key), section.span_of(setting.key), &reason);
        }
    }
    found
}

fn as_setting(value: &DeValue, setting: &Setting) -> Result<String, String> {
    match (setting.kind, value.as_str(), value.as_bool()) {
        (SettingKind::Switch, _, Some(switch)) => Ok(switch.to_string()),
        (SettingKind::Switch, ..) => Err("must be true or false".into()),
        (SettingKind::Text | SettingKind::Address, Some(text), _) if !text.is_empty() => Ok(text.to_owned()),
        (SettingKind::Text | SettingKind::Address, ..) => Err("must be a text in quotes, not empty".into()),
        (SettingKind::Duration, Some(text), _) if setting.check(text).is_ok() => Ok(text.to_owned()),
        (SettingKind::Duration, ..) => Err(A_DURATION.into()),
        (_, text, _) => {
            let text = text.unwrap_or_default();
            setting.check(text).map(|()| text.to_owned())
        }
    }
}

pub(super) fn team(
    section: &Section,
    providers: &[ProviderConfig],
    source: &mut Source,
) -> Option<TeamConfig> {
    let id = match TeamId::new(&section.key) {
        Ok(id) if id != TeamId::personal() => id,
        Ok(_) => {
            source.mistake_of(section, "`personal` is built in and needs no section");
            return None;
        }
        Err(wrong) => {
            source.mistake_of(section, &wrong.0);
            return None;
        }
    };
    section.allow(&["provider", "root", "mirrors", "approval", "compliance"], source);
    for later in ["mirrors", "approval", "compliance"] {
        if section.value(later).is_some() {
            source.note_key(section, later, "not available in this version");
        }
    }
    // What the environment says today is no mistake of the file.
    let mut absent = None;
    let provider = section.text("provider", source).map(|name| {
        let is_missing = providers.iter().all(|provider| provider.id.as_str() != name);
        if is_missing && name == ProviderId::environment().as_str() {
            source.note_key(section, "provider", NO_ENVIRONMENT);
            absent = Some(NO_ENVIRONMENT.to_owned());
        } else if is_missing {
            let names: Vec<_> = providers.iter().map(|provider| provider.id.as_str()).collect();
            section.wrong("provider", &format!("must be one of {}", names.join(", ")), source);
        }
        ProviderId::new(name).unwrap_or_else(|_| ProviderId::local())
    });
    let root = section.text("root", source).map(Folder::new).and_then(|root| match root {
        Ok(root) => Some(root),
        Err(wrong) => {
            section.wrong("root", &wrong.0, source);
            None
        }
    });
    // A mistake may send what is written elsewhere than meant: such a team is shown and not used.
    let broken = source.mistake_in(section).or(absent);
    Some(TeamConfig {
        provider: provider.unwrap_or_else(ProviderId::local),
        root: root.unwrap_or_else(|| root_named_after(&id)),
        id,
        broken,
    })
}

/// Names under which people are tempted to write a credential.
const CREDENTIALS: &[&str] = &[
    "token",
    "password",
    "passphrase",
    "passwd",
    "secret",
    "secret_id",
    "client_secret",
    "access_key",
    "secret_access_key",
    "session_token",
    "api_key",
    "wrapping_token",
    "private_key",
];

/// Notes every credential, wherever it stands, without printing it.
pub(super) fn refuse_credentials(section: &Section, source: &mut Source) {
    for (key, span, value) in section.entries() {
        let name = section.name_of(key);
        if value.is_table() {
            if let Some(inner) = section.section(key, source) {
                refuse_credentials(&inner, source);
            }
        } else if is_credential_name(&name, key) || holds_credential(value) {
            source.mistake(
                &name,
                span,
                "a credential has no place in the configuration; remove it, replace it at its server, and keep the \
                 new one in the encrypted store",
            );
        }
    }
}

/// The variables of a connection may have any name: what they hold is what counts.
fn is_credential_name(name: &str, key: &str) -> bool {
    !name.starts_with("connections.") && CREDENTIALS.contains(&key.to_ascii_lowercase().as_str())
}

fn holds_credential(value: &DeValue) -> bool {
    match value {
        DeValue::String(text) => {
            let text = text.trim();
            ["hvs.", "hvb.", "hvr.", "s.", "b.", "r.", "AKIA", "ASIA", "ghp_", "eyJ"]
                .iter()
                .any(|prefix| text.starts_with(prefix) && text.len() >= 20 && !text.contains(['/', ' ']))
                || text.contains("PRIVATE KEY-----")
                || has_password(text)
        }
        DeValue::Array(items) => items.iter().any(|item| holds_credential(item.get_ref())),
        DeValue::Table(table) => table.values().any(|item| holds_credential(item.get_ref())),
        _ => false,
    }
}

/// Whether this is an address with a password in it: `https://user:password@host`.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}
