//! A terminal that does not echo while a value is typed. It is given back however that ends, also by a signal.

use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::fs::File;
use std::io;
use std::sync::{Mutex, Once, PoisonError};
use tokio::signal::unix::{SignalKind, signal};

/// What is to be given back. One question is asked at a time.
static SILENT: Mutex<Option<(File, Termios)>> = Mutex::new(None);

/// The terminal is silent while this lives.
pub(super) struct Silence<'t> {
    terminal: &'t File,
}

impl<'t> Silence<'t> {
    /// Keys are neither echoed nor acted on from now on. What was typed before is still read.
    pub(super) fn begin(terminal: &'t File) -> io::Result<Self> {
        watch();
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        *held() = Some((terminal.try_clone()?, before));
        let silence = Self { terminal };
        tcsetattr(terminal, OptionalActions::Drain, &silent)?;
        Ok(silence)
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
        let terminal = self.terminal;
        drop(self);
        kill_current_process_group(Signal::TSTP)?;
        Self::begin(terminal)
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        give_back();
    }
}

fn held() -> std::sync::MutexGuard<'static, Option<(File, Termios)>> {
    SILENT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn give_back() {
    if let Some((terminal, before)) = held().take() {
        // A terminal that is gone needs no care.
        let _ = tcsetattr(terminal, OptionalActions::Now, &before);
    }
}

/// From the first question on, a signal that ends us gives the terminal back before. Without a listener the terminal
/// would stay silent; everything else is as it was.
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
    drop(within);
    let wait = move || {
        runtime.block_on(async {
            let caught = tokio::select! {
                _ = terminate.recv() => Signal::TERM,
                _ = hang_up.recv() => Signal::HUP,
                _ = interrupt.recv() => Signal::INT,
            };
            give_back();
            end_as_by(caught);
        });
    };
    std::thread::Builder::new().name("signals".into()).spawn(wait).map(drop)
}

/// Ends the process at once with the code that shells show for this signal, which is what the signal was to do.
#[allow(clippy::disallowed_methods, reason = "the signal would have ended the process just as abruptly")]
fn end_as_by(signal: Signal) {
    std::process::exit(128 + signal.as_raw());
}
