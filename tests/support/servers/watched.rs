//! A server process that ends when this program ends, however it ends.

use rustix::process::{Pid, Signal};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// The watcher: a shell that waits for the end of its input, which comes with the end of this program, also by
/// `kill -9`. Then it ends the server and removes the folder. A word on the input keeps the folder. Signals must not end
/// it before: the system sends SIGHUP to a group whose parent has ended when one of it is stopped, as a server may be.
const WATCHER: &str = r#"trap '' HUP INT TERM
folder=$1; shift
"$@" </dev/null &
server=$!
echo "$server" >&3
exec 3>&-
read -r word
kill -KILL "$server"
wait "$server"
test "$word" = keep || rm -rf "$folder"
"#;

/// A process that does not outlive this program, and the folder of its data, which goes with it.
pub struct Watched {
    watcher: Child,
    input: Option<ChildStdin>,
    server: Pid,
}

impl Watched {
    /// Starts a program. What it says is added to the file `log` in its folder.
    pub fn start(folder: &Path, program: &Path, arguments: &[&str]) -> std::io::Result<Self> {
        let log = File::options().create(true).append(true).open(folder.join("log"))?;
        let mut watcher = Command::new("/bin/sh")
            .args(["-c", &format!("exec 3>&1 >&2\n{WATCHER}"), "watcher"])
            .arg(folder)
            .arg(program)
            .args(arguments)
            // Servers take settings from the environment too, and a person may have such.
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            // Not in the group that a terminal interrupts: the watcher must see the end of this program.
            .process_group(0)
            .spawn()?;
        let input = watcher.stdin.take();
        let mut line = String::new();
        if let Some(output) = watcher.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let server = line.trim().parse().ok().and_then(Pid::from_raw);
        let server = server.ok_or_else(|| std::io::Error::other(format!("not a process id: {line:?}")))?;
        Ok(Self { watcher, input, server })
    }

    /// The process id of the server.
    pub fn id(&self) -> Pid {
        self.server
    }

    /// The process id of the watcher.
    pub fn watcher(&self) -> u32 {
        self.watcher.id()
    }

    /// Sends the server a signal.
    pub fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.server, signal).expect("the server runs");
    }

    /// `kill -9`, and waits until the process is gone. Its folder stays.
    pub fn kill(mut self) {
        if let Some(input) = &mut self.input {
            input.write_all(b"keep\n").expect("the watcher waits");
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.watcher.wait();
    }
}
