//! Bytes of a terminal → events, one at a time: nothing typed waits in a queue, and what is kept is wiped.

use super::paste::Collector;
use super::sequence;
use crate::message::{Event, Key, KeyCode};
use std::time::Duration;
use zeroize::{Zeroize, Zeroizing};

/// How long an escape byte may be the start of a sequence before it is the Esc key.
const ESC_WAIT: Duration = Duration::from_millis(25);
/// How long the rest of a begun sequence may take; a slow line may cut one anywhere.
const SEQUENCE_WAIT: Duration = Duration::from_millis(500);
/// Parameters of a sequence beyond this are not ours to understand; the sequence is swallowed.
const PARAMETERS: usize = 32;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

/// What the bytes so far are the start of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing.
    Ground,
    /// A character: so many bytes of it are still to come.
    Character { missing: u8, alt: bool },
    /// Esc, or a sequence.
    Escape,
    /// A control sequence: `ESC [`.
    Control,
    /// A key of a keypad: `ESC O`.
    Keypad,
    /// A function key of the Linux console: `ESC [ [`.
    LinuxFunction,
    /// An old mouse report: `ESC [ M` and three bytes.
    OldMouse,
    /// A string meant for a program, like an answer to a question about colours: swallowed up to its end.
    Text { has_escape: bool, is_empty: bool, introducer: u8 },
    /// A bracketed paste.
    Paste,
}

/// Understands what a terminal sends. Unknown sequences are swallowed; no text ever comes from inside one.
pub(crate) struct Parser {
    state: State,
    /// Bytes of the character or the sequence that is not complete yet.
    pending: Zeroizing<[u8; PARAMETERS]>,
    used: usize,
    is_overlong: bool,
    paste: Collector,
}

impl Parser {
    /// A parser that has seen nothing.
    pub(crate) fn new() -> Self {
        Self {
            state: State::Ground,
            pending: Zeroizing::new([0; PARAMETERS]),
            used: 0,
            is_overlong: false,
            paste: Collector::default(),
        }
    }

    /// How long to wait for more bytes before [`Parser::time_is_up`] is to be called; `None` when nothing is begun.
    pub(crate) fn patience(&self) -> Option<Duration> {
        // `alt-[`, `alt-O`, `alt-]` and the like look like a sequence until something follows.
        let is_perhaps_a_key = match self.state {
            State::Ground | State::Paste => return None,
            State::Escape => true,
            State::Control | State::Keypad => self.used == 0,
            State::Text { is_empty, .. } => is_empty,
            _ => false,
        };
        Some(if is_perhaps_a_key { ESC_WAIT } else { SEQUENCE_WAIT })
    }

    /// Nothing followed: what was begun was a key, or the rest of it is lost.
    pub(crate) fn time_is_up(&mut self, emit: &mut dyn FnMut(Event)) {
        let key = match self.state {
            State::Ground | State::Paste => return,
            State::Escape => Some(Key::plain(KeyCode::Esc)),
            State::Control if self.used == 0 => Some(alt(Key::char('['))),
            State::Keypad if self.used == 0 => Some(alt(Key::char('O'))),
            State::Text { is_empty: true, introducer, .. } => Some(alt(Key::char(introducer.into()))),
            _ => None,
        };
        self.begin(State::Ground);
        if let Some(key) = key {
            emit(Event::Key(key));
        }
    }

    /// Takes the next byte.
    pub(crate) fn take(&mut self, byte: u8, emit: &mut dyn FnMut(Event)) {
        match self.state {
            State::Ground => self.ground(byte, false, emit),
            State::Character { missing, alt } => self.character(byte, missing, alt, emit),
            State::Escape => self.escape(byte, emit),
            State::Control => self.control(byte, emit),
            State::Keypad => self.keypad(byte, emit),
            State::LinuxFunction => {
                self.begin(State::Ground);
                match byte {
                    ESC => self.begin(State::Escape),
                    b'A'..=b'E' => emit(Event::Key(Key::plain(KeyCode::F(byte - b'A' + 1)))),
                    _ => {}
                }
            }
            State::OldMouse => {
                self.keep(byte);
                if self.used == 3 {
                    let mouse = sequence::old_mouse([self.pending[0], self.pending[1], self.pending[2]]);
                    self.begin(State::Ground);
                    mouse.map(Event::Mouse).map(emit);
                }
            }
            State::Text { has_escape, introducer, .. } => match byte {
                BEL => self.begin(State::Ground),
                b'\\' if has_escape => self.begin(State::Ground),
                _ => self.state = State::Text { has_escape: byte == ESC, is_empty: false, introducer },
            },
            State::Paste => {
                if let Some(paste) = self.paste.take(byte) {
                    self.begin(State::Ground);
                    emit(Event::Paste(paste));
                }
            }
        }
    }

    fn begin(&mut self, state: State) {
        self.pending.zeroize();
        self.used = 0;
        self.is_overlong = false;
        self.state = state;
    }

    fn keep(&mut self, byte: u8) {
        match self.pending.get_mut(self.used) {
            Some(place) => {
                *place = byte;
                self.used += 1;
            }
            None => self.is_overlong = true,
        }
    }

    fn ground(&mut self, byte: u8, with_alt: bool, emit: &mut dyn FnMut(Event)) {
        self.begin(State::Ground);
        let missing = match byte {
            ESC => return self.begin(State::Escape),
            0x00..0x80 => {
                let key = plain_byte(byte);
                return emit(Event::Key(if with_alt { alt(key) } else { key }));
            }
            0xc2..0xe0 => 1,
            0xe0..0xf0 => 2,
            0xf0..0xf5 => 3,
            _ => return,
        };
        self.begin(State::Character { missing, alt: with_alt });
        self.keep(byte);
    }

    fn character(&mut self, byte: u8, missing: u8, with_alt: bool, emit: &mut dyn FnMut(Event)) {
        if !matches!(byte, 0x80..0xc0) {
            // The character is broken off; this byte starts something of its own.
            return self.ground(byte, false, emit);
        }
        self.keep(byte);
        if missing > 1 {
            self.state = State::Character { missing: missing - 1, alt: with_alt };
            return;
        }
        let c = std::str::from_utf8(&self.pending[..self.used]).ok().and_then(|text| text.chars().next());
        self.begin(State::Ground);
        if let Some(c) = c.filter(|c| !c.is_control()) {
            let key = Key::char(c);
            emit(Event::Key(if with_alt { alt(key) } else { key }));
        }
    }

    fn escape(&mut self, byte: u8, emit: &mut dyn FnMut(Event)) {
        match byte {
            // Esc, and perhaps a sequence after it.
            ESC => emit(Event::Key(Key::plain(KeyCode::Esc))),
            b'[' => self.begin(State::Control),
            b'O' => self.begin(State::Keypad),
            b']' | b'P' | b'X' | b'^' | b'_' => {
                self.begin(State::Text { has_escape: false, is_empty: true, introducer: byte });
            }
            _ => self.ground(byte, true, emit),
        }
    }

    fn control(&mut self, byte: u8, emit: &mut dyn FnMut(Event)) {
        match byte {
            ESC => self.begin(State::Escape),
            b'[' if self.used == 0 => self.begin(State::LinuxFunction),
            b'M' if self.used == 0 => self.begin(State::OldMouse),
            0x20..=0x3f => self.keep(byte),
            0x40..=0x7e => {
                let parameters = &self.pending[..self.used];
                let is_paste = parameters == b"200" && byte == b'~';
                let event = if self.is_overlong { None } else { sequence::control(parameters, byte) };
                self.begin(if is_paste { State::Paste } else { State::Ground });
                event.map(emit);
            }
            // No byte of a sequence: it is broken off.
            _ => self.begin(State::Ground),
        }
    }

    fn keypad(&mut self, byte: u8, emit: &mut dyn FnMut(Event)) {
        match byte {
            ESC => self.begin(State::Escape),
            // Some terminals put the modifiers in between.
            b'0'..=b'9' => self.keep(byte),
            _ => {
                let key = sequence::keypad(&self.pending[..self.used], byte);
                self.begin(State::Ground);
                key.map(Event::Key).map(emit);
            }
        }
    }
}

fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}

/// The key of a byte below 0x80 that is not escape.
pub(super) fn plain_byte(byte: u8) -> Key {
    match byte {
        0x00 => Key::ctrl(' '),
        0x08 | 0x7f => Key::plain(KeyCode::Backspace),
        b'\t' => Key::plain(KeyCode::Tab),
        b'\r' | b'\n' => Key::plain(KeyCode::Enter),
        0x01..=0x1a => Key::ctrl((byte - 1 + b'a').into()),
        0x1b => Key::plain(KeyCode::Esc),
        0x1c..=0x1f => Key::ctrl((byte + 0x40).into()),
        _ => Key::char(byte.into()),
    }
}
