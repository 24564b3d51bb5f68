//! Pictures of the real program on a terminal. `STRONGROOM_UPDATE=1` writes them to `screenshots/`; otherwise the
//! test fails when one of them is stale.

use crate::support::canvas::Canvas;
use crate::support::home::{Home, PROGRAM};
use crate::support::keys::keys;
use crate::support::screenshot::{cell_of, screenshot};
use crate::support::signs::{CELL, Signs};
use std::path::Path;
use std::time::Duration;
use strongroom::message::KeyCode;
use termlens::{Key, Screen, Terminal};

/// A picture: its name, the size of the terminal, the keys that lead to it from the first screen, and a text that is
/// to be seen in the end. Every key must change something on the screen.
type Scene = (&'static str, (u16, u16), &'static str, &'static str);

/// Every picture. Each is made by a console of its own.
const SCENES: &[Scene] = &[
    ("console", (120, 32), "2j<enter><enter>jj", "checkout/config"),
    ("form", (100, 28), "2j<enter><enter>jje<tab><tab>", "ctrl-s save"),
    ("reveal", (100, 24), "2j<enter><enter>Gr", "hides in 10s"),
    ("help", (100, 32), "?", "select all that is shown"),
    ("find", (100, 28), "fdbprim", "in 6 of 7 teams"),
    ("versions", (120, 32), "2j<enter><enter>jjHj", "checkout/config"),
    ("compare", (120, 32), "2j<enter><enter>jjHj=", " differ"),
    ("palette", (100, 28), "2j<enter><enter>jj:cop", "copy-menu"),
    ("filter", (100, 24), "2j<enter>/dbpri", "/dbpri"),
    ("bin", (100, 24), "2j<enter>b", "retired/webhook"),
    ("copy-menu", (80, 24), "2j<enter><enter>jjjY", "dotenv line"),
    ("generator", (80, 24), "2j<enter><enter>jje<tab><tab><tab><tab><ctrl-g>", "strength"),
    ("register", (100, 28), "1aattic<tab><right><tab>1ms<tab>", "passed"),
    ("themes", (120, 32), "2j<enter><enter>jjTj", "Violet and gold"),
    ("light", (120, 32), "2j<enter><enter>jjTjjjj<enter>", "theme: light"),
    ("ascii", (100, 24), "2j<enter><enter>jjTG<enter>", "theme: ascii"),
    ("narrow", (60, 20), "2j<enter><enter>jj", "key_value"),
];

/// A picture that needs two people, so it is not of the sample data but of a store of its own.
const CONFLICT: &str = "conflict";

/// When the pictures are taken, as the console is told: ages and dates are the same every time.
const NOW: &str = "2026-06-01T12:00:00Z";

/// How often a scene is tried: a busy machine may miss the second that it waits for.
const TRIES: usize = 3;

#[test]
fn screenshots_show_the_program_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    let is_update = std::env::var_os("STRONGROOM_UPDATE").is_some();
    let pictures: Vec<_> = std::thread::scope(|scope| {
        let mut takes: Vec<_> =
            SCENES.iter().map(|scene| (scene.0, scope.spawn(|| patiently(|| take(scene))))).collect();
        takes.push((CONFLICT, scope.spawn(|| patiently(take_conflict))));
        takes.into_iter().map(|(name, take)| (name, take.join().unwrap())).collect()
    });
    let (mut stale, mut missed) = (Vec::new(), Vec::new());
    for (name, taken) in pictures {
        let screen = match taken {
            Ok(screen) => screen,
            Err(why) => {
                missed.push(format!("{name}: {why}"));
                continue;
            }
        };
        let picture = screenshot(&screen);
        let file = folder.join(format!("{name}.png"));
        let old = std::fs::read(&file).ok().and_then(|old| Canvas::from_png(&old));
        match old.map(|old| picture.first_difference(&old)) {
            Some(None) => continue,
            Some(Some(pixel)) => {
                let (column, row) = cell_of(pixel);
                stale.push(format!("{name} from column {column} of row {row}\n{}", screen.text()));
            }
            None => stale.push(format!("{name}: there is no picture")),
        }
        if is_update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(file, picture.to_png()).unwrap();
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(
        is_update || stale.is_empty(),
        "stale: {}\n`STRONGROOM_UPDATE=1 cargo test --test all screenshots` writes them anew, then look at each",
        stale.join("\n")
    );
}

#[test]
fn every_screenshot_is_of_a_scene() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let is_known = SCENES.iter().any(|scene| scene.0 == name) || name == CONFLICT;
        assert!(is_known && file.extension().unwrap() == "png", "{} shows no scene", file.display());
    }
}

fn patiently(take: impl Fn() -> Result<Screen, String>) -> Result<Screen, String> {
    let mut taken = take();
    for _ in 1..TRIES {
        if taken.is_ok() {
            break;
        }
        taken = take();
    }
    taken
}

fn take((_, size, presses, text): &Scene) -> Result<Screen, String> {
    let mut console = Terminal::builder()
        .size(size.0, size.1)
        .env_clear()
        .timeout(Duration::from_secs(10))
        .env("STRONGROOM_DEMO_NOW", NOW)
        .arg("--demo")
        .spawn(PROGRAM)
        .map_err(|error| error.to_string())?;
    console
        .wait_frame(|screen| screen.contains("demo: nothing is kept") && is_quiet(screen))
        .map_err(|error| error.to_string())?;
    press(&mut console, presses)?;
    shown(&console, text)
}

/// Alice edits a secret in the console; meanwhile a command writes another version of it.
fn take_conflict() -> Result<Screen, String> {
    let home = Home::new();
    let first = r#"{"host": "db-1.example.com", "password": "first", "port": "5432"}"#;
    let theirs = r#"{"host": "db-1.example.com", "password": "theirs", "port": "6432"}"#;
    let set = ["set", "db/prod", "--kind", "key_value", "--stdin"];
    home.run(&set, first);
    let mut console = home
        .terminal()
        .size(80, 24)
        .env("STRONGROOM_USER", "alice")
        .env("STRONGROOM_PASSPHRASE_FILE", home.passphrase_file().display().to_string())
        .spawn(PROGRAM)
        .map_err(|error| error.to_string())?;
    console
        .wait_frame(|screen| screen.contains("db/") && is_quiet(screen))
        .map_err(|error| error.to_string())?;
    press(&mut console, "<enter>e")?;
    // What is typed into a mask of one width changes nothing on the screen: only the tab does.
    for typed in ["db-2.example.com", "mine"] {
        console.send_str(&format!("\u{15}{typed}")).map_err(|error| error.to_string())?;
        press(&mut console, "<tab>")?;
    }
    home.run(&[&set[..], &["--overwrite"]].concat(), theirs);
    press(&mut console, "<ctrl-s>r")?;
    shown(&console, "hides in 10s")
}

/// Presses keys, each after the console has drawn what the one before does.
fn press(console: &mut Terminal, presses: &str) -> Result<(), String> {
    for key in keys(presses) {
        let before = console.screen().repaints();
        let missed = |error: &dyn std::fmt::Display, console: &Terminal| {
            format!("{key} changed nothing ({error}):\n{}", console.screen().text())
        };
        let sent = match key.code {
            KeyCode::Char(c) if key.ctrl => console.send(Key::Ctrl(c)),
            code => console.send(key_to_send(code)),
        };
        sent.map_err(|error| missed(&error, console))?;
        if console.wait_frame(|screen| screen.repaints() > before && is_quiet(screen)).is_err() {
            return Err(missed(&"waited in vain", console));
        }
    }
    Ok(())
}

/// Whether nothing is under way, so that nothing changes any more without a key.
fn is_quiet(screen: &Screen) -> bool {
    ["asking", "saving", "under way"].iter().all(|sign| !screen.contains(sign))
}

fn shown(console: &Terminal, text: &str) -> Result<Screen, String> {
    let screen = console.screen();
    if screen.contains(text) {
        Ok(screen)
    } else {
        Err(format!("{text:?} is not to be seen:\n{}", screen.text()))
    }
}

fn key_to_send(code: KeyCode) -> Key {
    match code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Tab => Key::Tab,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Down => Key::Down,
        other => panic!("no scene needs {other:?} so far"),
    }
}

#[test]
fn a_sign_that_the_font_lacks_keeps_to_its_own_columns() {
    let (ground, ink) = ([0, 0, 0], [255, 255, 255]);
    let blank = || Canvas::new(5 * CELL.0, CELL.1, ground);
    for (sign, columns) in [("漢", 2), ("\u{2fff}", 1), ("⏎", 1), ("╮", 1), ("M", 1)] {
        let mut canvas = blank();
        Signs::new().draw(sign, false, columns, (i32::try_from(CELL.0).unwrap(), 0), ink, &mut canvas);
        assert!(canvas != blank(), "{sign} is not to be seen");
        canvas.fill((CELL.0, 0), (columns * CELL.0, CELL.1), ground);
        assert!(canvas == blank(), "{sign} reaches out of its columns");
    }
}
