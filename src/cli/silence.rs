//! A terminal that does not echo: a whole command long, and fully silent while a value is typed. It is given back
//! however that ends, also by a signal.

use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
};
use std::fs::File;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use tokio::signal::unix::{SignalKind, signal};

/// How the terminal is while a guard lives.
#[derive(Clone, Copy)]
enum Mode {
    /// Only the echo is off: signals and the editing of lines are as usual.
    Unseen,
    /// Every key comes to us as it is, unseen.
    Silent,
}

/// The terminal as it was before the outermost guard, and what the guards want of it, the innermost last.
struct Held {
    terminal: File,
    before: Termios,
    modes: Vec<Mode>,
}

static HELD: Mutex<Option<Held>> = Mutex::new(None);

/// How often this process was brought back to run, and a bell for it. Nobody counts without a listener.
static RESUMED: (Mutex<Option<u64>>, Condvar) = (Mutex::new(None), Condvar::new());

impl Held {
    /// Sets the terminal as the innermost guard wants it.
    fn apply(&self, when: OptionalActions) -> io::Result<()> {
        let mut modes = self.before.clone();
        match self.modes.last() {
            None => {}
            Some(Mode::Unseen) => modes.local_modes -= LocalModes::ECHO | LocalModes::ECHONL,
            Some(Mode::Silent) => {
                modes.local_modes -=
                    LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
                modes.special_codes[SpecialCodeIndex::VMIN] = 1;
                modes.special_codes[SpecialCodeIndex::VTIME] = 0;
            }
        }
        Ok(tcsetattr(&self.terminal, when, &modes)?)
    }

    /// Whether the terminal is ours to set; a process in the background would be stopped for it.
    fn is_ours(&self) -> bool {
        is_in_front(&self.terminal)
    }
}

fn is_in_front(terminal: &File) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp())
}

/// Nothing that is typed is echoed while this lives. Held by a command that is going to ask for something unseen: who
/// knows the questions types on before they are asked.
pub(super) struct Unseen;

impl Unseen {
    /// From now on; nothing where there is no terminal, or where it is somebody else's now.
    pub(super) fn begin() -> Option<Self> {
        let terminal = File::options().read(true).write(true).open("/dev/tty").ok()?;
        if !is_in_front(&terminal) {
            return None;
        }
        push(&terminal, Mode::Unseen).ok()?;
        Some(Self)
    }

    /// Ends it, and drops what was typed and never asked for: after a failure the shell would show it.
    pub(super) fn end_and_drop_what_was_typed(self) {
        std::mem::forget(self);
        pop(OptionalActions::Flush);
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        pop(OptionalActions::Now);
    }
}

/// The terminal is silent while this lives.
pub(super) struct Silence<'t> {
    terminal: &'t File,
}

impl<'t> Silence<'t> {
    /// Keys are neither echoed nor acted on from now on. What was typed before is still read.
    pub(super) fn begin(terminal: &'t File) -> io::Result<Self> {
        push(terminal, Mode::Silent)?;
        Ok(Self { terminal })
    }

    /// A read waits for so many bytes, and for so many tenths of a second; zero is for ever.
    pub(super) fn wait_for(&self, bytes: u8, tenths: u8) -> io::Result<()> {
        let mut modes = tcgetattr(self.terminal)?;
        modes.special_codes[SpecialCodeIndex::VMIN] = bytes;
        modes.special_codes[SpecialCodeIndex::VTIME] = tenths;
        Ok(tcsetattr(self.terminal, OptionalActions::Now, &modes)?)
    }

    /// Lets the shell come forward, and is silent again when it brings us back.
    pub(super) fn suspend(self) -> io::Result<Self> {
        if has_no_shell() {
            return Ok(self);
        }
        let resumed = || RESUMED.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = *resumed();
        // Ours is caught; whoever listens gives the terminal back and stops us.
        kill_current_process_group(Signal::TSTP)?;
        if seen.is_some() {
            drop(RESUMED.1.wait_while(resumed(), |count| *count == seen));
        }
        if let Some(held) = &*held() {
            held.apply(OptionalActions::Drain)?;
        }
        Ok(self)
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        pop(OptionalActions::Now);
    }
}

fn held() -> MutexGuard<'static, Option<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn push(terminal: &File, mode: Mode) -> io::Result<()> {
    watch();
    let mut held = held();
    let mut wanted = match held.take() {
        Some(held) => held,
        None => Held { terminal: terminal.try_clone()?, before: tcgetattr(terminal)?, modes: Vec::new() },
    };
    wanted.modes.push(mode);
    let done = wanted.apply(OptionalActions::Drain);
    if done.is_err() {
        wanted.modes.pop();
    }
    *held = Some(wanted).filter(|held| !held.modes.is_empty());
    done
}

fn pop(when: OptionalActions) {
    let mut held = held();
    let Some(inner) = &mut *held else { return };
    inner.modes.pop();
    // A terminal that is gone needs no care; one that is not ours was given back when we were stopped.
    if inner.is_ours() {
        let _ = inner.apply(when);
    }
    if inner.modes.is_empty() {
        *held = None;
    }
}

/// Gives the terminal back as it was before the outermost guard.
fn give_back(held: &Held) {
    if held.is_ours() {
        let _ = tcsetattr(&held.terminal, OptionalActions::Now, &held.before);
    }
}

/// There is no shell behind us: nobody could ever make us run again.
fn has_no_shell() -> bool {
    getsid(None) == Ok(getpid())
}

/// From the first guard on, a signal that ends or stops us gives the terminal back before. Without a listener the
/// terminal would stay silent; everything else is as it was.
fn watch() {
    static ONCE: Once = Once::new();
    // Without the listener a signal ends us as it does any program.
    ONCE.call_once(|| drop(listen()));
}

/// Signals are caught once this returns, before the terminal falls silent; a thread then waits for one.
fn listen() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let within = runtime.enter();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut quit = signal(SignalKind::quit())?;
    let mut stop = signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
    let mut resume = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    drop(within);
    let wait = move || {
        runtime.block_on(async {
            let caught = loop {
                tokio::select! {
                    _ = terminate.recv() => break Signal::TERM,
                    _ = hang_up.recv() => break Signal::HUP,
                    _ = interrupt.recv() => break Signal::INT,
                    _ = quit.recv() => break Signal::QUIT,
                    _ = stop.recv() => make_room(),
                    _ = resume.recv() => come_back(),
                }
            };
            if let Some(held) = held().take() {
                give_back(&held);
            }
            end_as_by(caught);
        });
    };
    std::thread::Builder::new().name("signals".into()).spawn(wait)?;
    *RESUMED.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(0);
    Ok(())
}

/// Gives the terminal to the shell and stops this process.
fn make_room() {
    if has_no_shell() {
        return;
    }
    if let Some(held) = &*held() {
        give_back(held);
    }
    // When that is refused we go on.
    if kill_process(getpid(), Signal::STOP).is_err() {
        come_back();
    }
}

/// The terminal is as the innermost guard wants it again, and whoever waits for that goes on.
fn come_back() {
    if let Some(held) = held().as_ref().filter(|held| held.is_ours()) {
        let _ = held.apply(OptionalActions::Drain);
    }
    let mut count = RESUMED.0.lock().unwrap_or_else(PoisonError::into_inner);
    *count = count.map(|count| count.wrapping_add(1));
    RESUMED.1.notify_all();
}

/// Ends the process at once with the code that shells show for this signal, which is what the signal was to do.
#[allow(clippy::disallowed_methods, reason = "the signal would have ended the process just as abruptly")]
fn end_as_by(signal: Signal) {
    std::process::exit(128 + signal.as_raw());
}
