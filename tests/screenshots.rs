//! Pictures of the real program on a terminal. `STRONGROOM_UPDATE=1` writes them to `screenshots/`; otherwise the
//! test fails when one of them is stale.

use crate::support::home::PROGRAM;
use crate::support::keys::keys;
use crate::support::svg::svg;
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
    ("compare", (120, 32), "2j<enter><enter>jjHj=", "checkout/config"),
    ("palette", (100, 28), "2j<enter><enter>jj:cop", "copy-menu"),
    ("filter", (100, 24), "2j<enter>/dbpri", "/dbpri"),
    ("bin", (100, 24), "2j<enter>b", "retired/webhook"),
    ("themes", (120, 32), "2j<enter><enter>jjTj", "Violet and gold"),
    ("light", (120, 32), "2j<enter><enter>jjTjjjj<enter>", "theme: light"),
    ("ascii", (100, 24), "2j<enter><enter>jjTG<enter>", "theme: ascii"),
    ("narrow", (60, 20), "2j<enter><enter>jj", "key_value"),
];

/// When the pictures are taken, as the console is told: ages and dates are the same every time.
const NOW: &str = "2026-06-01T12:00:00Z";

/// How often a scene is tried: a busy machine may miss the second that it waits for.
const TRIES: usize = 3;

#[test]
fn screenshots_show_the_program_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    let is_update = std::env::var_os("STRONGROOM_UPDATE").is_some();
    let pictures: Vec<_> = std::thread::scope(|scope| {
        let takes: Vec<_> =
            SCENES.iter().map(|scene| (scene.0, scope.spawn(|| take_patiently(scene)))).collect();
        takes.into_iter().map(|(name, take)| (name, take.join().unwrap())).collect()
    });
    let (mut stale, mut missed) = (Vec::new(), Vec::new());
    for (name, taken) in pictures {
        let picture = match taken {
            Ok(screen) => svg(&screen),
            Err(why) => {
                missed.push(format!("{name}: {why}"));
                continue;
            }
        };
        let file = folder.join(format!("{name}.svg"));
        if std::fs::read_to_string(&file).is_ok_and(|old| old == picture) {
            continue;
        }
        stale.push(name);
        if is_update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(file, picture).unwrap();
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(
        is_update || stale.is_empty(),
        "stale: {stale:?}; `STRONGROOM_UPDATE=1 cargo test --test all screenshots` writes them anew, then look at each"
    );
}

#[test]
fn every_screenshot_is_of_a_scene() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(SCENES.iter().any(|scene| scene.0 == name), "{} shows no scene", file.display());
    }
}

fn take_patiently(scene: &Scene) -> Result<Screen, String> {
    let mut taken = take(scene);
    for _ in 1..TRIES {
        if taken.is_ok() {
            break;
        }
        taken = take(scene);
    }
    taken
}

fn take((_, (width, height), presses, text): &Scene) -> Result<Screen, String> {
    let mut console = Terminal::builder()
        .size(*width, *height)
        .env_clear()
        .timeout(Duration::from_secs(10))
        .env("STRONGROOM_DEMO_NOW", NOW)
        .arg("--demo")
        .spawn(PROGRAM)
        .map_err(|error| error.to_string())?;
    let quiet = |screen: &Screen| !screen.contains("asking") && !screen.contains("saving");
    let mut screen = console
        .wait_frame(|screen| screen.contains("demo: nothing is kept") && quiet(screen))
        .map_err(|error| error.to_string())?;
    for key in keys(presses) {
        let before = screen.repaints();
        let missed = |error: &dyn std::fmt::Display, console: &Terminal| {
            format!("{key} changed nothing ({error}):\n{}", console.screen().text())
        };
        console.send(key_to_send(key.code)).map_err(|error| missed(&error, &console))?;
        screen = match console.wait_frame(|screen| screen.repaints() > before && quiet(screen)) {
            Ok(screen) => screen,
            Err(_) => return Err(missed(&"waited in vain", &console)),
        };
    }
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
        KeyCode::Down => Key::Down,
        other => panic!("no scene needs {other:?} so far"),
    }
}
