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
mod crash;
mod flow;
mod leaks;
mod providers;
mod screens;
mod support;
mod terminal;
mod themes;
mod update;
