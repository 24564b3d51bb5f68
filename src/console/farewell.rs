//! After the console: changes under way are waited for, and whoever does not want to wait is told what that means.

use super::Ended;
use super::output::{open_terminal, write_all};
use super::signals::Signals;
use super::wake::Bell;
use crate::message::{Answer, Event, Outcome, Reply};
use crate::runtime::{Arrival, Runtime};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::AsFd;
use std::time::Duration;

/// A change that is done within this time is not worth a word.
const MOMENT: Duration = Duration::from_millis(300);
/// How long changes are waited for when nobody says anything.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a terminal is given to take a line.
const TO_READ: Duration = Duration::from_secs(1);

/// Waits until the changes under way are done, told by these names. A signal, such as that of ctrl-c, ends the wait,
/// and so does a change that takes too long; both are told.
pub(super) fn see_off(
    runtime: &Runtime,
    ended: Ended,
    names: &[String],
    bell: &Bell,
    signals: &Signals,
) -> Ended {
    // Locked, nothing is told by its name.
    let is_named = !names.is_empty();
    let names = if is_named { names.join("; ") } else { "a change".to_owned() };
    // What was caught before was heeded by the loop.
    signals.take();
    runtime.stop_all();
    let clock = || runtime.now().clock;
    let start = clock();
    let mut is_told = false;
    let mut ended = ended;
    while runtime.has_changes() {
        bell.hush();
        tell_of_ends(runtime, is_named);
        let waited = clock().saturating_sub(start);
        let signal = signals.take().leave;
        if signal.is_some() || waited >= PATIENCE {
            ended = signal.map_or(ended, Ended::Signal);
            say(&format!("strongroom: left without knowing whether this is done: {names}"));
            for reached in runtime.reached().iter().filter(|_| is_named) {
                say(&format!("strongroom: {}", reached.words()));
            }
            runtime.wait_no_longer();
            break;
        }
        if waited >= MOMENT && !is_told {
            is_told = true;
            say(&format!("strongroom: waiting until this is done: {names} · ctrl-c leaves at once"));
        }
        // The bell may ring a moment before a change counts as done, so it is not relied on alone.
        let rest = Timespec::try_from(MOMENT).ok();
        let mut ear = [PollFd::from_borrowed_fd(bell.descriptor(), PollFlags::IN)];
        // An interrupted wait is looked at like any other.
        let _ = poll(&mut ear, rest.as_ref());
    }
    tell_of_ends(runtime, is_named);
    ended
}

/// Takes what has arrived. A change to several secrets that leaving has cut short is told; nobody is there any more to
/// be told of the rest.
fn tell_of_ends(runtime: &Runtime, is_named: bool) {
    while let Some(arrival) = runtime.next_arrival() {
        if let Arrival::Event(Event::Reply(Reply { answer: Answer::End(Ok(Outcome::Many(tally))), .. })) =
            arrival
            && is_named
            && !tally.is_whole()
        {
            say(&format!("strongroom: {}", tally.summary()));
        }
    }
}

/// Tells it at the terminal, if it still listens.
fn say(text: &str) {
    if let Ok(terminal) = open_terminal() {
        let _ = write_all(terminal.as_fd(), format!("{text}\n").as_bytes(), TO_READ);
    }
}
