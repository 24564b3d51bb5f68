//! A virtual environment of Python packages under the target folder, made on first use and kept.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const REMEDY: &str = "Tests with real servers need Python 3.10 or newer with venv (on Debian: apt-get install python3 \
python3-venv) and, once, PyPI. STRONGROOM_TEST_SERVERS=skip leaves these tests out.";

/// An environment with everything in it that was asked for.
pub struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The environment of this test program, shared with every other run on the same target folder.
    pub fn named(name: &str, requirements: &str) -> Result<Self, String> {
        Self::at(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("servers").join(name), "python3", requirements)
    }

    /// The environment in a folder. Whoever comes second waits for the first; what was left half-made is made anew.
    pub fn at(folder: &Path, python: &str, requirements: &str) -> Result<Self, String> {
        let made = make(folder, python, requirements);
        made.map_err(|reason| format!("{}: {reason}\n{REMEDY}", folder.display()))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// A file that a package brought.
    pub fn package(&self, file: &str) -> Result<PathBuf, String> {
        let versions = std::fs::read_dir(self.folder.join("lib")).map_err(|error| error.to_string())?;
        versions
            .flatten()
            .map(|version| version.path().join("site-packages").join(file))
            .find(|path| path.is_file())
            .ok_or_else(|| format!("{}: no {file}\n{REMEDY}", self.folder.display()))
    }
}

fn make(folder: &Path, python: &str, requirements: &str) -> Result<(), String> {
    let words = |error: std::io::Error| error.to_string();
    std::fs::create_dir_all(folder.parent().ok_or("no folder above")?).map_err(words)?;
    // The system lets go of the lock however this program ends.
    let lock = File::create(folder.with_extension("lock")).map_err(words)?;
    lock.lock().map_err(words)?;
    // Written last: an environment with it is whole, and has what this source asks for.
    let mark = folder.join("ready");
    if std::fs::read_to_string(&mark).is_ok_and(|made| made == requirements) {
        return Ok(());
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(words)?;
    }
    run(Command::new(python).args(["-m", "venv"]).arg(folder))?;
    let list = folder.join("requirements.txt");
    std::fs::write(&list, requirements).map_err(words)?;
    run(Command::new(folder.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:", "--requirement"])
        .arg(list))?;
    std::fs::write(mark, requirements).map_err(words)
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{program}: {}\n{}", output.status, String::from_utf8_lossy(&said).trim()))
}
