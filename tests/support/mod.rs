//! What tests stand on: the console without a terminal, sample stores, scripted answers, children of this program.

pub mod canvas;
pub mod changes;
pub mod children;
pub mod console;
pub mod display;
pub mod ground;
pub mod home;
pub mod keys;
pub mod kinds;
pub mod picture;
pub mod pure;
pub mod random;
pub mod scan;
pub mod screenshot;
pub mod servers;
pub mod signs;
pub mod writer;
