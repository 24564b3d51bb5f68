//! The README's table of keys is made from the tables that make the keys.

use std::fmt::Write;
use std::path::Path;
use strongroom::panes::{Table, Verb};

const START: &str =
    "<!-- keys: made from the tables; STRONGROOM_UPDATE=1 cargo test readme writes them anew -->\n";
const END: &str = "<!-- end of keys -->";

/// How many tables must agree on a verb for it to be told once, for all lists.
const MANY: usize = 5;

fn row(table: &mut String, verb: &Verb) {
    let keys: Vec<String> = verb.keys.iter().map(|key| format!("`{key}`")).collect();
    writeln!(table, "| {} | {} | `{}` |", keys.join(" "), verb.help, verb.verb).unwrap();
}

fn heading(table: &mut String, title: &str) {
    writeln!(table, "\n**{title}**\n\n| keys | do | verb |\n|---|---|---|").unwrap();
}

fn key_table() -> String {
    let tables: Vec<Table> =
        strongroom::app::tables().into_iter().chain(strongroom::overlays::tables()).collect();
    let is_same = |a: &Verb, b: &Verb| a.keys == b.keys && a.help == b.help;
    let in_many = |verb: &Verb| {
        tables.iter().filter(|table| table.verbs.iter().any(|other| is_same(verb, other))).count() >= MANY
    };
    let mut text = String::new();
    for table in &tables {
        let own: Vec<&Verb> = table.verbs.iter().filter(|verb| !in_many(verb)).collect();
        if !own.is_empty() {
            heading(&mut text, table.title);
            for verb in own {
                row(&mut text, verb);
            }
        }
    }
    heading(&mut text, "Every list");
    let mut told: Vec<&Verb> = Vec::new();
    for verb in tables.iter().flat_map(|table| &table.verbs).filter(|verb| in_many(verb)) {
        if !told.iter().any(|other| is_same(other, verb)) {
            told.push(verb);
            let name = verb.verb.split_once('.').map_or(verb.verb, |(_, name)| name);
            let keys: Vec<String> = verb.keys.iter().map(|key| format!("`{key}`")).collect();
            writeln!(text, "| {} | {} | `….{name}` |", keys.join(" "), verb.help).unwrap();
        }
    }
    text.push('\n');
    text
}

#[test]
fn the_table_of_keys_in_the_readme_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(START).expect("the README marks where its keys begin");
    let (old, after) = rest.split_once(END).expect("the README marks where its keys end");
    let new = key_table();
    if std::env::var_os("STRONGROOM_UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{START}{new}{END}{after}")).unwrap();
        return;
    }
    assert!(
        old == new,
        "the keys in the README are stale; STRONGROOM_UPDATE=1 cargo test readme writes them anew"
    );
}
