//! What a panic may say: the place in the source, never the message, because messages quote values.

use std::io::Write;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

/// Who is using the terminal.
static OWNER: Mutex<Option<Owner>> = Mutex::new(None);

#[derive(Clone, Copy)]
struct Owner {
    thread: ThreadId,
    /// What it wants done before anything is printed.
    leave: fn(),
}

/// Prints the place of a panic and nothing else. To be called once at the start.
pub fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|panic| {
        let owner = *OWNER.lock().unwrap_or_else(PoisonError::into_inner);
        match owner {
            Some(owner) if owner.thread == thread::current().id() => (owner.leave)(),
            // Another thread works for a console that is still on the screen: its failure is told there.
            Some(_) => return,
            None => {}
        }
        let place = panic.location().map_or_else(|| "an unknown place".into(), place);
        // There is nobody left to tell when standard error is closed.
        let _ = writeln!(std::io::stderr(), "strongroom: stopped by a bug at {place}. Please report it.");
    }));
}

/// Has this called by a panic of the calling thread before its place is printed; `None` ends that. Panics of other
/// threads print nothing meanwhile.
pub fn before_printing_a_panic(leave: Option<fn()>) {
    let owner = leave.map(|leave| Owner { thread: thread::current().id(), leave });
    *OWNER.lock().unwrap_or_else(PoisonError::into_inner) = owner;
}

/// File, line and column, without the folders of the machine that built us.
fn place(location: &Location<'_>) -> String {
    let file = location.file();
    let from_crate = file.rfind("/src/").map_or(0, |src| file[..src].rfind('/').map_or(0, |slash| slash + 1));
    format!("{}:{}:{}", &file[from_crate..], location.line(), location.column())
}
