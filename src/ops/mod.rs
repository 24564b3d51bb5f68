//! What users do, for console and commands alike: one file a verb, each writing its line in the audit log.

mod session;
mod state;

pub use session::{Place, ProviderInfo, Session, TeamInfo};
