//! Asks for the settings and credentials of a kind, at the terminal or on standard input.

use crate::cli::exit::{Failure, Result};
use crate::cli::input;
use crate::cli::prompt::Terminal;
use crate::domain::{Field, Fields};
use crate::provider::{Kind, Setting, SettingKind};
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

/// Asks for the settings that are not given: all that apply, or only those that must be there.
pub(super) fn settings(
    kind: &Kind,
    given: &mut BTreeMap<String, String>,
    terminal: Option<&Terminal>,
    asks_all: bool,
) -> Result<()> {
    for setting in kind.settings.iter().filter(|setting| setting.kind != SettingKind::Credential) {
        let effective = kind.effective(given);
        let is_asked = asks_all || (setting.is_required && !effective.contains_key(setting.key));
        if given.contains_key(setting.key) || !is_asked || !setting.applies(|key| effective.get(key).cloned())
        {
            continue;
        }
        let Some(terminal) = terminal else {
            let option = setting.key.replace('_', "-");
            return Err(Failure::usage(
                format!("{} is missing: {}", setting.title, setting.help),
                format!("give --{option}"),
            ));
        };
        let answer = until(terminal, &question(setting), |text| match (text, setting.default) {
            ("", Some(_)) => Ok(None),
            ("", None) if !setting.is_required => Ok(None),
            (text, _) => setting.check(text).map(|()| Some(text.to_owned())),
        })?;
        given.extend(answer.map(|text| (setting.key.to_owned(), text)));
    }
    Ok(())
}

/// What is asked for one setting: its name, what it means, what it may be, what it is without an answer.
fn question(setting: &Setting) -> String {
    let choices = match setting.choices() {
        [] => String::new(),
        choices => format!(": {}", choices.join(", ")),
    };
    let otherwise = match setting.default {
        Some(default) => format!(" [{default}]"),
        None if !setting.is_required => " [none]".to_owned(),
        None => String::new(),
    };
    format!("{} ({}{choices}){otherwise}", setting.title, setting.help)
}

/// The credentials that count under these settings: typed unseen, or an object on standard input.
pub(super) fn credentials(
    kind: &Kind,
    settings: &BTreeMap<String, String>,
    terminal: Option<&Terminal>,
    from_stdin: bool,
) -> Result<Fields> {
    let effective = kind.effective(settings);
    let wanted: Vec<&Setting> =
        kind.credentials().filter(|setting| setting.applies(|key| effective.get(key).cloned())).collect();
    if from_stdin {
        return on_stdin(&wanted);
    }
    let mut fields = Fields::new();
    for setting in wanted {
        let Some(terminal) = terminal else {
            if setting.is_required {
                return Err(Failure::usage(
                    format!("{} is missing", setting.title),
                    "--credentials-stdin takes the credentials as a JSON object",
                ));
            }
            continue;
        };
        let optional = if setting.is_required { "" } else { ", or nothing" };
        let typed = terminal.hidden(&format!("{} ({}{optional})", setting.title, setting.help))?;
        if !typed.is_empty() {
            fields.put(Field::text(setting.key, typed));
        }
    }
    Ok(fields)
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
