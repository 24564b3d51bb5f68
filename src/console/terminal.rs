//! The terminal: entering and leaving it, and bringing frames to it so that no cell outlives its frame.

use super::output::{Output, open_terminal, write_all};
use crate::domain::SecretValue;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::queue;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{
    OptionalActions, QueueSelector, Termios, isatty, tcflush, tcgetattr, tcgetwinsize, tcsetattr,
};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Presses and wheel of the mouse, in decimal: crossterm's own command asks for every movement as well.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
/// The same back.
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Ends a sequence that the terminal has got only a part of.
const END_OF_SEQUENCE: &[u8] = b"\x1b\\";
/// Empties the terminal's clipboard.
const CLEAR_CLIPBOARD: &[u8] = b"\x1b]52;c;\x07";

/// How long a terminal that takes nothing any more is waited for when it is given back.
const PATIENCE: Duration = Duration::from_secs(1);

/// How the terminal was before we entered it; nothing while we are not in it. Global for the panic hook's sake.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Whether a frame may leave its buffers as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Buffers {
    /// They hold nothing that must go.
    Keep,
    /// A value has left the screen: no cell that was used before may stay in memory.
    Renew,
}

/// The terminal at standard input and output.
pub(super) struct Terminal {
    output: Output,
    /// What is on the screen.
    shown: Buffer,
    /// Where the next frame is made.
    next: Buffer,
    cursor: Option<Position>,
    /// Whether something else may be on the screen than `shown` says.
    is_dirty: bool,
    /// Whether the terminal may have got only a part of a sequence.
    is_cut: bool,
    /// Whether a sequence for the clipboard was on its way and may not have arrived.
    owes_clearing: bool,
}

impl Terminal {
    /// Whether there is a terminal to work with.
    pub(super) fn is_there() -> bool {
        isatty(stdin()) && isatty(stdout())
    }

    /// The terminal, not entered yet.
    pub(super) fn new() -> io::Result<Self> {
        let nothing = Buffer::empty(Rect::ZERO);
        Ok(Self {
            output: Output::to(open_terminal()?),
            shown: nothing.clone(),
            next: nothing,
            cursor: None,
            is_dirty: true,
            is_cut: false,
            owes_clearing: false,
        })
    }

    /// What to wait on while the terminal is behind.
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        self.output.descriptor()
    }

    /// Whether the terminal has not yet taken all that was written. It gets no further frame meanwhile.
    pub(super) fn is_behind(&self) -> bool {
        self.output.is_behind()
    }

    /// Writes what the terminal takes now of what waits for it.
    pub(super) fn catch_up(&mut self) -> io::Result<()> {
        self.output.flush()?;
        self.owes_clearing &= self.is_behind();
        Ok(())
    }

    /// Wipes what waits for the terminal, and every cell: the next frame is painted whole.
    pub(super) fn forget(&mut self) {
        self.is_cut |= self.output.is_behind();
        self.output.forget();
        let area = self.shown.area;
        self.resize((area.width, area.height));
    }

    /// Columns and rows; zero when the terminal does not tell.
    pub(super) fn size() -> (u16, u16) {
        tcgetwinsize(stdout()).map_or((0, 0), |size| (size.ws_col, size.ws_row))
    }

    /// Takes the terminal over. Also to be called when something else may have changed its modes since.
    pub(super) fn enter(&mut self) -> io::Result<()> {
        {
            let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
            let mut mode = before.take().map_or_else(|| tcgetattr(stdin()), Ok)?;
            *before = Some(mode.clone());
            mode.make_raw();
            tcsetattr(stdin(), OptionalActions::Now, &mode)?;
        }
        queue!(self.output, EnterAlternateScreen, Hide, EnableBracketedPaste, EnableFocusChange)?;
        self.output.write_all(MOUSE_ON.as_bytes())?;
        self.is_dirty = true;
        self.catch_up()
    }

    /// Gives the terminal back. Frames are forgotten, so that no cell stays in memory.
    pub(super) fn leave(&mut self) {
        // A frame that could not be written must not come after the terminal was given back.
        self.forget();
        self.resize((0, 0));
        give_back_after(&self.amends());
    }

    /// Writes a line for the shell that comes next; nothing is drawn from here on.
    pub(super) fn say(&mut self, text: &str) {
        let line = format!("{text}\r\n");
        // A terminal that is gone needs no word.
        let _ = self.output.write_all(line.as_bytes()).and_then(|()| self.output.flush());
    }

    /// Makes the next frame one of this size, painted whole.
    pub(super) fn resize(&mut self, (width, height): (u16, u16)) {
        let area = Rect::new(0, 0, width, height);
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        self.is_dirty = true;
    }

    /// Makes a frame and writes what has changed, in one go. Does nothing while the terminal has no size.
    pub(super) fn draw(
        &mut self,
        buffers: Buffers,
        view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        let area = self.shown.area;
        if area.is_empty() {
            return Ok(());
        }
        if buffers == Buffers::Renew {
            self.next = Buffer::empty(area);
        } else {
            self.next.reset();
        }
        let cursor = view(area, &mut self.next);
        if self.is_dirty {
            // Painted cells that look like blank ones must be written too.
            self.shown = Buffer::empty(area);
        }
        let written = self.write_frame(cursor);
        std::mem::swap(&mut self.shown, &mut self.next);
        if buffers == Buffers::Renew {
            self.next = Buffer::empty(area);
        }
        // After a failure nobody knows what is on the screen.
        self.is_dirty = written.is_err();
        written
    }

    fn write_frame(&mut self, cursor: Option<Position>) -> io::Result<()> {
        if self.is_dirty {
            let amends = self.amends();
            self.output.write_all(&amends)?;
        }
        let changes = self.shown.diff(&self.next);
        if changes.is_empty() && cursor == self.cursor && !self.is_dirty {
            return Ok(());
        }
        // Has the terminal show what follows at once, when it is complete; unknown to some, harmless to all.
        queue!(self.output, BeginSynchronizedUpdate)?;
        if self.cursor.is_some() || self.is_dirty {
            queue!(self.output, Hide)?;
        }
        if self.is_dirty {
            erase(&mut self.output, self.shown.area.height)?;
        }
        CrosstermBackend::new(&mut self.output).draw(changes.into_iter())?;
        if let Some(Position { x, y }) = cursor {
            queue!(self.output, MoveTo(x, y), Show)?;
        }
        queue!(self.output, EndSynchronizedUpdate)?;
        self.cursor = cursor;
        self.catch_up()
    }

    /// What mends a sequence that was cut: its end, and an empty clipboard where a value may have gone half-way.
    fn amends(&mut self) -> Vec<u8> {
        let end = if std::mem::take(&mut self.is_cut) { END_OF_SEQUENCE } else { &[] };
        let clear = if std::mem::take(&mut self.owes_clearing) { CLEAR_CLIPBOARD } else { &[] };
        [end, clear].concat()
    }

    /// Writes a sequence that draws nothing, between two frames.
    pub(super) fn send(&mut self, sequence: &SecretValue) -> io::Result<()> {
        sequence.expose(|bytes| self.output.write_all(bytes))?;
        self.owes_clearing = true;
        self.catch_up()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Erases the screen line by line: erasing it as a whole would push it into the scrollback of some terminals.
fn erase(to: &mut impl Write, rows: u16) -> io::Result<()> {
    to.write_all(b"\x1b[0m")?;
    for row in 1..=rows {
        write!(to, "\x1b[{row};1H\x1b[2K")?;
    }
    Ok(())
}

/// Gives the terminal back if we are in it: what is shown is erased, modes and cursor are as before, and what was
/// typed and not read is dropped, so that the rest of a paste never reaches the shell. Failures change nothing: a
/// terminal that is gone needs no care.
pub(super) fn give_back() {
    give_back_after(&[]);
}

/// The same, with this written first.
fn give_back_after(amends: &[u8]) {
    let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
    let mut farewell = amends.to_vec();
    // Writing to memory cannot fail.
    let _ = queue!(farewell, EndSynchronizedUpdate);
    let _ = erase(&mut farewell, Terminal::size().1);
    farewell.extend_from_slice(MOUSE_OFF.as_bytes());
    let _ = queue!(farewell, DisableFocusChange, DisableBracketedPaste, Show, LeaveAlternateScreen);
    if let Ok(terminal) = open_terminal() {
        let _ = write_all(terminal.as_fd(), &farewell, PATIENCE);
    }
    let _ = tcflush(stdin(), QueueSelector::IFlush);
    let _ = tcsetattr(stdin(), OptionalActions::Now, &before);
}
