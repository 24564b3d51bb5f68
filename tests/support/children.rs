//! Child processes: this very program, told by the environment to run one ignored test.

use std::path::Path;
use std::process::{Command, Stdio};

/// A command that runs one ignored test of this program on a folder. What it prints is a line each.
pub(crate) fn child(test: &str, folder: &Path) -> Command {
    wrapped(&[], test, folder)
}

/// The same, started by another program: a shell that sets limits, a new namespace.
pub(crate) fn wrapped(wrapper: &[&str], test: &str, folder: &Path) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = match wrapper {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    };
    command.args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env("STRONGROOM_TEST_FOLDER", folder).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// The folder that this child was given.
pub(crate) fn folder() -> std::path::PathBuf {
    std::env::var_os("STRONGROOM_TEST_FOLDER").expect("run by another test only").into()
}

/// Runs a child to its end; fails with what it said when it failed.
pub(crate) fn finish(mut command: Command) -> String {
    let output = command.stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "the child failed ({}):\n{said}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    said
}
