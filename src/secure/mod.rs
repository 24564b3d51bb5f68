//! Process hardening and locked memory; the only home of unsafe.

mod harden;
mod inherited;
mod locked;
mod panic;
mod stack;

pub use harden::{Check, Hardening, harden, keep_files_private};
pub use inherited::inherited;
pub use locked::LockedBytes;
pub use panic::{before_printing_a_panic, hide_panic_messages};
pub use stack::wipe_stack;
