//! Questions at the terminal, also when standard input is a pipe: hidden values, plain answers, yes or no.

use super::exit::Failure;
use super::silence::Silence;
use crate::console::Parser;
use crate::domain::{SecretValue, visible};
use crate::message::{Event, Key as Pressed};
use crate::provider::{Error, Result};
use rustix::termios::{tcgetattr, tcgetwinsize};
use std::fs::File;
use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

/// Longest value that can be typed, in bytes.
const LONGEST: usize = 1 << 20;

/// Lines that a value shown once may take.
const SHOWN_LINES: usize = 20;

/// The terminal of this process.
pub(crate) struct Terminal {
    file: File,
}

/// What was typed so far.
struct Typed(Zeroizing<Vec<u8>>);

enum Key {
    More,
    Enter,
    Interrupt,
    Suspend,
}

/// How a line ended.
enum Line {
    Typed(Zeroizing<Vec<u8>>),
    Suspend,
}

impl Typed {
    fn take(&mut self, byte: u8) -> Key {
        match byte {
            // ctrl-c, and what some press when that does not help: ctrl-\.
            0x03 | 0x1c => return Key::Interrupt,
            // ctrl-z.
            0x1a => return Key::Suspend,
            // End of input: on an empty line it means "no answer".
            0x04 if self.0.is_empty() => return Key::Interrupt,
            b'\r' | b'\n' | 0x04 => return Key::Enter,
            0x08 | 0x7f => self.drop_last(),
            // ctrl-u: the whole line; the bytes are wiped, not only forgotten.
            0x15 => self.0 = Zeroizing::new(Vec::with_capacity(4096)),
            _ => self.0.push(byte),
        }
        Key::More
    }

    /// As it can be shown; a character of which only a part has come is not.
    fn legible(&self) -> String {
        let whole = match std::str::from_utf8(&self.0) {
            Err(error) if error.error_len().is_none() => &self.0[..error.valid_up_to()],
            _ => &self.0[..],
        };
        visible(&String::from_utf8_lossy(whole)).into_owned()
    }

    /// Takes one character off: all bytes of it.
    fn drop_last(&mut self) {
        while let Some(byte) = self.0.pop() {
            if byte & 0xc0 != 0x80 {
                break;
            }
        }
    }
}

impl Terminal {
    /// The terminal, or nothing when there is none.
    pub(crate) fn open() -> Option<Self> {
        let file = File::options().read(true).write(true).open("/dev/tty").ok()?;
        tcgetattr(&file).ok()?;
        Some(Self { file })
    }

    /// The terminal, or a failure that says what to use without one.
    pub(super) fn required(instead: &str) -> std::result::Result<Self, Failure> {
        Self::open().ok_or_else(|| Failure::usage("there is no terminal to ask at", instead))
    }

    /// Writes to the terminal.
    pub(super) fn say(&self, text: &str) -> Result<()> {
        let mut bytes = text.as_bytes();
        while !bytes.is_empty() {
            match rustix::io::write(&self.file, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(gone(error)),
            }
        }
        Ok(())
    }

    /// Asks for a value that is not shown while it is typed. Control-C ends the command.
    pub(crate) fn hidden(&self, question: &str) -> Result<SecretValue> {
        let mut typed = self.ask(question, false)?;
        Ok(SecretValue::new(std::mem::take(&mut *typed)))
    }

    /// Asks for a line. It is shown by us, not by the terminal: what is typed ahead of the next question, which may be
    /// a value, stays unseen.
    fn ask(&self, question: &str, is_shown: bool) -> Result<Zeroizing<Vec<u8>>> {
        let lost = |error: std::io::Error| Error::io("the terminal", &error);
        // Silent first: what is typed in answer to the question must not be shown.
        let mut silence = Silence::begin(&self.file).map_err(lost)?;
        loop {
            self.say(&format!("{}: ", visible(question)))?;
            let line = self.line(is_shown);
            self.say("\n")?;
            match line? {
                Line::Typed(typed) => return Ok(typed),
                // What was typed before is dropped, and the question asked anew.
                Line::Suspend => silence = silence.suspend().map_err(lost)?,
            }
        }
    }

    /// Reads the bytes of one line, in the silent mode.
    fn line(&self, is_shown: bool) -> Result<Line> {
        let mut typed = Typed(Zeroizing::new(Vec::with_capacity(4096)));
        let mut chunk = Zeroizing::new([0u8; 1]);
        let mut shown = String::new();
        loop {
            if is_shown {
                self.draw(&mut shown, typed.legible())?;
            }
            match rustix::io::read(&self.file, &mut *chunk) {
                Ok(0) => return Err(Error::Cancelled),
                Ok(_) => match typed.take(chunk[0]) {
                    Key::More if typed.0.len() > LONGEST => {
                        return Err(Error::invalid("the value is longer than 1 MiB; nothing was changed"));
                    }
                    Key::More => {}
                    Key::Enter => return Ok(Line::Typed(typed.0)),
                    Key::Suspend => return Ok(Line::Suspend),
                    Key::Interrupt => return Err(Error::Cancelled),
                },
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(gone(error)),
            }
        }
    }

    /// Draws what a line has become: its new end, after what is no longer in it is taken away.
    fn draw(&self, shown: &mut String, line: String) -> Result<()> {
        let same: usize = shown
            .chars()
            .zip(line.chars())
            .take_while(|(before, now)| before == now)
            .map(|(same, _)| same.len_utf8())
            .sum();
        let gone = shown.get(same..).unwrap_or_default().width();
        self.say(&"\x08 \x08".repeat(gone))?;
        self.say(line.get(same..).unwrap_or_default())?;
        *shown = line;
        Ok(())
    }

    /// Asks for a new value twice. Different answers are an error, an empty one too.
    pub(super) fn hidden_twice(&self, question: &str) -> Result<SecretValue> {
        let first = self.hidden(question)?;
        if first.is_empty() {
            return Err(Error::invalid("nothing was typed; nothing was changed"));
        }
        let second = self.hidden("Once more")?;
        if first.same_as(&second) {
            Ok(first)
        } else {
            Err(Error::invalid("the two did not match; nothing was changed"))
        }
    }

    /// Shows a value on a screen of its own until Enter is pressed; nothing of it stays in the scrollback.
    pub(super) fn show_once(&self, question: &str, value: &[u8]) -> Result<()> {
        self.plain(question)?;
        let silence = Silence::begin(&self.file).map_err(|error| Error::io("the terminal", &error))?;
        let text = Zeroizing::new(String::from_utf8_lossy(value).into_owned());
        let safe = Zeroizing::new(visible(&text).into_owned());
        let shown = self
            .say("\x1b[?1049h\x1b[H")
            .and_then(|()| self.say(&safe))
            .and_then(|()| self.say("\r\n\r\nEnter takes it away"));
        let read = shown.and_then(|()| self.line(false));
        // Line by line: erasing the whole screen would push it into the scrollback of some terminals.
        self.say("\x1b[H")?;
        for _ in 0..SHOWN_LINES {
            self.say("\x1b[2K\x1b[B")?;
        }
        self.say("\x1b[?1049l")?;
        drop(silence);
        read.map(|_| ())
    }

    /// Asks for a line that may be shown.
    pub(super) fn plain(&self, question: &str) -> Result<String> {
        let line = self.ask(question, true)?;
        Ok(String::from_utf8_lossy(&line).trim().to_owned())
    }

    /// Columns and rows; those of a small terminal when it does not tell.
    pub(super) fn size(&self) -> (usize, usize) {
        let size = tcgetwinsize(&self.file).ok().filter(|size| size.ws_col > 0 && size.ws_row > 0);
        size.map_or((80, 24), |size| (usize::from(size.ws_col), usize::from(size.ws_row)))
    }

    /// Gives every key to `on_key`, unseen, until it answers or fails.
    pub(super) fn keys<R>(&self, mut on_key: impl FnMut(Pressed) -> Result<Option<R>>) -> Result<R> {
        let silence = Silence::begin(&self.file).map_err(|error| Error::io("the terminal", &error))?;
        let mut parser = Parser::new();
        loop {
            // Esc alone is a key when nothing follows it soon.
            let (least, tenths) = if parser.patience().is_some() { (0, 1) } else { (1, 0) };
            silence.wait_for(least, tenths).map_err(|error| Error::io("the terminal", &error))?;
            let mut pressed = None;
            let mut emit = |event| {
                if let Event::Key(key) = event {
                    pressed = Some(key);
                }
            };
            let mut byte = [0u8; 1];
            match rustix::io::read(&self.file, &mut byte) {
                Ok(0) if least > 0 => return Err(Error::Cancelled),
                Ok(0) => parser.time_is_up(&mut emit),
                Ok(_) => parser.take(byte[0], &mut emit),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(gone(error)),
            }
            if let Some(answer) = pressed.map(&mut on_key).transpose()?.flatten() {
                return Ok(answer);
            }
        }
    }

    /// Asks a question that only `y` or `yes` answers with yes.
    pub(super) fn confirm(&self, question: &str) -> Result<bool> {
        let answer = self.plain(&format!("{question} [y/N]"))?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }
}

fn gone(error: rustix::io::Errno) -> Error {
    Error::io("the terminal", &error.into())
}
