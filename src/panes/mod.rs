//! The panes and their contract.
