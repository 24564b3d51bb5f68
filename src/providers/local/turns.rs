//! Turns between processes: a file beside the store that one of them has locked. The system ends the lock with the
//! process, however that ends.

use super::store::Store;
use crate::provider::Turn;
use std::fs::{File, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

/// How often it is looked whether the turn has come.
const PAUSE: Duration = Duration::from_millis(20);
/// How often at most: a minute in all, longer than a login to a server that hangs.
const LOOKS: u32 = 3_000;

impl Store {
    /// Waits for the turn of this name. Where no file can be locked, nobody waits.
    pub(super) async fn turn_of(&self, name: &str) -> Turn {
        let name = format!("{}.lock", name.replace('/', "-"));
        let path = self.file().with_file_name(name);
        let file = File::options().create(true).truncate(false).write(true).mode(0o600).open(path);
        let Ok(file) = file else { return Turn::default() };
        for _ in 0..LOOKS {
            match file.try_lock() {
                Ok(()) => return Turn::of(file),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::Error(_)) => break,
            }
        }
        Turn::default()
    }
}
