//! Which verbs the walk has called, part by part, and which it has not called yet.

use std::collections::BTreeMap;
use strongroom::message::{Key, KeyCode};
use strongroom::panes::{Table, Verb};

/// How often every verb of every table was called by its key.
pub(super) struct Coverage {
    tables: Vec<Table>,
    overlays: Vec<&'static str>,
    called: BTreeMap<&'static str, usize>,
}

impl Coverage {
    pub(super) fn new() -> Self {
        let overlays = strongroom::overlays::tables();
        let names = overlays.iter().map(|table| table.id).collect();
        let tables = strongroom::app::tables().into_iter().chain(overlays).collect();
        Self { tables, overlays: names, called: BTreeMap::new() }
    }

    /// The tables that count while this part has the keys: its own, and over a pane that of everywhere.
    fn tables_of(&self, part: &str) -> impl Iterator<Item = &Table> {
        let is_pane = part != "unlock" && !self.overlays.contains(&part);
        self.tables.iter().filter(move |table| table.id == part || is_pane && table.id.is_empty())
    }

    /// A key is pressed while this part has the keys.
    pub(super) fn press(&mut self, part: &str, key: Key) {
        let calls = |table: &Table, verb: &Verb| verb.keys.contains(&key) && !(table.is_typed)(key);
        let verbs = self.tables_of(part).flat_map(|table| {
            table.verbs.iter().filter(move |verb| calls(table, verb)).map(|verb| verb.verb)
        });
        for verb in verbs.collect::<Vec<_>>() {
            *self.called.entry(verb).or_default() += 1;
        }
    }

    /// A key of a verb that was not called yet; those that may lead away come last.
    pub(super) fn next(&self, part: &str) -> Option<Key> {
        let leads_away = |verb: &&(Key, &Verb)| {
            let leaves = |key: &Key| matches!(key.code, KeyCode::Esc | KeyCode::Enter);
            verb.1.keys.iter().any(leaves) || !verb.1.verb.contains('.')
        };
        let of = |table: &'_ Table| -> Vec<(Key, Verb)> {
            let key = |verb: &Verb| verb.keys.iter().copied().find(|key| !(table.is_typed)(*key));
            let open = table.verbs.iter().filter(|verb| !self.called.contains_key(verb.verb));
            open.filter_map(|verb| Some((key(verb)?, verb.clone()))).collect()
        };
        let open: Vec<(Key, Verb)> = self.tables_of(part).flat_map(of).collect();
        let open: Vec<(Key, &Verb)> = open.iter().map(|(key, verb)| (*key, verb)).collect();
        open.iter().find(|verb| !leads_away(verb)).or(open.first()).map(|(key, _)| *key)
    }

    /// The verbs that were never called.
    pub(super) fn missed(&self) -> Vec<&'static str> {
        let all = self.tables.iter().flat_map(|table| &table.verbs).map(|verb| verb.verb);
        all.filter(|verb| !self.called.contains_key(verb)).collect()
    }

    /// The names of all overlays.
    pub(super) fn overlays(&self) -> &[&'static str] {
        &self.overlays
    }
}
