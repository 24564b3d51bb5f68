//! One contract suite run against every store, then what is special to each.

mod alike;
mod contract;
mod demo;
mod local;
mod stores;
