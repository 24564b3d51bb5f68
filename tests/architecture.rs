//! The house: layers without upward arrows or cycles, files of one size, first lines that say what they are for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each part of the crate may use, besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("secure", &[]),
    ("provider", &["domain"]),
    ("providers", &["domain", "provider", "secure"]),
    ("config", &["domain", "provider"]),
    ("ops", &["domain", "provider", "config", "secure"]),
    ("message", &["domain", "provider"]),
    ("theme", &["domain"]),
    ("widgets", &["domain", "theme"]),
    ("panes", &["domain", "provider", "message", "theme", "widgets"]),
    ("overlays", &["domain", "provider", "message", "theme", "widgets", "panes"]),
    ("app", &["domain", "provider", "message", "theme", "widgets", "panes", "overlays"]),
    ("runtime", &["domain", "provider", "message", "ops", "secure"]),
    ("console", &["domain", "message", "theme", "app", "runtime", "secure"]),
    ("client", &["domain", "provider", "providers", "config", "ops", "cli", "secure"]),
    (
        "cli",
        &[
            "domain",
            "provider",
            "providers",
            "config",
            "ops",
            "message",
            "theme",
            "app",
            "runtime",
            "console",
            "secure",
        ],
    ),
];

/// What the pure half must not name: clocks, files, environment, threads.
const IMPURE: &[&str] = &[
    "tokio::",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "rusqlite",
    "rustix",
    "getrandom",
    "crossterm",
];
const PURE: &[&str] = &["domain", "provider", "message", "theme", "widgets", "panes", "overlays", "app"];

const LONGEST_FILE: usize = 400;

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/")
}

/// The part of the crate that a file belongs to.
fn part(path: &Path) -> String {
    relative(path).split(['/', '.']).next().unwrap().to_owned()
}

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

/// The parts that a file names as `crate::part`.
fn used(text: &str) -> BTreeSet<String> {
    code(text)
        .match_indices("crate::")
        .map(|(at, start)| {
            let rest = &code(text)[at + start.len()..];
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn every_part_has_its_place_in_the_order() {
    let known: BTreeSet<_> = MAY_USE.iter().map(|(part, _)| (*part).to_owned()).collect();
    for (path, _) in sources() {
        let part = part(&path);
        assert!(matches!(part.as_str(), "lib" | "main") || known.contains(&part), "{}", relative(&path));
    }
}

#[test]
fn arrows_run_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let part = part(&path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == part) else { continue };
        // Tests of a part may stand on more than the part itself.
        if path.ends_with("tests.rs") || relative(&path).contains("/tests/") {
            continue;
        }
        for used in used(&text) {
            let is_part = MAY_USE.iter().any(|(name, _)| *name == used);
            if is_part && used != part && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", relative(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn visit<'a>(part: &'a str, order: &BTreeMap<&'a str, &'a [&'a str]>, path: &mut Vec<&'a str>) {
    assert!(!path.contains(&part), "a cycle: {path:?} → {part}");
    path.push(part);
    for next in order[part] {
        visit(next, order, path);
    }
    path.pop();
}

#[test]
fn the_order_itself_has_no_cycle() {
    let order: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    for (part, _) in MAY_USE {
        visit(part, &order, &mut Vec::new());
    }
}

#[test]
fn panes_and_overlays_never_see_each_other() {
    for (path, text) in sources() {
        let name = relative(&path);
        for folder in ["panes/", "overlays/"] {
            let Some(rest) = name.strip_prefix(folder) else { continue };
            let Some((own, _)) = rest.split_once('/') else { continue };
            for other in ["providers", "teams", "secrets", "detail", "versions", "form", "confirm", "help"] {
                let arrow = format!("crate::{}{other}", folder.replace('/', "::"));
                assert!(other == own || !code(&text).contains(&arrow), "{name} sees {other}");
            }
        }
    }
}

#[test]
fn the_pure_half_names_no_clock_file_or_thread() {
    for (path, text) in sources() {
        if !PURE.contains(&part(&path).as_str()) || path.ends_with("tests.rs") {
            continue;
        }
        // The one place where a time of day becomes ours.
        let is_exempt = relative(&path) == "domain/time.rs";
        for word in IMPURE.iter().filter(|word| !(is_exempt && **word == "SystemTime")) {
            assert!(!code(&text).contains(word), "{} names {word}", relative(&path));
        }
    }
}

#[test]
fn only_secure_may_be_unsafe() {
    for (path, text) in sources() {
        let is_allowed = part(&path) == "secure";
        assert!(is_allowed || !code(&text).contains("unsafe "), "{}", relative(&path));
    }
}

#[test]
fn files_are_about_one_thing() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > LONGEST_FILE)
        .map(|(path, text)| format!("{}: {} lines", relative(&path), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn the_first_line_says_what_a_file_is_for() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 12, "{}: {first:?}", relative(&path));
    }
}

#[test]
fn names_say_something() {
    for (path, _) in sources() {
        for empty in ["util", "helper", "common", "misc", "manager", "handler"] {
            assert!(!relative(&path).contains(empty), "{}", relative(&path));
        }
    }
}
