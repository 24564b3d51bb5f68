//! The verbs as the console uses them: the audit log under attack, writing, copying, transfer, generated passwords.

mod audit;
mod copying;
mod credentials;
mod generate;
mod ground;
mod locking;
mod reloading;
mod transfer;
mod wrapping;
mod writing;
