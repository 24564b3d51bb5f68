//! Real servers for tests: a program from PyPI, started on a free port of this machine, ended with the test program.
//!
//! A test that needs one begins so, and makes mounts, policies and users of its own:
//!
//! ```ignore
//! let Some(server) = OpenBao::shared() else { return };
//! let admin = server.admin();
//! let mount = admin.kv2();
//! ```
//!
//! What cannot be had is a failure that says the remedy. `STRONGROOM_TEST_SERVERS=skip` leaves such tests out, a line
//! each; [`OpenBao::shared`] and [`OpenBao::own`] are `None` then, and only then.

mod admin;
mod authority;
mod calls;
mod grants;
mod ground;
mod openbao;
mod proxy;
mod settings;
mod venv;
mod watched;

pub use admin::Admin;
pub use authority::Authority;
pub use ground::until;
pub use openbao::OpenBao;
pub use proxy::DelayProxy;
pub use settings::{Settings, Storage};
pub use venv::Venv;

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether tests with servers are left out. Says so, past the runner that keeps the words of tests that pass.
fn are_skipped() -> bool {
    let are_skipped = std::env::var_os("STRONGROOM_TEST_SERVERS").is_some_and(|word| word == "skip");
    if are_skipped {
        let test = std::thread::current();
        let test = test.name().unwrap_or("a test").to_owned();
        let _ = writeln!(std::io::stderr(), "skipped {test}: STRONGROOM_TEST_SERVERS=skip");
    }
    are_skipped
}

/// A name that no other test of this program uses.
pub fn name(kind: &str) -> String {
    static LAST: AtomicUsize = AtomicUsize::new(0);
    format!("{kind}-{}", LAST.fetch_add(1, Ordering::Relaxed) + 1)
}
