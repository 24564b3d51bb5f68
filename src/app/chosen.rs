//! What `keys.toml` asks for, checked against the tables: what is sound is taken, the rest is told.

use super::keymap::{above, tables};
use crate::domain::visible;
use crate::message::{Key, KeyWish, Keymap};
use crate::overlays;
use crate::panes::{Table, Verb};

/// A wish that names a verb and keys that there are.
struct Choice {
    /// Its number in the file.
    number: usize,
    place: String,
    verb: &'static str,
    keys: Vec<Key>,
}

/// The keymap that these wishes make, and what is wrong with those that cannot be met. Each mistake names file, line
/// and verb, and what is allowed; the verb keeps its own keys then.
pub fn chosen(wishes: Vec<KeyWish>) -> (Keymap, Vec<String>) {
    let tables = [tables(), overlays::tables()].concat();
    let (mut choices, mut wrong) = (Vec::new(), Vec::new());
    for (number, wish) in wishes.into_iter().enumerate() {
        match understood(&wish, &tables) {
            Ok((verb, keys)) => choices.push(Choice { number, place: wish.place, verb, keys }),
            Err(reason) => wrong.push((number, format!("{}: {}: {reason}", wish.place, visible(&wish.verb)))),
        }
    }
    // Taking one choice back frees or fills keys, so the rest is looked at again.
    while let Some((index, reason)) = clash(&choices, &tables) {
        let Choice { number, place, verb, .. } = choices.remove(index);
        wrong.push((number, format!("{place}: {verb}: {reason}")));
    }
    wrong.sort();
    let mut keymap = Keymap::default();
    for Choice { verb, keys, .. } in choices {
        keymap.choose(verb, keys);
    }
    (keymap, wrong.into_iter().map(|(_, reason)| reason).collect())
}

fn understood(wish: &KeyWish, tables: &[Table]) -> Result<(&'static str, Vec<Key>), String> {
    let known: Vec<(&Table, &Verb)> =
        tables.iter().flat_map(|table| table.verbs.iter().map(move |verb| (table, verb))).collect();
    let Some((table, verb)) = known.iter().find(|(_, verb)| verb.verb == wish.verb) else {
        return Err(unknown(&wish.verb, &known.iter().map(|(_, verb)| *verb).collect::<Vec<_>>()));
    };
    let keys = wish.keys.iter().map(|key| key.parse().map_err(|wrong| format!("{key:?} {wrong}")));
    let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
    if keys.is_empty() && verb.verb == "quit" {
        return Err("must keep a key, so that the console can be left".into());
    }
    if keys.is_empty() && is_overlay(table) {
        return Err("must keep a key: nothing else calls what opens over the panes".into());
    }
    if let Some(key) = keys.iter().find(|key| (table.is_typed)(**key)) {
        return Err(format!("{key} is text there; choose one with ctrl- or alt-, or one that types nothing"));
    }
    Ok((verb.verb, keys))
}

fn is_overlay(table: &Table) -> bool {
    overlays::tables().iter().any(|overlay| overlay.id == table.id)
}

/// Says which verbs there are: those of the pane that was named, or those that work everywhere and the panes.
fn unknown(wish: &str, known: &[&Verb]) -> String {
    let pane_of = |verb: &str| verb.split_once('.').map(|(pane, _)| pane.to_owned());
    let pane = pane_of(wish);
    let is_near = |verb: &&&Verb| pane_of(verb.verb) == pane;
    let mut allowed: Vec<&str> = known.iter().filter(is_near).map(|verb| verb.verb).collect();
    if pane.is_none() || allowed.is_empty() {
        allowed = known.iter().map(|verb| verb.verb).filter(|verb| !verb.contains('.')).collect();
        allowed.push("and those of the panes, as in secrets.reveal; `:` lists them");
    }
    format!("no such verb; allowed are {}", allowed.join(", "))
}

/// The last choice that puts two verbs on one key where both work, and what to say of it.
fn clash(choices: &[Choice], tables: &[Table]) -> Option<(usize, String)> {
    let chosen = |verb: &Verb| choices.iter().rposition(|choice| choice.verb == verb.verb);
    let everywhere = tables.first().map(|table| table.verbs.as_slice()).unwrap_or_default();
    let mut found: Option<(usize, String)> = None;
    for (at, table) in tables.iter().enumerate() {
        // The verbs that work everywhere work in each pane, too, and some of them over what opens over the panes.
        let is_over = is_overlay(table);
        let works_here = |verb: &&Verb| at > 0 && (!is_over || above().any(|name| name == verb.verb));
        let mut seen: Vec<(Key, &Verb)> = Vec::new();
        for verb in everywhere.iter().filter(works_here).chain(&table.verbs) {
            let index = chosen(verb);
            let keys = index.map_or(verb.keys.as_slice(), |index| choices[index].keys.as_slice());
            for key in keys {
                let Some((_, other)) = seen.iter().find(|(taken, _)| taken == key) else {
                    seen.push((*key, verb));
                    continue;
                };
                if other.verb == verb.verb {
                    continue;
                }
                let Some(guilty) = index.max(chosen(other)) else { continue };
                let rival = if index == Some(guilty) { other.verb } else { verb.verb };
                if found.as_ref().is_none_or(|(worst, _)| guilty > *worst) {
                    let reason = format!("{key} is a key of {rival}, too; choose another for one of them");
                    found = Some((guilty, reason));
                }
            }
        }
    }
    found
}
