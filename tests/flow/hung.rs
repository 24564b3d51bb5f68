//! A real server that hangs: every key is answered, on a pseudo-terminal, while requests to it are under way.

use crate::support::home::{Home, PROGRAM};
use crate::support::servers::{OpenBao, Settings, Storage};
use serde_json::json;
use std::time::Instant;
use termlens::Key;

/// Keys, and what each of them brings to the screen (true) or takes from it.
const ROUND: &[(Key, bool, &str)] = &[
    (Key::Char('?'), true, "╭ Keys"),
    (Key::Esc, false, "╭ Keys"),
    (Key::Char(':'), true, "╭ Palette"),
    (Key::Char('h'), true, ": h"),
    (Key::Esc, false, "╭ Palette"),
    (Key::Char('a'), true, "New secret in pay"),
    (Key::Char('x'), true, "name     x"),
    (Key::Esc, true, "would be lost"),
    (Key::Char('y'), false, "New secret in pay"),
    (Key::Char('b'), true, "Bin of pay"),
    (Key::Esc, false, "Bin of pay"),
];

#[test]
fn every_key_is_answered_while_the_server_hangs() {
    let settings = Settings { storage: Storage::Memory, ..Settings::default() };
    let Some(server) = OpenBao::own(settings) else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    for name in ["alpha", "beta"] {
        admin.put(&mount, name, json!({ "content": "one" }));
    }
    let home = Home::new();
    // So long that a key which waited for the server would wait for longer than this test.
    let arguments = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let arguments =
        [&arguments[..], &["--timeout", "10m", "--credentials-stdin", "--no-check", "-y"]].concat();
    home.run(&arguments, &json!({ "token": server.root() }).to_string());
    home.run(&["team", "create", "pay", "--provider", "corp", "--root", &mount], "");
    home.run(&["team", "switch", "pay"], "");
    let mut console = home.terminal().size(120, 40).spawn(PROGRAM).unwrap();
    home.unlock(&mut console);
    console.wait_until(|screen| screen.contains("beta") && screen.contains("content")).unwrap();

    server.stop();
    // Names, the fields of another secret, a value: none of them is answered.
    for key in [Key::Char('R'), Key::Char('j'), Key::Char('r')] {
        console.send(key).unwrap();
    }
    console.wait_until(|screen| screen.contains("asking")).unwrap();
    let mut waits = Vec::new();
    for (key, brings, text) in ROUND.iter().cycle().take(ROUND.len() * 5) {
        let start = Instant::now();
        console.send(*key).unwrap();
        let seen = console.wait_until(|screen| screen.contains(text) == *brings);
        seen.unwrap_or_else(|error| panic!("{key:?} is not answered: {error:?}"));
        waits.push(start.elapsed());
    }
    assert!(console.screen().contains("asking"), "its answers were still to come");
    waits.sort();
    let (longest, median) = (waits[waits.len() - 1], waits[waits.len() / 2]);
    eprintln!(
        "key → screen while the server hangs: median {median:?}, longest of {} {longest:?}",
        waits.len()
    );

    // And what was asked for comes when it goes on.
    server.go_on();
    console.wait_until(|screen| !screen.contains("asking")).unwrap();
    console.send(Key::Char('q')).unwrap();
    assert!(console.wait_exit().unwrap().success());
}
