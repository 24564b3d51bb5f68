//! Asks for the settings and credentials of a kind, at the terminal or on standard input.

use crate::cli::exit::{Failure, Result};
use crate::cli::input;
use crate::cli::prompt::Terminal;
use crate::domain::{Field, Fields, SecretValue};
use crate::provider::{Error, Kind, Setting, SettingKind};
use std::collections::BTreeMap;

/// Largest object of credentials on standard input, in bytes.
const LARGEST: u64 = 1 << 20;

/// Asks until the answer is accepted. An empty answer takes the default.
pub(super) fn until<T>(
    terminal: &Terminal,
    question: &str,
    accept: impl Fn(&str) -> std::result::Result<T, String>,
) -> Result<T> {
    loop {
        match accept(&terminal.plain(question)?) {
            Ok(answer) => return Ok(answer),
            Err(reason) => terminal.say(&format!("  {reason}\n"))?,
        }
    }
}

/// Which settings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Those that must be there and are not.
    Missing,
    /// All that are not given.
    Ungiven,
    /// All; what was answered before is the default.
    All,
}

/// Asks for settings that count; each answer is checked at once.
pub(super) fn settings(
    kind: &Kind,
    given: &mut BTreeMap<String, String>,
    terminal: Option<&Terminal>,
    asked: Asked,
) -> Result<()> {
    for setting in kind.settings.iter().filter(|setting| setting.kind != SettingKind::Credential) {
        let effective = kind.effective(given);
        let is_asked = match asked {
            Asked::Missing => setting.is_required && !effective.contains_key(setting.key),
            Asked::Ungiven => !given.contains_key(setting.key),
            Asked::All => true,
        };
        if !is_asked || !setting.applies(|key| effective.get(key).cloned()) {
            continue;
        }
        let Some(terminal) = terminal else {
            let option = setting.key.replace('_', "-");
            return Err(Failure::usage(
                format!("{} is missing: {}", setting.title, setting.help),
                format!("give --{option}"),
            ));
        };
        let before = given.get(setting.key).cloned();
        let is_needed = setting.is_required && before.is_none() && setting.default.is_none();
        let answer = until(terminal, &question(setting, before.as_deref()), |text| match text {
            "" if !is_needed => Ok(before.clone()),
            NONE if !setting.is_required => Ok(None),
            text => setting.check(text).map(|()| Some(text.to_owned())),
        })?;
        match answer {
            Some(text) => given.insert(setting.key.to_owned(), text),
            None => given.remove(setting.key),
        };
    }
    if asked == Asked::All {
        // An answer before may have made room for settings that do not count any more.
        let effective = kind.effective(given);
        given.retain(|key, _| effective.contains_key(key));
    }
    Ok(())
}

/// Fails with the first setting that cannot be meant, before anything is asked.
pub(super) fn refuse_unsound(kind: &Kind, given: &BTreeMap<String, String>) -> Result<()> {
    for (key, text) in given {
        let Some(setting) = kind.setting(key) else { continue };
        let wrong = |allowed: String| Error::invalid(format!("{}: {allowed}", setting.title));
        setting.check(text).map_err(wrong)?;
    }
    Ok(())
}

/// The answer that takes away what was set.
pub(super) const NONE: &str = "-";

/// What is asked for one setting: its name, what it means, what it may be, what Enter means.
fn question(setting: &Setting, before: Option<&str>) -> String {
    let choices = match setting.choices() {
        [] => String::new(),
        choices => format!(": {}", choices.join(", ")),
    };
    let enter = match (before, setting.default) {
        (Some(before), None) if !setting.is_required => format!("; Enter: {before}, {NONE} for none"),
        (Some(text), _) | (None, Some(text)) => format!("; Enter: {text}"),
        (None, None) if !setting.is_required => "; Enter: none".to_owned(),
        (None, None) => String::new(),
    };
    format!("{} ({}{choices}{enter})", setting.title, setting.help)
}

/// The credentials that count under these settings: typed unseen, or an object on standard input. Enter takes what
/// was typed `before`.
pub(super) fn credentials(
    kind: &Kind,
    settings: &BTreeMap<String, String>,
    terminal: Option<&Terminal>,
    from_stdin: bool,
    mut before: Fields,
) -> Result<Fields> {
    let effective = kind.effective(settings);
    let wanted: Vec<&Setting> =
        kind.credentials().filter(|setting| setting.applies(|key| effective.get(key).cloned())).collect();
    if from_stdin {
        return on_stdin(&wanted);
    }
    let mut fields = Fields::new();
    for setting in wanted {
        if setting.instead_of.is_some_and(|other| fields.field(other).is_some()) {
            continue;
        }
        let Some(terminal) = terminal else {
            if setting.is_required {
                return Err(Failure::usage(
                    format!("{} is missing", setting.title),
                    "--credentials-stdin takes the credentials as a JSON object",
                ));
            }
            continue;
        };
        let before = before.take(setting.key);
        if let Some(field) = credential(terminal, setting, before)? {
            fields.put(field);
        }
    }
    Ok(fields)
}

/// Asks for one credential until it can be one.
fn credential(terminal: &Terminal, setting: &Setting, before: Option<Field>) -> Result<Option<Field>> {
    let question = match (&before, setting.is_required) {
        (Some(_), _) => format!("{} (Enter: as typed before; {})", setting.title, setting.help),
        (None, true) => format!("{} ({})", setting.title, setting.help),
        (None, false) => format!("{} (Enter: none; {})", setting.title, setting.help),
    };
    loop {
        let typed = if setting.is_seen {
            SecretValue::from_text(terminal.plain(&question)?)
        } else {
            terminal.hidden(&question)?
        };
        if typed.is_empty() && (before.is_some() || !setting.is_required) {
            return Ok(before);
        }
        let checked = typed.expose_text(|text| setting.check(text.trim()));
        match checked.unwrap_or_else(|| Err("must be text".into())) {
            Ok(()) => return Ok(Some(Field::text(setting.key, typed))),
            Err(reason) => terminal.say(&format!("  {reason}\n"))?,
        }
    }
}

fn on_stdin(wanted: &[&Setting]) -> Result<Fields> {
    let keys: Vec<&str> = wanted.iter().map(|setting| setting.key).collect();
    let allowed = match keys[..] {
        [] => "this provider takes no credentials".to_owned(),
        _ => format!("give a JSON object with {}", keys.join(", ")),
    };
    let fields = Fields::from_json(&input::stdin(LARGEST)?)
        .map_err(|_| Failure::usage("the credentials are no JSON object", &*allowed))?;
    // A name on standard input may be a value in the wrong place; it is not repeated.
    if fields.iter().any(|field| !keys.contains(&field.name.as_str())) {
        return Err(Failure::usage("these credentials do not belong to this login", allowed));
    }
    if fields.iter().any(|field| field.value.is_empty()) {
        return Err(Failure::usage("a credential is empty", allowed));
    }
    Ok(fields)
}
