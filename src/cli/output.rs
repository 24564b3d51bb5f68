//! Standard output and standard error: wiped buffers, safe text, a closed pipe is no error.

use super::exit::{Exit, Failure, Result};
use crate::domain::visible;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;
use zeroize::{Zeroize, Zeroizing};

const CAPACITY: usize = 16 * 1024;

/// What a command prints. Everything goes through one buffer of fixed size that is wiped whenever it is written:
/// standard output's own buffer would keep what passed through it.
pub(super) struct Output {
    buffer: Zeroizing<Vec<u8>>,
    is_terminal: bool,
    is_json: bool,
    /// Whether the reader has gone; nothing more is written then.
    is_closed: bool,
}

impl Output {
    /// Output to standard output.
    pub(super) fn new(is_json: bool) -> Self {
        Self {
            buffer: Zeroizing::new(Vec::with_capacity(CAPACITY)),
            is_terminal: std::io::stdout().is_terminal(),
            is_json,
            is_closed: false,
        }
    }

    /// Whether a person reads it.
    pub(super) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Whether `--json` was asked for.
    pub(super) fn is_json(&self) -> bool {
        self.is_json
    }

    /// Prints one line of safe text.
    pub(super) fn line(&mut self, text: &str) -> Result<()> {
        self.bytes(visible(text).as_bytes())?;
        self.bytes(b"\n")
    }

    /// Prints rows with aligned columns.
    pub(super) fn table(&mut self, rows: &[Vec<String>]) -> Result<()> {
        let rows: Vec<Vec<Cow<'_, str>>> =
            rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.width())).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for row in &rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
            }
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// Prints facts as JSON. Values do not go through here: a serializer's own buffers are not wiped.
    pub(super) fn json<T: Serialize>(&mut self, facts: &T) -> Result<()> {
        let json = serde_json::to_vec_pretty(facts)
            .map_err(|_| Failure::from(crate::provider::Error::Bug { what: "writing JSON".into() }))?;
        self.value(&json, false)?;
        self.bytes(b"\n")
    }

    /// Prints a value: as it is for a program or with `is_raw`, as safe text for a person.
    pub(super) fn value(&mut self, value: &[u8], is_raw: bool) -> Result<()> {
        if !self.is_terminal || is_raw {
            return self.bytes(value);
        }
        for (index, line) in value.split(|byte| *byte == b'\n').enumerate() {
            if index > 0 {
                self.bytes(b"\n")?;
            }
            let text = Zeroizing::new(String::from_utf8_lossy(line).into_owned());
            let safe = Zeroizing::new(visible(&text).into_owned());
            self.bytes(safe.as_bytes())?;
        }
        Ok(())
    }

    /// Prints these bytes as they are.
    pub(super) fn bytes(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            if self.buffer.len() == CAPACITY {
                self.flush()?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CAPACITY - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Writes what is held back, and wipes it.
    pub(super) fn flush(&mut self) -> Result<()> {
        let written = if self.is_closed { Ok(()) } else { write_out(&self.buffer) };
        self.buffer.zeroize();
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            Err(error) => Err(Failure {
                exit: Exit::Unreachable,
                what: format!("the output could not be written: {error}"),
                next: Some("check that the disk is not full".into()),
            }),
        }
    }
}

/// Writes past the buffer of the standard library.
fn write_out(mut bytes: &[u8]) -> std::io::Result<()> {
    let stdout = rustix::stdio::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                let mut room = [rustix::event::PollFd::new(&stdout, rustix::event::PollFlags::OUT)];
                rustix::event::poll(&mut room, None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Says something beside the output.
pub(super) fn note(text: &str) {
    say(&visible(text));
}

/// Says what went wrong and what to do next.
pub(super) fn fail(failure: &Failure) {
    for line in failure.lines() {
        say(&line);
    }
}

fn say(line: &str) {
    // When nobody listens there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{line}");
}
