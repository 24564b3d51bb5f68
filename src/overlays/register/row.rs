//! The lines of the form: name, kind, the settings of the kind, and the two switches of every provider.

use crate::domain::Field;
use crate::message::{Key, KeyCode, Paste};
use crate::overlays::input::Input;
use crate::provider::{Kind, Registration, Setting, SettingKind};

/// One line.
#[derive(Debug)]
pub(super) struct Row {
    /// What it is.
    pub what: What,
    /// What is typed or chosen in it.
    pub input: Input,
    /// The texts that can be chosen, or none when it is typed.
    pub choices: Vec<&'static str>,
    /// Whether it stays as it is.
    pub is_fixed: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// The name of the provider.
    Name,
    /// Its kind.
    Kind,
    /// A setting of the kind.
    Setting(&'static Setting),
    /// Whether it is used.
    Enabled,
    /// Whether writing is switched off.
    ReadOnly,
}

const SWITCH: &[&str] = &["true", "false"];

impl Row {
    fn typed(what: What, text: &str) -> Self {
        Self { what, input: Input::clear().with(text), choices: Vec::new(), is_fixed: false }
    }

    fn chosen(what: What, choices: &[&'static str], text: &str) -> Self {
        Self { choices: choices.to_vec(), ..Self::typed(what, text) }
    }

    fn of_setting(setting: &'static Setting, text: Option<&str>) -> Self {
        let what = What::Setting(setting);
        let text = text.unwrap_or_default();
        match setting.choices() {
            [] if setting.kind == SettingKind::Credential && !setting.is_seen => {
                Self { input: Input::secret(), ..Self::typed(what, "") }
            }
            [] => Self::typed(what, text),
            choices => {
                let usual = setting.default.unwrap_or(choices[0]);
                Self::chosen(what, choices, if text.is_empty() { usual } else { text })
            }
        }
    }

    /// Whether it is chosen and not typed.
    pub(super) fn is_choice(&self) -> bool {
        !self.choices.is_empty()
    }

    /// A pasted certificate as it goes into one line; nothing where it is none, or has no place here.
    pub(super) fn packed(&self, paste: &Paste) -> Option<String> {
        let is_place = matches!(self.what, What::Setting(setting) if setting.kind == SettingKind::Address);
        if !is_place || paste.is_too_large {
            return None;
        }
        let packed = paste.text.expose_text(|text| {
            // Terminals send line ends as carriage returns.
            let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
            let is_certificate = text.starts_with("-----BEGIN CERTIFICATE-----") && text.contains('\n');
            is_certificate.then(|| format!("base64://{}", Field::base64(text.as_bytes()).as_str()))
        });
        packed.flatten()
    }

    /// Whether nothing is typed in it.
    pub(super) fn is_blank(&self) -> bool {
        self.input.text().trim().is_empty()
    }

    /// Whether what is typed in it is kept sealed.
    pub(super) fn is_credential(&self) -> bool {
        matches!(self.what, What::Setting(setting) if setting.kind == SettingKind::Credential)
    }

    /// Whether the switch in it is on.
    pub(super) fn is_on(&self) -> bool {
        self.input.text() == "true"
    }

    /// Takes a key that edits; true when it was one.
    pub(super) fn press(&mut self, key: Key) -> bool {
        if self.is_fixed {
            return matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace) && !key.ctrl;
        }
        if !self.is_choice() {
            return self.input.press(key);
        }
        let count = self.choices.len();
        let now = self.choices.iter().position(|choice| *choice == self.input.text()).unwrap_or(0);
        let next = match key.code {
            _ if key.ctrl || key.alt => return false,
            KeyCode::Char(' ') | KeyCode::Right => now + 1,
            KeyCode::Left => now + count - 1,
            // A letter goes to the next one that starts with it.
            KeyCode::Char(letter) => {
                let starts = |at: &usize| word(self.choices[at % count]).starts_with(letter);
                match (now + 1..=now + count).find(starts) {
                    Some(next) => next,
                    None => return false,
                }
            }
            _ => return false,
        };
        self.input.set(self.choices[next % count]);
        true
    }
}

/// A choice as it is to be seen.
pub(super) fn word(choice: &str) -> &str {
    match choice {
        "true" => "yes",
        "false" => "no",
        other => other,
    }
}

/// All lines of a provider of this kind.
pub(super) fn rows(
    kinds: &[&'static Kind],
    kind: Option<&'static Kind>,
    registered: Option<&Registration>,
) -> Vec<Row> {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let is_fixed = registered.is_some();
    let name = registered.map(|registered| registered.id.as_str()).unwrap_or_default();
    let mut rows = vec![
        Row { is_fixed, ..Row::typed(What::Name, name) },
        Row { is_fixed, ..Row::chosen(What::Kind, &names, kind.map(|kind| kind.name).unwrap_or_default()) },
    ];
    for setting in kind.map(|kind| kind.settings).unwrap_or_default() {
        let text = registered.and_then(|registered| registered.settings.get(setting.key));
        rows.push(Row::of_setting(setting, text.map(String::as_str)));
    }
    let (enabled, read_only) =
        registered.map_or((true, false), |registered| (registered.enabled, registered.read_only));
    rows.push(Row::chosen(What::Enabled, SWITCH, if enabled { "true" } else { "false" }));
    rows.push(Row::chosen(What::ReadOnly, SWITCH, if read_only { "true" } else { "false" }));
    rows
}

/// Puts the settings of another kind in the place of the old ones; what was typed under the same key stays.
pub(super) fn rebuild(rows: &mut Vec<Row>, kind: Option<&'static Kind>) {
    let is_setting = |row: &Row| matches!(row.what, What::Setting(_));
    let first = rows.iter().position(is_setting).unwrap_or(rows.len().min(2));
    let (old, rest): (Vec<Row>, Vec<Row>) = rows.drain(first..).partition(is_setting);
    for setting in kind.map(|kind| kind.settings).unwrap_or_default() {
        let same = |row: &&Row| matches!(row.what, What::Setting(known) if known.key == setting.key && known.kind == setting.kind);
        let mut row = Row::of_setting(setting, None);
        if let Some(text) = old.iter().find(same).map(|row| row.input.text()).filter(|text| !text.is_empty())
        {
            row.input.set(text);
        }
        rows.push(row);
    }
    rows.extend(rest);
}
