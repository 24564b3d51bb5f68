//! The program itself in a home of its own, with one team on the server under measure.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The program.
pub(super) const PROGRAM: &str = env!("CARGO_BIN_EXE_strongroom");

/// Folders, and the credentials that the environment has.
pub(super) struct Home {
    folder: TempDir,
    variables: [(&'static str, String); 2],
}

impl Home {
    /// A home whose only team has its secrets in this mount. There is no store in it.
    pub(super) fn of(address: &str, token: &str, mount: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "[providers.corp]\nkind = \"vault\"\nurl = \"{address}\"\n\n\
             [teams.payments]\nprovider = \"corp\"\nroot = \"{mount}\"\n"
        );
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        std::fs::write(folder.path().join("passphrase"), "correct horse battery staple").unwrap();
        // The active team is what the console has left here.
        let home = Self {
            folder,
            variables: [("VAULT_ADDR", address.to_owned()), ("VAULT_TOKEN", token.to_owned())],
        };
        let mut switch = home.command(PROGRAM.as_ref());
        assert!(switch.args(["team", "switch", "payments"]).output().unwrap().status.success());
        home
    }

    /// Makes a store and leaves its key in the keyring; false where there is none.
    pub(super) fn unlock(&self) -> bool {
        let mut unlock = self.command(PROGRAM.as_ref());
        unlock.env("STRONGROOM_PASSPHRASE_FILE", self.passphrase()).arg("unlock");
        unlock.output().unwrap().status.success()
    }

    /// Where the passphrase of a store in this home stands.
    pub(super) fn passphrase(&self) -> std::path::PathBuf {
        self.folder.path().join("passphrase")
    }

    /// What a program gets to know of this home.
    pub(super) fn settings(&self) -> Vec<(&'static str, &Path)> {
        let folder = self.folder.path();
        let mut settings = vec![
            ("HOME", folder),
            ("STRONGROOM_DATA_DIR", folder),
            ("STRONGROOM_CONFIG_DIR", folder),
            ("PATH", Path::new("/usr/bin:/bin")),
        ];
        settings.extend(self.variables.iter().map(|(name, value)| (*name, Path::new(value))));
        settings
    }

    /// A program in this home, without anything else in its environment.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.settings()).stdin(Stdio::null());
        command
    }

    /// How long the program takes for this, start and end included.
    pub(super) fn timed(&self, arguments: &[&str]) -> Duration {
        run(self.command(PROGRAM.as_ref()).args(arguments))
    }
}

/// How long a program takes that must succeed.
pub(super) fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let output = command.output().unwrap();
    let taken = start.elapsed();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    taken
}
