//! The pure half: events in, effects and pictures out; a file per part.

mod bindings;
mod copying;
mod form;
mod leases;
mod lock;
mod secrets;
mod slots;
mod versions;
