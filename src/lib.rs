//! One console for every vault: a terminal console and commands for people who handle secrets.
//!
//! # How the house is built
//!
//! Two wishes decide everything: a newcomer can tell in which file any behaviour lives, and adding a pane or a store
//! costs its own folder plus one line in a list.
//!
//! The heart is a pure state machine. [`app::App::update`] takes one event and answers with effects;
//! [`app::App::view`] draws the state. Neither sees a file, a clock, a thread or the environment. The working half,
//! [`runtime`], does what the effects ask for and answers with events; [`console`] joins the two at a terminal.
//!
//! ```text
//! keys, mouse ──▶ console ──▶ app ──▶ panes, overlays       (pure: events in, effects and pictures out)
//!                    ▲         │
//!                    │ events  ▼ effects
//!                    └────── runtime ──▶ ops ──▶ provider ◀── providers (local, vault, memory)
//! ```
//!
//! Dependencies run one way; `tests/architecture.rs` reads the `use` lines and fails on an upward one.
//!
//! | part | what it is |
//! |---|---|
//! | [`domain`] | what a secret is: names, values, kinds, versions |
//! | [`provider`] | what a store must do: traits, errors, the description of a kind |
//! | [`providers`] | the stores, one folder each; the list is [`providers::KINDS`] |
//! | [`config`] | configuration: as typed, as meant, and where it lies |
//! | [`ops`] | what users do, for console and commands alike; writes the audit log |
//! | [`message`] | the words between the two halves |
//! | [`theme`], [`widgets`] | colours by role; drawing without memory |
//! | [`panes`], [`overlays`] | the parts of the console, under one contract: [`panes::Pane`] |
//! | [`app`] | the pure whole: routes events, holds the open questions |
//! | [`runtime`] | the working half: requests become verbs, answers become events |
//! | [`console`] | the terminal: own reader, wiping writer, the loop |
//! | [`cli`] | arguments, commands, exit codes |
//! | [`secure`] | hardening of the process, page-locked memory |
//!
//! # Rules that the types carry
//!
//! - A [`domain::SecretValue`] has no `Clone`, no `Display` and no `serde`, and its `Debug` is a mask. It is wiped when
//!   dropped and lives in one place at a time: a pane's state or a message on its way.
//! - A question has a [`message::Slot`] and a [`message::Ticket`]. A newer question in a slot overtakes the older; an
//!   answer whose ticket is not open is dropped. A change is never given up and never doubled.
//! - A capability is a trait that a provider has or has not ([`provider::Writing`], [`provider::Versioning`],
//!   [`provider::Bin`]), so a flag cannot lie.
//! - Every verb stands once, in a pane's `BINDINGS`: keys, hints and help are made from it. Every kind of secret stands
//!   once, in [`domain::KINDS`]: forms, checks and commands are made from it.
//! - Time is data. A tick comes only while something counts down, so an idle console does nothing at all.
//!
//! # A new pane, a new store
//!
//! A pane is a folder in `panes/` with an `impl Pane` and a line in [`panes::all`]: its `PLACE` gives it column and key,
//! its `BINDINGS` the rest. A store is a folder in `providers/` with an `impl Provider`, a `KIND` and a line in
//! [`providers::KINDS`]; a test then fails until the contract suite in `tests/providers` has a place to try it in. What
//! the README shows of both is written anew by its tests.

pub mod app;
pub mod cli;
mod client;
pub mod config;
pub mod console;
pub mod domain;
pub mod message;
pub mod ops;
pub mod overlays;
pub mod panes;
pub mod provider;
pub mod providers;
pub mod runtime;
pub mod secure;
pub mod theme;
pub mod widgets;

pub use client::Client;
