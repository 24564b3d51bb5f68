//! The one integration program: it links once.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests stop where they fail"
)]

mod architecture;
mod cli;
mod crash;
mod flow;
mod leaks;
mod ops;
mod providers;
mod readme;
mod screens;
mod screenshots;
mod support;
mod terminal;
mod themes;
mod update;
