//! The servers that tests stand on do what tests believe of them.

mod leaving;
mod lives;
mod network;
mod rights;
mod shared;
mod venv;
