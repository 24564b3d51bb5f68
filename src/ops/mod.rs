//! What users do, for console and commands alike: one file a verb, each writing its line in the audit log.

pub mod audit;
pub mod copy;
mod credentials;
mod draft;
pub mod find;
pub mod generate;
pub mod history;
pub mod list;
mod login;
pub mod marks;
mod person;
mod place;
mod prints;
pub mod provider;
pub mod put;
pub mod read;
pub mod requests;
pub mod rights;
mod session;
pub mod settings;
pub mod setup;
mod state;
pub mod store;
pub mod team;
pub mod transfer;
pub mod write;

pub use place::Place;
pub use session::{ProviderInfo, Session, TeamInfo};

/// The time of day. The one place where verbs look at a clock.
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
