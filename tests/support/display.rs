//! An X11 display that nobody sees, and what is on its clipboard.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

/// A display of our own. It goes away with this.
pub struct Display {
    server: Child,
    name: String,
}

/// A program that serves what it has copied. It goes away with this.
pub struct Other(Child);

impl Drop for Display {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

impl Display {
    /// Starts one with a free number; nothing when the person has said that tests with servers are to be skipped.
    /// Fails with the remedy when it cannot be had.
    pub fn start() -> Option<Self> {
        if std::env::var("STRONGROOM_TEST_SERVERS").is_ok_and(|wish| wish == "skip") {
            eprintln!("skipped: STRONGROOM_TEST_SERVERS=skip");
            return None;
        }
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "640x480x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = server.unwrap_or_else(|error| missing("Xvfb", &error));
        let mut number = String::new();
        let told = server.stdout.take().expect("a pipe");
        BufReader::new(told).read_line(&mut number).expect("the display tells its number");
        assert!(!number.trim().is_empty(), "Xvfb has ended by itself");
        Some(Self { server, name: format!(":{}", number.trim()) })
    }

    /// What programs find it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn xclip(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("xclip");
        command.args(["-selection", "clipboard", "-display", &self.name]).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// What is on the clipboard; nothing when nobody has put anything there.
    pub fn clipboard(&self) -> String {
        let output = self.xclip(&["-out"]).stdout(Stdio::piped()).output();
        let output = output.unwrap_or_else(|error| missing("xclip", &error));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Asks until this is on the clipboard.
    pub fn wait_until_it_holds(&self, text: &str) {
        let start = Instant::now();
        while self.clipboard() != text {
            // What is there may be a value of the test, and is not told.
            assert!(start.elapsed() < PATIENCE, "the clipboard never held {} characters", text.len());
        }
    }

    /// Has another program copy this.
    pub fn copy(&self, text: &str) -> Other {
        let child = self.xclip(&["-in", "-quiet"]).stdin(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| missing("xclip", &error));
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("xclip reads");
        Other(child)
    }
}

fn missing(program: &str, error: &std::io::Error) -> ! {
    panic!(
        "{program} cannot be started ({error}). Debian has it: apt-get install xvfb xclip. \
         STRONGROOM_TEST_SERVERS=skip leaves such tests out."
    )
}
