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
            for key in verb.keys {
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
