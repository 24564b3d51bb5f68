//! The commands, one file each.

pub mod approvals;
pub mod audit;
pub mod backup;
pub mod completions;
pub mod console;
pub mod delete;
pub mod diff;
pub mod doctor;
pub mod export;
pub mod find;
pub mod get;
pub mod history;
pub mod import;
pub mod list;
pub mod lock;
pub mod man;
pub mod passphrase;
pub mod provider;
pub mod restore;
pub mod rollback;
pub mod set;
mod set_source;
pub mod team;
pub mod undelete;
pub mod unlock;
pub mod vault;
pub mod whoami;
