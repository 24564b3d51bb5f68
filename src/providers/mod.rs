//! The stores, one folder each; this file is their list.

pub mod local;
pub mod memory;
mod rules;
pub mod vault;

use crate::provider::Kind;

/// Every kind of provider.
pub const KINDS: &[&Kind] = &[&local::KIND, &vault::KIND, &memory::KIND];
