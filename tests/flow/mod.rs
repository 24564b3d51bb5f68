//! Whole ways of working on the real runtime; every step waits for quiet and never sleeps.

mod conflicts;
mod hung;
mod local;
mod losses;
mod many;
mod memory;
mod register;
mod setup;
mod speed;
mod teams;
mod vault;
