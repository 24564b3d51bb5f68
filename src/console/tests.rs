//! Tests of the parser and of the way to the terminal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests stop where they fail")]

use super::output::Output;
use super::parse::Parser;
use super::terminal::{Buffers, Terminal, give_back};
use crate::message::{Event, Key, KeyCode, Mouse, MouseKind, PASTE_LIMIT};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rustix::event::{PollFd, PollFlags, poll};
use std::io::{Read, Write};

/// The events of these bytes, in words, with a pause at the end of each piece or without.
fn events(pieces: &[&[u8]], with_pauses: bool) -> Vec<String> {
    let mut parser = Parser::new();
    let mut seen = Vec::new();
    let mut note = |event: Event| {
        seen.push(match event {
            Event::Paste(paste) => {
                let text = paste.text.expose(|text| String::from_utf8_lossy(text).into_owned());
                format!("Paste({text:?}, {})", paste.is_too_large)
            }
            other => format!("{other:?}"),
        });
    };
    for piece in pieces {
        for &byte in *piece {
            parser.take(byte, &mut note);
        }
        if with_pauses && parser.patience().is_some() {
            parser.time_is_up(&mut note);
        }
    }
    seen
}

fn typed(bytes: &[u8]) -> Vec<String> {
    events(&[bytes], true)
}

fn keys(keys: &[Key]) -> Vec<String> {
    keys.iter().map(|key| format!("{:?}", Event::Key(*key))).collect()
}

const fn plain(code: KeyCode) -> Key {
    Key::plain(code)
}

#[test]
fn each_spelling_of_a_key_is_understood() {
    let alt = |key: Key| Key { alt: true, ..key };
    let shift = |code| Key { shift: true, ..plain(code) };
    let ctrl = |code| Key { ctrl: true, ..plain(code) };
    let table: &[(&[u8], Key)] = &[
        (b"a", Key::char('a')),
        (b"Z", Key::char('Z')),
        ("é".as_bytes(), Key::char('é')),
        ("漢".as_bytes(), Key::char('漢')),
        ("🔑".as_bytes(), Key::char('🔑')),
        (b"\r", plain(KeyCode::Enter)),
        (b"\n", plain(KeyCode::Enter)),
        (b"\t", plain(KeyCode::Tab)),
        (b"\x7f", plain(KeyCode::Backspace)),
        (b"\x08", plain(KeyCode::Backspace)),
        (b"\x00", Key::ctrl(' ')),
        (b"\x01", Key::ctrl('a')),
        (b"\x1a", Key::ctrl('z')),
        (b"\x1c", Key::ctrl('\\')),
        (b"\x1f", Key::ctrl('_')),
        (b"\x1b", plain(KeyCode::Esc)),
        (b"\x1ba", alt(Key::char('a'))),
        ("\x1bé".as_bytes(), alt(Key::char('é'))),
        (b"\x1b\r", alt(plain(KeyCode::Enter))),
        (b"\x1b\x01", alt(Key::ctrl('a'))),
        (b"\x1b[", alt(Key::char('['))),
        (b"\x1bO", alt(Key::char('O'))),
        (b"\x1b]", alt(Key::char(']'))),
        (b"\x1b[A", plain(KeyCode::Up)),
        (b"\x1bOB", plain(KeyCode::Down)),
        (b"\x1b[1;2C", shift(KeyCode::Right)),
        (b"\x1b[1;5D", ctrl(KeyCode::Left)),
        (b"\x1b[1;3A", alt(plain(KeyCode::Up))),
        (b"\x1b[a", shift(KeyCode::Up)),
        (b"\x1bOa", ctrl(KeyCode::Up)),
        (b"\x1b[H", plain(KeyCode::Home)),
        (b"\x1bOF", plain(KeyCode::End)),
        (b"\x1b[1~", plain(KeyCode::Home)),
        (b"\x1b[8~", plain(KeyCode::End)),
        (b"\x1b[2~", plain(KeyCode::Insert)),
        (b"\x1b[3~", plain(KeyCode::Delete)),
        (b"\x1b[3;5~", ctrl(KeyCode::Delete)),
        (b"\x1b[5~", plain(KeyCode::PageUp)),
        (b"\x1b[6~", plain(KeyCode::PageDown)),
        (b"\x1b[Z", plain(KeyCode::BackTab)),
        (b"\x1bOP", plain(KeyCode::F(1))),
        (b"\x1b[[E", plain(KeyCode::F(5))),
        (b"\x1b[11~", plain(KeyCode::F(1))),
        (b"\x1b[15~", plain(KeyCode::F(5))),
        (b"\x1b[17~", plain(KeyCode::F(6))),
        (b"\x1b[21~", plain(KeyCode::F(10))),
        (b"\x1b[24~", plain(KeyCode::F(12))),
        (b"\x1b[1;2P", shift(KeyCode::F(1))),
        (b"\x1bOM", plain(KeyCode::Enter)),
        (b"\x1bOj", Key::char('*')),
        (b"\x1bOy", Key::char('9')),
        (b"\x1b[97;5u", Key::ctrl('a')),
        (b"\x1b[9;2u", plain(KeyCode::BackTab)),
        (b"\x1b[27;5;13~", ctrl(KeyCode::Enter)),
    ];
    for (bytes, key) in table {
        assert_eq!(typed(bytes), keys(&[*key]), "{}", bytes.escape_ascii());
    }
}

#[test]
fn escape_is_a_key_when_nothing_follows_and_before_another_sequence() {
    assert_eq!(events(&[b"\x1b", b"a"], true), keys(&[plain(KeyCode::Esc), Key::char('a')]));
    assert_eq!(typed(b"\x1b\x1b[A"), keys(&[plain(KeyCode::Esc), plain(KeyCode::Up)]));
    assert_eq!(typed(b"\x1b\x1b"), keys(&[plain(KeyCode::Esc), plain(KeyCode::Esc)]));
}

#[test]
fn focus_and_mouse_are_told() {
    let mouse = |kind, column, row| format!("{:?}", Event::Mouse(Mouse { kind, column, row }));
    assert_eq!(typed(b"\x1b[I\x1b[O"), ["Focus(true)", "Focus(false)"]);
    assert_eq!(typed(b"\x1b[<0;1;1M\x1b[<0;1;1m"), [mouse(MouseKind::Press, 0, 0)]);
    assert_eq!(typed(b"\x1b[<64;300;7M"), [mouse(MouseKind::WheelUp, 299, 6)]);
    assert_eq!(typed(b"\x1b[<69;3;7M"), [mouse(MouseKind::WheelDown, 2, 6)], "with shift");
    assert_eq!(typed(b"\x1b[<32;3;7M\x1b[<2;3;7M"), [""; 0], "movements and other buttons");
    assert_eq!(typed(b"\x1b[M #!"), [mouse(MouseKind::Press, 2, 0)]);
}

#[test]
fn unknown_sequences_and_broken_characters_are_swallowed() {
    for bytes in [
        &b"\x1b[?1;2c"[..],
        b"\x1b[24;80R",
        b"\x1b[1;2;3;4;5A",
        b"\x1b[99999999999A",
        b"\x1b[99~",
        b"\x1b[1 q",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[[z",
        b"\x1b[1;2",
        b"\xff\xfe\x80\xc3",
        b"\xed\xa0\x80",
        b"\xc2\x9b",
    ] {
        assert_eq!(typed(bytes), [""; 0], "{}", bytes.escape_ascii());
    }
    let long = [b"\x1b[".as_slice(), &[b'1'; 500], b"A"].concat();
    assert_eq!(typed(&long), [""; 0]);
    assert_eq!(typed(b"\xe6\xbca"), keys(&[Key::char('a')]));
}

#[test]
fn a_paste_is_one_event_with_line_feeds() {
    assert_eq!(
        typed(b"\x1b[200~one\rtwo\r\n\x1b[A\x1b[20\x1b[201~x"),
        ["Paste(\"one\\ntwo\\n\\u{1b}[A\\u{1b}[20\", false)".to_string(), keys(&[Key::char('x')]).remove(0),]
    );
}

#[test]
fn a_paste_of_the_limit_is_taken_and_a_larger_one_is_refused_whole() {
    for (size, text, is_too_large) in [(PASTE_LIMIT, PASTE_LIMIT, false), (PASTE_LIMIT + 1, 0, true)] {
        let bytes = [b"\x1b[200~".as_slice(), &vec![b'a'; size], b"\x1b[201~q"].concat();
        let mut parser = Parser::new();
        let mut seen = Vec::new();
        for &byte in &bytes {
            parser.take(byte, &mut |event| seen.push(event));
        }
        let [Event::Paste(paste), Event::Key(key)] = &seen[..] else { panic!("{} events", seen.len()) };
        assert_eq!((paste.text.len(), paste.is_too_large), (text, is_too_large));
        assert_eq!(*key, Key::char('q'));
    }
}

/// Text that is typed, and sequences that are none, save those that begin a paste or spell a letter as a number.
fn pieces() -> impl Strategy<Value = Vec<(bool, Vec<u8>)>> {
    let text = "[a-m]{0,5}".prop_map(|text| (true, text.into_bytes()));
    let control =
        "\x1b\\[[<?0-9;:]{0,40}[ -/]{0,2}[@-LN-Z^-tv-}]".prop_map(|text| (false, text.into_bytes()));
    let keypad = "\x1bO[A-Z]".prop_map(|text| (false, text.into_bytes()));
    let string = "\x1b[\\]P_^X][n-z;:0-9]{0,40}(\x07|\x1b\\\\)".prop_map(|text| (false, text.into_bytes()));
    prop::collection::vec(prop_oneof![text, control, keypad, string], 0..12)
}

proptest! {
    #[test]
    fn any_bytes_cut_anywhere_give_the_same_events(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), 0x20_u8..0x7f], 0..200),
        cut in any::<prop::sample::Index>(),
    ) {
        let (left, right) = bytes.split_at(cut.index(bytes.len() + 1));
        prop_assert_eq!(events(&[&bytes], false), events(&[left, right], false));
    }

    #[test]
    fn no_text_comes_from_inside_a_sequence(pieces in pieces()) {
        let bytes: Vec<u8> = pieces.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let wanted: Vec<String> = pieces
            .iter()
            .filter(|(is_text, _)| *is_text)
            .flat_map(|(_, bytes)| bytes.iter().map(|&byte| keys(&[Key::char(byte.into())]).remove(0)))
            .collect();
        let letters: Vec<String> = events(&[&bytes], false)
            .into_iter()
            .filter(|event| ('a'..='z').any(|c| *event == keys(&[Key::char(c)])[0]))
            .collect();
        prop_assert_eq!(letters, wanted);
    }
}

#[test]
fn frames_of_any_size_arrive_whole() {
    let (mut reader, writer) = std::os::unix::net::UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    let frame: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let expected = frame.clone();
    let read = std::thread::spawn(move || {
        let mut bytes = vec![0; 300_000];
        reader.read_exact(&mut bytes).unwrap();
        bytes
    });
    let mut output = Output::to(writer.into());
    output.write_all(&frame).unwrap();
    output.flush().unwrap();
    while output.is_behind() {
        poll(&mut [PollFd::from_borrowed_fd(output.descriptor(), PollFlags::OUT)], None).unwrap();
        output.flush().unwrap();
    }
    assert!(read.join().unwrap() == expected);
}

#[test]
fn what_a_terminal_does_not_take_waits_and_can_be_forgotten() {
    let (mut reader, writer) = std::os::unix::net::UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    let mut output = Output::to(writer.into());
    output.write_all(&vec![b'v'; 10_000_000]).unwrap();
    // Nobody reads, and yet this comes back.
    output.flush().unwrap();
    assert!(output.is_behind());
    output.forget();
    assert!(!output.is_behind());
    output.write_all(b"end").unwrap();
    drop(std::thread::spawn(move || {
        while output.is_behind() {
            poll(&mut [PollFd::from_borrowed_fd(output.descriptor(), PollFlags::OUT)], None).unwrap();
            output.flush().unwrap();
        }
    }));
    let mut read = Vec::new();
    reader.read_to_end(&mut read).unwrap();
    assert!(read.len() < 10_000_000 && read.ends_with(b"vend"));
}

/// Not a test by itself: draws a frame in a terminal, and panics with a message that must not be seen.
#[test]
#[ignore = "started in a terminal by the test below"]
fn panics_in_a_terminal() {
    if std::env::var_os("STRONGROOM_TEST_SUBJECT").is_none() {
        return;
    }
    crate::secure::hide_panic_messages();
    crate::secure::before_printing_a_panic(Some(give_back));
    let mut terminal = Terminal::new().unwrap();
    terminal.resize(Terminal::size());
    terminal.enter().unwrap();
    let view = |area: Rect, buf: &mut Buffer| {
        buf.set_string(area.x, area.y, "a frame", Style::new());
        None
    };
    terminal.draw(Buffers::Keep, view).unwrap();
    // Another thread's panic is not the end of the console.
    std::thread::spawn(|| panic!("hunter2")).join().unwrap_err();
    rustix::io::read(rustix::stdio::stdin(), &mut [0; 1]).unwrap();
    panic!("hunter2");
}

#[test]
fn a_panic_gives_the_terminal_back_and_tells_its_place_alone() {
    let mut terminal = termlens::Terminal::builder()
        .timeout(std::time::Duration::from_secs(30))
        .env("STRONGROOM_TEST_SUBJECT", "panic")
        .args(["--exact", "console::tests::panics_in_a_terminal", "--ignored", "--nocapture"])
        .spawn(std::env::current_exe().unwrap())
        .unwrap();
    terminal.wait_frame(|screen| screen.contains("a frame")).unwrap();
    assert!(!terminal.screen().contains("bug"));
    terminal.send(termlens::Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.contains("stopped by a bug at src/console/tests.rs:")).unwrap();
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && screen.cursor_visible());
    assert!(!screen.full_text().contains("a frame"));
    assert!(!screen.full_text().contains("hunter2"));
}
