//! The pictures of the README, drawn from the real program; fails when they show something else than the program.

use crate::support::home::PROGRAM;
use crate::support::svg::svg;
use std::path::Path;
use std::time::Duration;
use termlens::{Key, Screen, Terminal};

/// Rows without what differs between two runs: dates and fingerprints are replaced by others of the same width.
fn rows(screen: &Screen) -> Vec<String> {
    let lasting =
        |row| screen.row_text(row).split_inclusive([' ', '│']).map(|word| lasting(word, row)).collect();
    (0..screen.rows()).map(lasting).collect()
}

fn lasting(word: &str, row: u16) -> String {
    let end = word.len() - word.chars().next_back().filter(|c| " │".contains(*c)).map_or(0, char::len_utf8);
    let (word, rest) = word.split_at(end);
    let is_fingerprint = word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_date = word.len() == 10
        && word.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_fingerprint {
        // One for each row, because equal ones would mean equal contents.
        let (right, left) = "7f3c09d2b81e".split_at(usize::from(row) % 12);
        return format!("{left}{right}{rest}");
    }
    format!("{}{rest}", if is_date { "2027-03-01" } else { word })
}

/// The console on its sample data, with a value in sight.
fn scene() -> Screen {
    let mut console = Terminal::builder()
        .size(120, 30)
        .env_clear()
        .timeout(Duration::from_secs(30))
        .arg("--demo")
        .spawn(PROGRAM)
        .expect("the console starts");
    console.wait_until(|screen| screen.contains("✗ dr-site") && !screen.contains("asking")).unwrap();
    for (keys, sight) in [
        ("2j", "work in this team"),
        ("\r", "alice@demo"),
        ("3", "r reveal"),
        ("l", "› checkout"),
        ("jj", "checkout/config"),
    ] {
        console.send_str(keys).unwrap();
        console.wait_until(|screen| screen.contains(sight) && !screen.contains("asking")).unwrap();
    }
    console.send(Key::Char('r')).unwrap();
    console.wait_frame(|screen| screen.contains("hides in 9s")).unwrap()
}

#[test]
fn the_picture_of_the_console_is_what_the_console_shows() {
    let screen = scene();
    let picture = svg(&screen, &rows(&screen));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots/console.svg");
    if std::env::var_os("STRONGROOM_UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).unwrap();
        std::fs::write(&file, picture).unwrap();
        return;
    }
    let is_fresh = std::fs::read_to_string(&file).is_ok_and(|kept| kept == picture);
    assert!(is_fresh, "{} is stale: run this test with STRONGROOM_UPDATE=1", file.display());
}
