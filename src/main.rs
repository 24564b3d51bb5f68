//! Arguments → console or command → exit code.

use std::process::ExitCode;
use strongroom::cli::exit::Exit;
use strongroom::secure;

/// Wipes everything that is freed: values leave copies in buffers that nobody else can reach.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    // What could not be had is told by `strongroom doctor`.
    let _ = secure::harden();
    secure::hide_panic_messages();
    // A panic unwinds to here, so that every value on the way is wiped.
    std::panic::catch_unwind(|| strongroom::cli::run(std::env::args_os())).unwrap_or(Exit::Bug.into())
}
