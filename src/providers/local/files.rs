//! The folder and the file of the store: private from the first byte, never overwritten, safe on disk.

use super::faults;
use crate::provider::{Error, Result};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Which file a path led to: device and inode. It changes when somebody replaces the file.
pub(super) type Identity = (u64, u64);

/// Makes the folder, for its owner alone. One that is there stays as it is.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Error::io(format!("the folder {}", folder.display()), &error);
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Makes an empty file of mode 0600, whatever the umask. Never opens one that is there.
pub(super) fn make_private(file: &Path) -> Result<()> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Exists { what: file.display().to_string() },
        _ => Error::io(file.display().to_string(), &error),
    };
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(failed)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(failed)
}

/// A new file beside another one, with a name that nothing else uses.
pub(super) fn make_beside(file: &Path, purpose: &str) -> Result<PathBuf> {
    let name = u64::from_le_bytes(super::sealing::random()?);
    let path = file.with_file_name(format!(".{purpose}-{name:016x}.db"));
    make_private(&path)?;
    Ok(path)
}

/// Gives a finished file its final name, unless that is taken.
pub(super) fn publish(ready: &Path, name: &Path) -> Result<()> {
    sync(ready)?;
    // A link fails where a plain rename would overwrite. Some file systems have no links: those can rename so.
    let linked = fs::hard_link(ready, name).or_else(|error| match error.kind() {
        ErrorKind::AlreadyExists => Err(error),
        _ => rename_without_replacing(ready, name),
    });
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Error::Exists { what: format!("the store {}", name.display()) });
        }
        Err(error) => return Err(Error::io(name.display().to_string(), &error)),
    }
    let _ = fs::remove_file(ready);
    name.parent().map_or(Ok(()), sync)
}

fn rename_without_replacing(from: &Path, to: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

/// Waits until a file or folder is on the disk.
pub(super) fn sync(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| Error::io(path.display().to_string(), &error))
}

/// Which file lies here, or `None`. Only asks the file system: opening and closing the store by hand would drop the
/// locks that SQLite holds on it for this process.
pub(super) fn identify(file: &Path) -> Result<Option<Identity>> {
    match fs::metadata(file) {
        Ok(facts) if facts.is_file() => Ok(Some((facts.dev(), facts.ino()))),
        Ok(_) => Err(faults::foreign(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(format!("the store {}", file.display()), &error)),
    }
}

/// What deserves a warning about the folder and the files in it.
pub(super) fn warnings(file: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut check = |path: &Path, wanted: u32| {
        if let Ok(facts) = fs::metadata(path)
            && facts.mode() & 0o077 != 0
        {
            let (path, mode) = (path.display(), facts.mode() & 0o777);
            warnings.push(format!(
                "{path} is open to other users (mode {mode:04o}); `chmod {wanted:o} {path}` closes it"
            ));
        }
    };
    if let Some(folder) = file.parent() {
        check(folder, 0o700);
    }
    check(file, 0o600);
    check(&beside(file, "-wal"), 0o600);
    if file.parent().is_some_and(is_on_network) {
        warnings.push(format!(
            "{} lies on a network file system, where two programs at once can damage it; choose a local folder with \
             STRONGROOM_DATA_DIR",
            file.display()
        ));
    }
    warnings
}

/// The file that SQLite keeps beside the store under this ending.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(target_os = "linux")]
fn is_on_network(folder: &Path) -> bool {
    // NFS, SMB, CIFS, SMB2, AFS, Ceph, 9P: the magic numbers of statfs(2).
    const NETWORK: [i128; 7] =
        [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x5346_414f, 0x00c3_6400, 0x0102_1997];
    rustix::fs::statfs(folder).is_ok_and(|facts| NETWORK.contains(&i128::from(facts.f_type)))
}

#[cfg(not(target_os = "linux"))]
fn is_on_network(_folder: &Path) -> bool {
    false
}
