//! Keeps other programs of the same person, and the disk, away from our memory.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};

/// Whether a measure is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// It is.
    Holds,
    /// It is not, for this reason.
    Missing(String),
}

impl Check {
    fn of(holds: bool, otherwise: &str) -> Self {
        if holds { Self::Holds } else { Self::Missing(otherwise.into()) }
    }

    /// Whether it is in force.
    pub fn holds(&self) -> bool {
        *self == Self::Holds
    }
}

/// What protects this process, as the system tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hardening {
    /// Other programs of the same person can read neither `/proc/PID/mem` nor `/proc/PID/environ`, nor trace us.
    pub memory_is_private: Check,
    /// A crash writes no image of our memory.
    pub core_dumps_are_off: Check,
    /// How many bytes may be kept out of swap; `None` means any number.
    pub lockable_bytes: Option<u64>,
}

impl Hardening {
    /// Asks the system what holds now.
    pub fn now() -> Self {
        let core = getrlimit(Resource::Core);
        Self {
            memory_is_private: memory_is_private(),
            core_dumps_are_off: Check::of(core.current == Some(0), "the limit for core dumps is not zero"),
            lockable_bytes: getrlimit(Resource::Memlock).current,
        }
    }
}

/// Makes the process unreadable for others and core dumps impossible, and answers with what holds afterwards. To be
/// called first of all in `main`. Children start readable again; the limit for core dumps is inherited.
pub fn harden() -> Hardening {
    let refused_private = make_memory_private();
    let refused_core = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).err();
    let mut now = Hardening::now();
    for (check, refused) in
        [(&mut now.memory_is_private, refused_private), (&mut now.core_dumps_are_off, refused_core)]
    {
        if let (Check::Missing(reason), Some(error)) = (&mut *check, refused) {
            *reason = format!("{reason}: {error}");
        }
    }
    now
}

/// Lets files made from now on be read by their owner alone. Not part of [`harden`], because a program started by
/// us would inherit it.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

#[cfg(target_os = "linux")]
fn make_memory_private() -> Option<rustix::io::Errno> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable).err()
}

#[cfg(target_os = "linux")]
fn memory_is_private() -> Check {
    use rustix::process::{DumpableBehavior, dumpable_behavior};
    let is_private = matches!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    Check::of(is_private, "programs of the same person can read this process")
}

#[cfg(not(target_os = "linux"))]
fn make_memory_private() -> Option<rustix::io::Errno> {
    None
}

#[cfg(not(target_os = "linux"))]
fn memory_is_private() -> Check {
    Check::of(false, "this system has no switch for it")
}
