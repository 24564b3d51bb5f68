//! A pseudo-terminal that understands nothing: it tells which bytes came when, and where frames end.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The console itself.
pub(super) const CONSOLE: &str = env!("CARGO_BIN_EXE_strongroom");

/// What begins and ends a frame.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// No answer of a console takes that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a terminal of 120×40.
pub(super) struct Terminal {
    ours: File,
    child: Child,
    /// When the program was asked for.
    pub(super) started: Instant,
    /// What came after the last frame.
    rest: Vec<u8>,
}

/// A frame as it came.
pub(super) struct Frame {
    pub(super) bytes: Vec<u8>,
    /// When its last byte was read.
    pub(super) at: Instant,
}

impl Terminal {
    /// Starts a program with nothing but this environment.
    pub(super) fn start(
        program: impl AsRef<OsStr>,
        arguments: &[&str],
        environment: &[(&str, &Path)],
    ) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = open(&name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
        let size = Winsize { ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&ours, size).unwrap();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .envs(environment.iter().copied())
            .stdin(Stdio::from(theirs.try_clone().unwrap()))
            .stdout(Stdio::from(theirs))
            .stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().unwrap();
        Self { ours: File::from(ours), child, started, rest: Vec::new() }
    }

    /// The console on the sample data.
    pub(super) fn demo() -> Self {
        let nowhere = Path::new("/nonexistent");
        Self::start(
            CONSOLE,
            &["--demo"],
            &[("STRONGROOM_DATA_DIR", nowhere), ("STRONGROOM_CONFIG_DIR", nowhere)],
        )
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Presses keys, as their bytes.
    pub(super) fn press(&mut self, keys: &str) {
        self.ours.write_all(keys.as_bytes()).unwrap();
    }

    /// Reads what is there or comes in this time; false when nothing did.
    fn read(&mut self, at_most: Duration) -> bool {
        let pause = Timespec::try_from(at_most).unwrap();
        if poll(&mut [PollFd::new(&self.ours, PollFlags::IN)], Some(&pause)).unwrap() == 0 {
            return false;
        }
        let mut bytes = [0; 16 * 1024];
        // A terminal whose program has ended answers with an error.
        let count = self.ours.read(&mut bytes).unwrap_or(0);
        self.rest.extend_from_slice(&bytes[..count]);
        count > 0
    }

    /// The next whole frame with everything before it, if one ends in this time.
    pub(super) fn frame_within(&mut self, at_most: Duration) -> Option<Frame> {
        let until = Instant::now() + at_most;
        loop {
            if let Some(start) = place(&self.rest, END) {
                let after = self.rest.split_off(start + END.len());
                let bytes = std::mem::replace(&mut self.rest, after);
                return Some(Frame { bytes, at: Instant::now() });
            }
            let left = until.saturating_duration_since(Instant::now());
            if !self.read(left) {
                return None;
            }
        }
    }

    /// The next whole frame.
    pub(super) fn frame(&mut self) -> Frame {
        self.frame_within(PATIENCE).expect("a frame comes")
    }

    /// All frames until nothing comes for this long.
    pub(super) fn settle(&mut self, quiet: Duration) -> Vec<Frame> {
        std::iter::from_fn(|| self.frame_within(quiet)).collect()
    }

    /// Reads until this was written; answers when its last byte came.
    pub(super) fn wait_for(&mut self, text: &str) -> Instant {
        let until = Instant::now() + PATIENCE;
        while place(&self.rest, text.as_bytes()).is_none() {
            assert!(
                self.read(until.saturating_duration_since(Instant::now())),
                "{text:?} never came, only {}",
                String::from_utf8_lossy(&self.rest)
            );
        }
        Instant::now()
    }

    /// Leaves the console and waits for its end.
    pub(super) fn leave(mut self) {
        self.press("q");
        while self.read(PATIENCE) {}
        self.child.wait().unwrap();
    }

    /// Waits for a program that ends by itself.
    pub(super) fn end(mut self) {
        while self.read(PATIENCE) {}
        self.child.wait().unwrap();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, or nobody needs it any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Frame {
    /// Whether a text without colours in it was written with this frame.
    pub(super) fn has(&self, text: &str) -> bool {
        place(&self.bytes, text.as_bytes()).is_some()
    }

    /// Its bytes, without what came before it.
    pub(super) fn len(&self) -> usize {
        let start = place(&self.bytes, BEGIN).unwrap_or(0);
        self.bytes.len() - start
    }
}

fn place(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}
