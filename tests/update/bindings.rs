//! The one list of verbs: names and keys are unique where they must be.

use std::collections::HashSet;
use strongroom::panes::all;

#[test]
fn verbs_are_spelled_pane_dot_verb_and_unique() {
    let shared = crate::support::console::facts(strongroom::domain::TeamId::personal());
    let mut seen = HashSet::new();
    for pane in all() {
        for verb in pane.verbs(&shared) {
            assert!(verb.verb.starts_with(&format!("{}.", pane.id())), "{}", verb.verb);
            assert!(seen.insert(verb.verb), "{} stands twice", verb.verb);
            assert!(!verb.help.is_empty() && !verb.keys.is_empty(), "{}", verb.verb);
        }
    }
}

#[test]
fn a_key_means_one_thing_in_a_pane() {
    let shared = crate::support::console::facts(strongroom::domain::TeamId::personal());
    for pane in all() {
        let mut seen = HashSet::new();
        for verb in pane.verbs(&shared) {
            for key in &verb.keys {
                assert!(seen.insert(*key), "{key} stands twice in {}", pane.id());
            }
        }
    }
}

#[test]
fn ids_of_panes_are_unique() {
    let ids: Vec<_> = all().iter().map(|pane| pane.id()).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[test]
fn every_overlay_stands_in_the_tables_and_its_verbs_are_spelled_like_those_of_panes() {
    let tables = strongroom::overlays::tables();
    for table in &tables {
        let mut seen = HashSet::new();
        for verb in &table.verbs {
            assert!(verb.verb.starts_with(&format!("{}.", table.id)), "{}", verb.verb);
            for key in &verb.keys {
                assert!(seen.insert(*key), "{key} stands twice in {}", table.id);
            }
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/overlays");
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let id = text.split("const ID: &'static str = \"").nth(1).and_then(|rest| rest.split('"').next());
            // The gate stands before everything; its keys are on its own screen.
            let Some(id) = id.filter(|id| *id != "unlock") else { continue };
            let count = tables.iter().filter(|table| table.id == id).count();
            assert_eq!(count, 1, "{id} stands once in overlays::tables ({})", path.display());
        }
    }
}

#[test]
fn no_verb_of_a_pane_takes_a_key_that_works_everywhere() {
    let tables = strongroom::app::tables();
    let everywhere: HashSet<_> = tables[0].verbs.iter().flat_map(|verb| &verb.keys).collect();
    for verb in tables[1..].iter().flat_map(|table| &table.verbs) {
        for key in &verb.keys {
            assert!(!everywhere.contains(key), "{key} of {} works everywhere", verb.verb);
        }
    }
}
