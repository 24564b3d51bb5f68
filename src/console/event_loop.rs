//! The loop: waits for keys, answers, signals and time; draws once after everything that was ready is handled.

use super::input::{Input, Line};
use super::signals::{Caught, Signals};
use super::terminal::{Terminal, give_back};
use super::turn::{Suspend, Turn};
use super::wake::{Bell, Wake};
use super::{Ended, Error};
use crate::app::{App, Start};
use crate::message::{Event, Signal};
use crate::runtime::{Arrival, Runtime};
use crate::secure::{before_printing_a_panic, wipe_stack};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{self, getpid, getsid, kill_current_process_group, kill_process};
use rustix::stdio::stdin;
use std::io;
use std::time::Duration;

/// How much may be handled before a frame is drawn: a long paste or listing must not stop the picture.
const BATCH: usize = 64;

/// What is said to the shell of a copied value.
const TAKEN_OFF: &str = "strongroom: the copied value was taken off the clipboard";
const MAY_STAY: &str = "strongroom: the clipboard did not answer; the copied value may still be there";

/// Runs the console on the calling thread until it ends. `start` is told columns and rows; `runtime` is given what
/// wakes the loop. When this answers, the terminal is as it was, all values are dropped and the clipboard is cleared.
pub fn run(
    start: impl FnOnce((u16, u16)) -> Start,
    runtime: impl FnOnce(Wake) -> io::Result<Runtime>,
) -> Result<Ended, Error> {
    if !Terminal::is_there() {
        return Err(Error::NoTerminal);
    }
    let (bell, wake) = Bell::hang().map_err(refused("make a channel"))?;
    let signals = Signals::catch(wake.clone()).map_err(refused("catch signals"))?;
    let runtime = runtime(wake).map_err(refused("start its background work"))?;

    let mut terminal = Terminal::new().map_err(refused("open the terminal"))?;
    before_printing_a_panic(Some(give_back));
    let size = Terminal::size();
    terminal.resize(size);
    let (app, effects) = App::new(start(size), runtime.now());
    let mut turn = Turn::first(app, runtime, effects);
    let mut surroundings = Surroundings { terminal, input: Input::from(stdin()), signals, bell };
    let worked = surroundings
        .terminal
        .enter()
        .map_err(refused("take over the terminal"))
        .and_then(|()| surroundings.work(&mut turn).map_err(refused("wait for the terminal")));
    let may_stay = surroundings.clear_clipboard(&turn);
    surroundings.terminal.leave();
    if may_stay {
        surroundings.terminal.say(MAY_STAY);
    }
    before_printing_a_panic(None);
    let Surroundings { bell, signals, .. } = surroundings;
    let ended = turn.end(&bell, &signals);
    worked.map(|()| ended)
}

fn refused(what: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |error| Error::System { what, error }
}

/// What the loop works with besides the two halves.
struct Surroundings {
    terminal: Terminal,
    input: Input,
    signals: Signals,
    bell: Bell,
}

impl Surroundings {
    fn work(&mut self, turn: &mut Turn) -> io::Result<()> {
        // When the rest of a begun sequence is given up, on the runtime's clock.
        let mut give_up = None;
        while turn.ended.is_none() {
            self.bell.hush();
            self.heed_signals(turn);
            let is_more = self.take_arrivals(turn);
            turn.tick_if_due();
            if let Some(why) = turn.suspend.take() {
                self.suspend(turn, why)?;
                continue;
            }
            // What waits to be read by now was typed by somebody who has not seen the question of the next frame.
            let is_early = turn.asks() && self.wait(Some(Duration::ZERO))?;
            // The picture of the end is the terminal as it was.
            if turn.ended.is_some() || self.has_lost(turn) {
                break;
            }

            if turn.asks() && !is_early && !self.terminal.is_behind() {
                turn.seen();
            }

            let clock = turn.now().clock;
            let rest = give_up.map(|until: Duration| until.saturating_sub(clock));
            let pause =
                if is_more { Some(Duration::ZERO) } else { turn.until_tick().into_iter().chain(rest).min() };
            // What was typed or drawn has left pieces on this stack.
            wipe_stack();
            let has_input = self.wait(pause)?;
            if has_input {
                self.read(turn)?;
                give_up = self.input.patience().map(|patience| turn.now().clock + patience);
            } else if give_up.is_some_and(|until| until <= turn.now().clock) {
                self.input.time_is_up(&mut |event| turn.handle(event));
                give_up = None;
            }
        }
        Ok(())
    }

    /// Leaves nothing of ours on the clipboard; says whether something may be there all the same.
    fn clear_clipboard(&mut self, turn: &Turn) -> bool {
        let has_copied = turn.keeps_clipboard();
        let is_cleared = turn.runtime().clear_clipboard();
        while let Some(arrival) = turn.runtime().next_arrival() {
            if let Arrival::Terminal(sequence) = arrival {
                // A terminal that is gone has no clipboard any more.
                let _ = self.terminal.send(&sequence);
            }
        }
        has_copied && !is_cleared
    }

    /// Draws when the terminal has taken what it got before, and ends the console when the terminal is gone.
    fn has_lost(&mut self, turn: &mut Turn) -> bool {
        if self.terminal.catch_up().and_then(|()| turn.draw(&mut self.terminal)).is_ok() {
            return false;
        }
        leave(turn, Ended::TerminalClosed);
        true
    }

    /// Waits until there is something to do, and says whether it is input.
    fn wait(&self, pause: Option<Duration>) -> io::Result<bool> {
        // A pause too long for the system is as good as none.
        let pause = pause.and_then(|pause| Timespec::try_from(pause).ok());
        let mut ready = [
            PollFd::from_borrowed_fd(self.input.descriptor(), PollFlags::IN),
            PollFd::from_borrowed_fd(self.bell.descriptor(), PollFlags::IN),
            PollFd::from_borrowed_fd(self.terminal.descriptor(), PollFlags::OUT),
        ];
        // Whether the terminal takes something matters only while something waits for it.
        let count = if self.terminal.is_behind() { 3 } else { 2 };
        match poll(&mut ready[..count], pause.as_ref()) {
            Ok(_) | Err(Errno::INTR) => Ok(!ready[0].revents().is_empty()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads what is there, up to a batch.
    fn read(&mut self, turn: &mut Turn) -> io::Result<()> {
        for _ in 0..BATCH {
            match self.input.read(&mut |event| turn.handle(event)) {
                Ok(Line::Open) => {}
                // A terminal that answers with an error can no more be worked with than one that is closed.
                Ok(Line::Closed) | Err(_) => {
                    leave(turn, Ended::TerminalClosed);
                    break;
                }
            }
            let is_over = turn.ended.is_some() || turn.suspend.is_some();
            if is_over || !self.wait(Some(Duration::ZERO))? {
                break;
            }
        }
        Ok(())
    }

    /// Hands over what came from the working half; says whether there may be more.
    fn take_arrivals(&mut self, turn: &mut Turn) -> bool {
        for _ in 0..BATCH {
            match turn.runtime().next_arrival() {
                Some(Arrival::Event(event)) => turn.handle(event),
                Some(Arrival::Terminal(sequence)) => {
                    if self.terminal.send(&sequence).is_err() {
                        leave(turn, Ended::TerminalClosed);
                    }
                }
                None => return false,
            }
        }
        true
    }

    /// Acts on what was caught.
    fn heed_signals(&mut self, turn: &mut Turn) {
        let Caught { leave: asked, suspend, resume, resize } = self.signals.take();
        if let Some(signal) = asked {
            return leave(turn, Ended::Signal(signal));
        }
        if resume {
            // Whoever stopped us without asking may have used the terminal meanwhile.
            self.come_back(turn);
        } else if resize {
            self.resize(turn);
        }
        if suspend {
            turn.handle(Event::Signal(Signal::Suspend));
            turn.suspend = Some(Suspend::Signal);
        }
    }

    fn resize(&mut self, turn: &mut Turn) {
        let (width, height) = Terminal::size();
        self.terminal.resize((width, height));
        turn.handle(Event::Resize { width, height });
    }

    /// Gives the terminal to the shell, stops, and takes the terminal again when the process runs again.
    fn suspend(&mut self, turn: &mut Turn, why: Suspend) -> io::Result<()> {
        // The values that were dropped for this must leave the cells as well, even if nobody ever wakes us.
        turn.renew();
        if self.has_lost(turn) {
            return Ok(());
        }
        if why == Suspend::Asked && getsid(None) == Ok(getpid()) {
            // There is no shell behind us: nobody could ever make us run again.
            turn.handle(Event::Signal(Signal::Continue));
            return Ok(());
        }
        // The clock stops with us: what is on the clipboard would stay there until somebody comes back.
        let has_copied = turn.keeps_clipboard();
        let is_cleared = turn.runtime().clear_clipboard();
        while self.take_arrivals(turn) {}
        if is_cleared {
            turn.handle(Event::Signal(Signal::Stop));
        }
        self.terminal.leave();
        if has_copied {
            self.terminal.say(if is_cleared { TAKEN_OFF } else { MAY_STAY });
        }
        self.signals.take();
        match why {
            Suspend::Asked => kill_current_process_group(process::Signal::STOP)?,
            Suspend::Signal => kill_process(getpid(), process::Signal::STOP)?,
        }
        loop {
            self.bell.hush();
            let Caught { leave: asked, resume, .. } = self.signals.take();
            if let Some(signal) = asked {
                leave(turn, Ended::Signal(signal));
                return Ok(());
            }
            if resume {
                self.come_back(turn);
                return Ok(());
            }
            let mut bell = [PollFd::from_borrowed_fd(self.bell.descriptor(), PollFlags::IN)];
            poll(&mut bell, None).or_else(|error| if error == Errno::INTR { Ok(0) } else { Err(error) })?;
        }
    }

    fn come_back(&mut self, turn: &mut Turn) {
        if self.terminal.enter().is_err() {
            return leave(turn, Ended::TerminalClosed);
        }
        self.resize(turn);
        turn.handle(Event::Signal(Signal::Continue));
    }
}

/// Ends the console; the pure half hears of it, so that it can still ask for what must be done, such as clearing the
/// clipboard.
fn leave(turn: &mut Turn, why: Ended) {
    turn.handle(Event::Signal(Signal::Leave));
    turn.ended = Some(why);
}
