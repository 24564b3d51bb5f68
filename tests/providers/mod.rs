//! One contract suite run against every store, then what is special to each.

mod alike;
mod checks;
mod contract;
mod demo;
mod local;
mod servers;
mod stores;
mod vault;
