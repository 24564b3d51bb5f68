//! A pseudo-terminal with nothing behind it that understands sequences, for what such a terminal never does.

use crate::support::home::{Home, PROGRAM};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// The console in such a terminal. Closing it is dropping it.
pub(super) struct Bare {
    ours: File,
}

impl Bare {
    /// Starts the console on sample data in a terminal of this size.
    pub(super) fn start(home: &Home, size: (u16, u16)) -> (Self, Child) {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = open(&name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
        let mut terminal = Self { ours: File::from(ours) };
        terminal.resize(size);
        let child = Command::new(PROGRAM)
            .arg("--demo")
            .env_clear()
            .envs(home.environment())
            .stdin(Stdio::from(theirs.try_clone().unwrap()))
            .stdout(Stdio::from(theirs))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        (terminal, child)
    }

    /// Gives the terminal another size. The console hears of it by a signal, because the terminal is not its own.
    pub(super) fn resize(&mut self, (columns, rows): (u16, u16)) {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&self.ours, size).unwrap();
    }

    /// Types this.
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.ours.write_all(bytes)
    }

    /// Reads until this was written, and answers with everything up to it.
    pub(super) fn read_until(&mut self, text: &str) -> String {
        let mut read = Vec::new();
        let mut bytes = [0; 4096];
        while !String::from_utf8_lossy(&read).contains(text) {
            let count = self.ours.read(&mut bytes).expect("the console is there");
            read.extend_from_slice(&bytes[..count]);
        }
        String::from_utf8_lossy(&read).into_owned()
    }
}
