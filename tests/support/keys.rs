//! Keys as tests write them: `j`, `<enter>`, `<ctrl-s>`.

use strongroom::message::{Key, KeyCode};

/// Reads keys: plain characters, and names in angle brackets.
pub fn keys(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').expect("a closed <key>");
            keys.push(named(&rest[1..end]));
            rest = &rest[end + 1..];
        } else {
            keys.push(Key::char(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    keys
}

fn named(name: &str) -> Key {
    if let Some(c) = name.strip_prefix("ctrl-") {
        return Key::ctrl(c.chars().next().unwrap());
    }
    if let Some(key) = name.strip_prefix("alt-") {
        let key =
            if key == "enter" { Key::plain(KeyCode::Enter) } else { Key::char(key.chars().next().unwrap()) };
        return Key { alt: true, ..key };
    }
    Key::plain(match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "back" => KeyCode::Backspace,
        "down" => KeyCode::Down,
        "up" => KeyCode::Up,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "space" => KeyCode::Char(' '),
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pageup" => KeyCode::PageUp,
        "pagedown" => KeyCode::PageDown,
        "f9" => KeyCode::F(9),
        _ => panic!("no such key: {name}"),
    })
}
