//! Signals of the system, caught on a thread of their own and handed to the loop.

use super::wake::Wake;
use rustix::process::Signal;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// What has been caught and not yet looked at. Signals are no queue: each kind counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Caught {
    /// The last one that asks us to leave.
    pub(super) leave: Option<Signal>,
    /// Make room for the shell.
    pub(super) suspend: bool,
    /// We run again.
    pub(super) resume: bool,
    /// The size of the terminal has changed.
    pub(super) resize: bool,
}

/// Catches signals until it is dropped.
pub(super) struct Signals {
    caught: Arc<Mutex<Caught>>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Signals {
    /// Starts to catch; every signal wakes the loop.
    pub(super) fn catch(wake: Wake) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let within = runtime.enter();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut suspend = signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
        let mut resume = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
        let mut resize = signal(SignalKind::window_change())?;
        drop(within);

        let caught = Arc::new(Mutex::new(Caught::default()));
        let (end, mut ended) = oneshot::channel();
        let shared = Arc::clone(&caught);
        let note = move |write: &dyn Fn(&mut Caught)| {
            write(&mut shared.lock().unwrap_or_else(PoisonError::into_inner));
            wake();
        };
        let listen = async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => note(&|caught| caught.leave = Some(Signal::TERM)),
                    _ = hang_up.recv() => note(&|caught| caught.leave = Some(Signal::HUP)),
                    _ = interrupt.recv() => note(&|caught| caught.leave = Some(Signal::INT)),
                    _ = suspend.recv() => note(&|caught| caught.suspend = true),
                    _ = resume.recv() => note(&|caught| (caught.suspend, caught.resume) = (false, true)),
                    _ = resize.recv() => note(&|caught| caught.resize = true),
                    _ = &mut ended => break,
                }
            }
        };
        let thread =
            std::thread::Builder::new().name("signals".into()).spawn(move || runtime.block_on(listen))?;
        Ok(Self { caught, end: Some(end), thread: Some(thread) })
    }

    /// What was caught since the last call.
    pub(super) fn take(&self) -> Caught {
        std::mem::take(&mut *self.caught.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
