//! Every theme parses, has all roles, and can be told from its neighbours.

use crate::support::console::Console;
use crate::support::home::{Home, PROGRAM};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::time::Duration;
use strongroom::theme::{BUILT_IN, Role, Theme, Themes, fitting};

#[test]
fn every_built_in_theme_has_every_role() {
    for (name, text) in BUILT_IN {
        Theme::parse(text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn what_has_the_keys_looks_different_from_what_has_not() {
    for (name, _) in BUILT_IN {
        let theme = Theme::built_in(name).unwrap();
        for (one, other) in [
            (Role::Cursor, Role::CursorAway),
            (Role::Border, Role::BorderFocused),
            (Role::Mask, Role::Revealed),
            (Role::Good, Role::Bad),
        ] {
            assert_ne!(theme.style(one), theme.style(other), "{name}: {one:?} and {other:?}");
        }
    }
}

/// Keys that lead, from the names of the team `payments`, to everything that can be seen.
const SCENES: &[&str] = &[
    "",
    "/db",
    "<enter>r",
    "<enter>4",
    "<enter>H",
    "<enter>e",
    "aapi/key<tab><space>",
    "<enter>d",
    "<enter>D",
    "b",
    "?",
    "T",
    "1G",
    "2G<enter>",
];

/// Draws every scene in these themes, at every size that matters.
fn every_scene(names: &[&str], mut look: impl FnMut(&str, &str, &Buffer)) {
    let mut console = Console::demo();
    console.settle();
    for name in names {
        choose(&mut console, name);
        for scene in SCENES {
            console.work("2gj<enter>3g").work(scene);
            for (width, height) in [(60, 20), (80, 24), (120, 40), (20, 3)] {
                console.resize(width, height);
                let area = Rect::new(0, 0, width, height);
                let mut buffer = Buffer::empty(area);
                console.app.view(console.now, area, &mut buffer);
                look(name, &format!("{scene} at {width}×{height}"), &buffer);
            }
            console.resize(120, 40);
            console.pass(Duration::from_secs(60)).leave();
        }
    }
}

/// Chooses a theme with the picker.
fn choose(console: &mut Console, name: &str) {
    let place = BUILT_IN.iter().position(|(built_in, _)| *built_in == name).unwrap();
    console.work("Tg").work(&"j".repeat(place)).work("<enter>");
}

#[test]
fn every_scene_can_be_drawn_in_every_theme_on_its_own_ground() {
    let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    every_scene(&names, |name, scene, buffer| {
        let ground = Theme::built_in(name).unwrap().ground();
        // A hole in the ground would show the terminal's own colour.
        let hole = buffer.content.iter().position(|cell| ground.is_some() && cell.bg == Color::Reset);
        let place = hole.map(|index| buffer.pos_of(index));
        assert_eq!(place, None, "{name}, {scene}: nothing is painted there");
    });
}

#[test]
fn the_ascii_theme_writes_nothing_but_ascii() {
    let mut masks = 0;
    every_scene(&["ascii"], |_, scene, buffer| {
        let foreign = buffer.content.iter().find(|cell| !cell.symbol().is_ascii());
        assert!(foreign.is_none(), "{scene}: {foreign:?}");
        let text: String = buffer.content.iter().map(Cell::symbol).collect();
        masks += text.matches("********").count();
        // Our own signs all have a stand-in of their own.
        let unknown = buffer
            .content
            .iter()
            .any(|cell| cell.symbol() == "?" && cell.modifier.contains(Modifier::REVERSED));
        assert!(!unknown, "{scene}: a sign without a stand-in:\n{text}");
    });
    assert!(masks > 0);
}

#[test]
fn what_ascii_cannot_show_is_told_from_a_typed_question_mark() {
    let theme = Theme::built_in("ascii").unwrap();
    let mut buffer = Buffer::with_lines(["?é鍵"]);
    theme.finish(&mut buffer);
    let cells: Vec<_> = buffer.content.iter().map(|cell| (cell.symbol(), cell.modifier)).collect();
    let (plain, reversed) = (Modifier::empty(), Modifier::REVERSED);
    assert_eq!(cells, [("?", plain), ("?", reversed), ("?", reversed), (" ", plain)]);
    assert_eq!(theme.spell("y ⏎"), "y enter");
}

#[test]
fn moving_in_the_picker_shows_a_theme_and_esc_brings_the_old_one_back() {
    let mut console = Console::demo();
    console.settle();
    let ground = |console: &Console| {
        let area = Rect::new(0, 0, 120, 40);
        let mut buffer = Buffer::empty(area);
        console.app.view(console.now, area, &mut buffer);
        buffer[(0, 0)].bg
    };
    let before = ground(&console);
    console.work("Tj").shows("Violet and gold");
    assert_ne!(ground(&console), before);
    console.work("<esc>").hides("Violet and gold");
    assert_eq!(ground(&console), before);
    console.work("Tj<enter>").shows("theme: midnight");
    assert_ne!(ground(&console), before);
}

/// Red, green and blue of a colour, where the theme decides them.
fn rgb(color: Option<Color>) -> Option<[u8; 3]> {
    match color {
        Some(Color::Rgb(red, green, blue)) => Some([red, green, blue]),
        _ => None,
    }
}

/// The ratio of WCAG 2.2: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |color: [u8; 3]| {
        let linear = color.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_text_can_be_read_on_its_ground() {
    let mut checked = 0;
    for (name, _) in BUILT_IN {
        let theme = Theme::built_in(name).unwrap();
        let ground = rgb(theme.chosen_for());
        let least = if name.starts_with("contrast") { 7.0 } else { 4.5 };
        for role in Role::ALL {
            let style = theme.style(*role);
            let Some(fg) = rgb(style.fg) else {
                // The row under the cursor of another pane has only a ground.
                assert!(
                    *role == Role::CursorAway || ground.is_none(),
                    "{name}: {role:?} has no colour of its own on a ground of its own"
                );
                continue;
            };
            let ground = ground.unwrap_or_else(|| panic!("{name}: neither `ground` nor `assumes`"));
            let least = match role {
                // Lines are seen, not read.
                Role::Border => 1.5,
                Role::BorderFocused => 3.0,
                _ => least,
            };
            let ratio = contrast(fg, rgb(style.bg).unwrap_or(ground));
            assert!(ratio >= least, "{name}: {role:?} has {ratio:.2}, not {least}");
            assert!(!style.add_modifier.contains(Modifier::DIM), "{name}: {role:?} is dimmed as well");
            // A row under the cursor of another pane keeps the colours of what stands in it.
            let is_line = matches!(role, Role::Border | Role::BorderFocused);
            if let (None, Some(row), false) = (style.bg, rgb(theme.style(Role::CursorAway).bg), is_line) {
                let ratio = contrast(fg, row);
                let least = least.min(if least > 5.0 { least } else { 4.0 });
                assert!(ratio >= least, "{name}: {role:?} under the cursor has {ratio:.2}");
            }
            checked += 1;
        }
        // A mask under the keys lies on the ground of the input.
        if let (Some(mask), Some(input)) = (rgb(theme.style(Role::Mask).fg), rgb(theme.style(Role::Input).bg))
        {
            let ratio = contrast(mask, input);
            assert!(ratio >= 3.0, "{name}: a mask in an input has {ratio:.2}");
        }
    }
    assert!(checked > 100);
}

#[test]
fn the_surroundings_choose_where_the_person_has_not() {
    for (surroundings, theme) in [
        (&[][..], "dark"),
        (&[("TERM", "xterm-256color"), ("LANG", "de_DE.UTF-8")], "dark"),
        (&[("LANG", "C.utf8")], "dark"),
        (&[("NO_COLOR", "1")], "mono"),
        (&[("NO_COLOR", "")], "dark"),
        (&[("TERM", "linux"), ("LANG", "de_DE.UTF-8")], "ascii"),
        (&[("TERM", "dumb")], "ascii"),
        (&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], "ascii"),
        (&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")], "dark"),
        (&[("LANG", "de_DE.ISO-8859-1"), ("NO_COLOR", "1")], "ascii"),
    ] {
        let value = |name: &str| {
            surroundings.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(fitting(value), theme, "{surroundings:?}");
    }
}

#[test]
fn the_themes_without_colours_have_none() {
    for name in ["mono", "ascii"] {
        let theme = Theme::built_in(name).unwrap();
        for role in Role::ALL {
            let style = theme.style(*role);
            assert!(style.fg.is_none() && style.bg.is_none(), "{name}: {role:?}");
        }
    }
}

#[test]
fn an_own_theme_takes_the_place_of_a_built_in_one_of_the_same_name() {
    let mut themes = Themes::built_in().unwrap();
    let count = themes.all().len();
    themes.add("dark".into(), Theme::built_in("light").unwrap());
    themes.add("mine".into(), Theme::built_in("light").unwrap());
    assert_eq!(themes.all().len(), count + 1);
    assert!(themes.keep("dark") && themes.shown().is_own);
    assert!(!themes.show("nothing"));
    assert_eq!(themes.shown().name, "dark");
}

#[test]
fn a_role_that_is_missing_or_unknown_is_named() {
    let text = BUILT_IN[0].1;
    let missing = text.replace("lit =", "unlit =");
    assert!(Theme::parse(&missing).unwrap_err().to_string().contains("unlit"));
    let short: String = text.lines().filter(|line| !line.starts_with("lit ")).collect::<Vec<_>>().join("\n");
    assert!(Theme::parse(&short).unwrap_err().to_string().contains("lit"));
}

#[test]
fn the_own_folder_is_read_bad_files_are_named_and_a_choice_is_kept() {
    let home = Home::new();
    let config = home.folder().join("config");
    std::fs::create_dir_all(config.join("themes")).unwrap();
    let own = BUILT_IN[1].1.replace("#12131f", "#010203");
    std::fs::write(config.join("themes/aaa.toml"), own).unwrap();
    std::fs::write(config.join("themes/bad.toml"), "about = \"nothing more\"").unwrap();
    let file = config.join("config.toml");
    std::fs::write(&file, "# mine\n[ui]\ntheme = \"aaa\"   # for the night\n").unwrap();

    let start = || {
        let secret = home.passphrase_file().display().to_string();
        home.terminal().size(120, 40).env("STRONGROOM_PASSPHRASE_FILE", secret).spawn(PROGRAM).unwrap()
    };
    let ground = |screen: &termlens::Screen| screen.cell(0, 0).unwrap().style().bg;
    let mut console = start();
    let screen =
        console.wait_frame(|screen| screen.contains("bad.toml") && screen.contains("3 Secrets")).unwrap();
    assert!(screen.contains("roles"), "the reason is told:\n{screen}");
    assert_eq!(ground(&screen), termlens::Color::Rgb(1, 2, 3));

    console.send_str("Tgj").unwrap();
    console.wait_until(|screen| screen.contains("Violet and gold") && screen.contains("aaa")).unwrap();
    console.send(termlens::Key::Enter).unwrap();
    console.wait_until(|screen| screen.contains("theme: midnight")).unwrap();
    console.send(termlens::Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
    let kept = std::fs::read_to_string(file).unwrap();
    assert_eq!(kept, "# mine\n[ui]\ntheme = \"midnight\"   # for the night\n");

    let mut console = start();
    let screen = console.wait_frame(|screen| screen.contains("3 Secrets")).unwrap();
    assert_ne!(ground(&screen), termlens::Color::Rgb(1, 2, 3));
}
