//! The pure half: events in, effects and pictures out; a file per part.

mod bindings;
mod copying;
mod find;
mod form;
mod keymap;
mod leases;
mod lock;
mod many;
mod palette;
mod presenting;
mod random;
mod register;
mod secrets;
mod slots;
mod tasks;
mod versions;
