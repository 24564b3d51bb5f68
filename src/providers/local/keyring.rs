//! A key in the kernel's keyring (Linux keyutils): it opens the store without the passphrase until its time is over.

use crate::provider::Result;
use crate::secure::LockedBytes;
use std::time::Duration;

/// The number that the kernel gave to a key.
pub(super) type Serial = i32;

/// Leaves a key in the user's keyring for this long.
pub(super) fn leave(name: &str, key: &[u8], keep: Duration) -> Result<Serial> {
    kernel::leave(name, key, keep)
}

/// The key of this number and name; `None` when it is gone, or the kernel does not let us ask.
pub(super) fn find(serial: Serial, name: &str) -> Option<LockedBytes> {
    kernel::find(serial, name)
}

/// Takes the key away; true when it was still there.
pub(super) fn take_away(serial: Serial, name: &str) -> bool {
    kernel::take_away(serial, name)
}

#[cfg(target_os = "linux")]
mod kernel {
    //! The system calls, by way of the `linux-keyutils` crate.

    use super::{Duration, LockedBytes, Result, Serial};
    use crate::provider::Error;
    use linux_keyutils::{Key, KeyError, KeyRing, KeyRingIdentifier, KeySerialId};

    /// The user's keyring. Linking it to the calling thread makes us its possessor, also in sessions that were
    /// started without it (cron, some containers). All calls of one function run on one thread.
    fn ring() -> std::result::Result<KeyRing, KeyError> {
        let user = KeyRing::from_special_id(KeyRingIdentifier::User, true)?;
        if let Ok(thread) = KeyRing::from_special_id(KeyRingIdentifier::Thread, true) {
            let _ = thread.link_keyring_id(KeyRingIdentifier::User);
        }
        Ok(user)
    }

    pub(super) fn leave(name: &str, key: &[u8], keep: Duration) -> Result<Serial> {
        let seconds = usize::try_from(keep.as_secs().max(1)).unwrap_or(usize::MAX);
        let left = ring().and_then(|ring| ring.add_key(name, key)).map_err(refused)?;
        if let Err(error) = left.set_timeout(seconds) {
            // Better no key than one that never goes.
            let _ = left.invalidate();
            return Err(refused(error));
        }
        Ok(left.get_id().as_raw_id())
    }

    pub(super) fn find(serial: Serial, name: &str) -> Option<LockedBytes> {
        let mut found = LockedBytes::zeroed(32);
        let mut buffer: &mut [u8] = &mut found;
        let length = ours(serial, name)?.read(&mut buffer).ok()?;
        (length == 32).then_some(found)
    }

    pub(super) fn take_away(serial: Serial, name: &str) -> bool {
        ours(serial, name).is_some_and(|key| key.invalidate().is_ok())
    }

    /// Numbers are given again after a restart, so the name is compared too.
    fn ours(serial: Serial, name: &str) -> Option<Key> {
        ring().ok()?;
        let key = Key::from_id(KeySerialId::new(serial));
        (key.metadata().ok()?.get_description() == name).then_some(key)
    }

    fn refused(error: KeyError) -> Error {
        const ENOSYS: i32 = 38;
        match error {
            KeyError::PermissionDenied
            | KeyError::AccessDenied
            | KeyError::OperationNotSupported
            | KeyError::Unknown(ENOSYS) => Error::Unsupported {
                what: "the kernel forbids its keyring here, as containers and sandboxes often do; give the \
                       passphrase by STRONGROOM_PASSPHRASE_FILE or --passphrase-fd instead"
                    .into(),
            },
            KeyError::QuotaExceeded | KeyError::OutOfMemory => Error::Unreachable {
                what: "the kernel's keyring".into(),
                reason: "it is full for this user (see /proc/key-users)".into(),
            },
            _ => Error::Unreachable {
                what: "the kernel's keyring".into(),
                reason: "it did not take the key".into(),
            },
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    //! Other systems have no such keyring.

    use super::{Duration, LockedBytes, Result, Serial};
    use crate::provider::Error;

    pub(super) fn leave(_name: &str, _key: &[u8], _keep: Duration) -> Result<Serial> {
        Err(Error::Unsupported {
            what: "keeping the store unlocked needs the Linux kernel's keyring; on this system give the passphrase \
                   by STRONGROOM_PASSPHRASE_FILE or --passphrase-fd"
                .into(),
        })
    }

    pub(super) fn find(_serial: Serial, _name: &str) -> Option<LockedBytes> {
        None
    }

    pub(super) fn take_away(_serial: Serial, _name: &str) -> bool {
        false
    }
}
