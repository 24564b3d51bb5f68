//! The verbs as the console uses them: the audit log under attack, writing, transfer, generated passwords.

mod audit;
mod generate;
mod ground;
mod transfer;
mod writing;
