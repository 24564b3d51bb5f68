//! The pure half: events in, effects and pictures out; a file per part.

mod bindings;
mod conflict;
mod copying;
mod editor;
mod find;
mod form;
mod generator;
mod hurry;
mod keymap;
mod leases;
mod lock;
mod many;
mod mouse;
mod palette;
mod presenting;
mod random;
mod recovery;
mod register;
mod renewal;
mod secrets;
mod slots;
mod tasks;
mod transfer;
mod versions;
