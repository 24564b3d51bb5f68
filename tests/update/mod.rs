//! The pure half: events in, effects and pictures out; a file per part.

mod bindings;
mod form;
mod leases;
mod lock;
mod random;
mod secrets;
mod slots;
mod versions;
