//! One console for every vault.

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
