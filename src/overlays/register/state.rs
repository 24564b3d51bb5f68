//! What the form knows: its lines, the one with the keys, and which of them count.

use super::check::{self, Check};
use super::row::{self, Row, What};
use super::{Saving, State};
use crate::message::{Key, Outbox, RegisterStart};
use crate::overlays::leaving::Leaving;
use crate::provider::{Kind, SettingKind};

impl State {
    pub(in crate::overlays) fn new(start: RegisterStart) -> Self {
        let RegisterStart { kinds, registered, is_login } = start;
        let name = registered.as_ref().map(|registered| registered.kind.clone());
        let kind = kinds.iter().find(|kind| name.as_deref().is_none_or(|name| kind.name == name)).copied();
        let check = Check::of(kind);
        let mut state = Self {
            rows: row::rows(&kinds, kind, registered.as_ref()),
            kinds,
            kept: Vec::new(),
            addresses: Vec::new(),
            changes: None,
            at: 0,
            check,
            error: None,
            saving: Saving::No,
            is_dirty: false,
            leaving: Leaving::default(),
        };
        if let Some(registered) = registered {
            state.kept = registered.kept;
            state.addresses = state.addresses_now();
            state.changes = Some(registered.id);
            state.at = state.first(is_login);
        }
        state
    }

    /// Where the keys of a provider that is changed are at first: on what is missing, else on what is meant, else on the
    /// first line that can be changed.
    pub(super) fn first(&self, is_login: bool) -> usize {
        let shown = self.shown();
        let find = |can: &dyn Fn(&Row) -> bool| shown.iter().copied().find(|at| can(&self.rows[*at]));
        let missing = find(&|row| self.is_missing(row) && (!is_login || row.is_credential()));
        let credential = || find(&|row| is_login && row.is_credential());
        missing.or_else(credential).or_else(|| find(&|row| !row.is_fixed)).unwrap_or(2)
    }

    /// Whether nothing stands in a line without which it cannot be.
    pub(super) fn is_missing(&self, row: &Row) -> bool {
        match row.what {
            What::Name => row.is_blank(),
            What::Setting(setting) => {
                let is_kept = row.is_credential() && self.kept().iter().any(|key| key == setting.key);
                setting.is_required && setting.default.is_none() && !is_kept && row.is_blank()
            }
            _ => false,
        }
    }

    /// The kind that is chosen.
    pub(super) fn kind(&self) -> Option<&'static Kind> {
        let row = self.rows.iter().find(|row| matches!(row.what, What::Kind))?;
        self.kinds.iter().copied().find(|kind| kind.name == row.input.text())
    }

    /// The name that is typed, when it can be one.
    pub(super) fn name(&self) -> Option<String> {
        let row = self.rows.iter().find(|row| matches!(row.what, What::Name))?;
        Some(row.input.text().trim().to_owned())
    }

    /// The text of a setting, or what it is when nothing is typed.
    pub(super) fn setting(&self, key: &str) -> Option<String> {
        self.rows.iter().find_map(|row| match row.what {
            What::Setting(setting) if setting.key == key => {
                let text = row.input.text().trim();
                if text.is_empty() { setting.default.map(str::to_owned) } else { Some(text.to_owned()) }
            }
            _ => None,
        })
    }

    /// Whether something is typed for this setting.
    fn is_typed(&self, key: &str) -> bool {
        let is_it = |row: &&Row| matches!(row.what, What::Setting(setting) if setting.key == key);
        self.rows.iter().find(is_it).is_some_and(|row| !row.is_blank())
    }

    /// The addresses as they are typed: key and text.
    pub(super) fn addresses_now(&self) -> Vec<(&'static str, Option<String>)> {
        let settings = self.kind().map(|kind| kind.settings).unwrap_or_default();
        let addresses = settings.iter().filter(|setting| setting.kind == SettingKind::Address);
        addresses.map(|setting| (setting.key, self.setting(setting.key))).collect()
    }

    /// Whether another address was typed: what is kept must not go there.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.addresses != self.addresses_now()
    }

    /// Keys of credentials that are kept and may be used.
    pub(super) fn kept(&self) -> &[String] {
        if self.is_elsewhere() { &[] } else { &self.kept }
    }

    /// The lines that count now.
    pub(super) fn shown(&self) -> Vec<usize> {
        let counts = |row: &Row| match row.what {
            What::Setting(setting) => {
                let is_needless = setting.instead_of.is_some_and(|key| self.is_typed(key));
                !is_needless && setting.applies(|key| self.setting(key))
            }
            _ => true,
        };
        (0..self.rows.len()).filter(|at| counts(&self.rows[*at])).collect()
    }

    pub(super) fn is_last(&self) -> bool {
        self.shown().last() == Some(&self.at)
    }

    /// Moves the keys to another line. What was shown in the old one is hidden, and what was typed there is checked.
    pub(super) fn go(&mut self, is_forward: bool, out: &mut Outbox) {
        let shown: Vec<usize> = self.shown().into_iter().filter(|at| !self.rows[*at].is_fixed).collect();
        let count = shown.len().max(1);
        let now = shown.iter().position(|at| *at == self.at).unwrap_or(0);
        let next = if is_forward { now + 1 } else { now + count - 1 } % count;
        self.rows[self.at].input.is_shown = false;
        self.at = shown.get(next).copied().unwrap_or(0);
        if self.check.is_stale() {
            check::start(self, out);
        }
    }

    /// Moves the keys to the first line that is missing, unless they are in one.
    pub(super) fn go_to_missing(&mut self) {
        let missing = self.shown().into_iter().find(|at| self.is_missing(&self.rows[*at]));
        if let Some(at) = missing.filter(|_| !self.is_missing(&self.rows[self.at])) {
            self.rows[self.at].input.is_shown = false;
            self.at = at;
        }
    }

    pub(super) fn press(&mut self, key: Key) -> bool {
        let before = self.kind().map(|kind| kind.name);
        let took = self.rows[self.at].press(key);
        let kind = self.kind();
        if kind.map(|kind| kind.name) != before {
            row::rebuild(&mut self.rows, kind);
            self.check = Check { is_made: self.check.is_made, ..Check::of(kind) };
        }
        took
    }

    pub(super) fn touched(&mut self) {
        self.is_dirty = true;
        self.leaving.stay();
        self.error = None;
        self.saving = Saving::No;
        self.check.outdate();
    }

    pub(super) fn forget(&mut self) {
        let row = &mut self.rows[self.at];
        match row.what {
            What::Setting(setting) if row.is_credential() => {
                row.input.empty();
                self.kept.retain(|key| key != setting.key);
                self.touched();
            }
            _ => self.error = Some("only a credential can be forgotten".into()),
        }
    }

    /// What has been done when it is saved.
    pub(super) fn verb_done(&self) -> &'static str {
        if self.changes.is_some() { "changed" } else { "registered" }
    }
}
