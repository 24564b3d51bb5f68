//! What the system tells of a running process.

use std::fs::read_to_string;
use std::time::Duration;

/// Resident memory in megabytes.
pub(super) fn resident(pid: u32) -> f64 {
    let status = read_to_string(format!("/proc/{pid}/status")).unwrap();
    number(&status, "VmRSS:") as f64 / 1024.0
}

/// What all threads of a process have used so far.
#[derive(Clone, Copy)]
pub(super) struct Used {
    /// Time on a processor, to the nanosecond.
    pub(super) processor: Duration,
    /// How often a thread was woken: it had given up its processor before.
    pub(super) wakes: u64,
}

impl Used {
    pub(super) fn by(pid: u32) -> Self {
        let mut used = Self { processor: Duration::ZERO, wakes: 0 };
        for thread in std::fs::read_dir(format!("/proc/{pid}/task")).unwrap() {
            let thread = thread.unwrap().path();
            let times = read_to_string(thread.join("schedstat")).unwrap();
            let nanos = times.split(' ').next().unwrap().parse().unwrap();
            used.processor += Duration::from_nanos(nanos);
            used.wakes += number(&read_to_string(thread.join("status")).unwrap(), "voluntary_ctxt_switches:");
        }
        used
    }
}

fn number(status: &str, name: &str) -> u64 {
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
